"""A named person from outside reads sections of a draft: invited, taken up, read, ended (FEATURES U9)."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.addresses import normalised
from accounts.choices import STATE_ROLES
from accounts.models import Invitation, Membership, User
from core.access import demand, fresh, is_secretariat
from core.models import Act
from core.workflow import MovedOn, NotReady
from reviews.models import GuestReader, Section, VoluntaryReview
from reviews.models.guest import LONGEST, MOST
from reviews.notifications import guests as mail
from reviews.sections import SectionForGuest
from reviews.steps.team import managed

A_DAY = timedelta(days=1)
MOST_IN_A_DAY = 2 * MOST
"""Letters to strangers that one person causes in a day: those taken away again count, too."""
NOBODY = "former-guest@invalid.example"


@transaction.atomic
def invite(
    review: VoluntaryReview,
    email: str,
    name: str,
    sections: Iterable[Section],
    *,
    until: datetime,
    by: Any,
    message: str = "",
    form_key: uuid.UUID | None = None,
) -> GuestReader:
    """Let whoever reads mail at `email` read `sections` until the moment `until`; the letter holds no key.

    The same `form_key` gives the first invitation again. Raises PermissionDenied, and NotReady with what stands in
    the way.
    """
    by = fresh(by)
    review = managed(review, by=by)
    if form_key and (made := review.guests.filter(form_key=form_key).first()):
        return made
    email = normalised(email)
    review.guests.filter(ended_at=None, until__lte=timezone.now()).update(ended_at=F("until"))
    if problems := problems_before_inviting(review, email, until, by=by):
        raise NotReady(*problems)
    guest = GuestReader(
        review=review, name=name, email=email, message=message, until=until, invited_by=by, office=by.office,
        form_key=form_key,
    )  # fmt: skip
    try:
        with transaction.atomic():
            guest.save(force_insert=True)
    except IntegrityError:  # a key of another review's form
        raise NotReady(_("This form was sent before. Open it again to invite somebody else.")) from None
    guest.sections.set(sections)
    Act.objects.log("guest reader invited", guest, by=by, detail=_codes(guest))
    mail.GuestInvited(guest).queue()
    return guest


def problems_before_inviting(review: VoluntaryReview, email: str, until: datetime, *, by: Any) -> list[str]:
    """What a person at the screen can put right, in words."""
    people = User.objects.of_address(email)
    team = Membership.objects.team_of(review.country_id).filter(user__in=people).select_related("organisation").first()
    asked = Invitation.objects.open().filter(
        email__iexact=email, role__in=STATE_ROLES, organisation__country=review.country_id
    )
    there = review.guests.filter(ended_at=None)
    today = GuestReader.objects.filter(invited_by=by, invited_at__gt=timezone.now() - A_DAY)
    found = [
        (
            team,
            _("%(email)s is in your State's team already: %(role)s. Give sections to a ministry on the team's page.")
            % {"email": email, "role": team},
        ),
        (asked.exists(), _("%(email)s is invited into your State's team already.") % {"email": email}),
        (
            people.officers().exists(),
            _("This is an officer of the secretariat, who reads no draft. Show a single page by “Let support look”."),
        ),
        (
            there.filter(email__iexact=email).exists(),
            _("%(email)s is invited as a guest already. Take that invitation away first.") % {"email": email},
        ),
        (
            until <= timezone.now() or timezone.localdate(until) > timezone.localdate() + LONGEST,
            _("A guest reads for at most %(days)s days from today.") % {"days": LONGEST.days},
        ),
        (
            today.count() >= MOST_IN_A_DAY,
            _("At most %(limit)s invitations a day. Go on tomorrow.") % {"limit": MOST_IN_A_DAY},
        ),
        (there.count() >= MOST, _("At most %(most)s guests read at a time. Take one away first.") % {"most": MOST}),
    ]
    return [words for stands_in_the_way, words in found if stands_in_the_way]


def may_accept(guest: GuestReader, user: Any) -> bool:
    """Whether the invitation is open, untaken, and went to an address of this very account."""
    is_free = guest.is_open and guest.person_id is None and guest.review.is_editable
    return is_free and not is_secretariat(user) and user.has_address(guest.email)


@transaction.atomic
def accept(guest: GuestReader, *, by: Any) -> GuestReader:
    """The person takes it with this account, once; pressed twice it is one. Raises PermissionDenied to all others."""
    by = fresh(by)
    guest = GuestReader.objects.select_for_update(of=("self",)).select_related("review").get(pk=guest.pk)
    if guest.person_id == by.pk:
        return guest
    if not may_accept(guest, by):
        raise PermissionDenied(_("This invitation is not open to this account."))
    guest.person, guest.accepted_at = by, timezone.now()
    guest.save(update_fields=["person", "accepted_at"])
    Act.objects.log("guest reader accepted", guest, by=by)
    return guest


def read(shown: SectionForGuest, *, by: Any) -> None:
    """Write down that the guest reads a section, or a file in it. Raises PermissionDenied once it is over."""
    by = demand(by, "reviews.read_as_guest", shown, _("You cannot read this any more."))
    Act.objects.log("guest reader read", shown.guest, by=by, detail=shown.place.section.code)


@transaction.atomic
def end(guest: GuestReader, *, by: Any) -> GuestReader:
    """Nobody reads by this invitation from this moment. Raises MovedOn where it is over, PermissionDenied."""
    by = fresh(by)
    managed(guest.review, by=by)
    guest = GuestReader.objects.select_for_update(of=("self",)).select_related("review").get(pk=guest.pk)
    if not guest.is_open:
        raise MovedOn(_("It has ended already."))
    _end(guest, by)
    return guest


def end_all(review: VoluntaryReview, *, by: Any) -> None:
    """Nobody reads as a guest from the submission on: to what is written after a return guests are invited anew."""
    for guest in review.guests.filter(ended_at=None, until__gt=timezone.now()):
        _end(guest, by)


def _end(guest: GuestReader, by: Any) -> None:
    guest.ended_at, guest.ended_by = timezone.now(), by
    guest.save(update_fields=["ended_at", "ended_by"])
    Act.objects.log("guest reader ended", guest, by=by)


def forget(user: Any) -> None:
    """Take somebody who closes the account out of the invitations to them; what was done stays on record."""
    own = GuestReader.objects.filter(pk__in=[one.pk for one in GuestReader.objects.of(user)])
    own.filter(ended_at=None).update(ended_at=timezone.now())
    own.update(name="", email=NOBODY, message="")


def _codes(guest: GuestReader) -> str:
    return ", ".join(section.code for section in guest.sections.all())
