"""Personal tokens: made, ended, and whom one speaks for (RELIABILITY S16)."""

import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import notifications
from accounts.models import AccessToken, User, hash_of
from accounts.models.access_token import MARK, MOST_OPEN
from core.access import demand
from core.models import Act
from core.workflow import MovedOn, NotReady


@transaction.atomic
def make_token(*, name: str, days: int, by: Any, form_key: uuid.UUID | None = None) -> tuple[AccessToken, str]:
    """A new token of `by` and its secret, for `days` days. Raises PermissionDenied, NotReady where there are too
    many, and MovedOn for a form that was sent before: its secret was shown."""
    by = demand(by, "accounts.make_accesstoken", by)
    by = User.objects.select_for_update(no_key=True).get(pk=by.pk)  # one after another, so that they can be counted
    if form_key and AccessToken.objects.filter(form_key=form_key).exists():
        raise MovedOn(_("This token was made already, and it was shown once. End it, and make another."))
    if sum(one.is_open for one in AccessToken.objects.visible_to(by).open()) >= MOST_OPEN:
        raise NotReady(_("You have %(count)s tokens. End one of them first.") % {"count": MOST_OPEN})
    token, secret = AccessToken.issue(by, name=name, lasts=timedelta(days=days), form_key=form_key)
    Act.objects.log("token made", by, by=by, detail=f"{token.scope} {token}")
    notifications.TokenMade(by, at=token.made_at, until=token.expires_at).queue()
    return token, secret


@transaction.atomic
def end_token(token: AccessToken, *, by: Any) -> None:
    """It opens nothing from this moment; ended twice it is ended once."""
    by = demand(by, "accounts.end_accesstoken", token)
    if AccessToken.objects.filter(pk=token.pk, ended_at=None).update(ended_at=timezone.now()):
        Act.objects.log("token ended", by, by=by, detail=str(token))


def end_tokens_of(user: User) -> None:
    """All of them, where every login of `user` ends."""
    user.access_tokens.filter(ended_at=None).update(ended_at=timezone.now())


def token_of(secret: str, scope: str) -> AccessToken | None:
    """The token that a program sent, with its person read at this moment; None where it opens nothing (any more).

    Whoever must have a second factor and has none gets as far with a token as with pages: nowhere.
    """
    if not secret.startswith(MARK):
        return None
    token: AccessToken | None = AccessToken.objects.with_hash(hash_of(secret)).filter(scope=scope).first()
    if token is None or not token.is_open or _lacks_factor(token.person):
        return None
    today = timezone.localdate()
    if token.last_used_on != today:
        AccessToken.objects.filter(pk=token.pk).update(last_used_on=today)
    return token


def _lacks_factor(person: User) -> bool:
    if not settings.SECOND_FACTOR_REQUIRED or not person.must_have_second_factor():
        return False
    return User.objects.filter(pk=person.pk).without_factor().exists()
