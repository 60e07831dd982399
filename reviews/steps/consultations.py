"""Logging a consultation, changing it without overwriting anybody, removing it and putting it back."""

from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import Role
from core.access import allowed, demand, fresh, organisations_of
from core.models import Act
from core.workflow import MovedOn, signed
from reviews.models import Consultation, VoluntaryReview
from reviews.sections import log_in

LISTS = ("stakeholder_groups", "objectives")
"""Its lists of records; everything else is a column."""


class Stale(NamedTuple):
    """Somebody saved meanwhile; the record is unchanged, and what was typed is a row of its own.

    `theirs` is the record as it stands.
    """

    theirs: Consultation


@transaction.atomic
def add(review: VoluntaryReview, values: dict[str, Any], *, by: Any) -> Consultation:
    """Log one. A second press with the same `form_key` gives the first one back (RELIABILITY F2)."""
    key = values.pop("form_key", None)
    if key and (first := Consultation.objects.filter(form_key=key, review=review).first()):
        return first
    refusal = _("You can no longer log consultations in this review.")
    by = demand(by, "reviews.add_consultation", log_in(review), refusal)
    consultation = Consultation(review=review, form_key=key, organisation_id=_body_of(by, review))
    try:
        with transaction.atomic():
            _write(consultation, values, by=by)
    except IntegrityError:  # the key was used at this very moment, or in another place
        if first := Consultation.objects.filter(form_key=key, review=review).first():
            return first
        raise MovedOn(_("This form was sent before. Send it once more to log another consultation.")) from None
    Act.objects.log("logged consultation", consultation, by=by)
    return consultation


@transaction.atomic
def change(
    consultation: Consultation, values: dict[str, Any], *, typed: dict[str, list[str]], seen: int, by: Any
) -> Consultation | Stale:
    """Save `values` if nobody has saved since version `seen`; else set aside what was `typed` (RELIABILITY F4)."""
    locked = _locked(consultation, by=by)
    aside = [row for row in locked.not_kept.all() if row.typed == typed]
    if locked.version != seen:
        if not any(row.by_id == by.pk for row in aside):
            locked.not_kept.create(typed=typed, by=by)
        return Stale(locked)
    locked.version += 1
    _write(locked, values, by=fresh(by))
    for row in aside:
        row.delete()  # kept now
    Act.objects.log("changed consultation", locked, by=by)
    return locked


@transaction.atomic
def remove(consultation: Consultation, *, by: Any) -> None:
    """Out of the log; `put_back` undoes it."""
    _set_removed(consultation, timezone.now(), by=by, verb="removed consultation")


@transaction.atomic
def put_back(consultation: Consultation, *, by: Any) -> None:
    """Into the log again."""
    _set_removed(consultation, None, by=by, verb="put consultation back")


def _set_removed(consultation: Consultation, when: Any, *, by: Any, verb: str) -> None:
    locked = _locked(consultation, by=by)
    if (locked.removed_at is None) == (when is None):
        return
    locked.removed_at = when
    signed(locked, by)
    locked.save(update_fields=["removed_at"])
    Act.objects.log(verb, locked, by=by)


def _locked(consultation: Consultation, *, by: Any) -> Consultation:
    """The row, locked, with the rights that `by` has now. Raises PermissionDenied."""
    locked: Consultation = Consultation.objects.select_for_update().get(pk=consultation.pk)
    refusal = _("You can no longer change this consultation.")
    demand(by, "reviews.change_consultation", log_in(consultation.review, locked), refusal)
    return locked


def _write(consultation: Consultation, values: dict[str, Any], *, by: Any) -> None:
    for name, value in values.items():
        if name not in LISTS:
            setattr(consultation, name, value)
    signed(consultation, by)
    consultation.save()
    for name in LISTS:
        getattr(consultation, name).set(values.get(name, []))


def _body_of(by: Any, review: VoluntaryReview) -> int | None:
    """The ministry that logs it; none for the focal point."""
    if allowed(by, "reviews.manage_voluntaryreview", review):
        return None
    return min(organisations_of(by, Role.MINISTRY_CONTRIBUTOR), default=None)
