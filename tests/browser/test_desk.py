"""An officer at the desk: each State of the forum on one page, and focal points invited from a list."""

import os
from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone

from accounts.models import Invitation, Organisation
from publications.models import ImportRun
from reviews.models import Intention
from reviews.steps import submission as steps
from tests.browser.conftest import DESK, PHONE
from tests.browser.person import Person
from tests.cast import Cast
from tests.factories import ready_review

pytestmark = pytest.mark.browser
LIST = """Kenya; kenya@mfa.example; A. Sample; Migration office; NV 12 of 3 March 2029
Atlantis; nobody@mfa.example; ; ; NV 13
Mexico; mexico@gmail.com; ; ; NV 14
"""


def pictured(person: Person, name: str) -> None:
    """Keep what the page looks like, where PICTURES names a folder."""
    if folder := os.environ.get("PICTURES"):
        person.page.evaluate("scrollTo(0, 0)")
        person.page.screenshot(path=Path(folder) / f"{name}.png")


def test_w3_w7_the_desk_with_193_states_and_a_list_of_invitations(portal, new_context, accessible):
    cast = Cast()
    steps.submit(ready_review(cast), by=cast.focal_point)
    for body in Organisation.objects.filter(kind="state").select_related("country").order_by("name")[:12]:
        Intention.objects.create(country=body.country, cycle_id=2030, expected_on=date(2030, 2, 20))
        Invitation.objects.create(email=f"a@{body.pk}.example", organisation=body, role="focal_point",
                                  sent_at=timezone.now(), expires_at=timezone.now())  # fmt: skip
    officer = Person(new_context(viewport=DESK).new_page(), portal, accessible).sign_in(cast.officer.email)
    officer.go("/admin/board/").reads("Invited", "Published", "whether a State has begun to write is not shown")
    assert officer.page.locator(".desk-states tbody tr").count() >= 193
    pictured(officer, "states-1280")
    officer.choose("People", "Invitation expired")
    officer.press("Show", exact=True).look().reads("12 States")
    officer.go("/admin/accounts/membership/contacts/").reads("Nobody yet")
    pictured(officer, "contacts-1280")
    officer.page.goto(f"{portal}/admin/accounts/invitation/many/")
    officer.prove().look().write("The list", LIST)
    officer.press("Look at the list").look("read").reads("Nothing has been sent", "is no State", "private provider")
    pictured(officer, "many-1280")
    officer.page.set_viewport_size(PHONE)
    officer.look("read, narrow")
    pictured(officer, "many-390")
    officer.press("Send 2 invitations").look("sent").reads("2 invitations of this list are on their way")
    assert Invitation.objects.filter(email__in=["kenya@mfa.example", "mexico@gmail.com"]).count() == 2
    officer.go("/admin/board/").look("narrow")
    pictured(officer, "states-390")
    officer.go(f"/admin/accounts/desknote/write/accounts.organisation/{cast.state.pk}/")
    officer.write("Note", "Ask again in March.")
    officer.press("Write a note").look("noted").reads("Officers alone see it", "Ask again in March.")
    pictured(officer, "note-390")


def test_f30_what_is_said_of_a_row_stays_in_sight_beside_a_title_of_one_long_word(portal, new_context, accessible):
    cast = Cast()
    run = ImportRun.objects.create(command="import_practices", file_name="list.json", by=cast.officer, state="looked")
    run.lines.create(number=1, raw={"title": "W" * 300}, source_id="PR-1", outcome="held", problems=["It has no text."])
    officer = Person(new_context(viewport=DESK).new_page(), portal, accessible).sign_in(cast.officer.email)
    for size in (DESK, PHONE):
        officer.page.set_viewport_size(size)
        officer.go(f"/admin/publications/importrun/{run.pk}/change/").reads("It has no text.")
        frame = officer.page.locator(".desk-scroll")
        assert frame.evaluate("one => one.scrollWidth - one.clientWidth") <= 0, size
