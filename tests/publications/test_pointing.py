"""What is published points to a recommendation of the Secretary-General by its reference in the text."""

import re

import pytest

from publications import register
from publications.register import pointed_to
from tests.dialogues import builders as dialogues
from tests.pledges import builders as pledges


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We take up A/76/642#2 and A/79/590#10.", ["A/76/642#2", "A/79/590#10"]),
        ("<p>A/76/642#2</p> again A/76/642#2", ["A/76/642#2"]),
        ("A/76/642, XA/76/642#2, A/76/642#2222, A/76/642#x, https://x.example/A/76/642#2", []),
    ],
)
def test_a_reference_is_known_by_its_form(text, found):
    assert pointed_to({"schema": 1, "texts": [{"html": text}]}) == found


def test_a_pledge_and_a_note_lead_to_the_recommendations_that_they_name(cast):
    pledge = pledges.published(cast, pledges.of_bank(cast, text="A step towards A/76/642#2 and A/79/590#10. " * 10))
    draft = dialogues.note(cast)
    dialogues.paragraph(draft, cast.drafter, "As A/76/642#2 asks.")
    note = dialogues.published(draft, cast)
    visitor = cast.client("visitor")
    reports = visitor.get("/en/secretary-general/").text
    assert 'id="a-76-642-2"' in reports
    for address, anchors in {f"/en/pledges/{pledge.reference}/": 2, note.get_absolute_url(): 1}.items():
        page = visitor.get(address).text
        assert len(re.findall(r'href="/en/secretary-general/#a-7\d-\d+-\d+"', page)) == anchors, address
        assert '<a href="/en/secretary-general/#a-76-642-2"><bdi>A/76/642#2</bdi></a>' in page


def test_its_page_leads_to_what_names_it_until_that_is_withdrawn(cast, publish):
    publish({"schema": 1, "text": "A step towards A/76/642#2."}, reference="PL-0042", title="Our pledge")
    page = cast.client("visitor").get("/en/secretary-general/").text
    item = page.split('id="a-76-642-2"')[1].split("</li>")[0]
    assert "Our pledge" in item
    assert page.count("Our pledge") == 1
    register.withdraw("PL-0042", by=cast.officer, reason="Asked.")
    assert "Our pledge" not in cast.client("visitor").get("/en/secretary-general/").text
