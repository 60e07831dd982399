"""The outbox, letters to many, what people want to hear, the switch that pauses all mail (docs/decisions/outbox.md).

queued ──claim──► claimed ──commit──► sending ──250──► sent
  ▲ │                │ lease ran out     │ 4xx ─► queued (next_try)   5xx ─► failed
  │ └─ held          └──────► queued     │ no definite answer, or process gone ─► uncertain ─► sent | queued
  └─ (brake)         not relevant ─► cancelled     too late ─► expired
digest (waits) ──its line stands in a digest that is handed over──► told ──that digest was lost──► told by the next
  ▲                                                                   │ 4xx: its words are made anew
  └───────────────────────────────────────────────────────────────────┘
"""

import uuid

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from core.workflow import Problem
from notifications import audiences, kinds
from notifications.choices import LIVE, WAITING, Choice, Nature, Policy, Status, TextStatus
from notifications.querysets import (
    AnnouncementQuerySet,
    MailTextQuerySet,
    MessageQuerySet,
    PreferenceQuerySet,
    RefusedAddressQuerySet,
)
from notifications.workflow import AnnouncementWorkflow, MailTextWorkflow
from reference.models import Wording, WordingsField, wording


class Message(models.Model):
    """One message to one mailbox. Texts exist from the moment it is handed over, not before.

    `about` and `facts` (ids and dates, never a text) let `kinds.Kind.of` build the kind again, so that
    relevance and words are those of the moment of sending.
    """

    planned: kinds.Kind | None = None
    """The kind that asks for it, while it is not stored."""
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=80)
    occasion = models.CharField(_("occasion"), max_length=200)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("recipient")
    )
    address = models.CharField(_("address"), max_length=254, blank=True)
    content_type = models.ForeignKey(ContentType, models.PROTECT, null=True, related_name="+")
    object_id = models.CharField(max_length=40, blank=True)
    facts = models.JSONField(default=dict)
    officers_words = models.TextField(_("what the officer adds"), blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    country = models.CharField(_("State"), max_length=2, blank=True)
    confidential = models.BooleanField(_("confidential to the State"), default=False)
    reason = models.CharField(_("why they get it"), max_length=400, blank=True)
    policy = models.CharField(_("when uncertain"), max_length=10, choices=Policy, default=Policy.HOLD)
    told_in = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("told in the digest")
    )
    planned_at = models.DateTimeField(_("planned"), default=timezone.now)
    not_before = models.DateTimeField(_("not before"), null=True)
    expires_at = models.DateTimeField(_("pointless after"), null=True)

    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.QUEUED)
    next_try = models.DateTimeField(_("next try"), default=timezone.now)
    claimed_by = models.CharField(max_length=120, blank=True)
    claim_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    doubts = models.PositiveSmallIntegerField(_("attempts without an answer"), default=0)
    sending_since = models.DateTimeField(_("handed over"), null=True)
    sent_at = models.DateTimeField(_("sent"), null=True)
    smtp_reply = models.CharField(_("answer of the mail server"), max_length=500, blank=True)
    error = models.CharField(_("why it stands so"), max_length=300, blank=True)
    message_id = models.CharField("Message-ID", max_length=120, blank=True)
    subject = models.CharField(_("subject"), max_length=250, blank=True)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField("HTML", blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("outbox")
        ordering = ["-planned_at", "pk"]
        indexes = [
            models.Index("recipient", condition=Q(status=Status.DIGEST), name="messages_for_a_digest"),
            models.Index("next_try", condition=Q(status=Status.QUEUED), name="messages_waiting"),
            models.Index("kind", "planned_at", name="messages_of_a_kind"),
            models.Index("status", "planned_at", name="messages_by_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(recipient__isnull=False) | ~Q(address=""), name="a_message_has_somebody_to_go_to"
            ),
            models.UniqueConstraint(
                "recipient", "kind", "occasion", condition=Q(recipient__isnull=False), name="once_per_person"
            ),
            models.UniqueConstraint(
                Lower("address"), "kind", "occasion", condition=Q(recipient__isnull=True), name="once_per_address"
            ),
            models.UniqueConstraint(
                Lower("address"),
                "kind",
                "occasion",
                condition=~Q(address="") & Q(status__in=LIVE),
                name="once_per_mailbox",
            ),
        ]

    def __str__(self) -> str:
        return f"{kinds.label_of(self.kind)}, {self.mailbox}"

    @property
    def mailbox(self) -> str:
        """Where it goes, or went."""
        return self.address or getattr(self.recipient, "email", "")

    @property
    def header_id(self) -> str:
        """The Message-ID that it gets when it is planned: the same at every attempt, so that a mailbox may
        drop the copy."""
        return f"<{self.pk}@{settings.MAIL_DOMAIN}>"

    def act_country(self) -> str:
        """The State concerned, for the log of acts."""
        return self.country

    def is_confidential(self) -> bool:
        """Whether the secretariat must not learn of it."""
        return self.confidential


class RefusedAddress(models.Model):
    """A mark: a mail server refuses mail to this address for good (FEATURES N13). It goes when the person changes the
    address, or when an officer says that it works again.

    `confidential` while only mail of a State's own work was refused: the secretariat does not learn of it (P55).
    """

    address = models.EmailField(_("address"), max_length=254)
    since = models.DateTimeField(_("refused since"), default=timezone.now)
    words = models.CharField(_("answer of the mail server"), max_length=500, blank=True)
    confidential = models.BooleanField(_("confidential to the State"), default=False, editable=False)

    objects = RefusedAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("address that refuses mail")
        verbose_name_plural = _("addresses that refuse mail")
        ordering = ["-since", "pk"]
        constraints = [models.UniqueConstraint(Lower("address"), name="one_mark_per_address")]

    def __str__(self) -> str:
        return self.address


class Announcement(AnnouncementWorkflow):
    """A letter to many in an officer's own words, in up to six languages; English stands in for the others.

    `audience` is a key of `notifications.audiences`. What went, to whom and with what outcome are rows of the
    outbox: `messages()`.
    """

    subjects = WordingsField(_("subject"), default=dict)
    texts = WordingsField(_("text"), default=dict)
    nature = models.CharField(_("kind of letter"), max_length=12, choices=Nature, default=Nature.INFORMATION)
    audience = models.CharField(_("to whom"), max_length=120)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("written by"),
    )
    written_at = models.DateTimeField(_("written"), default=timezone.now, editable=False)
    history = HistoricalRecords()

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter to many")
        verbose_name_plural = _("letters to many")
        ordering = ["-written_at", "-pk"]

    def __str__(self) -> str:
        return str(self.subject)

    @property
    def subject(self) -> Wording:
        """In the active language, else in English."""
        return wording(self.subjects)

    @property
    def text(self) -> Wording:
        """In the active language, else in English."""
        return wording(self.texts)

    @property
    def paragraphs(self) -> list[str]:
        """The text in the active language, else in English, as an empty line parts it."""
        return [part.strip() for part in self.text.split("\n\n") if part.strip()]

    @property
    def audience_words(self) -> str:
        """To whom, in words; the key, when no app offers it any more."""
        try:
            return audiences.find(self.audience).title
        except LookupError:
            return self.audience

    @property
    def occasion(self) -> str:
        """Of its rows in the outbox, so that each person gets it once, however often it is released or sent on."""
        return f"letter-{self.pk}"

    def messages(self) -> MessageQuerySet:
        """Its rows in the outbox, without tests."""
        return Message.objects.filter(kind=f"notifications.{self.nature}", occasion=self.occasion)

    def waiting(self) -> MessageQuerySet:
        """Those of its rows that have not been handed over."""
        return self.messages().filter(status__in=WAITING)

    def problems_before(self, step: str) -> list[Problem]:
        """It reaches somebody, as the audience stands now."""
        if step not in ("propose", "release"):
            return []
        try:
            members = list(audiences.find(self.audience).members())
        except LookupError:
            return [Problem(_now("This group of recipients is not offered any more. Choose another."))]
        return [] if members else [Problem(_now("Nobody belongs to this group now: the letter would reach nobody."))]


