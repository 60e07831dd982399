"""People, bodies and who holds which role where.

Roles live on a membership of a person in an organisation, not on the account (DOMAIN 2): one person
can be official of a State, reviewer and moderator at once, and what a State began stays with the State
when its people change.
"""

import base64
import hashlib
import secrets
import zoneinfo
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.choices import (
    CONTRIBUTORS,
    SECOND_FACTOR_ROLES,
    SECRETARIAT_ROLES,
    InvitationState,
    OrganisationKind,
    RequestOutcome,
    Role,
)
from accounts.querysets import (
    HandoverQuerySet,
    InvitationQuerySet,
    MembershipQuerySet,
    MembershipRequestQuerySet,
    OrganisationQuerySet,
    UserManager,
)
from core.access import SECRETARIAT
from core.loading import Loadable


def is_time_zone(name: str) -> None:
    """Raise ValidationError unless `name` is an IANA zone."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("Choose a time zone from the list, for example Africa/Nairobi."))


class User(AbstractBaseUser):
    """A person who signs in. `is_superuser` is a technical flag: it opens no content."""

    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    language = models.CharField(
        _("language of mail and pages"), max_length=10, default="en", choices=settings.LANGUAGES
    )
    time_zone = models.CharField(_("time zone"), max_length=60, default="America/New_York", validators=[is_time_zone])
    is_active = models.BooleanField(_("active"), default=True)
    is_superuser = models.BooleanField(_("technical administrator"), default=False)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)
    logins_ended = models.PositiveIntegerField(
        default=0, editable=False, help_text="Counts up to end every login of this person at once."
    )

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_per_address")]

    def __str__(self) -> str:
        return self.name or self.email

    @cached_property
    def current_memberships(self) -> list["Membership"]:
        """What this person is, now; read once per request (ARCHITECTURE 1: the one property that queries)."""
        return list(self.memberships.current().select_related("organisation").order_by("pk"))

    @cached_property
    def current_roles(self) -> frozenset[tuple[str, int, str]]:
        """(role, organisation id, two-letter code of the State or "") of every current membership."""
        return frozenset((m.role, m.organisation_id, m.organisation.country_id or "") for m in self.current_memberships)

    @property
    def is_staff(self) -> bool:
        """Whether admin is this person's desk; derived, never stored."""
        return self.is_active and (
            self.is_superuser or any(role in SECRETARIAT for role, _body, _country in self.current_roles)
        )

    @property
    def must_have_second_factor(self) -> bool:
        """Whether a role held now, or a body that asks for it, makes a second factor compulsory (S1)."""
        return self.is_superuser or any(
            m.role in SECOND_FACTOR_ROLES or m.organisation.requires_second_factor for m in self.current_memberships
        )

    def get_session_auth_hash(self) -> str:
        """Ends logins not only with the password but with `logins_ended` (RELIABILITY S12)."""
        return f"{super().get_session_auth_hash()}{self.logins_ended or ''}"

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same under earlier secret keys."""
        for earlier in super().get_session_auth_fallback_hash():
            yield f"{earlier}{self.logins_ended or ''}"

    @property
    def office(self) -> str:
        """What this person is called in records: office or role, and body."""
        return str(self.current_memberships[0]) if self.current_memberships else ""

    @property
    def shown_as(self) -> str:
        """What stands at the head of this person's pages: the name, else the body, else the address."""
        body = str(self.current_memberships[0].organisation) if self.current_memberships else ""
        return self.name or body or self.email

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Always no: rights are asked by `core.access.allowed` alone."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        """Always no, see `has_perm`."""
        return False


class Organisation(Loadable):
    """A State, a ministry of it, a UN entity, a stakeholder, a regional office or the secretariat."""

    name = models.CharField(_("name"), max_length=250)
    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    slug = models.SlugField(_("address"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    country = models.ForeignKey(
        "reference.Country", models.PROTECT, null=True, blank=True, related_name="organisations"
    )
    stakeholder_group = models.ForeignKey(
        "reference.StakeholderGroup", models.PROTECT, null=True, blank=True, related_name="organisations"
    )
    web_address = models.URLField(_("web address"), blank=True)
    requires_second_factor = models.BooleanField(
        _("second factor compulsory"),
        default=False,
        help_text=_("Everybody with a role here works only with a second factor."),
    )
    history = HistoricalRecords(excluded_fields=["loaded"])

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint("country", condition=Q(kind="state"), name="one_organisation_per_state"),
            models.UniqueConstraint(
                "country", Lower("name"), condition=Q(kind="ministry"), name="one_ministry_per_name_and_state"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["state", "ministry"]) | Q(country__isnull=False),
                name="a_state_and_its_ministries_have_a_country",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def act_country(self) -> str:
        """The State that this body belongs to, for the log of acts."""
        return self.country_id or ""


class Membership(models.Model):
    """A person holds a role in an organisation, from a moment until another."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("person"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=30, choices=Role)
    office = models.CharField(
        _("office"), max_length=200, blank=True, help_text=_("For example: Directorate of Migration.")
    )
    starts_at = models.DateTimeField(_("from"), default=timezone.now)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    given_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    released_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True, editable=False)
    end_proposed_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, editable=False, related_name="+")
    ground = models.CharField(
        _("ground"),
        max_length=200,
        blank=True,
        help_text=_("What the role rests on: reference and date of the note verbale."),
    )
    history = HistoricalRecords()

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("role of a person")
        verbose_name_plural = _("roles of people")
        constraints = [
            models.UniqueConstraint(
                "user", "organisation", "role", condition=Q(ends_at__isnull=True), name="one_open_role_each"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=models.F("starts_at")),
                name="a_role_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office or self.get_role_display()}, {self.organisation}"

    @property
    def is_current(self) -> bool:
        """Whether it gives rights at this moment."""
        now = timezone.now()
        released = self.role not in SECRETARIAT_ROLES or self.released_at is not None
        return released and self.starts_at <= now and (self.ends_at is None or self.ends_at > now)

    def act_country(self) -> str:
        """The State that the body belongs to, for the log of acts."""
        return self.organisation.country_id or ""


def read_offices(people: Iterable[User | None]) -> None:
    """Read what `people` are (`current_memberships`, and so `office`) with one query, however many they are."""
    known = [person for person in people if person is not None]
    held: dict[int, list[Membership]] = defaultdict(list)
    current = Membership.objects.current().filter(user__in=known)
    for membership in current.select_related("organisation").order_by("pk"):
        held[membership.user_id].append(membership)
    for person in known:
        person.current_memberships = held[person.pk]


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
    role_ends_at = models.DateTimeField(_("role ends"), null=True, blank=True)
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

    def act_country(self) -> str:
        """The State concerned, for the log of acts."""
        return self.organisation.country_id or ""

    def is_confidential(self) -> bool:
        """Whether the secretariat must not learn of it: a State building its team."""
        return self.within_state


class MembershipRequest(models.Model):
    """Somebody asks to work for an organisation outside States (RELIABILITY P51): one that is known here, or
    one described for the first time, which the secretariat then puts on record."""

    person = models.ForeignKey(User, models.CASCADE, related_name="membership_requests", verbose_name=_("who asks"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="membership_requests", verbose_name=_("organisation")
    )
    name = models.CharField(_("name of the organisation"), max_length=250)
    kind = models.CharField(_("kind"), max_length=20, choices=[(kind.value, kind.label) for kind in CONTRIBUTORS])
    stakeholder_group = models.ForeignKey(
        "reference.StakeholderGroup", models.PROTECT, null=True, related_name="+", verbose_name=_("stakeholder group")
    )
    country = models.ForeignKey(
        "reference.Country", models.PROTECT, null=True, related_name="+", verbose_name=_("country of its seat")
    )
    web_address = models.URLField(_("web address"), blank=True)
    office = models.CharField(_("office"), max_length=200, blank=True)
    message = models.TextField(_("what you do there"), max_length=1000, blank=True)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    outcome = models.CharField(_("outcome"), max_length=20, choices=RequestOutcome, default=RequestOutcome.WAITING)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("decided by"))
    decided_at = models.DateTimeField(_("decided"), null=True)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    form_key = models.UUIDField(null=True, unique=True, editable=False)

    objects = MembershipRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to join an organisation")
        verbose_name_plural = _("requests to join an organisation")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "person",
                "organisation",
                condition=Q(outcome=RequestOutcome.WAITING),
                name="one_waiting_request_each",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.name}"


class Handover(models.Model):
    """A focal point left and another came: who, when, on what ground (FEATURES U2)."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="handovers")
    from_user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    to_user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    ground = models.CharField(_("ground"), max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.at:%Y-%m-%d}"

    def act_country(self) -> str:
        """The State whose office changed hands."""
        return self.organisation.country_id or ""


def hash_of(token: str) -> str:
    """The form in which a token of an invitation is stored."""
    return hashlib.sha256(token.encode()).hexdigest()
