"""What accounts hold of a person: to download, and to take out (FEATURES U6, RELIABILITY P49); whose week is which."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from accounts.choices import STATE_ROLES, OrganisationKind, RequestOutcome
from accounts.merging import Holding, declare, moving
from accounts.models import DeskNote, Invitation, Membership, Organisation, User
from accounts.steps import merging as steps
from core.models import Act, ChosenColumns, KeptFilter
from notifications.working import Week


def personal_data(user: User) -> dict[str, Any]:
    """Everything that `erase` touches, and the roles that stay with the office."""
    roles = user.memberships.select_related("organisation")
    invitations = Invitation.objects.filter(accepted_by=user).select_related("organisation")
    return {
        "email": user.email,
        "name": user.name,
        "language": user.language,
        "time_zone": user.time_zone,
        "joined": user.date_joined,
        "last_login": user.last_login,
        "tour_ended": user.tour_ended_at,
        "roles": [
            {
                "role": one.get_role_display(),
                "organisation": one.organisation.name,
                "office": one.office,
                "from": one.starts_at,
                "until": one.ends_at,
            }
            for one in roles
        ],
        "addresses": list(user.emailaddress_set.values("email", "verified", "primary")),  # type: ignore[attr-defined]
        "second_factors": list(user.authenticator_set.values("type", "created_at", "last_used_at")),  # type: ignore[attr-defined]
        "logins": list(user.usersession_set.values("ip", "user_agent", "created_at", "last_seen_at")),  # type: ignore[attr-defined]
        "tokens": list(
            user.access_tokens.values("name", "prefix", "scope", "made_at", "expires_at", "last_used_on", "ended_at")
        ),
        "lost_factors": list(user.factor_resets.values("started_at", "called", "done_at", "stopped_at")),
        "invitations": [{"email": one.email, "name": one.name, "accepted": one.accepted_at} for one in invitations],
        "notes_at_the_desk": list(DeskNote.objects.filter(written_by=user).values("pk", "written_at")),
        "pages_shown_to_support": list(user.support_looks.values("address", "opened_at", "until", "ended_at")),
        "filters_kept": list(KeptFilter.objects.visible_to(user).values("of_list", "name", "query")),
        "columns_chosen": list(ChosenColumns.objects.visible_to(user).values("of_list", "columns")),
        "requests": list(user.membership_requests.values("name", "office", "message", "asked_at", "outcome")),
    }


@transaction.atomic
def erase(user: User) -> None:
    """Take the person out of a closed account; offices, roles and acts stay, without a name."""
    nobody = f"former-user-{user.pk}@invalid.example"
    user.emailaddress_set.all().delete()  # type: ignore[attr-defined]
    user.authenticator_set.all().delete()  # type: ignore[attr-defined]
    user.usersession_set.all().delete()  # type: ignore[attr-defined]
    user.access_tokens.all().delete()
    KeptFilter.objects.visible_to(user).delete()
    ChosenColumns.objects.visible_to(user).delete()
    user.factor_resets.update(called="")
    for invitation in Invitation.objects.filter(accepted_by=user):
        Invitation.objects.filter(pk=invitation.pk).update(email=nobody, name="")
        invitation.history.update(email=nobody, name="")
    user.membership_requests.update(office="", message="")
    user.email, user.name, user.is_active = nobody, "", False
    user.set_unusable_password()
    user.save()
    Act.objects.log("erased", user)


def weeks_of(people: Collection[int]) -> dict[int, Week]:
    """The weeks of those of `people` (ids) who work for a State, its ministries too; two queries (FEATURES N11)."""
    held = Membership.objects.current().filter(
        user__in=people, role__in=STATE_ROLES, organisation__country__isnull=False
    )
    codes = dict(held.order_by("-pk").values_list("user", "organisation__country"))
    states = Organisation.objects.filter(kind=OrganisationKind.STATE, country__in=set(codes.values()))
    weeks = {state.country_id: state.week for state in states}
    return {person: weeks[code] for person, code in codes.items() if code in weeks}


declare(
    Holding("accounts.Membership.organisation", steps.move_roles, only=Q(ends_at=None) | Q(ends_at__gt=Now())),
    moving("accounts.Invitation.organisation", only=Q(accepted_at=None, revoked_at=None)),
    Holding("accounts.MembershipRequest.organisation", steps.move_requests, only=Q(outcome=RequestOutcome.WAITING)),
    moving("accounts.MailDomain.organisation"),
    moving("accounts.Organisation.parent"),
    moving("accounts.Organisation.merged_into"),
    Holding("accounts.Handover.organisation", stays="Only a State's office is handed over, and States are not merged."),
)