class MailText(MailTextWorkflow):
    """A version of an officer's own words for one kind of message in one language (`notifications.texts`).

    What was in force is not edited: a change is the next version, and the earlier ones stay readable.
    """

    kind = models.CharField(_("kind of message"), max_length=80)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    number = models.PositiveSmallIntegerField(_("version"), default=1, editable=False)
    subject = models.CharField(_("subject"), max_length=150)
    text = models.TextField(_("text"), max_length=10_000)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("written by"),
    )
    written_at = models.DateTimeField(_("written"), default=timezone.now, editable=False)

    objects = MailTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("text of a message")
        verbose_name_plural = _("texts of messages")
        ordering = ["kind", "language", "-number"]
        constraints = [
            models.UniqueConstraint("kind", "language", "number", name="one_text_per_version"),
            models.UniqueConstraint(
                "kind", "language", condition=Q(status=TextStatus.IN_FORCE), name="one_text_in_force"
            ),
        ]

    def __str__(self) -> str:
        return f"{kinds.label_of(self.kind)}, {self.get_language_display()}, {self.number}"

    def problems_before(self, step: str) -> list[Problem]:
        """Its kind offers it, and knows what stands in braces."""
        from notifications import texts

        if step not in ("propose", "put_in_force"):
            return []
        cls = next((one for one in texts.offered() if one.name == self.kind), None)
        if cls is None:
            return [Problem(_now("The words of this kind of message cannot be replaced any more."))]
        lost = texts.unknown(f"{self.subject}\n{self.text}", cls)
        return [Problem(_now("Not known here: %(names)s.") % {"names": ", ".join(lost)})] if lost else []


class Preference(models.Model):
    """What a person wants to hear of one kind of message; no row means the kind's own default."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=80)
    choice = models.CharField(max_length=10, choices=Choice, default=Choice.AT_ONCE)
    changed_at = models.DateTimeField(auto_now=True)

    objects = PreferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("choice of messages")
        verbose_name_plural = _("choices of messages")
        constraints = [models.UniqueConstraint("user", "kind", name="one_choice_per_person_and_kind")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.choice}"


class MailPause(models.Model):
    """The switch "pause all mail": one row, made at the first use. Security mail goes on."""

    paused = models.BooleanField(_("paused"), default=False)
    changed_at = models.DateTimeField(_("when"), auto_now=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    note = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("mail switch")
        verbose_name_plural = _("mail switch")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_mail_switch")]

    def __str__(self) -> str:
        return str(_("Mail is paused") if self.paused else _("Mail goes out"))

    @classmethod
    def now(cls) -> "MailPause":
        """The switch as it stands; not saved before anybody has used it."""
        return cls.objects.select_related("changed_by").filter(pk=1).first() or cls(pk=1)


class Home(models.Model):
    """Whose database this is: one row (notifications.home). `key` tells it from the database of another portal."""

    key = models.UUIDField(default=uuid.uuid4, editable=False)
    host = models.CharField(_("host"), max_length=253, blank=True)
    swept_at = models.DateTimeField(_("mail last looked after"), null=True)

    class Meta:
        verbose_name = _("home of mail")
        verbose_name_plural = _("home of mail")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_home_of_mail")]

    def __str__(self) -> str:
        return self.host

    @classmethod
    def now(cls) -> "Home":
        """The row as it stands; not saved before the first look."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)
