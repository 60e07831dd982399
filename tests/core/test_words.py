"""A page has its words in one language, whatever libraries bring along; data keeps the language it is in."""

import re
from datetime import date
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from core import words

ARABIC = re.compile(r"[\u0600-\u06ff]+")
IN_ARABIC = re.compile(r'<(\w+)[^>]*lang="ar"[^>]*>.*?</\1>', re.DOTALL)


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["", "roadmap/", "practices/", "accounts/login/", "accounts/password/reset/"])
def test_a_page_that_nobody_translated_has_no_words_of_libraries_beside_ours(cast, page):
    shown = cast.client("visitor").get(f"/ar/{page}")
    assert shown.status_code == 200
    assert '<html lang="en" dir="rtl">' in shown.text
    own_name = "العربية"
    assert set(ARABIC.findall(IN_ARABIC.sub("", shown.text))) <= {own_name}


def test_dates_and_errors_speak_as_the_page_does():
    for code in words.untranslated():
        with translation.override(code):
            assert translation.get_language() == code
            assert date_format(date(2030, 5, 7)) == "7 May 2030"
            assert gettext("This field is required.") == "This field is required."


@pytest.mark.parametrize(("code", "day"), [("ru", "7 мая 2030 г."), ("fr", "7 mai 2030"), ("en", "7 May 2030")])
def test_a_day_that_is_data_is_written_in_its_own_language(code, day):
    with translation.override("ar"):
        assert words.written_day(date(2030, 5, 7), code) == day
        assert date_format(date(2030, 5, 7)) == "7 May 2030"


def test_a_language_with_a_catalogue_of_ours_speaks_for_itself(monkeypatch, tmp_path):
    (tmp_path / "fr" / "LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "fr" / "LC_MESSAGES" / "django.mo").touch()
    here = SimpleNamespace(LANGUAGES=settings.LANGUAGES, LANGUAGE_CODE="en", LOCALE_PATHS=[tmp_path])
    monkeypatch.setattr(words, "settings", here)
    assert words.untranslated.__wrapped__() == ("ar", "zh-hans", "ru", "es")


@pytest.mark.django_db
def test_the_desk_is_marked_with_the_language_of_its_words(cast):
    for asked in words.untranslated():
        shown = cast.client("officer").get("/admin/notifications/message/", headers={"accept-language": asked})
        assert '<html lang="en" dir="ltr">' in shown.text, asked
        assert not ARABIC.search(shown.text)
