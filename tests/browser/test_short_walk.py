"""The one walk that is made on SQLite too: from the invitation to an answer that saved itself."""

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from playwright.sync_api import Page, expect

from reviews.models import Answer
from tests import factories
from tests.accounts.builders import GOOD, invited, path_of
from tests.browser.conftest import DESK
from tests.browser.person import Person
from tests.cast import Cast, person

pytestmark = pytest.mark.browser


@pytest.mark.short_walk
def test_a_focal_point_accepts_starts_and_writes(portal, new_context, accessible):
    cast = Cast()
    factories.questionnaire_in_force(cast)
    walker = Person(new_context(viewport=DESK).new_page(), portal, accessible)
    walker.go(path_of(invited(cast))).press("Accept and make an account")
    walker.page.wait_for_url("**/accounts/signup/")
    walker.look().write("Password", GOOD, exact=True)
    walker.write("Password (again)", GOOD)
    walker.press("Make the account").page.wait_for_url("**/en/work/")
    walker.look().press("Start the review").page.wait_for_url("**/reviews/start/**")
    walker.tick("A new review: the full questionnaire")
    walker.press("Start the review").page.wait_for_url("**/reviews/2030/zz/fill/")
    walker.go("/en/reviews/2030/zz/fill/a/").write("Which body coordinated this review?", "Directorate of Migration")
    walker.page.locator("#id_a5b").focus()
    expect(walker.answer("a1").locator("[data-line]")).to_contain_text("Saved at")
    assert Answer.objects.get().value == "Directorate of Migration"


def test_s18_a_page_whose_address_is_a_key_can_send_its_form(portal, page: Page):
    """Where no referrer may be named, the browser calls the origin of a form "null", and the form is refused."""
    user = person("forgetful")
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    page.goto(f"{portal}/en/accounts/password/reset/key/{key}/")
    page.get_by_label("New password", exact=True).fill(GOOD)
    page.get_by_label("New password, again").fill(GOOD)
    page.get_by_role("button", name="Change the password").click()
    page.wait_for_url("**/password/reset/key/done/")
