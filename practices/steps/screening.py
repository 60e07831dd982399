"""The secretariat's first look at a practice: back for changes, declined, on to peer review, or carried over (P24)."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.access import demand, fresh
from core.models import Act
from core.workflow import MovedOn, perform
from practices.choices import Outcome
from practices.models import OfficerTie, Practice, PracticeVersion, ScreeningDecision
from practices.notifications import submitter as mail
from practices.steps import reviewing


@transaction.atomic
def send_back(practice: Practice, *, by: Any, letter: str, version: int | None = None) -> Practice:
    """Give it back to its people with a letter that says what to change. What they do then is not seen."""
    return _settle(practice, "send_back", Outcome.RETURNED, mail.Returned, by=by, letter=letter, read=version)


@transaction.atomic
def decline(practice: Practice, *, by: Any, letter: str, reason: str, version: int | None = None) -> Practice:
    """Not taken, with a kind letter and a reason from the list."""
    return _settle(
        practice, "decline", Outcome.DECLINED, mail.Declined, by=by, letter=letter, reason=reason, read=version
    )


@transaction.atomic
def send_to_review(
    practice: Practice, *, by: Any, letter: str = "", version: int | None = None, looked: Iterable[str] = ()
) -> Practice:
    """It fits and is complete: reviewers are to read it. `looked`: what was looked through (choices.Looked)."""
    practice = _settle(
        practice, "send_to_review", Outcome.TO_REVIEW, mail.SentToReview, by=by, letter=letter, read=version,
        looked=looked,
    )  # fmt: skip
    reviewing.open_round(practice.latest_version())
    return practice


@transaction.atomic
def carry_over(practice: Practice, *, by: Any, note: str = "") -> Practice:
    """An imported practice that another repository published goes on as it stands, without peer review here."""
    return perform(practice, "carry_over", by=by, note=note)


@transaction.atomic
def declare_tie(practice: Practice, *, by: Any, words: str = "") -> OfficerTie:
    """An officer steps back: from now on she meets this practice as its submitter would (A8). It is not undone."""
    demand(by, "practices.screen_practice", practice)
    tie, _made = OfficerTie.objects.get_or_create(practice=practice, officer=by, defaults={"words": words})
    return tie


def _settle(
    practice: Practice,
    step: str,
    outcome: Outcome,
    kind: type[mail.Letter],
    *,
    by: Any,
    letter: str,
    reason: str = "",
    read: int | None = None,
    looked: Iterable[str] = (),
) -> Practice:
    """Take the step; raises MovedOn where a newer version came in than `read`, the number that was on the screen."""
    practice = perform(practice, step, by=by, note=reason)
    version: PracticeVersion = practice.latest_version()
    if read is not None and version.number != read:
        raise MovedOn(_("A newer version has come in since. Read that one first."))
    decision = ScreeningDecision.objects.create(
        version=version, outcome=outcome, reason=reason, letter=letter, looked=list(looked), by=fresh(by)
    )
    Act.objects.log(outcome, version, by=by)
    kind(decision).queue()
    return practice
