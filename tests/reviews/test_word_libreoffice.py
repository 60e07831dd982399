"""Copies of a draft as LibreOffice leaves them: files made once by `word_files/make_files.py`."""

import pytest

from reviews.models import Answer
from tests.reviews.word.copies import back, offered, take, unplaced, value
from tests.reviews.word_files.make_files import HERE, copy_of, draft

CHANGED = {"a1", "b5", "c1", "c2", "f1"}


def page_of(cast, name, language="en"):
    copy_of(draft(cast, language), cast)
    return back(cast.client("focal_point"), (HERE / f"{name}.docx").read_bytes())


def test_opened_and_saved_by_libreoffice_nothing_seems_changed(cast):
    page = page_of(cast, "untouched")
    assert offered(page) == {}
    assert unplaced(page) == []
    assert page.context["file"].found["missing"] == []
    assert page.context["file"].origin.number == 1


@pytest.mark.parametrize("name", ["saved", "by_odt"])
def test_r24_what_was_written_in_libreoffice_comes_back(cast, name):
    page = page_of(cast, name)
    assert offered(page) == dict.fromkeys(CHANGED, "change")
    assert unplaced(page) == ["Remark of the minister"]
    take(cast.client("focal_point"), page, *CHANGED)
    review = page.context["review"]
    assert value(review, "a1") == "Ministry of Migration"
    assert value(review, "b5") == (
        "<p>Census and <strong>border</strong> data.</p><ul><li>registers</li></ul><ol><li>first</li></ol>"
    )
    assert value(review, "c2") == "part"
    assert value(review, "c1")[1]["objectives"] == [5, 7]
    assert value(review, "f1")[-1] == {"source": "A row more"}


def test_b58_tracked_changes_kept_by_libreoffice_are_told(cast):
    page = page_of(cast, "tracked")
    assert set(offered(page)) == {*CHANGED, "d2a-5"}
    [tracked] = [one for one in page.context["comparison"].proposals if one.tracked]
    assert tracked.field.name == "d2a-5"
    assert "tracked changes" in page.content.decode()


def test_an_arabic_copy_comes_back(cast):
    page = page_of(cast, "arabic", "ar")
    assert offered(page) == dict.fromkeys(CHANGED, "change")
    assert unplaced(page) == ["Remark of the minister"]


def test_b58_by_way_of_the_old_format_what_is_lost_is_told_and_nothing_is_emptied(cast):
    page = page_of(cast, "by_doc")
    assert Answer.objects.filter(standing="answered").count() == Answer.objects.count()
    emptied = {name for name, kind in offered(page).items() if kind == "empties"}
    assert not emptied
    assert "a1" in offered(page)
