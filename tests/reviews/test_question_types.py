"""What each type of question takes, reads back and refuses."""

from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict

from core import reading
from reviews import question_types
from reviews.question_types import Refused
from reviews.word.boxes import BOXES_OF

pytestmark = pytest.mark.django_db


def question(type, **fields):
    fields = {"columns": [], "options": [], "meaning": "", "ranks": 3, **fields}
    choices = [(one["value"], one["labels"]["en"]) for one in fields["options"]]
    return SimpleNamespace(type=type, choices=lambda: choices, **fields)


def parsed(type, raw, **fields):
    asked = question(type, **fields)
    return question_types.of(asked).parse(raw, asked)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("1 234,5", "1234.5"), ("1,234.5", "1234.5"), ("1.234,5", "1234.5"), ("1'234'567.8", "1234567.8"),
        ("1\u202f234,50", "1234.50"), ("1,000", "1000"), ("12,5", "12.5"), ("0.125", "0.125"), ("0,125", "0.125"),
        ("1.234.567", "1234567"), ("١٢٣", "123"), ("١٬٢٣٤٫٥", "1234.5"), ("-0", "0"), ("−7", "-7"), ("007", "7"),
        ("2029", "2029"),
    ],
)  # fmt: skip
def test_b11_numbers_are_read_as_people_write_them(typed, read):
    assert parsed("number", typed) == read


@pytest.mark.parametrize("typed", ["NaN", "Infinity", "1e309", "0x10", "twelve", "9" * 400, "1,23,4", "1.2.3", "--1"])
def test_b11_what_is_no_number_is_said_so(typed):
    with pytest.raises(ValidationError) as refused:
        parsed("number", typed)
    assert not isinstance(refused.value, Refused)


def test_b11_a_point_before_three_digits_is_asked_about():
    with pytest.raises(ValidationError, match="two ways"):
        parsed("number", "1.234")


@pytest.mark.parametrize(("value", "echo"), [("2029", "2029"), ("12345.5", "12,345.5"), ("-1234567", "-1,234,567")])
def test_a_number_is_said_back_with_its_thousands(value, echo):
    assert reading.spelled(value) == echo


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("2029-05-31", "2029-05-31"), ("31 May 2029", "2029-05-31"), ("May 31st, 2029", "2029-05-31"),
        ("31.5.2029", "2029-05-31"), ("1.2.2030", "2030-02-01"), ("31/5/2029", "2029-05-31"),
        ("5/31/2029", "2029-05-31"), ("5/5/2029", "2029-05-05"), ("31 mai 2029", "2029-05-31"),
        ("31 de mayo de 2029", "2029-05-31"), ("31 мая 2029 г.", "2029-05-31"), ("2029年5月31日", "2029-05-31"),
        ("٣١ أيار ٢٠٢٩", "2029-05-31"), ("31 مايو 2029", "2029-05-31"), ("2028-02-29", "2028-02-29"),
    ],
)  # fmt: skip
def test_b17_dates_are_read_as_people_write_them(typed, read):
    assert parsed("date", typed) == read


@pytest.mark.parametrize(
    "typed",
    ["31 February 2029", "0000-01-01", "9999-12-31", "1/2/2030", "1451-09-01", "tomorrow", "2029-13-01", "5 2029"],
)
def test_b17_what_is_no_day_or_two_days_is_asked_about(typed):
    with pytest.raises(ValidationError):
        parsed("date", typed)


def test_a_date_is_said_back_in_full():
    asked = question("date")
    assert question_types.of(asked).echo("2029-05-31", asked) == "31 May 2029"


@pytest.mark.parametrize(
    ("amount", "currency", "says"),
    [
        ("1" + "0" * 18, "USD", "too large"), ("1" + "0" * 16, "USD", "too large"), ("-5", "USD", "less than zero"),
        ("10.125", "EUR", "two ways"), ("1010.1255", "EUR", "decimals"), ("100.5", "JPY", "decimals"),
        ("5", "", "currency"), ("", "USD", "amount"), ("5", "XYZ", "not a currency"),
    ],
)  # fmt: skip
def test_b12_amounts_have_a_range_and_a_currency(amount, currency, says):
    with pytest.raises(ValidationError, match=says):
        parsed("money", {"amount": amount, "currency": currency})


