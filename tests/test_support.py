"""“Let support look”: one page, one officer, a day; never another page, and nobody signs in as another (U11, S15)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import steps
from accounts.models import Membership, SupportLook, User, neutral
from core.models import Act
from notifications.models import Message
from tests.factories import CANARY, answer, ready_review
from tests.pledges.builders import of_state
from tests.practices.builders import ready_practice

pytestmark = pytest.mark.django_db
OPEN = "/en/support/"


def page_of(review, code="b") -> str:
    return reverse("reviews:section", kwargs={**review.address, "code": code})


def show(cast, page: str, who: str = "focal_point") -> SupportLook:
    answered = cast.client(who).post(f"{OPEN}?page={page}", {"officer": cast.officer.pk})
    assert answered.status_code == 302, answered.text
    return SupportLook.objects.open().get(address=neutral(page))


def url_of(look: SupportLook) -> str:
    return reverse("support_look", args=[look.pk])


def test_u11_a_person_shows_one_page_to_one_officer_and_ends_it_with_one_press(cast):
    review = ready_review(cast)
    answer(review, "c3", f"<p>{CANARY}-elsewhere</p>")
    page = page_of(review)
    mine, theirs = cast.client("focal_point"), cast.client("officer")
    assert f"{OPEN}?page={page}" in mine.get(page).text
    asked = mine.get(OPEN, {"page": page}).text
    assert str(cast.officer) in asked
    assert "ends by itself after 24 hours" in asked
    assert "Choose the officer who helps you." in mine.post(f"{OPEN}?page={page}", {}).text
    look = show(cast, page)
    assert show(cast, page) == look, "pressed twice it is one look"
    assert timedelta(hours=23) < look.until - timezone.now() < timedelta(hours=25)

    mail = Message.objects.get(kind="accounts.page_shown")
    assert mail.recipient == cast.officer
    assert not Message.objects.visible_to(cast.second_officer).filter(pk=mail.pk).exists()
    seen = theirs.get(url_of(look))
    assert CANARY in seen.text
    assert f"{CANARY}-elsewhere" not in seen.text
    assert "for reading only" in seen.text
    assert "data-autosave" not in seen.text
    assert "/reviews/2030/zz/" not in seen.text, "no way from here to another page of the draft"
    for address in (page, review.get_absolute_url(), page_of(review, "c")):
        assert theirs.get(address).status_code == 404
        assert theirs.post(address, {"b1": "x"}).status_code == 404
    banner = "Support may look at this page"
    assert banner in mine.get(page).text
    assert banner in cast.client("alternate").get(page).text, "whoever else opens the page sees it too"
    assert banner not in mine.get(page_of(review, "c")).text

    ended = mine.post(reverse("support_end", args=[look.pk]), follow=True)
    assert banner not in ended.text
    gone = theirs.get(url_of(look))
    assert (gone.status_code, CANARY in gone.text) == (410, False)
    verbs = ["page shown to support", "page read as support", "page no longer shown to support"]
    assert list(Act.objects.filter(object_id=look.pk).order_by("pk").values_list("verb", flat=True)) == verbs
    assert Act.objects.visible_to(cast.alternate).filter(object_id=look.pk).count() == 3
    assert not Act.objects.visible_to(cast.second_officer).filter(object_id=look.pk).exists()


def test_u11_it_ends_by_itself_after_a_day_and_with_the_rights_of_either(cast):
    page = page_of(ready_review(cast))
    look = show(cast, page)
    SupportLook.objects.update(until=timezone.now())
    assert cast.client("officer").get(url_of(look)).status_code == 410
    assert cast.client("focal_point").post(reverse("support_end", args=[look.pk])).status_code == 302
    again = show(cast, page)
    assert again != look, "what has ended can be opened anew"
    Membership.objects.filter(user=cast.focal_point).update(ends_at=timezone.now())
    assert cast.client("officer").get(url_of(again)).status_code == 410
    Membership.objects.filter(user=cast.focal_point).update(ends_at=None)
    assert cast.client("officer").get(url_of(again)).status_code == 200
    Membership.objects.filter(user=cast.officer).update(ends_at=timezone.now())
    assert cast.client("officer").get(url_of(again)).status_code == 410


def test_u11_nobody_else_looks_and_nobody_shows_what_is_not_theirs_to_write(cast):
    page = page_of(ready_review(cast))
    for who in ("reader", "contributor", "other_focal_point", "officer", "member", "superuser"):
        assert cast.client(who).post(f"{OPEN}?page={page}", {"officer": cast.officer.pk}).status_code == 404, who
    mine = cast.client("focal_point")
    for nowhere in ("", "/en/work/", "//x.example/", "/admin/", page_of(ready_review(cast, year=2026), "zzz")):
        assert mine.get(OPEN, {"page": nowhere}).status_code == 404, nowhere
    assert "Select a valid choice" in mine.post(f"{OPEN}?page={page}", {"officer": cast.alternate.pk}).text
    look = show(cast, page)
    for who in ("second_officer", "head", "superuser", "other_focal_point", "contributor", "member"):
        assert cast.client(who).get(url_of(look)).status_code == 404, who
        assert cast.client(who).post(reverse("support_end", args=[look.pk])).status_code == 404, who
    assert cast.client("visitor").get(url_of(look)).status_code == 302
    assert cast.client("alternate").get(url_of(look)).url == page
    assert cast.client("officer").post(url_of(look)).status_code in (200, 405)
    assert cast.client("officer").post(reverse("support_end", args=[look.pk])).status_code == 302
    assert not SupportLook.objects.open().exists()


def test_u11_drafts_of_practices_and_pledges_are_shown_in_the_same_way(cast):
    practice, pledge = ready_practice(cast), of_state(cast, title=f"{CANARY} pledge", text=f"{CANARY} text")
    for who, page, desk in (
        ("owner", reverse("practices:desk", args=[practice.pk]), None),
        ("focal_point", reverse("pledges:edit", args=[pledge.pk]), pledge.get_absolute_url()),
    ):
        look = show(cast, page, who)
        assert "Support may look at this page" in cast.client(who).get(page).text
        assert CANARY in cast.client("officer").get(url_of(look)).text
        for address in filter(None, (page, desk)):
            assert cast.client("officer").get(address).status_code == 404


def test_u11_who_shows_a_page_finds_it_among_the_own_data(cast):
    from accounts import overview

    page = page_of(ready_review(cast))
    steps.let_look(neutral(page), cast.officer, by=cast.focal_point, country="ZZ")
    held = overview.personal_data(User.objects.get(pk=cast.focal_point.pk))
    assert held["pages_shown_to_support"][0]["address"] == "reviews/2030/zz/fill/b/"
