"""A background note: who writes it, its paragraphs with what each rests on, remarks, and who has cleared which wording.

A clearance holds for the wording that it was given for and for no other: `digest` knows it again. Nothing has to be
taken back by hand when a word changes, and nothing is lost when it changes back.
"""

import hashlib
import json
import re
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from core.access import SECRETARIAT as SECRETARIAT_ROLES
from core.access import has_role
from dialogues.choices import NoteOffice, NoteStatus
from dialogues.models.meeting import Meeting
from dialogues.querysets import NoteQuerySet, OfNoteQuerySet, OfParagraphQuerySet, ParagraphQuerySet
from dialogues.rules import ROLE_OF
from dialogues.workflow import NoteWorkflow

BUDGET = 1000
"""Words of a note (DOMAIN 6.3: about 1,000). More are said, not refused."""
SECRETARIAT = "secretariat"
"""The office of a clearance that an officer gives."""
WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+(?:[’'.,\-‑][^\W_\u3040-\u30ff]+)*")


def held_as(office: str, user: Any) -> Any:
    """The role that `user` holds now for this office of a note or a clearance, with its body; None without one."""
    roles = SECRETARIAT_ROLES if office == SECRETARIAT else (ROLE_OF[NoteOffice(office)],)
    return next((one for one in user.current_memberships if one.role in roles), None)


def count_words(text: str) -> int:
    """The words of `text` as people count them: “co-chair’s” and “1,000” are one, a dash is none; in Chinese each
    character is one, as word processors count."""
    return len(WORD.findall(text))


class BackgroundNote(NoteWorkflow):
    """The short paper for a roundtable or for the policy debate. Its number is that of the meeting: BN-0042, DI-0042.
    `handed_in` is the wording (`digest`) that the co-chairs were asked to clear."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="note", verbose_name=_("meeting"))
    reference = models.CharField(_("number"), max_length=12, unique=True, editable=False)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    is_sample = models.BooleanField(_("sample"), default=False, editable=False)
    handed_in = models.CharField(max_length=64, blank=True, editable=False)
    started_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+", editable=False)
    started_at = models.DateTimeField(default=timezone.now, editable=False)
    history = HistoricalRecords()

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("background note")
        verbose_name_plural = _("background notes")
        ordering = ["meeting__cycle", "meeting__number", "reference"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=NoteStatus.values), name="a_note_status_of_the_list")
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def title(self) -> str:
        """Its title, in its own language."""
        with translation.override(self.language):
            return _t("Background note: %(meeting)s") % {"meeting": self.meeting}

    @property
    def public_path(self) -> str:
        """The public address without language."""
        return f"{self.meeting.public_path}note/"

    def get_absolute_url(self) -> str:
        """The page of those who write and clear it."""
        return reverse("dialogues:note", kwargs={"key": self.pk})

    @cached_property
    def standing_paragraphs(self) -> "list[NoteParagraph]":
        """Its paragraphs in their order, each with its points; read once."""
        return list(self.paragraphs.standing().prefetch_related("points"))

    @property
    def words(self) -> int:
        """How long it is."""
        return sum(one.words for one in self.standing_paragraphs)

    @property
    def digest(self) -> str:
        """By which a wording, with what it rests on, is known again."""
        said = [
            [one.heading, one.text, sorted(str(point.pk) for point in one.points.all())]
            for one in self.standing_paragraphs
        ]
        return hashlib.sha256(json.dumps([self.language, said], ensure_ascii=False).encode()).hexdigest()

    # --- who clears it, and what stands in the way

    @cached_property
    def chairs(self) -> "list[NoteAppointment]":
        """The co-chairs named for it whose role lasts; read once."""
        named = self.appointments.filter(office=NoteOffice.CO_CHAIR).select_related("user")
        return [one for one in named if one.user.is_active and has_role(one.user, ROLE_OF[NoteOffice.CO_CHAIR])]

    @cached_property
    def valid_clearances(self) -> "list[NoteClearance]":
        """Those of the present wording; read once."""
        return list(self.clearances.filter(digest=self.digest).select_related("by"))

    @property
    def chairs_missing(self) -> "list[NoteAppointment]":
        """The co-chairs who have not cleared the present wording."""
        agreed = {one.by_id for one in self.valid_clearances if one.office == NoteOffice.CO_CHAIR}
        return [one for one in self.chairs if one.user_id not in agreed]

    @property
    def cleared_by(self) -> set[int | None]:
        """Who has cleared the present wording, in whatever office."""
        return {one.by_id for one in self.valid_clearances}


class NoteAppointment(models.Model):
    """Whom the secretariat named for one note, from that day: a drafter (rapporteur) or a co-chair (P47)."""

    note = models.ForeignKey(BackgroundNote, models.CASCADE, related_name="appointments")
    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="+", verbose_name=_("person"))
    office = models.CharField(_("office"), max_length=10, choices=NoteOffice)
    since = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    objects = OfNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("drafter or co-chair of a note")
        verbose_name_plural = _("drafters and co-chairs of notes")
        ordering = ["office", "since", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["note", "user"], name="one_office_in_a_note"),
            models.CheckConstraint(condition=Q(office__in=NoteOffice.values), name="a_note_office_of_the_list"),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_office_display()})"


class NoteParagraph(models.Model):
    """One paragraph and the points that it rests on. Taken out, it stays in the database and can be taken back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    note = models.ForeignKey(BackgroundNote, models.CASCADE, related_name="paragraphs")
    position = models.PositiveSmallIntegerField(default=0, editable=False)
    heading = models.CharField(_("heading above it"), max_length=200, blank=True)
    text = models.TextField(_("text"), max_length=5000, blank=True)
    points = models.ManyToManyField(
        "dialogues.EvidencePoint", blank=True, related_name="paragraphs", verbose_name=_("points it rests on")
    )
    removed_at = models.DateTimeField(null=True, editable=False)
    form_key = models.UUIDField(null=True, unique=True, editable=False)
    history = HistoricalRecords()

    objects = ParagraphQuerySet.as_manager()

    class Meta:
        verbose_name = _("paragraph of a note")
        verbose_name_plural = _("paragraphs of notes")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.heading or self.text[:60]

    @property
    def words(self) -> int:
        """How long it is, with its heading."""
        return count_words(self.heading) + count_words(self.text)

    @property
    def address(self) -> dict[str, uuid.UUID]:
        """Keyword arguments of its addresses."""
        return {"key": self.note_id, "pk": self.pk}


class NoteComment(models.Model):
    """A remark on a paragraph, until somebody settles it."""

    paragraph = models.ForeignKey(NoteParagraph, models.CASCADE, related_name="comments")
    text = models.TextField(_("remark"), max_length=2000)
    by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    settled_at = models.DateTimeField(null=True, editable=False)
    settled_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    form_key = models.UUIDField(null=True, unique=True, editable=False)

    objects = OfParagraphQuerySet.as_manager()

    class Meta:
        verbose_name = _("remark on a paragraph")
        verbose_name_plural = _("remarks on paragraphs")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


class NoteClearance(models.Model):
    """Somebody agreed to the wording that `digest` names; `body` says for whom, in words of that day."""

    note = models.ForeignKey(BackgroundNote, models.CASCADE, related_name="clearances")
    office = models.CharField(
        _("office"), max_length=12, choices=[*NoteOffice.choices, (SECRETARIAT, _("Secretariat"))]
    )
    by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    body = models.CharField(_("for"), max_length=250, blank=True)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OfNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("clearance of a note")
        verbose_name_plural = _("clearances of notes")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["note", "by", "digest"], name="a_wording_is_cleared_once_by_one_person")
        ]

    def __str__(self) -> str:
        return f"{self.get_office_display()} {self.at:%Y-%m-%d}"
