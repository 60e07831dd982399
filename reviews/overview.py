"""How voluntary reviews present themselves to the pages that span all kinds of records."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.choices import STATE_ROLES, Role
from accounts.merging import Holding, declare
from accounts.middleware import has_factor
from accounts.models import Invitation, Membership
from core.access import allowed, countries_of, is_secretariat
from core.models import PUT_BACK_WITHIN
from core.overview import Desk, Figure, WorkItem
from core.workflow import kept_until
from forum.models import ForumCycle, Milestone
from publications import importing, lists
from publications.choices import Kind
from publications.filters import Facet, groups
from publications.models import Publication
from reference.models import Country
from reviews import progress, signing, support, waiting
from reviews.choices import ReviewKind, ReviewStatus, Round
from reviews.models import (
    Answer,
    Attachment,
    Clearance,
    Comment,
    Consultation,
    GuestReader,
    Intention,
    Questionnaire,
    SectionAssignment,
    SignOff,
    Submission,
    VoluntaryReview,
)
from reviews.sections import LogInReview, asked_of, readable, sections_in
from reviews.steps import guests, practice
from reviews.steps.import_reviews import ReviewImport

LABEL = gettext_lazy("Voluntary reviews")
LIST = "reviews:list"
"""The address of the public list."""
KIND = Kind.REVIEW.value
"""What its publications are called in the register."""
CARD = "reviews/card.html"
SUPPORT = {"reviews:section": support.section, "reviews:section_objective": support.section}
"""The pages that one can show to an officer, and what is shown of each."""


# --- the public list


importing.offer(ReviewImport())


@lists.offered(KIND, LIST)
def listing() -> lists.Listing:
    """What is offered of published reviews, on the page and to those who follow it."""
    return lists.Listing(
        name="voluntary-reviews",
        title=_("Voluntary reviews"),
        lede=_("What States report on the Global Compact for Migration, in their own words."),
        empty=_("No review is published yet. The first will stand here."),
        counted=lambda count: ngettext("%(count)d review", "%(count)d reviews", count) % {"count": count},
        kinds=[KIND],
        actions=[
            (_("The questionnaire"), reverse("reviews:questionnaires")),
            (_("States and objectives"), reverse("coverage_states")),
            (_("Compare reviews"), reverse("reviews:compare")),
        ],
        facets=[
            Facet("form", _("Form"), {"answers": _("Answers to the questionnaire"), "document": _("Document")}),
            Facet("kind", _("Kind"), dict(ReviewKind.choices)),
            Facet("round", _("Prepared for"), dict(Round.choices)),
            Facet("consulted", _("Consulted"), groups),
        ],
    )


# --- what waits for a person


def work_of(user: Any, desks: list[Desk] | None = None) -> list[WorkItem]:
    """What waits for `user`, soonest due first; for the secretariat submissions, never anything of a draft (P1).

    `desks` are those of `desks_of`, where the page has asked for them already.
    """
    cycle = ForumCycle.objects.current()
    if cycle is None:
        return []
    desks = desks_of(user) if desks is None else desks
    items = [item for desk in desks for item in desk.context["items"]]
    items += waiting.of_secretariat(user) if is_secretariat(user) else waiting.of_guest(user)
    far = datetime.max.replace(tzinfo=cycle.zone)
    return sorted(items, key=lambda item: item.due or far)


def desks_of(user: Any) -> list[Desk]:
    """The desk of each State in whose team `user` is: most people have one, or none."""
    cycle = ForumCycle.objects.current()
    if cycle is None:
        return []
    states = Country.objects.filter(pk__in=countries_of(user, *STATE_ROLES)).order_by("pk")
    return [Desk("reviews/desk", _desk(user, state, cycle)) for state in states]


def _desk(user: Any, state: Country, cycle: ForumCycle) -> dict[str, Any]:
    """Everything that My work shows of one State's review; a fixed number of queries."""
    leads = state.pk in countries_of(user, Role.FOCAL_POINT)
    review = (
        VoluntaryReview.objects.current()
        .filter(country=state, cycle=cycle, round=Round.FORUM)
        .select_related("country", "cycle", "questionnaire")
        .first()
    )
    due = cycle.reviews_due
    desk: dict[str, Any] = {
        "state": state,
        "cycle": cycle,
        "due": due,
        "days": _days_left(due, cycle) if due else None,
        "leads": leads,
        "review": review,
        "roles": [m.get_role_display() for m in user.current_memberships if m.organisation.country_id == state.pk],
        "may_start": leads and review is None and Questionnaire.objects.in_force(cycle).exists(),
        "intention": Intention.objects.filter(country=state, cycle=cycle).first(),
        "items": [],
    }
    if review is not None:
        desk |= _of_review(user, review)
    if leads:
        desk |= _team(state)
        desk["first_steps"] = _first_steps(user, desk)
        desk["discarded"] = _discarded(state, cycle)
    desk["items"] = waiting.in_team(user, desk)
    return desk


