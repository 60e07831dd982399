"""What a person may do in a review, in words that come from asking the rules (FEATURES U4)."""

from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.access import allowed
from reviews.models import VoluntaryReview
from reviews.sections import LogInReview, SectionInReview, log_in
from reviews.views.check import review_of
from reviews.views.overview import trail_of


class Right(NamedTuple):
    """An act, and whether it is open to this person now."""

    words: Any
    is_open: bool


IN_REVIEW = (
    ("reviews.view_voluntaryreview", gettext_lazy("See this review and how far it is")),
    ("reviews.export_voluntaryreview", gettext_lazy("Print what you may read, and see it as it will be published")),
    ("reviews.manage_voluntaryreview", gettext_lazy("Invite ministries, give them sections, take sections back")),
    ("reviews.submit_voluntaryreview", gettext_lazy("Submit to the secretariat, with your password or second factor")),
    ("reviews.call_back_voluntaryreview", gettext_lazy("Call a submission back that is not accepted yet")),
    ("reviews.discard_voluntaryreview", gettext_lazy("Discard the draft, and take it back within 30 days")),
)
"""Acts on the review as a whole, in the order of the story."""
IN_LOG = (
    ("reviews.read_consultations", gettext_lazy("Read the log of consultations")),
    ("reviews.add_consultation", gettext_lazy("Log a consultation, and change those of your ministry")),
)
IN_SECTION = (
    ("reviews.read_section", gettext_lazy("Read")),
    ("reviews.edit_section", gettext_lazy("Write")),
    ("reviews.say_section_ready", gettext_lazy("Say that it is ready")),
    ("reviews.clear_section", gettext_lazy("Agree")),
)


def rights(request: HttpRequest, year: int, country: str) -> HttpResponse:
    """The page: acts on the review, and on each section that this person may read."""
    review = review_of(request, year, country)
    log = log_in(review)
    context = {
        "review": review,
        "rights": in_review(request.user, review, log),
        "acts": [words for _name, words in IN_SECTION],
        "sections": in_sections(request.user, log.places),
        "trail": trail_of(review, _("What may I do here?")),
    }
    return render(request, "reviews/rights.html", context)


def in_review(user: Any, review: VoluntaryReview, log: LogInReview) -> list[Right]:
    """Acts on the whole review and its log. An act that asks for a status is open only while that lasts."""
    whole = [Right(words, allowed(user, name, review) and _stands(name, review)) for name, words in IN_REVIEW]
    return whole + [Right(words, allowed(user, name, log)) for name, words in IN_LOG]


def in_sections(user: Any, places: list[SectionInReview]) -> list[dict[str, Any]]:
    """The sections that may be read, each with its four acts."""
    rows = [(place, [Right(words, allowed(user, name, place)) for name, words in IN_SECTION]) for place in places]
    return [{"section": place.section, "rights": found} for place, found in rows if found[0].is_open]


def _stands(permission: str, review: VoluntaryReview) -> bool:
    """Submitting and discarding begin from a draft: the workflow says so, not the rule."""
    needs_draft = permission in ("reviews.submit_voluntaryreview", "reviews.discard_voluntaryreview")
    return review.is_editable or not needs_draft
