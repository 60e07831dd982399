"""A second factor that was lost: a call back, a second officer, a day's wait (RELIABILITY S14)."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts import steps
from accounts.models import FactorReset
from core.workflow import MovedOn, NotReady
from notifications.kinds import Kind, written
from notifications.models import Message
from tests.accounts.builders import sign_in
from tests.accounts.signing_in import is_in, with_factor

CALLED = {"called": "+1 212 555 0100, note verbale 12 of 3 May"}


@pytest.fixture
def lost(cast):
    """A focal point whose factor is gone; there is an alternate."""
    cast.alternate  # noqa: B018 - made when first asked for
    with_factor(cast.focal_point)
    Message.objects.all().delete()
    return cast.focal_point


def page(reset, step):
    return f"/admin/accounts/factorreset/{reset.pk}/transition/{step}/"


def has_factor(person):
    return Authenticator.objects.filter(user=person).exists()


def test_s14_two_officers_and_a_day_take_a_lost_factor_off_the_account(cast, lost):
    begin = f"/admin/accounts/user/{lost.pk}/transition/reset_factor/"
    assert "This field is required" in cast.prove("officer").post(begin, {"called": " "}).content.decode()
    assert cast.prove("officer").post(begin, CALLED).status_code == 302
    reset = FactorReset.objects.get()
    assert not Message.objects.exists()
    assert cast.prove("officer").post(page(reset, "confirm")).status_code == 403, "not who started it"
    assert "Lost second factors" in cast.client("second_officer").get("/admin/").content.decode()
    assert cast.prove("second_officer").post(page(reset, "confirm")).status_code == 302
    assert set(Message.objects.values_list("recipient__email", flat=True)) == {lost.email, cast.alternate.email}
    reset.refresh_from_db()
    assert steps.reset_lost_factors(reset.confirmed_at + timedelta(hours=23, minutes=59)) == 0
    assert has_factor(lost)
    assert not is_in(sign_in(lost.email)), "the factor is asked for until then"
    assert steps.reset_lost_factors(reset.confirmed_at + timedelta(hours=24)) == 1
    assert not has_factor(lost)
    assert is_in(sign_in(lost.email))
    assert steps.reset_lost_factors(reset.confirmed_at + timedelta(hours=25)) == 0
    assert Message.objects.filter(kind="accounts.factor_changed", recipient=lost).count() == 1


def test_s14_until_the_last_minute_an_officer_stops_it(cast, lost):
    reset = steps.start_factor_reset(lost, by=cast.officer, **CALLED)
    steps.confirm_factor_reset(reset, by=cast.second_officer)
    assert cast.client("officer").post(page(reset, "stop")).status_code == 302
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        assert steps.reset_lost_factors() == 0
    assert has_factor(lost)
    with pytest.raises(MovedOn):
        steps.confirm_factor_reset(reset, by=cast.second_officer)


def test_s14_a_factor_that_was_used_since_the_call_is_not_lost(cast, lost):
    reset = steps.start_factor_reset(lost, by=cast.officer, **CALLED)
    steps.confirm_factor_reset(reset, by=cast.second_officer)
    Authenticator.objects.get(user=lost).record_usage()
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        assert steps.reset_lost_factors() == 0
    assert has_factor(lost)
    reset.refresh_from_db()
    assert not reset.is_open


def test_s14_a_call_of_last_week_confirms_nothing(cast, lost):
    reset = steps.start_factor_reset(lost, by=cast.officer, **CALLED)
    FactorReset.objects.update(started_at=timezone.now() - timedelta(days=8))
    with pytest.raises(NotReady, match="call again"):
        steps.confirm_factor_reset(reset, by=cast.second_officer)


def test_s14_the_heads_hear_of_the_factor_of_an_officer(cast):
    with_factor(cast.officer)
    reset = steps.start_factor_reset(cast.officer, by=cast.second_officer, **CALLED)
    Message.objects.all().delete()
    steps.confirm_factor_reset(reset, by=cast.head)
    heard = set(Message.objects.values_list("recipient__email", flat=True))
    assert heard == {cast.officer.email, cast.head.email}


def test_s14_without_a_second_officer_nothing_ever_happens(cast, lost):
    steps.start_factor_reset(lost, by=cast.officer, **CALLED)
    with time_machine.travel(timezone.now() + timedelta(days=90), tick=False):
        assert steps.reset_lost_factors() == 0
    assert has_factor(lost)


@pytest.mark.parametrize("name", ["focal_point", "alternate", "member", "superuser"])
def test_s14_nobody_outside_the_secretariat_starts_or_confirms(cast, lost, name):
    with pytest.raises(PermissionDenied):
        steps.start_factor_reset(lost, by=getattr(cast, name), **CALLED)
    reset = steps.start_factor_reset(lost, by=cast.officer, **CALLED)
    with pytest.raises(PermissionDenied):
        steps.confirm_factor_reset(reset, by=getattr(cast, name))


def test_s14_an_officer_neither_starts_nor_confirms_for_their_own_account(cast):
    with_factor(cast.officer)
    with pytest.raises(PermissionDenied):
        steps.start_factor_reset(cast.officer, by=cast.officer, **CALLED)
    reset = steps.start_factor_reset(cast.officer, by=cast.second_officer, **CALLED)
    with pytest.raises(PermissionDenied):
        steps.confirm_factor_reset(reset, by=cast.officer)


def test_s14_one_at_a_time_and_only_where_there_is_a_factor(cast, lost):
    steps.start_factor_reset(lost, by=cast.officer, **CALLED)
    with pytest.raises(NotReady, match="on its way"):
        steps.start_factor_reset(lost, by=cast.second_officer, **CALLED)
    with pytest.raises(NotReady, match="a new password is enough"):
        steps.start_factor_reset(cast.member, by=cast.officer, **CALLED)


def test_s14_owner_or_alternate_stop_it_with_the_link_of_the_letter(cast, lost):
    reset = steps.start_factor_reset(lost, by=cast.officer, **CALLED)
    steps.confirm_factor_reset(reset, by=cast.second_officer)
    row = Message.objects.get(kind="accounts.factor_reset_coming", recipient=cast.alternate)
    path = re.search(r"/en/accounts/stop-reset/[^\s]+", written(Kind.of(row), cast.alternate).text).group()
    visitor = cast.client("visitor")
    assert "Press the button if this is not so" in visitor.get(path).text
    reset.refresh_from_db()
    assert reset.is_open, "looking stops nothing"
    assert visitor.get(f"{path[:-4]}xyz/").status_code == 404
    assert "stay on the account" in visitor.post(path).text
    assert "stopped already" in visitor.post(path).text
    reset.refresh_from_db()
    assert reset.stopped_by == cast.alternate
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        assert steps.reset_lost_factors() == 0
    assert has_factor(lost)


def test_s14_a_recovery_code_opens_the_account_once_and_needs_nobody(cast, lost):
    codes = RecoveryCodes.activate(lost).get_unused_codes()
    for attempt in (True, False):
        client = sign_in(lost.email)
        client.post("/en/accounts/2fa/authenticate/", {"code": codes[0]})
        assert is_in(client) is attempt


def test_s14_a_reset_says_which_number_of_the_note_verbale_was_called(cast, lost):
    with pytest.raises(NotReady, match="which number"):
        steps.start_factor_reset(lost, by=cast.officer, called=" ")
