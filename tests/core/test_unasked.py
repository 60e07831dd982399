"""Fields that no form has: ignored, and logged by name and never with what they held (RELIABILITY B41)."""

import pytest
from django.http import QueryDict

from accounts.models import User
from core.unasked import noting, unasked
from reviews.models import Answer
from tests import factories

pytestmark = pytest.mark.django_db

FORGED = {"status": "published", "owner": "1", "is_staff": "on", "version": "0", "x<y": factories.CANARY}
PROFILE = "/en/accounts/profile/"


@pytest.fixture
def log(caplog):
    """The lines about such fields."""
    return lambda: [record.getMessage() for record in caplog.records if "fields of no form" in record.getMessage()]


def profile(person, **more):
    return {"name": "Ana", "language": "en", "time_zone": "Africa/Nairobi", **more}


def test_b41_what_a_form_does_not_have_changes_nothing_and_is_logged_once_by_name(cast, log):
    client = cast.client("member")
    assert client.post(PROFILE, profile(cast.member, **FORGED, is_superuser=factories.CANARY)).status_code == 302
    person = User.objects.get(pk=cast.member.pk)
    assert (person.name, person.is_superuser, person.is_staff) == ("Ana", False, False)
    assert log() == [f"fields of no form user={person.pk} {PROFILE}: ? is_staff is_superuser owner status version"]


def test_b41_the_form_as_the_page_has_it_is_no_line(cast, log):
    assert cast.client("member").post(PROFILE, profile(cast.member)).status_code == 302
    assert log() == []


def test_b41_an_answer_takes_no_other_field_along(cast, log):
    review = factories.review(cast)
    address = "/en/reviews/2030/zz/fill/a/answer/"
    sent = {"field": "a1", "a1": "text", "a1-seen": "0.", "person": cast.focal_point.pk}
    assert cast.client("focal_point").post(address, sent).status_code == 200
    assert log() == []
    again = {**sent, "a1": "text two", "a1-seen": "1.", "status": "published", "owner": "1"}
    cast.client("focal_point").post(address, again)
    review.refresh_from_db()
    assert review.status == "draft"
    assert Answer.objects.count() == 1
    assert [line.rpartition(": ")[2] for line in log()] == ["owner status"]


@pytest.mark.parametrize("who", ["officer", "head"])
def test_b41_admin_logs_them_too(cast, log, who):
    page = "/admin/accounts/organisation/add/"
    assert cast.client(who).post(page, {"name": "x", **FORGED, "_save": "Save"}).status_code == 200
    assert "owner" in log()[0]
    assert "_save" not in log()[0]


def test_b41_who_is_sent_to_sign_in_is_not_read(client, log):
    client.post("/en/work/", FORGED)
    assert log() == []


def test_b41_what_a_copy_is_asked_counts_and_the_values_stay():
    form = noting(QueryDict("a=1&a=2&b=3&c-html=x&c=y"))
    copied = form.copy()
    copied["d"] = "new"
    assert copied.getlist("a") == ["1", "2"]
    assert form.get("c-html") == "x"
    assert unasked(form) == ["b"]
    with pytest.raises(AttributeError):
        form["e"] = "immutable as Django's own"
