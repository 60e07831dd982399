"""The letter of a decision, written from what was chosen; an officer changes it before it goes (FEATURES A14)."""

from collections.abc import Iterable
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from practices.choices import Readers, Verdict
from practices.models import ReviewRound


def compose(round_: ReviewRound, comments: Iterable[Any], chosen: dict[str, Any]) -> str:
    """The letter in the practice's language: the decision, what follows, the released comments without names."""
    released = set(chosen["released"])
    with translation.override(round_.practice.language):
        facts = {"title": round_.version.title, "reference": round_.reference}
        parts = [
            _("Thank you for submitting “%(title)s” (%(reference)s) to the repository of practices.") % facts,
            _opening(chosen["verdict"]),
        ]
        if chosen["verdict"] == Verdict.CHANGES:
            parts.append(_next(chosen["readers"]))
        labels = {one.code: one.label for one in round_.criteria}
        parts += [_comment(one, labels) for one in comments if one.key in released]
        return "\n\n".join([*parts, _("The secretariat")])


def _opening(verdict: str) -> str:
    if verdict == Verdict.PUBLISH:
        return _("The reviewers recommend it, and it will be published.")
    if verdict == Verdict.CHANGES:
        return _("It can be published after changes. Please answer each comment below, and change the text.")
    return _("After peer review it will not be published. You are welcome to submit it again once more has been done.")


def _next(readers: str) -> str:
    if readers == Readers.OFFICER:
        return _("The secretariat reads the changed text; it does not go to the reviewers again.")
    return _("The changed text goes to the same reviewers, with your answers.")


def _comment(comment: Any, labels: dict[str, Any]) -> str:
    about = f" ({labels[comment.about]})" if comment.about else ""
    return _("Reviewer %(number)s%(about)s: %(text)s") % {
        "number": comment.number,
        "about": about,
        "text": comment.text,
    }
