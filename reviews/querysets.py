"""Questions about reviews. `visible_to` is the database's twin of the view permission in `rules.py`."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.choices import STATE_ROLES, Role
from core.access import countries_of, is_secretariat, organisations_of
from reviews.choices import (
    EDITABLE,
    PRACTICE,
    DocumentStatus,
    Outcome,
    QuestionnaireStatus,
    QuestionType,
    ReviewStatus,
    Round,
)


class QuestionnaireQuerySet(models.QuerySet[Any]):
    """Questions about questionnaires."""

    def visible_to(self, user: Any) -> "QuestionnaireQuerySet":
        """The secretariat sees all; everyone else what is or was in force (a blank form is no secret)."""
        if is_secretariat(user):
            return self
        return self.filter(status__in=(QuestionnaireStatus.IN_FORCE, QuestionnaireStatus.REPLACED))

    def in_force(self, cycle: Any) -> "QuestionnaireQuerySet":
        """Those that a review of `cycle` can be started with."""
        return self.filter(cycle=cycle, status=QuestionnaireStatus.IN_FORCE)


class VoluntaryReviewQuerySet(models.QuerySet[Any]):
    """Questions about reviews as their States write them."""

    def visible_to(self, user: Any) -> "VoluntaryReviewQuerySet":
        """Those of the States in whose team one is; for the secretariat none (RELIABILITY P1)."""
        return self.filter(country__in=countries_of(user, *STATE_ROLES))

    def current(self) -> "VoluntaryReviewQuerySet":
        """All but the discarded ones."""
        return self.exclude(status=ReviewStatus.DISCARDED)

    def saying_what_is_rare(self) -> "VoluntaryReviewQuerySet":
        """Each with `has_documents` read of an earlier one, `has_comments`, `was_agreed`, `has_looks`: whether there is
        any; the last, whether support was let look at a page of its State, and nobody has ended it.

        A page without them does not ask for each. In SQL, as in `reviews.answers`: to put it together by objects takes
        longer than to ask.
        """
        return self.annotate(
            has_documents=_any("reviews_earlierdocument"),
            has_comments=_any("reviews_comment"),
            was_agreed=_any("reviews_clearance"),
            has_looks=_any(
                "accounts_supportlook", "one.country = reviews_voluntaryreview.country_id AND one.ended_at IS NULL"
            ),
        )


def _any(table: str, which: str = "one.review_id = reviews_voluntaryreview.id") -> RawSQL:
    rows = f"SELECT 1 FROM {table} one WHERE {which}"  # noqa: S608 - names of ours
    return RawSQL(f"EXISTS ({rows})", [], output_field=models.BooleanField())  # noqa: S611


class OfStates(models.Manager.from_queryset(VoluntaryReviewQuerySet)):  # type: ignore[misc]  # Django makes the class
    """What every list, count and reminder begins with: the reviews of States, and none that somebody practises with."""

    def get_queryset(self) -> VoluntaryReviewQuerySet:
        """All but the practice spaces."""
        found: VoluntaryReviewQuerySet = super().get_queryset().filter(practice_of__isnull=True)
        return found

    def at(self, user: Any, year: Any, country: str) -> Any:
        """The one that an address of a draft means, if `user` may see it: their State's, or their practice space."""
        if year == PRACTICE:
            found = self.model.in_practice.of(user).filter(country=country.upper())
        else:
            found = self.visible_to(user).current().filter(cycle=year, country=country.upper(), round=Round.FORUM)
        return found.select_related("country", "cycle", "questionnaire")


class InPractice(models.Manager.from_queryset(VoluntaryReviewQuerySet)):  # type: ignore[misc]
    """The practice spaces, each of one person alone."""

    def get_queryset(self) -> models.QuerySet[Any]:
        """Nothing else."""
        return super().get_queryset().filter(practice_of__isnull=False)

    def of(self, user: Any) -> models.QuerySet[Any]:
        """That of `user`, if there is one."""
        return self.filter(practice_of=user.pk or 0)


def _of_team(user: Any, *roles: str) -> Q:
    """Parts of the reviews of the States for which `user` holds one of `roles`."""
    return Q(review__country__in=countries_of(user, *roles), review__practice_of__isnull=True)


def _own_practice(user: Any) -> Q:
    """Parts of the practice space of `user`; 0 is nobody's key, and none would be everybody's."""
    return Q(review__practice_of=user.pk or 0)


class OfReviewQuerySet(models.QuerySet[Any]):
    """Parts of a review: visible with it, and to its team alone."""

    def visible_to(self, user: Any) -> "OfReviewQuerySet":
        """Those of the reviews of the States in whose team one is, and of one's own practice space."""
        return self.filter(_of_team(user, *STATE_ROLES) | _own_practice(user))

    def standing(self) -> "OfReviewQuerySet":
        """Those not removed (attachments, consultations)."""
        return self.filter(removed_at__isnull=True)


