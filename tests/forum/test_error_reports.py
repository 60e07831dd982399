"""A reader reports an error on any page without an account; the secretariat answers from its day page."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core import limits
from forum import tasks
from forum.models import ErrorReport
from notifications.models import Message

pytestmark = pytest.mark.django_db
ADDRESS = "/en/report-an-error/"
TYPED = {
    "page": "/en/roadmap/2022/?q=what+I+looked+for",
    "text": "The hearing was on 16 May.",
    "email": "",
    "website": "",
}


def test_the_form_stands_at_the_foot_of_every_page_and_leads_to_the_day_page_and_back_by_mail(cast):
    visitor, officer = cast.client("visitor"), cast.client("officer")
    foot = visitor.get("/en/roadmap/2022/")
    assert f'action="{ADDRESS}"' in foot.text
    assert 'name="page" value="/en/roadmap/2022/"' in foot.text
    assert "csrf" not in foot.text.split("<footer")[1]
    given = {**TYPED, "email": "reader@example.org"}
    for _press in (1, 2):
        answer = visitor.post(ADDRESS, given, follow=True)
        assert "The secretariat has your report" in answer.text
    report = ErrorReport.objects.get()
    assert (report.page, report.language) == ("/en/roadmap/2022/", "en")  # not what was searched for there
    assert "The hearing was on 16 May." in officer.get("/admin/").text
    page = officer.get(f"/admin/forum/errorreport/{report.pk}/transition/answer/").text
    assert "reader@example.org" in page
    officer.post(f"/admin/forum/errorreport/{report.pk}/transition/answer/", {"note": "It is corrected."})
    report.refresh_from_db()
    assert (report.status, report.dealt_by) == ("answered", cast.officer)
    assert Message.objects.get(kind="forum.error_answered").address == "reader@example.org"
    assert "The hearing was on 16 May." not in officer.get("/admin/").text


@pytest.mark.parametrize(
    "page",
    [
        "/en/reviews/2030/zz/fill/",
        "/en/reviews/2030/zz/fill/b/",
        "/en/practices/drafts/0d9f7a3c-6a2a-4a3c-9b58-7f6a3d1a3c12/",
        "/en/practices/PR-0001/assess/",
        "/en/practices/implementers/a-secret-of-the-mail/",
        "/en/invitations/a-secret-of-the-mail/",
        "/en/work/",
        "/\\evil.example/login",
        "https://evil.example/en/no-such-page/",
    ],
)
def test_p1_p30_a_report_never_carries_where_somebody_works_or_a_key(cast, page):
    cast.client("focal_point").post(ADDRESS, {**TYPED, "page": page})
    assert ErrorReport.objects.get().page == "/en/"


def test_mistakes_come_back_beside_the_field_with_what_was_typed(cast):
    visitor = cast.client("visitor")
    page = visitor.post(ADDRESS, {**TYPED, "email": "no address"})
    assert page.status_code == 200
    assert TYPED["text"] in page.text
    assert "no address" in page.text
    assert page.context["form"].errors.keys() == {"email"}
    for text in ("", " ", "x" * 2001):
        assert visitor.post(ADDRESS, {**TYPED, "text": text}).context["form"].errors.keys() == {"text"}
    for odd in ("//evil.example/", "https://evil.example/en/", "/en/\x00", "javascript:alert(1)"):
        visitor.get(ADDRESS, {"page": odd})
    assert not ErrorReport.objects.exists()


def test_other_sites_programs_and_too_many_are_held_off(cast, settings, monkeypatch):
    visitor = cast.client("visitor")
    assert visitor.post(ADDRESS, TYPED, headers={"origin": "https://evil.example"}).status_code == 403
    assert visitor.post(ADDRESS, {**TYPED, "website": "https://spam.example"}).status_code == 302
    assert not ErrorReport.objects.exists()
    monkeypatch.setattr(limits, "seconds_to_wait", lambda *_which: 30)
    assert visitor.post(ADDRESS, TYPED).status_code == 429


def test_reports_are_the_secretariats_alone_and_addresses_go_ninety_days_later(cast):
    report = ErrorReport.objects.create(page="/en/", text="x", email="reader@example.org", language="en")
    assert not ErrorReport.objects.visible_to(cast.focal_point)
    assert cast.client("focal_point").get(f"/admin/forum/errorreport/{report.pk}/change/").status_code in (302, 403)
    assert tasks.forget_addresses() == 0
    report.dealt_at = timezone.now() - timedelta(days=91)
    report.save()
    assert tasks.forget_addresses() == 1
    assert ErrorReport.objects.get().email == ""
