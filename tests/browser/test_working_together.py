"""Three people of one State: comments, a section handed back, two signatures."""

import pytest
from playwright.sync_api import expect

from reviews import signing
from reviews.models import Section, SectionAssignment
from tests import factories
from tests.browser.conftest import DESK, PHONE
from tests.browser.person import Person
from tests.cast import Cast

pytestmark = pytest.mark.browser
FILL = "/en/reviews/2030/zz/fill/"


def test_r17_comments_hand_back_and_signatures_by_three_people(portal, new_context, accessible):
    cast = Cast()
    draft = factories.ready_review(cast)
    section = Section.objects.get(questionnaire=draft.questionnaire, code="b")
    SectionAssignment.objects.create(review=draft, section=section, organisation=cast.labour)

    def walker(name, size):
        person = Person(new_context(viewport=size).new_page(), portal, accessible)
        return person.sign_in(getattr(cast, name).email)

    lead, ministry, alternate = walker("focal_point", DESK), walker("contributor", PHONE), walker("alternate", DESK)
    ministry.go(f"{FILL}b/").page.locator("#b1").get_by_role("link", name="Comment").click()
    ministry.look().write("Comment", "Are these the figures of 2029?")
    ministry.tick("Migration office")
    ministry.press("Say it").reads("Are these the figures of 2029?")
    ministry.go(FILL).press("Say it is ready")
    lead.go(f"{FILL}b/").press("Comments (1)").reads("Are these the figures of 2029?")
    lead.look().write("What is wanted", "Add a figure for each year.")
    lead.press("Hand back").reads("Add a figure for each year.")
    ministry.go(f"{FILL}b/comments/").press("Dealt with").reads("Open again")
    for who, words in (("contributor", "Legal adviser"), ("alternate", "Head of cabinet")):
        lead.go(f"{FILL}signatures/").page.get_by_label("Who signs next").select_option(label=_label(cast, who))
        lead.write("As what", words)
        lead.press("Add to the chain").reads(words)
    ministry.go(f"{FILL}signatures/").press("Sign this text").reads("Signed")
    alternate.go("/en/work/").reads("Your signature is asked for: Head of cabinet")
    alternate.go(f"{FILL}signatures/").press("Sign this text")
    expect(alternate.page.locator("ol.rows .status--ok, ol.rows .status")).to_have_count(2)
    assert [link.state for link in signing.chain_of(draft)] == [signing.SIGNED, signing.SIGNED]


def _label(cast: Cast, who: str) -> str:
    from accounts.models import Membership

    membership = Membership.objects.current().select_related("user", "organisation").get(user=getattr(cast, who))
    return f"{membership.user}, {membership}"
