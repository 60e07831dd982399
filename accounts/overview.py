"""What accounts hold of a person: to download, and to take out (FEATURES U6, RELIABILITY P49)."""

from typing import Any

from django.db import transaction

from accounts.models import DeskNote, Invitation, User
from core.models import Act


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
        "invitations": [{"email": one.email, "name": one.name, "accepted": one.accepted_at} for one in invitations],
        "notes_at_the_desk": list(DeskNote.objects.filter(written_by=user).values("pk", "written_at")),
        "requests": list(user.membership_requests.values("name", "office", "message", "asked_at", "outcome")),
    }


@transaction.atomic
def erase(user: User) -> None:
    """Take the person out of a closed account; offices, roles and acts stay, without a name."""
    nobody = f"former-user-{user.pk}@invalid.example"
    user.emailaddress_set.all().delete()  # type: ignore[attr-defined]
    user.authenticator_set.all().delete()  # type: ignore[attr-defined]
    user.usersession_set.all().delete()  # type: ignore[attr-defined]
    for invitation in Invitation.objects.filter(accepted_by=user):
        Invitation.objects.filter(pk=invitation.pk).update(email=nobody, name="")
        invitation.history.update(email=nobody, name="")
    user.membership_requests.update(office="", message="")
    user.email, user.name, user.is_active = nobody, "", False
    user.set_unusable_password()
    user.save()
    Act.objects.log("erased", user)
