"""Two bodies on record turn out to be one (FEATURES U5)."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import merging, notifications
from accounts.choices import CONTRIBUTORS, OrganisationKind, RequestOutcome
from accounts.models import Membership, MembershipRequest, Organisation, User
from core.access import demand
from core.models import Act
from core.workflow import MovedOn, NotReady, signed

MERGED = (*CONTRIBUTORS, OrganisationKind.REGIONAL_OFFICE)
"""Kinds of bodies that can be on record twice. A State is there once; its ministries are its own affair."""


def plan_of_merger(gone: Organisation, stays: Organisation) -> merging.Plan:
    """What would move, and in words what stands in the way; changes nothing."""
    plan = merging.look(gone, stays)
    if gone.pk == stays.pk or stays.merged_into_id or gone.merged_into_id:
        plan.problems.append(_("Choose another body, which stands by itself."))
    if gone.kind not in MERGED or gone.kind != stays.kind:
        plan.problems.append(_("Only two bodies of one kind outside States are merged: roles and rights depend on it."))
    return plan


@transaction.atomic
def merge_bodies(gone: Organisation, *, into: Organisation, seal: str, by: Any) -> Organisation:
    """`gone` becomes part of `into`, for good: what it holds moves, its past stays readable, its addresses lead on.

    `seal` is that of the plan that was read. Raises MovedOn where another would be carried out now, NotReady with
    what stands in the way, PermissionDenied.
    """
    locked = Organisation.objects.select_for_update().filter(pk__in=[gone.pk, into.pk]).order_by("pk").in_bulk()
    gone, into = locked[gone.pk], locked[into.pk]
    by = demand(by, "accounts.merge_organisation", gone)
    plan = plan_of_merger(gone, into)
    if plan.seal != seal:
        raise MovedOn(_("Something has changed since you read this. Look at it once more."))
    if plan.problems:
        raise NotReady(" ".join(plan.problems))
    if Membership.objects.unended().filter(user=by, organisation__in=[gone, into]).exists():
        raise NotReady(_("You work for one of the two, and would get what the other holds. Ask another officer."))
    people = list(Membership.objects.current().filter(organisation=gone).values_list("user", flat=True))
    gone.merged_into, gone.merged_at = into, timezone.now()
    signed(gone, by, f"merged into {into.slug}")
    gone.save(update_fields=["merged_into", "merged_at"])
    if into.is_part_of(gone):
        into.parent = gone.parent
    into.requires_second_factor |= gone.requires_second_factor  # nobody's login becomes weaker by a merger
    signed(into, by, f"took in {gone.slug}")
    into.save()
    merging.carry_out(gone, into, by=by)
    Act.objects.log("merged", gone, by=by, detail=into.slug)
    Act.objects.log("took in another body", into, by=by, detail=gone.slug)
    for person in User.objects.filter(pk__in=people):
        notifications.BodiesMerged(gone, person=person.pk).queue()
    return into


def move_roles(rows: Sequence[Membership], stays: Organisation, by: Any) -> None:
    """Roles that have not ended, those for a time too, go on in the body that stays; who holds the same there already
    has it once. Past ones stay."""
    held = set(Membership.objects.filter(organisation=stays, ends_at=None).values_list("user", "role"))
    for row in rows:
        if (row.user_id, row.role) in held:
            row.ends_at = max(timezone.now(), row.starts_at)
        else:
            row.organisation = stays
        signed(row, by, "bodies merged")
        row.save()


def move_requests(rows: Sequence[MembershipRequest], stays: Organisation, by: Any) -> None:
    """Who waits for an answer gets it from the body that stays, once."""
    waiting = set(MembershipRequest.objects.waiting().filter(organisation=stays).values_list("person", flat=True))
    for row in rows:
        if row.person_id in waiting:
            row.outcome, row.decided_at = RequestOutcome.TAKEN_BACK, timezone.now()
        else:
            row.organisation = stays
        row.save()