class EarlierDocumentQuerySet(OfReviewQuerySet):
    """Documents read by their headings."""

    def visible_to(self, user: Any) -> "EarlierDocumentQuerySet":
        """What the State has published; what oneself has sent."""
        return super().visible_to(user).filter(Q(source__isnull=False) | Q(by=user.pk))  # type: ignore[return-value]


class AnswerQuerySet(OfReviewQuerySet):
    """Questions about answers."""

    def visible_to(self, user: Any) -> "AnswerQuerySet":
        """All answers for focal points; for others of the team those of the sections they may read."""
        bodies = organisations_of(user, *STATE_ROLES)
        return self.filter(
            _of_team(user, Role.FOCAL_POINT)
            | _own_practice(user)
            | _of_team(user, *STATE_ROLES) & Q(review__ministries_read_all=True)
            | Q(
                question__section__assignments__review=models.F("review"),
                question__section__assignments__organisation__in=bodies,
            )
        ).distinct()


class CommentQuerySet(OfReviewQuerySet):
    """Questions about comments inside a team."""

    def visible_to(self, user: Any) -> "CommentQuerySet":
        """All for focal points; for others of the team those of the sections they may read."""
        return self.filter(
            _of_team(user, Role.FOCAL_POINT)
            | _own_practice(user)
            | _of_team(user, *STATE_ROLES) & Q(review__ministries_read_all=True)
            | Q(
                section__assignments__review=models.F("review"),
                section__assignments__organisation__in=organisations_of(user, *STATE_ROLES),
            )
        ).distinct()

    def open(self) -> "CommentQuerySet":
        """Those that nobody has resolved."""
        return self.filter(resolved_at__isnull=True)


class ConsultationQuerySet(OfReviewQuerySet):
    """Questions about logged consultations."""

    def visible_to(self, user: Any) -> "ConsultationQuerySet":
        """All for focal points, and for others of the team where ministries read all; else those of one's own
        ministry, or all where it has the section that shows the log."""
        bodies = organisations_of(user, *STATE_ROLES)
        has_home = Q(
            review__assignments__organisation__in=organisations_of(user, Role.MINISTRY_CONTRIBUTOR),
            review__assignments__section__questions__type=QuestionType.CONSULTATIONS,
        )
        return self.filter(
            _of_team(user, Role.FOCAL_POINT)
            | _own_practice(user)
            | _of_team(user, *STATE_ROLES) & Q(review__ministries_read_all=True)
            | _of_team(user, *STATE_ROLES) & (Q(organisation__in=bodies) | has_home)
        ).distinct()


class GuestReaderQuerySet(models.QuerySet[Any]):
    """Questions about people from outside who may read sections of a draft."""

    def visible_to(self, user: Any) -> "GuestReaderQuerySet":
        """Those whom one's State has invited, for its focal points; and what oneself has accepted."""
        led = Q(review__country__in=countries_of(user, Role.FOCAL_POINT), review__practice_of__isnull=True)
        return self.filter(led | Q(person=user.pk or 0))

    def open(self) -> "GuestReaderQuerySet":
        """Those that have not ended, in reviews that are being written."""
        return self.filter(ended_at=None, until__gt=timezone.now(), review__status__in=EDITABLE)

    def waiting_for(self, user: Any) -> "GuestReaderQuerySet":
        """Open ones that `user` has accepted, or that nobody has and that went to an address of the account."""
        return self.open().of(user)

    def of(self, user: Any) -> "GuestReaderQuerySet":
        """Those that `user` has accepted, or that nobody has and that went to the address of the account or to a
        further confirmed one; one query."""
        if not user.is_authenticated:
            return self.none()
        further = user.emailaddress_set.filter(verified=True).values(address=Lower("email"))
        untaken = Q(person=None) & (Q(email__iexact=user.email) | Q(email__in=further))
        return self.filter(Q(person=user.pk) | untaken)


class SubmissionQuerySet(models.QuerySet[Any]):
    """Questions about submissions."""

    def visible_to(self, user: Any) -> "SubmissionQuerySet":
        """The State's own, and all for the secretariat (RELIABILITY P12)."""
        if is_secretariat(user):
            return self
        return self.filter(country__in=countries_of(user, *STATE_ROLES))

    def received(self) -> "SubmissionQuerySet":
        """Those that count as submitted: not called back."""
        return self.exclude(outcome=Outcome.CALLED_BACK)


class IntentionQuerySet(models.QuerySet[Any]):
    """Questions about intentions."""

    def visible_to(self, user: Any) -> "IntentionQuerySet":
        """The State's own, and all for the secretariat (RELIABILITY P11)."""
        if is_secretariat(user):
            return self
        return self.filter(country__in=countries_of(user, *STATE_ROLES))


class ReceivedDocumentQuerySet(models.QuerySet[Any]):
    """Questions about documents received by e-mail."""

    def visible_to(self, user: Any) -> "ReceivedDocumentQuerySet":
        """The secretariat's alone until they are published; then they are publications."""
        return self if is_secretariat(user) else self.none()

    def waiting(self) -> "ReceivedDocumentQuerySet":
        """Those that wait for a second officer."""
        return self.filter(status=DocumentStatus.REGISTERED)