def test_an_amount_is_kept_with_its_currency():
    assert parsed("money", {"amount": "1 234,50", "currency": "usd"}) == {"amount": "1234.50", "currency": "USD"}


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//evil.example", "http://169.254.169.254/x",
        "http://localhost/", "https://me:secret@un.org/", "ftp://un.org/", "https://", "not an address", "http://10.0.0.1",
        "http://[::1]/",
    ],
)  # fmt: skip
def test_b35_only_addresses_of_the_open_web_are_taken(typed):
    with pytest.raises(ValidationError):
        parsed("url", typed)


def test_b35_an_address_is_shown_with_its_host():
    asked = question("url")
    assert parsed("url", "www.un.org/en") == "https://www.un.org/en"
    assert "xn--" in question_types.of(asked).shown("https://ünited.example/", asked)


def test_b8_b9_limits_name_both_figures():
    with pytest.raises(Refused, match="501"):
        parsed("text", "x" * 501)
    with pytest.raises(Refused, match="20,001"):
        parsed("long", "x" * 20_001)
    with pytest.raises(Refused):
        parsed("long", {"html": "<p>" + "x" * 2_000_000 + "</p>"})


@pytest.mark.parametrize("raw", [" ", "\u00a0", "\u200b", "\n\n"])
def test_b10_only_white_space_is_no_answer(raw):
    assert parsed("text", raw) is None
    assert parsed("long", raw) is None
    assert parsed("long", {"html": f"<p>{raw}</p>"}) is None


def test_b3_b4_b5_b7_text_is_cleaned_or_refused():
    with pytest.raises(Refused):
        parsed("text", "left \u202e right")
    assert parsed("text", "a\x07b") == "ab"
    assert parsed("text", "e\u0301") == "é"
    with pytest.raises(Refused):
        parsed("text", "z" + "\u0301" * 1000)


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '<a href="javascript:alert(1)">x</a>',
        "<svg><a><set attributeName=href to=javascript:alert(1)></a></svg>",
        "<math><mtext><style>x</style></mtext></math>",
        "<p style='color:red' onclick=x>x</p>",
        "<base href=//evil>", "<form><input></form>", "<iframe src=//evil></iframe>",
    ],
)  # fmt: skip
def test_b29_rich_text_is_cleaned_at_writing_and_reading(html):
    asked = question("long")
    for text in (parsed("long", {"html": f"<p>said</p>{html}"}), str(question_types.of(asked).shown(html, asked))):
        assert not any(
            bad in text for bad in ("<script", "onerror", "javascript:", "<svg", "style=", "<form", "<iframe", "<base")
        )


def test_b30_nested_tags_are_cleaned_in_time():
    import time

    began = time.process_time()
    parsed("long", {"html": "<b>" * 10_000 + "x"})
    assert time.process_time() - began < 2


def test_b31_plain_text_is_shown_as_typed():
    asked = question("text")
    shown = question_types.of(asked).shown("<b>{{ 7*7 }} %s ${x}", asked)
    assert "&lt;b&gt;{{ 7*7 }} %s ${x}" in shown


OPTIONS = [{"value": "yes", "labels": {"en": "Yes"}}, {"value": "no", "labels": {"en": "No"}}]


def test_b19_choices_of_another_question_are_refused():
    assert parsed("single", "yes", options=OPTIONS) == "yes"
    assert parsed("multi", ["no", "yes"], options=OPTIONS) == ["yes", "no"]
    for kind, raw in (
        ("single", "maybe"),
        ("single", ["yes"]),
        ("multi", ["maybe"]),
        ("multi", "yes"),
        ("boolean", "1"),
    ):
        with pytest.raises(Refused):
            parsed(kind, raw, options=OPTIONS)
    with pytest.raises(Refused):
        parsed("text", ["a list"])
    with pytest.raises(Refused):
        parsed("objectives", ["24"])