def _days_left(due: Milestone, cycle: ForumCycle) -> int | None:
    """Whole days in the forum's zone until the preferred date; None once it has passed."""
    if timezone.now() > due.due_at():
        return None
    return (due.ends_on - timezone.localdate(timezone=cycle.zone)).days


def _of_review(user: Any, review: VoluntaryReview) -> dict[str, Any]:
    places = sections_in(review)
    stands = progress.stands_of(review, readable(user, places))
    agreed = progress.total(one.progress for one in stands if one.state == "done")
    whole = progress.total(one.progress for one in stands)
    logged = list(Consultation.objects.visible_to(user).filter(review=review).standing().order_by("-starts_on"))
    return {
        "rows": [row_of(user, stand) for stand in stands],
        "total": whole,
        "agreed": agreed,
        "open_answered": whole.answered - agreed.answered,
        "consultations": logged,
        "log_open": allowed(user, "reviews.read_consultations", LogInReview(review, places, [])),
        "submission": review.submissions.prefetch_related("remarks").first(),
        "signature": signing.next_of(review) if review.is_editable else None,
    }


def _team(state: Country) -> dict[str, Any]:
    """Who is in the team and who is invited, for the focal point."""
    team = Membership.objects.team_of(state).select_related("user", "organisation").order_by("organisation__name", "pk")
    members = list(team)
    invited = Invitation.objects.pending().filter(role__in=STATE_ROLES, organisation__country=state)
    return {
        "people": [one for one in members if one.role != Role.FOCAL_POINT],
        "focal_points": [one for one in members if one.role == Role.FOCAL_POINT],
        "invitations": list(invited.select_related("organisation").order_by("organisation__name", "pk")),
    }


def _first_steps(user: Any, desk: dict[str, Any]) -> list[dict[str, Any]]:
    """Five things for a new focal point (FEATURES U1); none once they are done or something was submitted."""
    state, cycle, review = desk["state"], desk["cycle"], desk["review"]
    alternates = len(desk["focal_points"]) > 1 or any(one.role == Role.FOCAL_POINT for one in desk["invitations"])
    address = {"year": cycle.year, "country": state.slug}
    invite = reverse("reviews:team_invite", kwargs=address) if review and review.is_editable else ""
    steps = [
        (_("Protect your account with a second factor"), reverse("mfa_index"), has_factor(user)),
        (_("Name an alternate, so that leave never blocks your State"), _team_url(state), alternates),
        (_("Start the review"), reverse("reviews:start") if desk["may_start"] else "", review is not None),
        (_("Invite ministries to their sections"), invite, _has_ministries(desk)),
        (
            _("Tell the secretariat when to expect it, if you like"),
            reverse("reviews:intention", kwargs=address),
            desk["intention"] is not None,
        ),
    ]
    if desk.get("submission") or all(done for _words, _url, done in steps):
        return []
    return [{"words": words, "url": "" if done else url, "done": done} for words, url, done in steps]


def _has_ministries(desk: dict[str, Any]) -> bool:
    return any(row["stand"].place.assignments for row in desk.get("rows", []))


