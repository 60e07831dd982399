"""The State's own chain of signatures: a link is added, taken out, signed."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access import demand, fresh
from core.models import Act
from core.workflow import MovedOn
from reviews import progress, signing
from reviews.models import SignOff, VoluntaryReview
from reviews.notifications import talk as mail
from reviews.steps.team import managed, people_of


@transaction.atomic
def add(review: VoluntaryReview, person: Any, words: str, *, by: Any, form_key: uuid.UUID | None = None) -> SignOff:
    """Ask `person` of the team to sign after all others. Whoever's turn it is gets a message.

    A second press with the same `form_key` gives the first link back. Raises PermissionDenied.
    """
    by = fresh(by)
    review = managed(review, by=by)
    if form_key and (first := SignOff.objects.filter(form_key=form_key, review=review).first()):
        return first
    if not people_of(review).filter(user=person).exists():
        raise PermissionDenied(_("Only somebody of your team can sign."))
    last = review.sign_offs.aggregate(Max("order"))["order__max"] or 0
    link = SignOff.objects.create(review=review, order=last + 1, person=person, words=words, form_key=form_key)
    Act.objects.log("asked for signature", link, by=by)
    _tell_next(review)
    return link


@transaction.atomic
def take_out(link: SignOff, *, by: Any) -> None:
    """The person is no longer asked; who comes after is. Raises PermissionDenied."""
    by = fresh(by)
    review = managed(link.review, by=by)
    Act.objects.log("took signature out", link, by=by)
    link.delete()
    _tell_next(review)


@transaction.atomic
def sign(link: SignOff, *, seen: str, by: Any) -> SignOff:
    """Sign the whole text as it was read: `seen` is its fingerprint of that moment.

    Raises PermissionDenied to all but the named person, MovedOn out of turn or when the text has changed since.
    """
    review = VoluntaryReview.objects.select_for_update().get(pk=link.review_id)
    link = SignOff.objects.select_related("review").get(pk=link.pk)
    refusal = _("Only the person who is named here signs, while the review is being written.")
    by = demand(by, "reviews.sign_off", link, refusal)
    turn = signing.next_of(review)
    if turn is None or turn.pk != link.pk:
        raise MovedOn(_("It is not your turn: somebody before you has still to sign, or you have signed this text."))
    list(review.answers.select_for_update(of=("self",)))  # no save slips in between
    now = progress.fingerprint(review)
    if seen != now:
        raise MovedOn(_("The text has changed since you opened this page. Read it again, then sign."))
    link.signed_at, link.office, link.fingerprint = timezone.now(), by.office, now
    link.save(update_fields=["signed_at", "office", "fingerprint"])
    Act.objects.log("signed", link, by=by)
    _tell_next(review)
    return link


def _tell_next(review: VoluntaryReview) -> None:
    if turn := signing.next_of(review):
        mail.SignatureAsked(turn, text=progress.fingerprint(review)[:16]).queue()
