"""An invitation by e-mail: its link works once, expires, and can be sent again or taken back."""

import base64
import hashlib
import secrets
from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.choices import SECRETARIAT_ROLES, InvitationState, Role
from accounts.models.membership import Membership, in_words
from accounts.models.organisation import Organisation
from accounts.models.person import User
from accounts.querysets import InvitationQuerySet


class Invitation(models.Model):
    """An offer of a role to whoever reads mail at an address.

    The token has 256 bit, is known here by its SHA-256, and works once, by POST (RELIABILITY S7).
    It is made from a random `nonce` and the secret key, so that a mail can be written again without
    the token ever being stored, and the table alone opens nothing (docs/decisions/invitation-links.md).
    """

    LIFE = {"default": timedelta(days=14), "secretariat": timedelta(days=7)}

    email = models.EmailField(_("e-mail address"), max_length=254)
    name = models.CharField(_("name"), max_length=150, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="invitations")
    role = models.CharField(_("role"), max_length=30, choices=Role)
    office = models.CharField(_("office"), max_length=200, blank=True)
    message = models.TextField(_("what is wanted"), max_length=2000, blank=True)
    ground = models.CharField(_("ground"), max_length=200, blank=True)
    role_starts_at = models.DateTimeField(_("role begins"), null=True, blank=True)
    role_ends_at = models.DateTimeField(_("role ends"), null=True, blank=True)
    withheld = models.CharField(
        _("rights that are not delegated"), max_length=60, blank=True, default="", db_default="", editable=False,
        help_text="What the office keeps to itself while somebody stands in for a time (`choices.Right`).",
    )  # fmt: skip
    invited_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("invited by")
    )
    needs_release = models.BooleanField(
        default=False, editable=False, help_text="A second officer releases it before it is sent."
    )
    released_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    released_at = models.DateTimeField(null=True, editable=False)
    replaces = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, editable=False, related_name="successors"
    )
    claimed_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, editable=False, related_name="+")
    within_state = models.BooleanField(
        default=False, editable=False, help_text="A State builds its team: not for the secretariat's eyes."
    )
    nonce = models.CharField(max_length=43, blank=True, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, null=True, editable=False)
    created_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, editable=False)
    expires_at = models.DateTimeField(_("expires"), null=True, editable=False)
    accepted_at = models.DateTimeField(_("accepted"), null=True, editable=False)
    accepted_by = models.ForeignKey(User, models.SET_NULL, null=True, editable=False, related_name="+")
    revoked_at = models.DateTimeField(_("taken back"), null=True, editable=False)
    form_key = models.UUIDField(null=True, unique=True, editable=False)
    history = HistoricalRecords(excluded_fields=["nonce", "token_hash"])

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.email}: {self.get_role_display()}, {self.organisation}"

    def new_token(self) -> str:
        """Make a new token (any earlier one is void) and start its life; the caller saves."""
        self.nonce = secrets.token_urlsafe(32)
        life = self.LIFE["secretariat" if self.role in SECRETARIAT_ROLES else "default"]
        self.expires_at = timezone.now() + life
        token = self.token()
        self.token_hash = hash_of(token)
        return token

    def token(self) -> str:
        """The token in force, made anew from the nonce and the secret key."""
        made = salted_hmac("accounts.invitation", self.nonce, algorithm="sha256").digest()
        return base64.urlsafe_b64encode(made).rstrip(b"=").decode()

    @property
    def state(self) -> str:
        """One of waiting (for a second officer), open, accepted, expired, revoked."""
        if self.accepted_at:
            return InvitationState.ACCEPTED
        if self.revoked_at:
            return InvitationState.REVOKED
        if self.needs_release and not self.released_at:
            return InvitationState.WAITING
        is_open = self.expires_at and self.expires_at > timezone.now()
        return InvitationState.OPEN if is_open else InvitationState.EXPIRED

    def get_state_display(self) -> str:
        """The state in words."""
        return str(InvitationState(self.state).label)

    @property
    def keeps_back(self) -> list[str]:
        """The rights that the office would not delegate, in words."""
        return in_words(self.withheld)

    def act_country(self) -> str:
        """The State concerned, for the log of acts."""
        return self.organisation.country_id or ""

    def is_confidential(self) -> bool:
        """Whether the secretariat must not learn of it: a State building its team."""
        return self.within_state


def hash_of(token: str) -> str:
    """The form in which a token of an invitation is stored."""
    return hashlib.sha256(token.encode()).hexdigest()
