"""A key with which a program reads what its person may take out of the portal (RELIABILITY S16)."""

import secrets
from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from accounts.choices import Scope
from accounts.models.invitation import hash_of
from accounts.models.person import User
from accounts.querysets import AccessTokenQuerySet

MARK = "imrf_"
"""How every token begins, so that one which got out is known for what it is."""
SHOWN = len(MARK) + 5
"""Characters of a token that its list shows: of 256 random bits 226 stay unknown."""
LONGEST = timedelta(days=90)
MOST_OPEN = 5
"""Tokens of one person that work at the same time."""


class AccessToken(models.Model):
    """Here by its hash alone: a fast one is enough for 256 random bits, which nobody can try through.

    It ends on its day, by a press, and with everything that ends logins. `login` is what the logins of its person were
    known by when it was made: after a new password, or once logins were ended, it is another.
    """

    person = models.ForeignKey(User, models.CASCADE, related_name="access_tokens")
    name = models.CharField(_("name"), max_length=60)
    scope = models.CharField(_("what it opens"), max_length=20, choices=Scope, default=Scope.OWN_EXPORTS)
    prefix = models.CharField(max_length=SHOWN)
    hash = models.CharField(max_length=64, unique=True, editable=False)
    login = models.CharField(max_length=64, editable=False)
    form_key = models.UUIDField(null=True, unique=True, editable=False)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    last_used_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = AccessTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("personal token")
        verbose_name_plural = _("personal tokens")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.prefix}…"

    @classmethod
    def issue(cls, person: User, *, name: str, lasts: timedelta, **fields: object) -> tuple["AccessToken", str]:
        """A token of `person` and the secret itself, which is nowhere else from now on."""
        secret = MARK + secrets.token_urlsafe(32)
        now = timezone.now()
        made = cls.objects.create(
            person=person,
            name=name,
            prefix=secret[:SHOWN],
            hash=hash_of(secret),
            login=hash_of(person.get_session_auth_hash()),
            made_at=now,
            expires_at=now + min(lasts, LONGEST),
            **fields,
        )
        return made, secret

    @property
    def is_open(self) -> bool:
        """Whether it works now; asks nothing of the database where `person` is loaded."""
        if self.ended_at is not None or self.expires_at <= timezone.now() or not self.person.is_active:
            return False
        known_by = (self.person.get_session_auth_hash(), *self.person.get_session_auth_fallback_hash())
        return any(constant_time_compare(self.login, hash_of(one)) for one in known_by)
