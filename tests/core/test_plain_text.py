"""Plain text: what is taken, removed, refused."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from core import plain_text
from core.forms import LineField, LinesField

typed = st.text(alphabet=st.characters(exclude_categories=["Cs"]))


def taken(clean, text):
    try:
        return clean(text)
    except ValidationError:
        return None


@pytest.mark.parametrize("hidden", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
def test_b3_a_name_with_a_hidden_turn_of_direction_is_refused_with_a_sentence(hidden):
    with pytest.raises(ValidationError, match="direction"):
        plain_text.clean_line(f"report{hidden}fdp.exe")


def test_b3_invisible_characters_leave_a_name_and_joiners_stay():
    assert plain_text.clean_line("Mi\u200bnis\ufefftry\u2060 of\u00ad Labour") == "Ministry of Labour"
    assert plain_text.clean_line("می\u200cخواهم") == "می\u200cخواهم"  # Persian needs the joiner


def test_b3_long_text_keeps_its_direction_marks():
    assert plain_text.clean_lines("a \u2067שלום\u2069 b") == "a \u2067שלום\u2069 b"


def test_b4_control_characters_are_removed_but_tabs_and_lines_stay():
    assert plain_text.clean_lines("a\x07b\x1b[31m\tc\r\nd\re\x85") == "ab[31m\tc\nd\ne"
    assert plain_text.clean_line("a\nb\tc") == "a b c"


@pytest.mark.parametrize("clean", [plain_text.clean_line, plain_text.clean_lines])
@pytest.mark.parametrize("text", ["e\u0301", "\u00e9", "e\x01\u0301"])
def test_b5_a_composed_and_a_decomposed_letter_are_one(clean, text):
    assert clean(text) == "é"


@pytest.mark.parametrize(
    "text",
    ["Z" + "\u0301" * 1000, "Z" + ("\u0301" * 8 + "\u034f") * 9, "Z" + ("\u0301" * 8 + "\u200d") * 9,
     "Z" + "\u20dd" * 9],
    ids=["many", "with grapheme joiners between", "with zero width joiners between", "enclosing"],
)  # fmt: skip
def test_b7_a_letter_buried_under_marks_is_refused(text):
    for clean in (plain_text.clean_line, plain_text.clean_lines):
        with pytest.raises(ValidationError, match="marks"):
            clean(text)


@pytest.mark.parametrize("text", ["Tiếng Việt", "שָׁלוֹם", "مُحَمَّد", "བསྒྲུབས་", "ประเทศที่", "👨‍👩‍👧‍👦 ❤️‍🔥", "1️⃣"])
def test_b7_real_writing_is_not(text):
    assert plain_text.clean_lines(text)


def test_b7_no_text_takes_long():
    assert plain_text.clean_lines("ا" * 200_000)
    assert taken(plain_text.clean_lines, "e\u0301" * 100_000)


@pytest.mark.parametrize(
    "text",
    ["", " ", "\n\n", "\u00a0", "\u200b\ufeff", "\u200d\u200c", "\u3000", "\u3164", "\u2800",
     "\u0301", "\x07 ", "\u200e"],
)  # fmt: skip
def test_b10_what_shows_nothing_counts_as_empty(text):
    assert plain_text.clean_line(text) == ""
    assert plain_text.clean_lines(text) == ""


@pytest.mark.parametrize("field", [LineField(), LinesField()])
def test_b10_a_required_field_asks_for_more_than_blanks(field):
    with pytest.raises(ValidationError, match="required"):
        field.clean("\u00a0\u200b ")


def test_b8_a_title_too_long_is_refused_with_the_limit_and_the_present_length():
    with pytest.raises(ValidationError, match=r"at most 200 characters \(it has 10000\)"):
        LineField(max_length=200).clean("x" * 10_000)


@given(typed)
def test_cleaning_again_changes_nothing(text):
    for clean in (plain_text.clean_line, plain_text.clean_lines):
        once = taken(clean, text)
        assert once is None or clean(once) == once


@given(typed)
def test_a_line_is_one_line_without_controls(text):
    line = taken(plain_text.clean_line, text)
    assert line is None or not (plain_text.CONTROLS.search(line) or "\n" in line or line != line.strip())
