"""What moderators decide: made public, hidden by a rule, made public again; an appeal is another's to answer."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access import demand
from core.workflow import MovedOn, perform
from dialogues import notifications
from dialogues.choices import Decision, Outcome, Standing
from dialogues.models import Contribution, ModerationDecision
from dialogues.steps import flagging


@transaction.atomic
def approve(contribution: Contribution, *, by: Any) -> ModerationDecision:
    """Make public what waited. Raises PermissionDenied (of one's own, too), MovedOn."""
    return _decide(perform(contribution, "approve", by=by), Decision.APPROVE, by)


def told_of(contribution: Contribution) -> list[Any]:
    """Who hears of a decision on it: its author."""
    return notifications.Moderated(ModerationDecision(contribution=contribution)).recipients()


@transaction.atomic
def hide(contribution: Contribution, *, by: Any, ground: str, words: str) -> ModerationDecision:
    """Hide it; the author is told the rule and the words, and who reported it that it is done. Raises PermissionDenied,
    MovedOn."""
    flagging.close(contribution, by=by, outcome=Outcome.HIDDEN)
    return _decide(perform(contribution, "hide", by=by), Decision.HIDE, by, ground=ground, words=words)


@transaction.atomic
def restore(contribution: Contribution, *, by: Any, words: str) -> ModerationDecision:
    """Make it public again, whoever hid it. Raises PermissionDenied, MovedOn."""
    return _decide(perform(contribution, "restore", by=by), Decision.RESTORE, by, words=words)


@transaction.atomic
def answer(decision: ModerationDecision, *, by: Any, upheld: bool, words: str) -> ModerationDecision:
    """Answer an appeal: the hiding stands, or it is public again. Raises PermissionDenied to who decided first (P46),
    MovedOn where it is answered or rewritten."""
    decision = ModerationDecision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    refusal = _("Somebody else answers this: not its author, and not who decided first.")
    by = demand(by, "dialogues.answer_appeal", decision, refusal)
    if not decision.appealed_at or decision.answered_at or decision.contribution.status != Standing.HIDDEN:
        raise MovedOn(_("There is no appeal here any more that waits for an answer."))
    decision.answer, decision.upheld = words, upheld
    decision.answered_by, decision.answered_at = by, timezone.now()
    decision.save(update_fields=["answer", "upheld", "answered_by", "answered_at"])
    if not upheld:
        perform(decision.contribution, "restore", by=by)
    notifications.AppealAnswered(decision).queue()
    return decision


def _decide(contribution: Contribution, decision: str, by: Any, **more: str) -> ModerationDecision:
    made: ModerationDecision = contribution.decisions.create(decision=decision, by=by, **more)
    if contribution.author_id:
        notifications.Moderated(made).queue()
    return made
