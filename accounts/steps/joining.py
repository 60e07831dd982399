"""People join an organisation outside States: asked, approved, declined, taken back (RELIABILITY P51, S6).

An e-mail domain alone gives no role. Nobody asks to join a State or the secretariat: these invite.
"""

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts import notifications
from accounts.choices import CONTRIBUTORS, RequestOutcome, Role
from accounts.models import Membership, MembershipRequest, Organisation, User
from accounts.steps.people import end_logins
from core.access import demand
from core.models import Act
from core.workflow import NotReady, signed

WAITING_AT_ONCE = 5
"""Requests of one person that may wait for an answer."""


@transaction.atomic
def ask_to_join(
    person: User,
    organisation: Organisation | None = None,
    *,
    form_key: uuid.UUID | None = None,
    office: str = "",
    message: str = "",
    **described: Any,
) -> MembershipRequest:
    """Ask in the name of `person` to work for `organisation`, or for one that is `described` (name, kind,
    stakeholder_group, country, web_address).

    The same `form_key` gives the first request again (F2). Raises NotReady with what stands in the way.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    mine = MembershipRequest.objects.filter(person=person)
    if form_key and (made := mine.filter(form_key=form_key).first()):
        return made
    if organisation is not None:
        _check_new(person, organisation)
        described = {"name": organisation.name, "kind": organisation.kind}
    if mine.waiting().count() >= WAITING_AT_ONCE:
        raise NotReady(_("Five of your requests are waiting. Wait for an answer, or take one back."))
    request = MembershipRequest.objects.create(
        person=person, organisation=organisation, office=office, message=message, form_key=form_key, **described
    )
    Act.objects.log("asked to join", request, by=person)
    notifications.MembershipAsked(request).queue()
    return request


def _check_new(person: User, organisation: Organisation) -> None:
    """Raise NotReady where the person is a member, or waits for an answer already."""
    if organisation.kind not in CONTRIBUTORS:
        raise NotReady(_("People join a State or the secretariat by invitation only."))
    if Membership.objects.current().filter(user=person, organisation=organisation).exists():
        raise NotReady(_("You work for %(name)s already.") % {"name": organisation})
    if MembershipRequest.objects.waiting().filter(person=person, organisation=organisation).exists():
        raise NotReady(_("Your request to join %(name)s is waiting for an answer.") % {"name": organisation})


@transaction.atomic
def approve_request(
    request: MembershipRequest,
    *,
    by: Any,
    organisation: Organisation | None = None,
    as_administrator: bool = False,
    note: str = "",
) -> Membership:
    """Give the role. One that was described becomes `organisation`, or is put on record (secretariat only)."""
    request, by = _locked(request, by, "accounts.decide_membershiprequest")
    body = request.organisation or organisation or _put_on_record(request, by)
    request.organisation = body
    membership = _give(request, body, CONTRIBUTORS[body.kind], by)  # type: ignore[index]
    if as_administrator:
        _give(request, body, Role.ORGANISATION_ADMINISTRATOR, by)
    _settle(request, RequestOutcome.APPROVED, by, note)
    return membership


@transaction.atomic
def decline_request(request: MembershipRequest, *, by: Any, note: str) -> MembershipRequest:
    """Say no, with a reason that the person reads."""
    request, by = _locked(request, by, "accounts.decide_membershiprequest")
    _settle(request, RequestOutcome.DECLINED, by, note)
    notifications.MembershipDeclined(request).queue()
    return request


@transaction.atomic
def take_back_request(request: MembershipRequest, *, by: Any) -> MembershipRequest:
    """The person does not ask any more."""
    request, by = _locked(request, by, "accounts.take_back_membershiprequest")
    return _settle(request, RequestOutcome.TAKEN_BACK, by, "")


def _locked(request: MembershipRequest, by: Any, permission: str) -> tuple[MembershipRequest, Any]:
    row = MembershipRequest.objects.select_for_update().get(pk=request.pk)
    if row.outcome != RequestOutcome.WAITING:
        raise NotReady(_("This request has been answered, or was taken back."))
    return row, demand(by, permission, row)


def _put_on_record(request: MembershipRequest, by: Any) -> Organisation:
    body = Organisation(
        name=request.name,
        slug=_free_slug(request.name),
        kind=request.kind,
        stakeholder_group=request.stakeholder_group,
        country=request.country,
        web_address=request.web_address,
    )
    signed(body, by)
    body.save()
    Act.objects.log("organisation put on record", body, by=by)
    return body


def _free_slug(name: str) -> str:
    """An address made of the name; names in other scripts than Latin get a number alone."""
    stem = slugify(name)[:100] or "organisation"
    taken = set(Organisation.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return stem if stem not in taken else next(slug for slug in numbered if slug not in taken)


def _give(request: MembershipRequest, body: Organisation, role: str, by: Any) -> Membership:
    held = Membership.objects.current().filter(user=request.person, organisation=body, role=role).first()
    if held:
        return held
    membership = Membership(user=request.person, organisation=body, role=role, office=request.office, given_by=by)
    signed(membership, by)
    membership.save()
    Act.objects.log("role given", membership, by=by, detail=role)
    notifications.RoleChanged(membership, given=True).queue()
    end_logins(request.person)
    return membership


def _settle(request: MembershipRequest, outcome: str, by: Any, note: str) -> MembershipRequest:
    request.outcome, request.decided_by, request.decided_at, request.reason = outcome, by, timezone.now(), note
    request.save()
    Act.objects.log(f"request {outcome}", request, by=by)
    return request
