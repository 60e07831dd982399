"""Types with one value: texts, number, money, date, address, files."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core import plain_text, reading, rich_text, web_addresses
from core.forms import in_a_box
from core.templatetags.portal import written_day
from reference import currencies
from reviews.question_types.base import KEEP, MAX_CHARACTERS, MAX_LINE, Refused, Type, not_longer

MAX_HTML = 400_000
MAX_ADDRESS = 2_000


def readable(clean: Any, text: Any) -> str:
    """`text` after `clean`; what cannot be written text, or is no text at all, is refused (B3, B7, B19)."""
    if not isinstance(text, str):
        raise Refused(_("This is not a text."))
    try:
        return str(clean(text))
    except ValidationError as unwritable:
        raise Refused(unwritable.messages[0]) from unwritable


class Text(Type):
    """One line of plain text."""

    template = "reviews/questions/text.html"

    def parse(self, raw: Any, question: Any) -> str | None:
        return not_longer(readable(plain_text.clean_line, raw), MAX_LINE) or None

    def shown(self, value: Any, question: Any) -> SafeString:
        return format_html('<p dir="auto">{}</p>', value) if value else SafeString()

    def joined(self, mine: Any, theirs: Any) -> str:
        return " / ".join(filter(None, (mine, theirs)))


class Long(Type):
    """Formatted text, kept as cleaned HTML. The editor sends HTML as `<name>-html`; without script the box
    holds plain text, in which blank lines and "- " are understood."""

    template = "reviews/questions/long.html"

    def typed(self, post: QueryDict, name: str) -> Any:
        return {"html": post[f"{name}-html"]} if f"{name}-html" in post else post.get(name, "")

    def untouched(self, value: Any) -> str:
        return in_a_box(value or "")

    def parse(self, raw: Any, question: Any) -> str | None:
        html = self._html(raw)
        words = rich_text.to_plain(html)
        not_longer(words, MAX_CHARACTERS)
        return html if plain_text.INVISIBLE.sub("", words).strip() else None

    def as_value(self, raw: Any) -> str:
        return rich_text.clean(raw.get("html", "")) if isinstance(raw, dict) else rich_text.from_plain(raw)

    def _html(self, raw: Any) -> str:
        if not isinstance(raw, dict):
            return rich_text.from_plain(not_longer(readable(plain_text.clean_lines, raw), MAX_CHARACTERS))
        return rich_text.clean(readable(plain_text.clean_lines, not_longer(raw.get("html", ""), MAX_HTML)))

    def shown(self, value: Any, question: Any) -> SafeString:
        return format_html('<div class="prose" dir="auto">{}</div>', rich_text.shown(value)) if value else SafeString()

    def plain(self, value: Any, question: Any) -> str:
        return rich_text.to_plain(value) if value else ""

    def joined(self, mine: Any, theirs: Any) -> str:
        return f"{mine or ''}{theirs or ''}"

    def box(self, untouched: str, question: Any, objective: int | None) -> dict[str, Any]:
        return {"plain": untouched, "words": len(untouched.split())}


class Number(Type):
    """A number, kept as text with a point: "1234.5"."""

    template = "reviews/questions/number.html"

    def parse(self, raw: Any, question: Any) -> str | None:
        text = not_longer(readable(plain_text.clean_line, raw), MAX_LINE)
        return reading.number(text) if text else None

    def plain(self, value: Any, question: Any) -> str:
        return reading.spelled(str(value)) if value else ""

    def echo(self, value: Any, question: Any) -> str:
        return self.plain(value, question)


class Money(Type):
    """An amount in a currency: {"amount": "1234.50", "currency": "USD"}."""

    template = "reviews/questions/money.html"
    is_group = True

    def typed(self, post: QueryDict, name: str) -> dict[str, str]:
        return {"amount": post.get(f"{name}-amount", ""), "currency": post.get(f"{name}-currency", "")}

    def untouched(self, value: Any) -> dict[str, str]:
        value = value if isinstance(value, dict) else {}
        return {"amount": value.get("amount", ""), "currency": value.get("currency", "")}

    def parse(self, raw: Any, question: Any) -> dict[str, str] | None:
        if not raw:
            return None
        if not isinstance(raw, dict):
            raise Refused(_("This is not an amount."))
        amount = not_longer(readable(plain_text.clean_line, raw.get("amount", "")), MAX_LINE)
        currency = not_longer(readable(plain_text.clean_line, raw.get("currency", "")), MAX_LINE).upper()
        if not amount:
            if currency:
                raise ValidationError(_("Give the amount as well as the currency."))
            return None
        amount = reading.number(amount)
        currencies.check_amount(amount, currency)
        return {"amount": amount, "currency": currency}

    def is_empty(self, value: Any) -> bool:
        return not value or not any(self.untouched(value).values())

    def plain(self, value: Any, question: Any) -> str:
        value = self.untouched(value)
        return f"{value['currency']} {reading.spelled(value['amount'])}".strip()

    def echo(self, value: Any, question: Any) -> str:
        return "" if self.is_empty(value) else self.plain(value, question)


class Date(Type):
    """A day, kept as 2029-05-31."""

    template = "reviews/questions/date.html"

    def parse(self, raw: Any, question: Any) -> str | None:
        text = not_longer(readable(plain_text.clean_line, raw), MAX_LINE)
        return reading.day(text).isoformat() if text else None

    def plain(self, value: Any, question: Any) -> str:
        try:
            return str(written_day(date.fromisoformat(value)))
        except (TypeError, ValueError):
            return str(value or "")

    def echo(self, value: Any, question: Any) -> str:
        return self.plain(value, question)


class Url(Type):
    """An address on the web, http or https alone (B35)."""

    template = "reviews/questions/url.html"

    def parse(self, raw: Any, question: Any) -> str | None:
        text = not_longer(readable(plain_text.clean_line, raw), MAX_ADDRESS)
        return web_addresses.read(text) if text else None

    def shown(self, value: Any, question: Any) -> SafeString:
        return format_html('<p dir="ltr">{}</p>', web_addresses.as_link(value)) if value else SafeString()


def list_of_names(names: Iterable[str]) -> SafeString:
    """Names of files as an HTML list; nothing for none."""
    rows = format_html_join("", '<li dir="auto">{}</li>', ((name,) for name in names))
    return format_html("<ul>{}</ul>", rows) if rows else SafeString()


class Files(Type):
    """Files: a list of ids of attachments, changed by their own page (`views/attachments.py`) alone."""

    template = "reviews/questions/file.html"
    is_group = True

    def typed(self, post: QueryDict, name: str) -> Any:
        return KEEP

    def untouched(self, value: Any) -> Any:
        return KEEP

    def parse(self, raw: Any, question: Any) -> list[str] | None:
        return [str(key) for key in raw or []] or None

    def _attachments(self, value: Any) -> list[Any]:
        from reviews.models import Attachment

        return list(Attachment.objects.standing().filter(pk__in=value or []))

    def shown(self, value: Any, question: Any) -> SafeString:
        return list_of_names(file.name for file in self._attachments(value))

    def plain(self, value: Any, question: Any) -> str:
        return "\n".join(file.name for file in self._attachments(value))


class Consultations(Type):
    """No value of its own: shows the log of consultations."""

    template = "reviews/questions/consultations.html"
    is_group = True

    def typed(self, post: QueryDict, name: str) -> Any:
        return KEEP

    def untouched(self, value: Any) -> Any:
        return KEEP

    def parse(self, raw: Any, question: Any) -> None:
        return None
