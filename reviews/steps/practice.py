"""Practice spaces: a review of an invented State for each person who wants to try, emptied by itself (FEATURES R22)."""

from datetime import timedelta
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access import demand
from reference.choices import CountryKind
from reference.models import Country
from reviews.models import (
    Answer,
    Attachment,
    Consultation,
    DraftCopy,
    Questionnaire,
    ReturnedCopy,
    VoluntaryReview,
)

STATE = "ZZ"
"""ISO 3166 leaves this code to its users: no State will ever have it."""
NAMES = {
    "en": "Invented State ZZ",
    "fr": "État fictif ZZ",
    "es": "Estado ficticio ZZ",
    "ar": "الدولة الافتراضية ZZ",
    "ru": "Вымышленное государство ZZ",
    "zh": "虚构国家ZZ",
}
KEPT = timedelta(days=1)
"""How long after its last use a space is emptied."""
SEEN_AGAIN = timedelta(minutes=10)
"""Not every page that is opened writes."""


@transaction.atomic
def begin(form: Questionnaire, *, by: Any) -> VoluntaryReview:
    """The practice space of `by`: the one that is there, or a new one with the questions of `form`."""
    refusal = _("The practice space is for the teams of States and for the secretariat.")
    by = demand(by, "reviews.practise_with_questionnaire", form, refusal)
    if there := _space_of(by):
        return there
    review = VoluntaryReview(
        country=_invented_state(), cycle=form.cycle, kind=form.kind, questionnaire=form, started_by=by,
        practice_of=by, used_at=timezone.now(),
    )  # fmt: skip
    try:
        with transaction.atomic():
            VoluntaryReview.in_practice.bulk_create([review])  # keeps no history
    except IntegrityError:  # pressed twice at once
        return _space_of(by) or review
    return review


def use(review: VoluntaryReview) -> None:
    """Somebody is there: it is kept for another day."""
    now = timezone.now()
    if review.used_at is None or review.used_at < now - SEEN_AGAIN:
        VoluntaryReview.in_practice.filter(pk=review.pk).update(used_at=now)


@transaction.atomic
def empty(review: VoluntaryReview, *, by: Any) -> None:
    """Everything in it goes, and nothing is kept of it. Raises PermissionDenied to all but whose space it is."""
    demand(by, "reviews.empty_practice", review, _("This is not your practice space."))
    _delete(review)


def empty_unused() -> int:
    """Those that nobody has used for a day; how many."""
    since = timezone.now() - KEPT
    written = Answer.objects.filter(review=OuterRef("pk"), changed_at__gte=since)
    old = list(VoluntaryReview.in_practice.filter(~Exists(written), used_at__lt=since)[:200])
    for review in old:
        with transaction.atomic():
            _delete(review)
    return len(old)


def empty_of(user: Any) -> None:
    """The space of somebody who leaves."""
    for review in VoluntaryReview.in_practice.of(user):
        _delete(review)


def _space_of(user: Any) -> VoluntaryReview | None:
    found: VoluntaryReview | None = VoluntaryReview.in_practice.of(user).select_related("country", "cycle").first()
    return found


def _invented_state() -> Country:
    """A row that stands in no list; in a demonstration its Demo State, which has the same code."""
    made = {"names": NAMES, "kind": CountryKind.PRACTICE}
    found: Country = Country._base_manager.get_or_create(code=STATE, defaults=made)[0]
    return found


def _delete(review: VoluntaryReview) -> None:
    """The rows with all that hangs on them, then their history, and the files once that is certain."""
    pk = review.pk
    stored = [*Attachment.objects.filter(review=review)]
    copies = [row for model in (DraftCopy, ReturnedCopy) for row in model.objects.filter(review=review)]
    files = [row.file for row in (*stored, *copies) if row.file]
    review.delete()
    for model in (Answer, Consultation):
        model.history.filter(review_id=pk).delete()
    VoluntaryReview.history.filter(id=pk).delete()  # that it was deleted is no history either
    for file in files:
        transaction.on_commit(partial(file.storage.delete, str(file.name)))
