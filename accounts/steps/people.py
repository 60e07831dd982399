"""Accounts as such: end their logins, close the door and open it again (RELIABILITY P61, S12)."""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import Invitation, User
from accounts.steps.tokens import end_tokens_of
from core.access import demand
from core.models import Act


def end_logins(user: User) -> None:
    """End every login and every token of `user` at this moment; a caller that serves `user` keeps its own login with
    `update_session_auth_hash`."""
    end_tokens_of(user)
    User.objects.filter(pk=user.pk).update(logins_ended=F("logins_ended") + 1)
    user.refresh_from_db(fields=["logins_ended"])


@transaction.atomic
def end_logins_of(user: User, *, by: Any, note: str = "") -> User:
    """An officer ends the logins of somebody, for example after a call that a laptop is lost."""
    by = demand(by, "accounts.disable_user", user)
    end_logins(user)
    Act.objects.log("logins ended", user, by=by)
    return user


@transaction.atomic
def disable(user: User, *, by: Any, note: str = "") -> User:
    """Close the account: its logins end, its open invitations are void. What it wrote stays."""
    by = demand(by, "accounts.disable_user", user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    end_logins(user)
    void_invitations_of(user)
    user.refresh_from_db()
    Act.objects.log("disabled", user, by=by)
    return user


@transaction.atomic
def enable(user: User, *, by: Any, note: str = "") -> User:
    """Open a closed account again, with the roles that it still holds."""
    by = demand(by, "accounts.disable_user", user)
    User.objects.filter(pk=user.pk).update(is_active=True)
    user.refresh_from_db()
    Act.objects.log("enabled", user, by=by)
    return user


def void_invitations_of(user: User, **where: Any) -> None:
    """Take back what `user` invited to and nobody accepted yet, as the office that offered it ends (S7)."""
    for invitation in Invitation.objects.pending().filter(invited_by=user, **where).select_for_update():
        invitation.revoked_at = timezone.now()
        invitation.save(update_fields=["revoked_at"])
        Act.objects.log("invitation void", invitation)
