"""Contributions with their replies as everybody reads them: drawn once for all, and kept until a word changes."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import mark_safe

from core import kept
from core.pagination import page_of
from dialogues.choices import Decision, Standing
from dialogues.models import Contribution, ContributionTranslation, DiscussionSpace, ModerationDecision


class Threads(NamedTuple):
    """Some threads, each drawn, and the key after which the older ones begin ("" at the end)."""

    drawn: list[str]
    after: str


def threads(space: DiscussionSpace, roots: Any, after: str, *, is_open: bool) -> Threads:
    """The 25 of `roots` (contributions of `space`) that follow `after`, newest first, with their replies. Four
    queries, for a thousand contributions as for one; `space` brings its meeting and its questions."""
    page = page_of(roots.select_related("attachment"), after, order="written_at")
    replies = Contribution.objects.with_traces().filter(reply_to__in=[one.pk for one in page.rows])
    said = [*page.rows, *replies.select_related("attachment").order_by("written_at", "pk")]
    translations = defaultdict(list)
    for made in ContributionTranslation.objects.filter(contribution__in=[one.pk for one in said]):
        translations[made.contribution_id].append(made)
    hidden = [one.pk for one in said if one.status == Standing.HIDDEN]
    hides = ModerationDecision.objects.filter(contribution__in=hidden, decision=Decision.HIDE).order_by("at")
    hiding = {made.contribution_id: made for made in hides}
    questions = {one.pk: one for one in space.questions.all()}
    by_root: dict[Any, list[Any]] = {one.pk: [] for one in page.rows}
    for one in said:
        one.versions = translations[one.pk]
        one.hiding = hiding.get(one.pk)
        one.question = questions.get(one.question_id)
        if one.reply_to_id:
            by_root[one.reply_to_id].append(one)
    return Threads(_drawn(space, page.rows, by_root, is_open=is_open), page.after)


def _drawn(space: DiscussionSpace, roots: list[Any], by_root: dict[Any, list[Any]], *, is_open: bool) -> list[str]:
    around = [space.meeting.reference, is_open, timezone.get_current_timezone_name()]
    known = {one.pk: one for one in roots}

    def make(keys: Sequence[Any]) -> dict[Any, str]:
        about = {"meeting": space.meeting, "is_open": is_open}
        name = "dialogues/discussion_thread.html"
        return {key: render_to_string(name, {"one": known[key], "answers": by_root[key], **about}) for key in keys}

    hangs_on = {one.pk: [*around, one.question, *map(_said, (one, *by_root[one.pk]))] for one in roots}
    pieces = kept.drawn("thread", hangs_on, make)
    return [mark_safe(pieces[one.pk]) for one in roots]  # noqa: S308 - drawn by a template


def _said(one: Any) -> list[Any]:
    """All that the page shows of a contribution."""
    file = getattr(one, "attachment", None)
    return [
        *(one.pk, one.status, one.name, one.body, one.organisation_id, one.language, one.text, one.published_at),
        *(one.edited_at, one.phase_id, one.paragraph, *((file.name, file.size, file.removed_at) if file else ())),
        *((made.language, made.text, made.by_name) for made in one.versions),
        *((one.hiding.at, one.hiding.ground) if one.hiding else ()),
    ]
