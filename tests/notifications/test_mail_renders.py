"""Every kind of message that is shipped, in every language: written whole, for its own recipients (promise F24)."""

import re

import pytest
from django.conf import settings
from django.template import engines

from notifications.kinds import Kind, address_of, find, written
from tests.notifications import samples

LANGUAGES = [code for code, _name in settings.LANGUAGES]
LEFT_OVER = re.compile(r"\{\{|\}\}|\{%|%\}|%\(\w+\)[sd]|\bNone\b")
EMPTY_GREETING = re.compile(r"^(Dear|Hello|Hi)\s*[,:!]", re.MULTILINE)

samples.load()


@pytest.fixture
def strict_templates(monkeypatch):
    """A name that a template uses and nobody gives shows as braces."""
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "{{ %s }}")


@pytest.mark.parametrize("name", samples.shipped())
@pytest.mark.once
def test_f24_every_shipped_kind_is_whole_in_every_language(cast, strict_templates, name):
    for kind in samples.samples_of(name, cast):
        recipients = list(kind.recipients())
        assert recipients, f"the sample of {name} has no recipient"
        for language in LANGUAGES:
            _check(kind, recipients[0], language)


def _check(kind: Kind, recipient, language: str) -> None:
    if not isinstance(recipient, str):
        recipient.language = language
    letter = written(kind, recipient, language)
    where = f"{kind.name} in {language}"
    for part in (letter.subject, letter.text, letter.html):
        assert not (found := LEFT_OVER.search(part)), f"{where}: {found.group()!r} in {part[:400]!r}"
        assert not EMPTY_GREETING.search(part), f"{where}: a greeting without a name"
    assert "\n" not in letter.subject
    assert len(letter.subject) <= 70, f"{where}: a list of mails cuts this subject off"
    assert letter.reason, f"{where}: does not say why it comes"
    assert letter.reason.split(".")[0] in letter.text, f"{where}: the reason is not at the foot"
    assert settings.CONTACT_EMAIL in letter.text, f"{where}: no way to the secretariat"
    assert len(letter.html) < 15_000, f"{where}: heavier than 15 kB"
    assert letter.html.count('<html lang="en" dir="ltr"') == 1, f"{where}: its words are English until a catalogue says"
    assert "<img" not in letter.html
    assert _links(letter.text) <= {settings.SITE_URL}, f"{where}: a link elsewhere"
    if letter.unsubscribe_url:
        assert f"{settings.SITE_URL}/{language}/accounts/messages/" in letter.text, f"{where}: optional, and no way out"


def _links(text: str) -> set[str]:
    """The hosts of the addresses in a plain text."""
    return {match.group() for match in re.finditer(r"https?://[^/\s]+", text)}


@pytest.mark.parametrize("name", samples.shipped())
def test_a_shipped_kind_says_what_it_is(name):
    kind = find(name)
    assert str(kind.label)
    assert str(kind.reason)
    assert kind.policy in {"hold", "resend"}
    assert kind.optional or str(kind.mandatory_because)
    assert not (kind.optional and kind.security)


def test_f24_the_check_itself_finds_what_is_broken(cast, strict_templates, monkeypatch):
    from tests.notifications import kinds

    receipt = kinds.Receipt(to=[cast.member.pk])
    _check(receipt, cast.member, "ar")
    monkeypatch.setattr(kinds.Receipt, "context", lambda self, who: {"mailbox": address_of(who)})
    with pytest.raises(AssertionError, match="words"):
        _check(receipt, cast.member, "fr")


def test_f24_english_takes_over_only_where_the_kind_allows_it(cast, monkeypatch):
    from django.utils.translation import get_language

    from tests.notifications import kinds

    def words(self, who):
        if get_language() == "fr":
            raise KeyError("a missing translation")
        return "in English"

    monkeypatch.setattr(kinds.Receipt, "words", words)
    cast.member.language = "fr"
    with pytest.raises(KeyError):
        written(kinds.Receipt(to=[]), cast.member)
    monkeypatch.setattr(kinds.Receipt, "falls_back", True)
    assert "in English" in written(kinds.Receipt(to=[]), cast.member).text


def test_the_words_are_in_the_language_and_zone_of_the_recipient(cast, monkeypatch):
    from django.utils import timezone
    from django.utils.translation import get_language

    from tests.notifications import kinds

    monkeypatch.setattr(
        kinds.Receipt, "words", lambda self, who: f"{get_language()} {timezone.get_current_timezone_name()}"
    )
    monkeypatch.setattr("core.templatetags.portal.pgettext", lambda _context, _text: get_language())
    cast.member.language, cast.member.time_zone = "ar", "Africa/Nairobi"
    letter = written(kinds.Receipt(to=[]), cast.member)
    assert "ar Africa/Nairobi" in letter.text
    assert '<html lang="ar" dir="rtl"' in letter.html
