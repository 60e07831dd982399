"""Questions about meetings. `visible_to` is the database's twin of the view permission in `rules.py`."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Cast
from django.utils import timezone

from accounts.choices import Role
from accounts.models import Membership
from core.access import SECRETARIAT, has_role, is_secretariat
from dialogues.choices import PUBLIC, NoteOffice, Place, Standing, Status
from dialogues.rules import ROLE_OF, is_head, moderates, offices_of


class MeetingQuerySet(models.QuerySet[Any]):
    """Questions about series and meetings."""

    def visible_to(self, user: Any) -> Self:
        """Everything for the secretariat; to a regional office its own (P40)."""
        return self.all() if is_secretariat(user) else self.filter(organisation__in=offices_of(user))

    def standing(self) -> Self:
        """What was not discarded."""
        return self.exclude(status=Status.DISCARDED)

    def announced(self) -> Self:
        """What the public knows of."""
        return self.filter(status__in=PUBLIC)


class SeriesQuerySet(models.QuerySet[Any]):
    """Questions about series."""

    def visible_to(self, user: Any) -> Self:
        """Everything for the secretariat; to a regional office its own (P40)."""
        return self.all() if is_secretariat(user) else self.filter(organisation__in=offices_of(user))


class OfMeetingQuerySet(models.QuerySet[Any]):
    """Questions about what belongs to a meeting: sessions, people."""

    def visible_to(self, user: Any) -> Self:
        """What belongs to a meeting that this person prepares."""
        return self.all() if is_secretariat(user) else self.filter(meeting__organisation__in=offices_of(user))


class SessionQuerySet(OfMeetingQuerySet):
    """Questions about sessions."""

    def known_to(self, user: Any) -> Self:
        """Those one prepares and those that are announced: what a plan is compared with."""
        return self.filter(pk__in=self.visible_to(user).values("pk")) | self.filter(meeting__status__in=PUBLIC)

    def held(self) -> Self:
        """Those that were not called off."""
        return self.filter(cancelled_at__isnull=True).exclude(
            meeting__status__in=[Status.CANCELLED, Status.WITHDRAWN, Status.DISCARDED]
        )

    def within(self, first: datetime, last: datetime) -> Self:
        """Those that overlap the time from `first` to `last` (aware moments)."""
        return self.filter(starts_at__lt=last, ends_at__gt=first)


class ShownQuerySet(OfMeetingQuerySet):
    """Questions about recordings and files, which the public sees once they are released."""

    def visible_to(self, user: Any) -> Self:
        """What is released, for everybody; the rest for those who prepare the meeting."""
        if is_secretariat(user):
            return self.all()
        own = Q(meeting__organisation__in=offices_of(user))
        return self.filter(own | Q(is_public=True, meeting__status__in=PUBLIC))

    def released(self) -> Self:
        """What is shown on the public page."""
        return self.filter(is_public=True)


class RoundtableObjectiveQuerySet(models.QuerySet[Any]):
    """Questions about which roundtable takes up which objective."""

    def visible_to(self, user: Any) -> Self:
        """The secretariat's."""
        return self.all() if is_secretariat(user) else self.none()


class FollowerQuerySet(models.QuerySet[Any]):
    """Questions about who follows a meeting."""

    def visible_to(self, user: Any) -> Self:
        """One's own alone: whom a meeting interests concerns nobody else."""
        return self.filter(user=user.pk) if getattr(user, "pk", None) else self.none()


class RegistrationQuerySet(models.QuerySet[Any]):
    """Questions about registrations."""

    def visible_to(self, user: Any) -> Self:
        """One's own; all of a meeting for those who prepare it."""
        if is_secretariat(user):
            return self.all()
        own = Q(session__meeting__organisation__in=offices_of(user))
        return self.filter(own | Q(user=user.pk)) if getattr(user, "pk", None) else self.none()

    def given(self) -> Self:
        """Those who have a place."""
        return self.filter(place=Place.GIVEN)

    def waiting(self) -> Self:
        """Those who wait for one, the longest first."""
        return self.filter(place=Place.WAITING).order_by("asked_at", "pk")


class NoteQuerySet(models.QuerySet[Any]):
    """Questions about background notes."""

    def visible_to(self, user: Any) -> Self:
        """All for the secretariat; to drafters and co-chairs those they are named for, while the role lasts (P47)."""
        return self.all() if is_secretariat(user) else self._named(user, list(ROLE_OF))

    def drafted_by(self, user: Any) -> Self:
        """Those that `user` writes."""
        return self._named(user, [NoteOffice.DRAFTER])

    def chaired_by(self, user: Any) -> Self:
        """Those that `user` clears as a co-chair."""
        return self._named(user, [NoteOffice.CO_CHAIR])

    def _named(self, user: Any, offices: list[NoteOffice]) -> Self:
        held = [office for office in offices if has_role(user, ROLE_OF[office])]
        return self.filter(appointments__user=user.pk, appointments__office__in=held) if held else self.none()


class OfNoteQuerySet(models.QuerySet[Any]):
    """Questions about what belongs to a note."""

    path = "note"

    def visible_to(self, user: Any) -> Self:
        """With the note."""
        notes: Any = self.model
        for part in self.path.split("__"):
            notes = notes._meta.get_field(part).related_model
        return self.filter(**{f"{self.path}__in": notes.objects.visible_to(user).values("pk")})


