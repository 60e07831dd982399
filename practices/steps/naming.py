"""Who is named beside a published practice, outside what is frozen, so that each name can go again.

Reviewers, by a yes of the reviewer and one of the practice's people (FEATURES A18). Either can be taken back at any
time; the name then leaves the page at once. Nobody learns from it who said no. And who wrote its plain words or
translated it, as its people wrote it there (A29, X7): a body, a service, or a person who agreed.
"""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.access import demand
from core.models import Act
from core.workflow import MovedOn, signed
from practices.choices import AssignmentStatus
from practices.models import PlainSummary, Practice, PracticeTranslation, ReviewAssignment
from publications import register
from publications.models import PublicationContent, WithdrawnContent

TRANSLATOR, PLAIN = "translator", "plain-"
"""Keys of names beside a text: who translated it; who wrote its plain words, with their language after it. The other
keys are the numbers of reviewers' accounts."""


@transaction.atomic
def let_name(assignment: ReviewAssignment, *, yes: bool, by: Any) -> None:
    """What the reviewer says, once the practice is public. Raises PermissionDenied, MovedOn for whoever has no name."""
    practice = _held(assignment.round.practice_id)
    found = ReviewAssignment.objects.select_related("round", "reviewer").get(pk=assignment.pk)
    found.round.practice = practice
    demand(by, "practices.be_named_for_reviewassignment", found)
    if yes and not found.reviewer.name:
        raise MovedOn(_("Your account says no name. Write it there first; an e-mail address is never shown."))
    ReviewAssignment.objects.filter(round__practice=practice, reviewer=found.reviewer_id).update(may_be_named=yes)
    Act.objects.log("agreed to be named" if yes else "took name back", found, by=by)
    restate(practice)


@transaction.atomic
def agree(practice: Practice, *, yes: bool, by: Any) -> None:
    """What the practice's people say, without knowing who wishes it. Raises PermissionDenied."""
    held = _held(practice.pk)
    demand(by, "practices.translate_practice", held)
    held.names_reviewers = yes
    signed(held, by, "names reviewers" if yes else "names no reviewers")
    held.save(update_fields=["names_reviewers"])
    Act.objects.log("changed", held, by=by, detail="names reviewers" if yes else "names no reviewers")
    restate(held)


def restate(practice: Practice) -> None:
    """Put the names beside the public version, or take them away."""
    reviewers: dict[str, dict[str, str]] = {}
    if practice.names_reviewers:
        filed = ReviewAssignment.objects.filter(round__practice=practice, status=AssignmentStatus.FILED)
        willing = filed.filter(may_be_named=True).exclude(reviewer__name="").select_related("reviewer")
        reviewers = {str(one.reviewer_id): {"name": one.reviewer.name, "office": ""} for one in willing}
    writers = {
        f"{PLAIN}{one.language}": {"name": one.translator, "office": ""}
        for one in practice.plain_summaries.exclude(translator="")
    }
    facts = {"names_reviewers": bool(reviewers), "names_writers": bool(writers)}
    register.name(str(practice.reference), reviewers | writers, facts=facts)


def credited(user: Any) -> list[str]:
    """The practices whose plain words or translations name `user` now, for the copy of a person's data."""
    told = [model.objects.filter(**which) for model, which in _credits(user)]
    return sorted({str(one.practice) for rows in told for one in rows.select_related("practice")})


def forget(user: Any) -> None:
    """Take the name of `user` out of plain words and translations, their histories, and from beside every version."""
    for model, which in _credits(user):
        model.objects.filter(**which).update(translator="")
        model.history.filter(**which).update(translator="")
    name = user.name.strip().casefold()
    references = _practices_of(user).exclude(reference=None).values("reference")
    for model in (PublicationContent, WithdrawnContent) if name else ():
        for one in model.objects.filter(publication__reference__in=references).exclude(names={}).defer("content"):
            written = [key for key in one.names if key == TRANSLATOR or key.startswith(PLAIN)]
            if found := [key for key in written if one.names[key]["name"].casefold() == name]:
                one.names |= {key: {"name": "", "office": ""} for key in found}
                one.save(update_fields=["names"])


def _credits(user: Any) -> list[tuple[Any, dict[str, Any]]]:
    """Where who wrote is said in writing, by no account: what says the person's name, in a body of the person's own,
    now or before. So nobody takes a name out elsewhere by taking it on."""
    which = {"practice__in": _practices_of(user), "translator__iexact": user.name.strip()}
    return [(PlainSummary, which), (PracticeTranslation, which)] if user.name.strip() else []


def _practices_of(user: Any) -> Any:
    return Practice.objects.filter(organisation__in=user.memberships.values("organisation"))


def _held(pk: Any) -> Practice:
    return Practice.objects.select_for_update(of=("self",), no_key=True).select_related("organisation").get(pk=pk)
