"""Readers report a contribution; a moderator looks, and each report gets an outcome (D6)."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access import allowed, demand, fresh
from core.models import Act
from core.workflow import MovedOn
from dialogues import notifications
from dialogues.choices import Outcome
from dialogues.models import Contribution, ContributionFlag


@transaction.atomic
def flag(contribution: Contribution, *, by: Any, ground: str, note: str = "") -> ContributionFlag:
    """Report it to the moderators; a second report of the same person is the first. Raises PermissionDenied."""
    by = fresh(by)
    contribution = (
        Contribution.objects.select_for_update(of=("self",)).select_related("space__meeting").get(pk=contribution.pk)
    )
    known = ContributionFlag.objects.filter(contribution=contribution, by=by).first()
    if known:
        return known
    if not allowed(by, "dialogues.flag_contribution", contribution):
        raise PermissionDenied(_("One reports what is public, and not one’s own."))
    made = ContributionFlag.objects.create(contribution=contribution, by=by, ground=ground, note=note)
    Act.objects.log("reported", contribution, by=by)
    return made


@transaction.atomic
def let_stand(contribution: Contribution, *, by: Any, words: str) -> None:
    """It stays public; whoever reported it is told so, in words. Raises PermissionDenied, and MovedOn
    where nothing waits."""
    refusal = _("You do not moderate this contribution; nobody moderates their own.")
    by = demand(by, "dialogues.moderate_contribution", contribution, refusal)
    if not close(contribution, by=by, outcome=Outcome.STANDS, words=words):
        raise MovedOn(_("There is no report of it any more that waits for an answer."))
    Act.objects.log("let stand", contribution, by=by)


def close(contribution: Contribution, *, by: Any, outcome: str, words: str = "") -> int:
    """Give every open report of it this outcome, and tell who made it; their number. The caller's transaction."""
    waiting = list(contribution.flags.select_for_update(of=("self",)).filter(outcome="").select_related("by"))
    for one in waiting:
        one.outcome, one.words, one.answered_by, one.answered_at = outcome, words, by, timezone.now()
        one.save(update_fields=["outcome", "words", "answered_by", "answered_at"])
        if one.by_id:
            notifications.FlagAnswered(one).queue()
    return len(waiting)