class PhaseQuerySet(OfNoteQuerySet):
    """Questions about drafts that are, or were, out for comment."""

    def visible_to(self, user: Any) -> Self:
        """Those of announced meetings for everybody; others with the note."""
        return self.filter(note__meeting__status__in=PUBLIC) | super().visible_to(user)

    def out(self) -> Self:
        """Those on which comments are taken now."""
        return self.filter(ended_at__isnull=True, closes_at__gt=timezone.now())


class PointQuerySet(OfNoteQuerySet):
    """Questions about points of evidence."""

    def with_source(self) -> Self:
        """With all that is needed to say where they are from."""
        return self.select_related(
            "objective", "contribution__space__meeting", "recording__meeting__cycle", "meeting__cycle"
        )


class ParagraphQuerySet(OfNoteQuerySet):
    """Questions about paragraphs."""

    def standing(self) -> Self:
        """Those that were not taken out."""
        return self.filter(removed_at__isnull=True)


class OfParagraphQuerySet(OfNoteQuerySet):
    """Questions about remarks."""

    path = "paragraph__note"


class SpaceQuerySet(models.QuerySet[Any]):
    """Questions about discussions."""

    def visible_to(self, user: Any) -> Self:
        """Those of announced meetings; others for those who prepare the meeting or moderate."""
        if is_secretariat(user):
            return self.all()
        own = Q(meeting__organisation__in=offices_of(user)) | Q(pk__in=self.assigned_to(user).values("pk"))
        return self.filter(own | Q(meeting__status__in=PUBLIC))

    def assigned_to(self, user: Any) -> Self:
        """Those that `user` moderates, or reads other languages for."""
        if not moderates(user):
            return self.none()
        return self.filter(Q(posts__user=user.pk) | Q(reader=user.pk)).distinct()


class ContributionQuerySet(models.QuerySet[Any]):
    """Questions about contributions."""

    def visible_to(self, user: Any) -> Self:
        """What is public, for everybody; the rest for its author, the moderators and the secretariat (P43)."""
        if is_secretariat(user):
            return self.all()
        seen = Q(status=Standing.PUBLISHED, space__meeting__status__in=PUBLIC)
        if getattr(user, "pk", None):
            seen |= Q(author=user.pk) | Q(pk__in=self.to_read_by(user).values("pk"))
        return self.filter(seen)

    def to_read_by(self, user: Any) -> Self:
        """What `user` moderates: all of the spaces assigned, and as a named reader what no moderator there reads."""
        if is_head(user):
            return self.all()
        if not moderates(user):
            return self.none()
        posts: Any = self.model._meta.get_field("space").related_model._meta.get_field("posts").related_model
        said = posts.objects.current().annotate(said=Cast("languages", models.TextField()))
        read = said.filter(space=OuterRef("space"), said__contains=OuterRef("language"))
        unread = Q(space__reader=user.pk) & ~Exists(read)
        return self.filter(Q(space__posts__user=user.pk) | unread).distinct()

    def with_traces(self) -> Self:
        """What the page of a discussion shows: the public ones, and a line for what was once public."""
        return self.filter(Q(status=Standing.PUBLISHED) | Q(published_at__isnull=False)).exclude(
            status=Standing.WAITING
        )

    def waiting(self) -> Self:
        """What a moderator has to read, the oldest first."""
        return self.filter(status=Standing.WAITING).order_by("waits_since", "pk")


class OfContributionQuerySet(models.QuerySet[Any]):
    """Questions about what belongs to a contribution: its file, decisions about it."""

    def visible_to(self, user: Any) -> Self:
        """With the contribution."""
        field: Any = self.model._meta.get_field("contribution").related_model
        return self.filter(contribution__in=field.objects.visible_to(user).values("pk"))


class DecisionQuerySet(OfContributionQuerySet):
    """Questions about decisions of moderators."""

    def appealed(self) -> Self:
        """Hidden, appealed against, and without an answer."""
        hidden = Q(contribution__status=Standing.HIDDEN)
        return self.filter(hidden, appealed_at__isnull=False, answered_at__isnull=True)


class FlagQuerySet(models.QuerySet[Any]):
    """Questions about reports of readers."""

    def visible_to(self, user: Any) -> Self:
        """One's own; those who may decide on the contribution, and the secretariat, all."""
        if is_secretariat(user):
            return self.all()
        if not getattr(user, "pk", None):
            return self.none()
        field: Any = self.model._meta.get_field("contribution").related_model
        return self.filter(Q(by=user.pk) | Q(contribution__in=field.objects.to_read_by(user).values("pk")))

    def open(self) -> Self:
        """Without an outcome yet, about what is public."""
        return self.filter(outcome="", contribution__status=Standing.PUBLISHED)


class OfSpaceQuerySet(models.QuerySet[Any]):
    """Questions about what belongs to a discussion: questions, moderators."""

    def visible_to(self, user: Any) -> Self:
        """With the discussion."""
        field: Any = self.model._meta.get_field("space").related_model
        return self.filter(space__in=field.objects.visible_to(user).values("pk"))


class PostQuerySet(OfSpaceQuerySet):
    """Questions about who moderates a discussion."""

    def current(self) -> Self:
        """Of those who may moderate still: `rules.moderates` in the database."""
        held = Membership.objects.current().filter(role__in=(Role.MODERATOR, *SECRETARIAT))
        return self.filter(user__is_active=True, user__in=held.values("user"))
