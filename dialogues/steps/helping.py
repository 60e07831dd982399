"""What moderators add for readers: translations that name who made them (D15), and pinned summaries (D19)."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access import demand
from core.models import Act
from dialogues.models import (
    Contribution,
    ContributionTranslation,
    DiscussionSpace,
    GuidingQuestion,
    ThreadSummary,
)


@transaction.atomic
def translate(contribution: Contribution, *, by: Any, language: str, text: str, by_name: str) -> None:
    """Show a translation below the original; a second one in the language takes the place of the first. An empty text
    takes it out. Raises PermissionDenied."""
    contribution = (
        Contribution.objects.select_for_update(of=("self",)).select_related("space__meeting").get(pk=contribution.pk)
    )
    refusal = _("Moderators add translations, of what is public.")
    by = demand(by, "dialogues.translate_contribution", contribution, refusal)
    known = ContributionTranslation.objects.filter(contribution=contribution, language=language)
    if text:
        said = {"text": text, "by_name": by_name, "by": by, "at": timezone.now()}
        known.update_or_create(contribution=contribution, language=language, defaults=said)
    else:
        known.delete()
    Act.objects.log("translated" if text else "took out a translation", contribution, by=by)


@transaction.atomic
def summarise(
    space: DiscussionSpace,
    *,
    by: Any,
    text: str,
    language: str = "",
    question: GuidingQuestion | None = None,
    rests_on: Iterable[Contribution] = (),
) -> None:
    """Pin a summary at the head of `question`, or of the whole discussion; an empty text takes it down. Raises
    PermissionDenied."""
    space = DiscussionSpace.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=space.pk)
    by = demand(by, "dialogues.moderate_discussionspace", space, _("You do not moderate this discussion."))
    if text:
        said = {"text": text, "language": language, "by": by, "at": timezone.now()}
        pinned, _made = ThreadSummary.objects.update_or_create(space=space, question=question, defaults=said)
        pinned.rests_on.set(rests_on)
    else:
        ThreadSummary.objects.filter(space=space, question=question).delete()
    Act.objects.log("pinned a summary" if text else "took down a summary", space, by=by)