def test_a_ranking_keeps_its_order_once_each_and_at_most_so_many():
    three = [*OPTIONS, {"value": "so", "labels": {"en": "So so"}}]
    asked = question("ranked", options=three, ranks=2)
    kind = question_types.TYPES["ranked"]
    post = QueryDict("r=so&r=&r=yes")
    assert kind.parse(kind.typed(post, "r"), asked) == ["so", "yes"]
    assert kind.untouched(["so", "yes"]) == kind.typed(post, "r")
    assert kind.plain(["so", "yes"], asked) == "1. So so; 2. Yes"
    assert kind.shown(["so", "yes"], asked) == "<ol><li>So so</li><li>Yes</li></ol>"
    assert [[one.value for one in rank if one.chosen] for rank in kind.box(["so"], asked, None)["ranks"]] == [
        ["so"],
        [],
    ]
    assert kind.parse([], asked) is None
    with pytest.raises(ValidationError, match="stands in two places") as twice:
        kind.parse(["so", "so"], asked)
    assert not isinstance(twice.value, Refused), "kept as typed: only submission waits"
    for raw in (["so", "yes", "no"], ["maybe"], "so", [["so"]], [5]):
        with pytest.raises(Refused):
            kind.parse(raw, asked)


@pytest.mark.parametrize(
    ("lines", "raw", "left"),
    [
        (["1: So so", "–: Yes", "2: No"], ["so", "no"], []),
        (["2. so so", "1) yes", "-: No"], ["yes", "so"], []),
        (["No", "So so"], ["no", "so"], []),
        (["–: Yes", "–: No", "–: So so"], [], []),
        (["1: Yes", "1: No", "–: So so"], [], ["1: Yes / 1: No"]),
        (["1: Yes", "our own words"], ["yes"], ["our own words"]),
    ],
)
def test_a_ranking_is_read_back_out_of_word_by_its_places(lines, raw, left):
    asked = question("ranked", options=[*OPTIONS, {"value": "so", "labels": {"en": "So so"}}])
    read = BOXES_OF["ranked"].read(SimpleNamespace(lines=lambda: lines), asked, None)
    assert (read.raw, read.left) == (raw, left)


def test_picks_are_kept_as_their_codes():
    assert parsed("objectives", ["23", "5"]) == [5, 23]
    assert parsed("actions", ["2(a)"]) == ["2(a)"]
    assert parsed("principles", ["1", "10"]) == [1, 10]
    assert parsed("boolean", "no") is False
    assert not question_types.TYPES["boolean"].is_empty(False)


COLUMNS = [
    {"key": "name", "labels": {"en": "Name"}, "type": "text"},
    {"key": "amount", "labels": {"en": "Amount"}, "type": "money"},
    {"key": "year", "labels": {"en": "Year"}, "type": "number"},
    {"key": "objectives", "labels": {"en": "Objectives"}, "type": "objectives"},
]


def table(**boxes):
    post = QueryDict(mutable=True)
    post.update({name.replace("__", "-"): text for name, text in boxes.items()})
    return question_types.TYPES["table"].typed(post, "f1")


def test_a_table_is_read_row_by_row_with_gaps():
    raw = table(
        f1__7__name="B", f1__2__name="A", f1__2__amount__amount="10", f1__2__amount__currency="EUR", f1__3__name=""
    )
    raw[0]["objectives"] = "5, 7 and 23"
    assert parsed("table", raw, columns=COLUMNS) == [
        {"name": "A", "amount": {"amount": "10", "currency": "EUR"}, "objectives": [5, 7, 23]},
        {"name": "B"},
    ]


def test_a_cell_that_cannot_be_read_names_row_and_column():
    with pytest.raises(ValidationError, match="Row 2, Year"):
        parsed("table", [{"name": "A"}, {"year": "soon"}], columns=COLUMNS)
    with pytest.raises(ValidationError, match="Row 1, Objectives"):
        parsed("table", [{"objectives": "99"}], columns=COLUMNS)


def test_b46_a_table_has_an_end():
    with pytest.raises(Refused):
        parsed("table", [{"name": "x"}] * 201, columns=COLUMNS)


def test_every_type_can_be_shown_whatever_is_stored():
    for name, kind in question_types.TYPES.items():
        asked = question(name, options=OPTIONS, columns=COLUMNS)
        for value in (None, "typed and not read") if name not in ("table", "file") else (None, []):
            assert isinstance(kind.plain(value, asked), str)
            kind.shown(value, asked)
            kind.box(kind.untouched(value), asked, None)


@pytest.mark.django_db
def test_titles_of_objectives_stand_in_full_where_one_says_which_are_covered_and_in_short_elsewhere(lists):
    label = {
        meaning: question_types.of(asked).box([], asked, None)["options"][4].label
        for meaning in ("covered", "")
        for asked in (question("objectives", meaning=meaning),)
    }
    assert str(label["covered"]).startswith("Enhance availability")
    assert len(str(label[""])) < len(str(label["covered"]))
