"""Reviewers named on a published practice: by a yes of the reviewer and one of the practice's people (FEATURES A18).

Either can be taken back at any time; the name then leaves the page at once. Nobody learns from it who said no.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from core.access import allowed, fresh
from core.models import Act
from core.workflow import MovedOn, signed
from practices.choices import AssignmentStatus
from practices.models import Practice, ReviewAssignment
from publications import register


@transaction.atomic
def let_name(assignment: ReviewAssignment, *, yes: bool, by: Any) -> None:
    """What the reviewer says, once the practice is public. Raises PermissionDenied, MovedOn for whoever has no name."""
    practice = _held(assignment.round.practice_id)
    found = ReviewAssignment.objects.select_related("round", "reviewer").get(pk=assignment.pk)
    found.round.practice = practice
    if not allowed(fresh(by), "practices.be_named_for_reviewassignment", found):
        raise PermissionDenied
    if yes and not found.reviewer.name:
        raise MovedOn(_("Your account says no name. Write it there first; an e-mail address is never shown."))
    ReviewAssignment.objects.filter(round__practice=practice, reviewer=found.reviewer_id).update(may_be_named=yes)
    Act.objects.log("agreed to be named" if yes else "took name back", found, by=by)
    restate(practice)


@transaction.atomic
def agree(practice: Practice, *, yes: bool, by: Any) -> None:
    """What the practice's people say, without knowing who wishes it. Raises PermissionDenied."""
    held = _held(practice.pk)
    if not allowed(fresh(by), "practices.translate_practice", held):
        raise PermissionDenied
    held.names_reviewers = yes
    signed(held, by, "names reviewers" if yes else "names no reviewers")
    held.save(update_fields=["names_reviewers"])
    Act.objects.log("changed", held, by=by, detail="names reviewers" if yes else "names no reviewers")
    restate(held)


def restate(practice: Practice) -> None:
    """Put the names beside the public version, or take them away."""
    names = {}
    if practice.names_reviewers:
        filed = ReviewAssignment.objects.filter(round__practice=practice, status=AssignmentStatus.FILED)
        willing = filed.filter(may_be_named=True).exclude(reviewer__name="").select_related("reviewer")
        names = {str(one.reviewer_id): {"name": one.reviewer.name, "office": ""} for one in willing}
    register.name(str(practice.reference), names, fact="names_reviewers")


def _held(pk: Any) -> Practice:
    return Practice.objects.select_for_update(of=("self",), no_key=True).select_related("organisation").get(pk=pk)
