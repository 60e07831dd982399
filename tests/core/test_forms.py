"""Fields that forms of every kind of record share."""

import re
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.template import Context, Template
from django.utils import translation

from core.forms import LineField, PartOfDateField, RichField, TableField, WebAddressField, ZoneField

PARTNERS = {
    "name": LineField(label="Name", max_length=20),
    "kind": forms.ChoiceField(label="Kind", choices=[("state", "State"), ("bank", "Bank")], required=False),
}


class Partners(forms.Form):
    partners = TableField(PARTNERS, label="Partners", required=False)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2021", "2021"),
        ("March 2021", "2021-03"),
        ("marzo de 2021", "2021-03"),
        ("03/2021", "2021-03"),
        ("2021-03", "2021-03"),
        ("2021年3月", "2021-03"),
        ("٢٠٢١", "2021"),
        ("5 March 2021", "2021-03-05"),
        ("", ""),
    ],
)
def test_b17_a_date_is_kept_as_exact_as_it_was_written(typed, kept):
    assert PartOfDateField(required=False).clean(typed) == kept


@pytest.mark.parametrize("typed", ["13/2021", "2021-00", "1/2/2021", "soon", "3021", "March 1821", "31 June 2021"])
def test_b17_what_is_no_date_is_said(typed):
    with pytest.raises(ValidationError), translation.override("en"):
        PartOfDateField().clean(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "http://169.254.169.254/x", "//evil.example",
        "https://name:secret@un.org/", "http://localhost:8000/", "ftp://un.org/", "two words.example", "https://un.org:x/",
        "https://un.org/" + "a" * 5000,
    ],
)  # fmt: skip
def test_b35_no_form_takes_an_address_that_is_not_of_the_open_web(typed):
    with pytest.raises(ValidationError):
        WebAddressField(max_length=500).clean(typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("www.un.org/en", "https://www.un.org/en"),
        ("un.org", "https://un.org"),
        ("http://un.org/?a=b", "http://un.org/?a=b"),
    ],
)
def test_b35_an_address_typed_as_people_do_is_completed(typed, kept):
    assert WebAddressField().clean(typed) == kept


@pytest.mark.parametrize(
    "app", ["accounts", "forum", "notifications", "pledges", "practices", "publications", "reviews"]
)
def test_b35_every_form_reads_addresses_in_that_one_way(app):
    """A field of Django's own would take addresses of the inside of a network, with passwords, and of ftp."""
    own = [path for path in Path(settings.BASE_DIR, app).rglob("*.py") if "migrations" not in path.parts]
    assert [path for path in own if re.search(r"forms\.URLField|import.*\bURLField", path.read_text())] == []


def test_b35_a_link_names_its_host_and_what_is_no_address_is_text():
    drawn = Template("{% link_out url words %}")
    link = drawn.render(Context({"url": "https://xn--80ak6aa92e.com/a", "words": "The <handbook>"}))
    assert 'href="https://xn--80ak6aa92e.com/a"' in link
    assert "The &lt;handbook&gt;</a>" in link
    assert "(xn--80ak6aa92e.com)" in link
    assert "(xn--80ak6aa92e.com)" in drawn.render(Context({"url": "https://аррӏе.com"}))
    assert "<a" not in drawn.render(Context({"url": "javascript:alert(1)"}))


def rows(**boxes):
    data = QueryDict(mutable=True)
    for name, text in boxes.items():
        data[name.replace("_", "-")] = text
    return Partners(data)


def test_rows_are_read_in_order_and_empty_ones_passed_over():
    form = rows(partners_7_name="Last", partners_0_name=" First ", partners_0_kind="bank", partners_3_name=" ")
    assert form.is_valid()
    assert form.cleaned_data["partners"] == [{"name": "First", "kind": "bank"}, {"name": "Last", "kind": ""}]


def test_the_row_whose_button_was_pressed_is_taken_out():
    form = rows(partners_0_name="Stays", partners_1_name="Goes", out="partners-1")
    assert form.is_valid()
    assert [row["name"] for row in form.cleaned_data["partners"]] == ["Stays"]


def test_a_cell_that_cannot_be_read_is_named_and_all_that_was_typed_comes_back():
    form = rows(partners_0_name="x" * 21, partners_1_name="Good", partners_1_kind="king", partners_1_unknown="?")
    assert not form.is_valid()
    assert [problem.partition(":")[0] for problem in form.errors["partners"]] == ["Row 1, Name", "Row 2, Kind"]
    assert "x" * 21 in str(form["partners"])


def test_at_most_two_hundred_rows_are_taken():
    form = rows(**{f"partners_{number}_name": "One" for number in range(201)})
    assert "200" in form.errors["partners"][0]


def test_markup_in_a_cell_is_text():
    assert "<b>" not in str(rows(partners_0_name="<b>")["partners"])


class Note(forms.Form):
    text = RichField(required=False)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"text": "One\n\n- two"}, "<p>One</p><ul><li>two</li></ul>"),
        ({"text": "left", "text-html": "<p>One <b>two</b><script>x</script></p>"}, "<p>One <strong>two</strong></p>"),
        ({"text": "One two", "text-kept": "<p>One <strong>two</strong></p>"}, "<p>One <strong>two</strong></p>"),
        ({"text": "One three", "text-kept": "<p>One <strong>two</strong></p>"}, "<p>One three</p>"),
        ({"text-html": "<p> </p>"}, ""),
        ({}, ""),
    ],
)
def test_formatted_text_is_cleaned_and_a_box_left_alone_keeps_its_formats(sent, kept):
    form = Note(sent)
    assert form.is_valid()
    assert form.cleaned_data["text"].replace("\n", "") == kept
    assert "<script" not in str(form["text"])


@pytest.mark.parametrize("sent", [{"text": "x" * 20_001}, {"text-html": "<p>" * 140_000}])
def test_b8_a_text_too_long_is_refused_and_stays(sent):
    form = Note(sent)
    assert not form.is_valid()
    assert "data-rich" in str(form["text"])


class _Where(forms.Form):
    zone = ZoneField()


def test_zones_are_offered_by_cities_and_a_stored_one_stays():
    offered = dict(ZoneField().choices)
    assert offered["America/New_York"] == "America/New York"
    assert "UTC" in offered
    assert not {"localtime", "Factory", "EST5EDT", "Etc/GMT+5", "US/Eastern"} & set(offered)
    assert not _Where({"zone": "US/Eastern"}).is_valid()
    kept = _Where({"zone": "US/Eastern"}, initial={"zone": "US/Eastern"})
    assert kept.is_valid()
    assert '<option value="US/Eastern" selected>' in str(kept)
