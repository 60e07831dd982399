"""The activity file of IATI 2.03, held against the rules of that standard (FEATURES O12)."""

import re
from datetime import date, datetime
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest

from publications import register
from publications.models import PublicationContent
from tests.pledges import builders as pledges
from tests.publications.public_tables import only_public_tables

pytestmark = pytest.mark.django_db

AMOUNTS = [
    {"amount": "1200000.50", "currency": "USD", "year": "2027", "money": "new", "funding": "own"},
    {"amount": "5", "currency": "EUR", "year": "", "money": "", "funding": ""},
]
MANY = 10_000
NARRATIVE = {"narrative": (1, MANY)}
MODEL = {
    "iati-activities": {"iati-activity": (1, MANY)},
    "iati-activity": {
        "iati-identifier": (1, 1), "reporting-org": (1, 1), "title": (1, 1), "description": (1, MANY),
        "participating-org": (1, MANY), "activity-status": (1, 1), "activity-date": (1, MANY),
        "recipient-country": (0, MANY), "recipient-region": (0, MANY), "sector": (0, MANY), "transaction": (0, MANY),
        "document-link": (0, MANY),
    },
    "transaction": {
        "transaction-type": (1, 1), "transaction-date": (1, 1), "value": (1, 1), "description": (0, 1),
    },
    "document-link": {"title": (1, 1), "description": (0, 1), "category": (1, MANY)},
    "title": NARRATIVE, "description": NARRATIVE, "reporting-org": NARRATIVE,
    "participating-org": {"narrative": (0, MANY)}, "activity-date": {"narrative": (0, MANY)},
    "recipient-region": {"narrative": (0, MANY)},
}  # fmt: skip
"""Of the XML schema of activities, release 2.03: what each element holds, in this order, how often. Elements that the
file never has are left out, so that one of them is a failure here."""
ATTRIBUTES = {
    "iati-activities": ({"version"}, {"generated-datetime"}),
    "iati-activity": (set(), {"xml:lang", "last-updated-datetime"}),
    "reporting-org": ({"ref", "type"}, {"secondary-reporter"}),
    "participating-org": ({"role"}, {"type"}),
    "description": (set(), {"type"}),
    "activity-status": ({"code"}, set()),
    "activity-date": ({"iso-date", "type"}, set()),
    "recipient-country": ({"code"}, {"percentage"}),
    "recipient-region": ({"code"}, {"vocabulary", "vocabulary-uri", "percentage"}),
    "sector": ({"code"}, {"vocabulary"}),
    "transaction-type": ({"code"}, set()),
    "transaction-date": ({"iso-date"}, set()),
    "value": ({"value-date"}, {"currency"}),
    "document-link": ({"url", "format"}, set()),
    "category": ({"code"}, set()),
    "narrative": (set(), {"xml:lang"}),
}
"""What an element must say of itself, and may."""
CODES = {
    ("reporting-org", "type"): {"10", "40", "80", "90"},
    ("participating-org", "role"): {"1", "2", "3", "4"},
    ("description", "type"): {"1", "2", "3", "4"},
    ("activity-status", "code"): {"1", "2", "3", "4", "5", "6"},
    ("activity-date", "type"): {"1", "2", "3", "4"},
    ("recipient-region", "vocabulary"): {"1", "2", "99"},
    ("transaction-type", "code"): {str(number) for number in range(1, 14)},
}  # fmt: skip


@pytest.fixture
def visitor(cast):
    return cast.client("visitor")


@pytest.fixture(autouse=True)
def registered(settings):
    settings.IATI_ORGANISATION = "XX-REG-123"


def file(visitor):
    with only_public_tables():
        return ET.fromstring(b"".join(visitor.get("/iati/pledges.xml").streaming_content))  # noqa: S314 - our own file


def held_against_the_standard(root):
    """Its schema, and those rules of its validator that say something of the elements that there are."""
    assert (root.tag, root.get("version")) == ("iati-activities", "2.03")
    for one in root.iter():
        holds, at = MODEL.get(one.tag, {}), [child.tag for child in one]
        assert at == sorted(at, key=[*holds].index), f"order in {one.tag}"
        for name, (least, most) in holds.items():
            assert least <= at.count(name) <= most, f"{name} in {one.tag}"
        must, may = ATTRIBUTES.get(one.tag, (set(), set()))
        named = {name.replace("{http://www.w3.org/XML/1998/namespace}", "xml:") for name in one.attrib}
        assert must <= named <= must | may, f"attributes of {one.tag}"
        for name, value in one.attrib.items():
            assert value in CODES.get((one.tag, name), {value}), f"{name} of {one.tag}"
            if name in {"iso-date", "value-date"}:
                assert date.fromisoformat(value).isoformat() == value
            if name.endswith("-datetime"):
                assert datetime.fromisoformat(value)
        if one.tag == "value":
            assert Decimal(one.text)
            assert re.fullmatch(r"[A-Z]{3}", one.get("currency"))
        if one.tag == "narrative":
            assert one.text.strip()
    for activity in root:
        prefix = activity.find("reporting-org").get("ref")
        assert activity.findtext("iati-identifier").startswith(f"{prefix}-"), "rule 1.14"
        assert not re.search(r"[/&|?\s]", activity.findtext("iati-identifier")), "rule 2.1"
        days = {one.get("type"): one.get("iso-date") for one in activity.iter("activity-date")}
        assert "1" in days or "2" in days, "rule 6.11.1"
        assert days["1"] <= days.get("3", days["1"]), "rule 11.1.2"
        assert max(one.get("iso-date") for one in activity.iter("transaction-date")) <= date.today().isoformat()  # noqa: DTZ011
        countries, regions = activity.findall("recipient-country"), activity.findall("recipient-region")
        assert countries or regions, "rule 3.7.1"
        if len(countries) + len(regions) > 1:
            assert all(one.get("percentage") for one in [*countries, *regions]), "rules 3.1.1, 3.4.1"
        assert len(activity.findall("sector")) == 1, "rule 3.6: one needs no share"


