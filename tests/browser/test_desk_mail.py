"""The desk's invitations and its switch at a browser: sent again, corrected, taken back; mail paused, sign-in not."""

import pytest

from notifications import delivery
from notifications.models import Message
from tests.accounts.builders import invited, messages, path_of
from tests.browser.conftest import DESK, PHONE
from tests.browser.person import Person
from tests.cast import Cast

pytestmark = pytest.mark.browser
CLOSED = "This link does not work, or no longer"
PAUSED = "All mail is paused."


@pytest.fixture
def cast(portal) -> Cast:
    return Cast()


@pytest.fixture
def somebody(portal, new_context, accessible):
    """`somebody(PHONE)`: a person at a browser that knows nobody yet."""
    return lambda size: Person(new_context(viewport=size).new_page(), portal, accessible)


def takes(person: Person, words: str, **typed: str) -> None:
    """From the page of the record: press the step, prove who one is, fill its form, take it."""
    person.press(words, within="#content").prove().look(words)
    for name, text in typed.items():
        person.page.locator(f"[name={name}]").fill(text)
    person.page.locator("#content form input[type=submit]").click()
    person.page.wait_for_url(lambda url: "/transition/" not in url)
    person.reads("Done:")


def opens(person: Person, path: str, *, works: bool) -> None:
    """Follow the link of a mail."""
    person.page.goto(f"{person.portal}{path}")
    person.look(f"works: {works}")
    said = person.page.locator("h1").inner_text()
    assert (said != CLOSED) is works, said


def test_an_invitation_is_sent_again_corrected_and_taken_back(cast, somebody, complaints):
    complaints.expect("404", "410")
    invitation = invited(cast, "mistyped@ministry.example")
    page = f"/admin/accounts/invitation/{invitation.pk}/change/"
    officer, guest = somebody(DESK).sign_in(cast.officer.email), somebody(PHONE)
    first = path_of(invitation)
    opens(guest, first, works=True)

    takes(officer.go(page), "Send again")
    second = path_of(invitation)
    opens(guest, first, works=False)
    opens(guest, second, works=True)

    officer.page.set_viewport_size(PHONE)
    takes(officer.go(page), "Correct the address", email="right@ministry.example")
    invitation.refresh_from_db()
    assert invitation.email == "right@ministry.example"
    (row,) = messages("accounts.invitation", "right@ministry.example")
    third = path_of(invitation)
    opens(guest, second, works=False)
    opens(guest, third, works=True)
    assert row

    takes(officer.go(page), "Take back")
    opens(guest, third, works=False)


def test_all_mail_is_paused_everybody_in_admin_sees_it_and_signing_in_goes_on(cast, somebody):
    invited(cast, "waits@ministry.example")
    officer, head = somebody(DESK).sign_in(cast.officer.email), somebody(PHONE).sign_in(cast.head.email)
    switch = officer.go("/admin/").press("Pause all mail", within="#content").look()
    switch.write("Reason", "A wrong plan was put in force.")
    switch.press("Pause all mail", within="#content").reads(PAUSED)
    for path in ("/admin/", "/admin/reviews/submission/"):
        head.go(path).reads(PAUSED)

    guest = somebody(PHONE).go("/en/accounts/password/reset/")
    guest.write("E-mail address", cast.focal_point.email)
    guest.press("Send the link")
    delivery.deliver()
    states = dict(Message.objects.values_list("kind", "status"))
    assert states.pop("accounts.invitation") == "queued"
    assert set(states.values()) == {"sent"}, states

    head.go("/admin/notifications/message/pause/").reads("A wrong plan was put in force.", str(cast.officer))
    head.write("Reason", "The plan was ended.")
    head.press("Let mail go out", within="#content")
    head.go("/admin/").reads("Mail goes out.")
    delivery.deliver()
    assert Message.objects.get(kind="accounts.invitation").status == "sent"