def _team_url(state: Country) -> str:
    return reverse("accounts:team", kwargs={"code": state.slug})


def _discarded(state: Country, cycle: ForumCycle) -> list[dict[str, Any]]:
    """Drafts that can still be taken back."""
    gone = VoluntaryReview.objects.filter(
        country=state, cycle=cycle, status=ReviewStatus.DISCARDED, discarded_at__gt=timezone.now() - PUT_BACK_WITHIN
    )
    return [{"review": one, "until": kept_until(one)} for one in gone.select_related("country", "cycle")]


def row_of(user: Any, stand: progress.Stand) -> dict[str, Any]:
    """A section as tables show it: where it leads, and the acts open to `user`."""
    place = stand.place
    address = {**place.review.address, "code": place.section.code}
    mine = asked_of(user, place)
    may_agree = allowed(user, "reviews.clear_section", place)
    may_say_ready = allowed(user, "reviews.say_section_ready", place)
    agreement = reverse("reviews:agree", kwargs=address) if may_agree else ""
    return {
        "stand": stand,
        "section": place.section,
        "url": reverse("reviews:section", kwargs=address),
        "agree_url": "" if place.is_cleared else agreement,
        "agreement_url": agreement if place.is_cleared else "",
        "ready_url": reverse("reviews:ready", kwargs=address) if may_say_ready else "",
        "is_ready": bool(mine) and all(one.ready_at for one in mine),
        "is_mine": bool(mine),
        "late": stand.is_late(),
    }


# --- figures


def figures(cycle: ForumCycle) -> list[Figure]:
    """What States have published for `cycle`."""
    published = Publication.objects.current().filter(kind=KIND, cycle=cycle)
    return [
        Figure(
            label=_("Voluntary reviews published"),
            value=published.count(),
            definition=_("Reviews for this Forum in their newest version, without those withdrawn."),
        )
    ]


# --- the person


def personal_data(user: Any) -> dict[str, Any]:
    """What reviews hold of this person: acts in an office. Answers belong to the State and are not listed."""
    return {
        "sections_to_agree_to": [str(one) for one in _to_agree(user)],
        "reviews_started": [one.reference for one in VoluntaryReview.objects.filter(started_by=user)],
        "answers_changed_last": Answer.objects.filter(changed_by=user, review__practice_of=None).count(),
        "files_uploaded": list(
            Attachment.objects.filter(uploaded_by=user, review__practice_of=None).values("name", "uploaded_at")
        ),
        "agreements": list(Clearance.objects.filter(by=user).values("section__code", "office", "at")),
        "submissions": [
            {"receipt": one.receipt, "office": one.office, "at": one.received_at}
            for one in Submission.objects.filter(submitted_by=user)
        ],
        "comments_in_a_team": list(Comment.objects.filter(by=user).values("section__code", "office", "at")),
        "signatures_inside_the_state": list(SignOff.objects.filter(person=user).values("words", "office", "signed_at")),
        "drafts_read_as_a_guest": list(
            GuestReader.objects.of(user).values("name", "email", "message", "accepted_at", "until", "ended_at")
        ),
        "intentions_said": list(Intention.objects.filter(said_by=user).values("country", "cycle", "said_at")),
    }


def erase(user: Any) -> None:
    """Nobody waits for this person's agreement or signature any more. What was done stays with office and date."""
    practice.empty_of(user)
    guests.forget(user)
    SignOff.objects.filter(person=user, signed_at__isnull=True).delete()
    for assignment in _to_agree(user):
        assignment.clearing_officer = None
        assignment.save(update_fields=["clearing_officer"])


def _to_agree(user: Any) -> Any:
    return SectionAssignment.objects.filter(clearing_officer=user).select_related("section", "organisation")


OWN_MINISTRIES = "A ministry is its State's own affair: the secretariat merges none."
declare(
    Holding("reviews.SectionAssignment.organisation", stays=OWN_MINISTRIES),
    Holding("reviews.Consultation.organisation", stays=OWN_MINISTRIES),
)
