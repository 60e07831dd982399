"""What takes two in the secretariat, and what a head does to an account, each at a browser: every page looked at."""

import io

import pytest
from pypdf import PdfReader

from accounts.models import Membership
from publications.models import Publication
from reviews.steps import submission as steps
from tests import factories
from tests.browser.conftest import DESK, PHONE
from tests.browser.person import Person
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.browser
SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


@pytest.fixture
def cast(portal) -> Cast:
    return Cast()


@pytest.fixture
def somebody(portal, new_context, accessible):
    """`somebody(PHONE)`: a person at a browser that knows nobody yet."""
    return lambda size: Person(new_context(viewport=size).new_page(), portal, accessible)


def takes(person: Person, address: str, reason: str = "") -> None:
    """Open the page of a step in admin, with the password again where it asks, and take it."""
    person.page.goto(f"{person.portal}{address}")
    person.prove().look()
    if reason:
        person.page.locator("main form textarea").fill(reason)
    person.page.locator("main form input[type=submit]").click()
    person.page.wait_for_url(lambda url: "/transition/" not in url)
    person.look("taken")


@SIZES
def test_a_role_in_the_secretariat_ends_when_a_second_officer_agrees(cast, somebody, size):
    role = Membership.objects.get(user=cast.officer)
    step = f"/admin/accounts/membership/{role.pk}/transition/"
    takes(somebody(size).sign_in(cast.head.email), f"{step}propose_end/", "The contract ends.")
    assert Membership.objects.current().filter(pk=role.pk).exists()
    second = somebody(size).sign_in(cast.second_officer.email).go("/admin/")
    second.reads(str(cast.officer))
    takes(second, f"{step}release_end/")
    assert not Membership.objects.current().filter(pk=role.pk).exists()


@SIZES
def test_an_account_is_disabled_told_so_and_enabled_again(cast, somebody, size):
    head, step = somebody(size).sign_in(cast.head.email), f"/admin/accounts/user/{cast.partner.pk}/transition/"
    takes(head, f"{step}disable/", "The telephone was lost.")
    partner = somebody(size).go("/en/accounts/login/")
    partner.write("E-mail address", cast.partner.email)
    partner.write("Password", PASSWORD, exact=True)
    partner.press("Sign in", exact=True).look("closed").reads("This account is closed")
    takes(head, f"{step}enable/", "It was found.")
    partner.sign_in(cast.partner.email).reads("My work")


@SIZES
def test_a_withdrawn_review_leaves_title_dates_and_reason_to_its_readers(cast, somebody, complaints, size):
    complaints.expect("410")
    received = steps.submit(factories.ready_review(cast), by=cast.focal_point)
    steps.publish(steps.accept(received, by=cast.officer), by=cast.second_officer)
    steps.propose_withdrawal(received, by=cast.head, note="A figure was wrong.")
    steps.withdraw(received, by=cast.officer)
    reader = somebody(size).go("/en/reviews/2030/zz/")
    reader.reads("A figure was wrong.", Publication.objects.get().title)
    reader.go("/en/reviews/").reads("No review is published yet.")


def test_a_published_review_on_paper_has_its_lasting_address_and_numbers_its_pages(cast, somebody):
    received = steps.submit(factories.ready_review(cast), by=cast.focal_point)
    steps.publish(steps.accept(received, by=cast.officer), by=cast.second_officer)
    page = somebody(DESK).go("/en/reviews/2030/zz/").page
    sheets = PdfReader(io.BytesIO(page.pdf(format="A4"))).pages
    text = "".join("".join(sheet.extract_text().split()) for sheet in sheets)
    assert "/en/reviews/2030/zz/v1/" in text
    assert f"1/{len(sheets)}" in text
    assert f"{len(sheets)}/{len(sheets)}" in text
    for of_the_screen in ("Skiptomaincontent", "BibTeX", "Searcheverything"):
        assert of_the_screen not in text