def test_o12_pledges_with_amounts_are_an_activity_file_of_iati(cast, visitor):
    pledges.published(cast, pledges.of_bank(cast))
    pledge = pledges.published(cast, pledges.of_state(cast, title="Fünf & <b>", amounts=AMOUNTS, starts_on="2027-03"))
    root = file(visitor)
    held_against_the_standard(root)
    (activity,) = root
    assert activity.findtext("iati-identifier") == f"XX-REG-123-{pledge.reference}"
    assert activity.find("reporting-org").get("type") == "90", "an independent project is no multilateral body"
    assert activity.findtext("title/narrative") == "Fünf & <b>"
    values = [(one.get("currency"), one.text) for one in activity.iterfind("transaction/value")]
    assert values == [("USD", "1200000.50"), ("EUR", "5")]
    assert {one.get("code") for one in activity.iterfind("transaction/transaction-type")} == {"12"}
    days = {one.get("type"): (one.get("iso-date"), one.findtext("narrative")) for one in activity.iter("activity-date")}
    assert days == {"1": ("2027-03-01", "As given: 2027-03"), "3": ("2028-12-31", "As given: 2028")}


@pytest.fixture
def frozen(cast, publish):
    """A pledge whose version says what an import, or an earlier form, would have let it say."""

    def make(**content):
        reference = pledges.published(cast, pledges.of_bank(cast, amounts=AMOUNTS)).reference
        held = PublicationContent.objects.get(publication__reference=reference).content
        facets = {"amount": ["1200000.50 USD"]}
        return publish({**held, **content}, reference=reference, kind="pledge", facets=facets)

    return make


@pytest.mark.parametrize(
    ("countries", "named"),
    [
        ([{"code": "KE", "name": "Kenya"}], None),
        ([{"code": "KE", "name": "Kenya"}, {"code": "UG", "name": "Uganda"}],
         ("KE+UG", "Kenya, Uganda; no share of each is named.")),
        ([], ("not-named", "The pledge names no country.")),
    ],
)  # fmt: skip
def test_o12_several_states_are_one_region_of_our_own_since_no_share_is_known(frozen, visitor, countries, named):
    frozen(countries=countries)
    root = file(visitor)
    held_against_the_standard(root)
    region = root[0].find("recipient-region")
    assert named == (region if region is None else (region.get("code"), region.findtext("narrative")))
    assert len(root[0].findall("recipient-country")) == (len(countries) == 1)


@pytest.mark.parametrize(
    ("begins", "ends", "first"),
    [("", "2021", "2021-12-31"), ("", "", None), ("2020", "2020", "2020-01-01"), ("2020-02", "2020-02", "2020-02-01")],
)
def test_o12_no_pledge_begins_after_its_end(frozen, visitor, begins, ends, first):
    version = frozen(starts_on=begins, ends_on=ends)
    root = file(visitor)
    held_against_the_standard(root)
    assert root[0].find("activity-date[@type='1']").get("iso-date") == (
        first or version.published_at.date().isoformat()
    )


def test_o12_without_a_registered_keeper_or_an_amount_there_is_no_file_and_no_page_leads_to_one(
    cast, visitor, settings
):
    def answered():
        answer = visitor.get("/iati/pledges.xml")
        return answer.status_code, "/iati/pledges.xml" in visitor.get("/en/data/").text, answer

    pledges.published(cast, pledges.of_bank(cast))
    status, is_led_to, answer = answered()
    assert (status, is_led_to) == (404, False), "an empty file breaks the schema"
    assert "no published pledge names an amount" in answer.text
    pledge = pledges.published(cast, pledges.of_bank(cast, amounts=AMOUNTS))
    assert answered()[:2] == (200, True)
    settings.IATI_ORGANISATION = ""
    status, is_led_to, answer = answered()
    assert (status, is_led_to) == (404, False), "nobody could take its identifiers for valid"
    assert "has not registered an identifier with IATI" in answer.text
    settings.IATI_ORGANISATION = "XX-REG-123"
    register.withdraw(pledge.reference, by=cast.officer, reason="Asked.")
    assert answered()[:2] == (404, False)
