"""Starting a draft, discarding it and taking it back; what a State tells the secretariat beforehand."""

import uuid
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.access import demand
from core.models import Act
from core.workflow import MovedOn, demand_kept, perform, signed
from forum.models import ForumCycle
from publications.models import Publication
from reference.models import Country
from reviews.choices import Round
from reviews.models import Intention, Questionnaire, VoluntaryReview
from reviews.steps import carrying, documents_read

FOR_FOCAL_POINTS = gettext_lazy("Only a focal point of the State does this.")


def start(
    country: Country,
    questionnaire: Questionnaire,
    *,
    by: Any,
    ministries_read_all: bool = True,
    earlier: Publication | None = None,
    form_key: uuid.UUID | None = None,
) -> VoluntaryReview:
    """The State's review for the forum of `questionnaire`: a new one, or the one that is there already.

    It begins with `earlier`, something that the State has published, where that is given.
    Raises PermissionDenied to all but the State's focal points.
    """
    if first := standing(country, questionnaire.cycle):
        demand(by, "reviews.start_voluntaryreview", first, FOR_FOCAL_POINTS)
        return first
    review = VoluntaryReview(
        country=country,
        cycle=questionnaire.cycle,
        kind=questionnaire.kind,
        questionnaire=questionnaire,
        ministries_read_all=ministries_read_all,
        earlier=earlier,
        started_by=by,
        form_key=form_key,
    )
    by = demand(by, "reviews.start_voluntaryreview", review, FOR_FOCAL_POINTS)
    signed(review, by)
    try:
        with transaction.atomic():
            review.save()
            Act.objects.log("started", review, by=by)
            carrying.carry_over(review, by=by)
            documents_read.ask_for_published(review, by=by)
    except IntegrityError:  # somebody pressed at the same moment, or this key was used before
        if first := standing(country, questionnaire.cycle):
            return first
        raise MovedOn(_("This form was sent before. Open it again to start.")) from None
    return review


def standing(country: Country, cycle: ForumCycle) -> VoluntaryReview | None:
    """The State's review for the forum of `cycle` that is not discarded."""
    reviews = VoluntaryReview.objects.current().filter(country=country, cycle=cycle, round=Round.FORUM)
    first: VoluntaryReview | None = reviews.select_related("country", "cycle").first()
    return first


def discard(review: VoluntaryReview, *, by: Any) -> VoluntaryReview:
    """Out of sight for everybody; taken back within 30 days, with all answers."""
    return perform(review, "discard", by=by)


@transaction.atomic
def restore(review: VoluntaryReview, *, by: Any) -> VoluntaryReview:
    """Take a discarded draft back. Raises MovedOn after 30 days, or when another one was started meanwhile."""
    demand_kept(review)
    if standing(review.country, review.cycle):
        raise MovedOn(_("Another review was started meanwhile. Discard that one first."))
    return perform(review, "restore", by=by)


@transaction.atomic
def say_intention(country: Country, cycle: ForumCycle, *, by: Any, expected_on: date | None = None) -> Intention:
    """Tell the secretariat that a review is in preparation, expected by a day or on a day not yet known (R21)."""
    intention = Intention.objects.select_for_update().filter(country=country, cycle=cycle).first()
    intention = intention or Intention(country=country, cycle=cycle)
    by = demand(by, "reviews.change_intention", intention, FOR_FOCAL_POINTS)
    intention.expected_on, intention.said_by, intention.said_at = expected_on, by, timezone.now()
    signed(intention, by)
    intention.save()
    Act.objects.log("said intention", intention, by=by)
    return intention


@transaction.atomic
def take_intention_back(intention: Intention, *, by: Any) -> None:
    """The secretariat no longer sees it; that it was said before stays in its history."""
    by = demand(by, "reviews.change_intention", intention, FOR_FOCAL_POINTS)
    Act.objects.log("took intention back", intention, by=by)
    signed(intention, by)
    intention.delete()
