"""How voluntary reviews present themselves to the pages that span all kinds of records."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.choices import STATE_ROLES, InvitationState, Role
from accounts.merging import Holding, declare
from accounts.middleware import has_factor
from accounts.models import Invitation, Membership
from core.access import allowed, countries_of, is_secretariat
from core.models import PUT_BACK_WITHIN
from core.overview import Desk, Figure, WorkItem
from core.templatetags.portal import clock, day_of
from core.workflow import kept_until
from forum.calendar import day_in_words
from forum.models import END_OF_DAY, ForumCycle, Milestone, moment
from publications import importing, lists
from publications.filters import Facet
from publications.models import Publication
from reference.models import Country, StakeholderGroup
from reviews import progress, signing, support
from reviews.choices import Outcome, ReviewKind, ReviewStatus, Round
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
KIND = "review"
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
            Facet("consulted", _("Consulted"), _groups),
        ],
    )


def _groups() -> dict[str, str]:
    """The groups of stakeholders by their codes, in the order of the Compact."""
    return {one.code: str(one) for one in StakeholderGroup.objects.all()}


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
    items += _of_secretariat(user, cycle) if is_secretariat(user) else _of_guest(user)
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
    desk["items"] = _items(user, desk)
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


# --- the list "waiting for you"


def _items(user: Any, desk: dict[str, Any]) -> list[WorkItem]:
    if desk["review"] is None:
        return [_start_item(desk)] if desk["may_start"] else []
    if not desk["review"].is_editable:
        return []
    ready = [_ready_item(row) for row in desk["rows"] if row["agree_url"] and row["stand"].is_ready]
    own = [_section_item(desk, row) for row in desk["rows"] if row["is_mine"] and row["ready_url"]]
    return (
        _returned(desk)
        + _signature(user, desk)
        + ready
        + [item for item in own if item]
        + (_expired(desk) if desk["leads"] else [])
    )


def _start_item(desk: dict[str, Any]) -> WorkItem:
    cycle, due = desk["cycle"], desk["due"]
    return WorkItem(
        title=_("Start your voluntary review for IMRF %(year)s") % {"year": cycle.year},
        url=reverse("reviews:start"),
        action=_("Start"),
        due=due.due_at() if due else None,
        zone=cycle.time_zone,
        status={"kind": "", "label": str(progress.STATES["empty"][1])},
        words=(str(desk["state"]),),
    )


def _returned(desk: dict[str, Any]) -> list[WorkItem]:
    submission = desk["submission"]
    if desk["review"].status != ReviewStatus.RETURNED or submission is None:
        return []
    count = len(submission.remarks.all())
    return [
        WorkItem(
            title=_("The secretariat has questions on your submission"),
            url=reverse("reviews:submission", kwargs={**desk["review"].address, "number": submission.number}),
            action=_("Read"),
            status={"kind": "warn", "label": _("Returned with questions")},
            words=(
                submission.receipt,
                ngettext("%(count)d remark on an answer", "%(count)d remarks on answers", count) % {"count": count},
                day_of(submission.outcome_at),
            ),
        )
    ]


def _signature(user: Any, desk: dict[str, Any]) -> list[WorkItem]:
    link = desk["signature"]
    if link is None or link.person_id != user.pk:
        return []
    return [
        WorkItem(
            title=_("Your signature is asked for: %(words)s") % {"words": link.words},
            url=reverse("reviews:sign_offs", kwargs=desk["review"].address),
            action=_("Read and sign"),
            status={"kind": "info", "label": str(signing.WORDS[signing.TURN][1])},
            words=(),
        )
    ]


def _ready_item(row: dict[str, Any]) -> WorkItem:
    stand = row["stand"]
    bodies = ", ".join(str(one.organisation) for one in stand.place.assignments)
    since = max(one.ready_at for one in stand.place.assignments)
    return WorkItem(
        title=_("%(who)s: section %(section)s is ready") % {"who": bodies, "section": stand.place.section},
        url=row["agree_url"],
        action=_("Read and agree"),
        status={"kind": "info", "label": _("Ready for your agreement")},
        words=(_answered(stand.progress), day_of(since)),
    )


def _section_item(desk: dict[str, Any], row: dict[str, Any]) -> WorkItem | None:
    """A ministry's own section, until it says that it is ready."""
    if row["is_ready"]:
        return None
    stand = row["stand"]
    due_on = min((one.due_on for one in stand.place.assignments if one.due_on), default=None)
    late = row["late"]
    words = _("Late since %(day)s") if late else _("Wanted by %(day)s")
    status = (
        dict(stand.status)
        if due_on is None
        else {"kind": "bad" if late else "warn", "label": words % {"day": day_in_words(due_on)}}
    )
    zone = desk["cycle"].zone
    return WorkItem(
        title=str(stand.place.section),
        url=row["url"],
        action=_("Continue") if stand.progress.answered else _("Begin"),
        due=moment(due_on, END_OF_DAY, zone) if due_on else None,
        zone=desk["cycle"].time_zone,
        status=status,
        words=(_answered(stand.progress),),
    )


def _expired(desk: dict[str, Any]) -> list[WorkItem]:
    """Invitations whose link no longer works and that nobody has taken back."""
    over = [one for one in desk["invitations"] if one.state == InvitationState.EXPIRED and one.within_state]
    url = reverse("reviews:team", kwargs=desk["review"].address)
    return [
        WorkItem(
            title=_("The invitation of %(ministry)s has expired") % {"ministry": one.organisation},
            url=url,
            action=_("Send again"),
            status={"kind": "warn", "label": _("Expired")},
            words=(one.email,),
        )
        for one in over
    ]


def _answered(count: progress.Progress) -> str:
    return _("%(answered)s of %(asked)s answered") % {"answered": count.answered, "asked": count.asked}


def _of_guest(user: Any) -> list[WorkItem]:
    """Drafts of other States that this person may read in parts, or is invited to."""
    waiting = GuestReader.objects.waiting_for(user).select_related("review__country", "review__cycle")
    return [
        WorkItem(
            title=_("%(state)s lets you read part of a draft") % {"state": one.review.country},
            url=reverse("reviews:guest", args=[one.pk]),
            action=_("Read") if one.person_id else _("See the invitation"),
            due=one.until,
            zone=user.time_zone,
            status={"kind": "info", "label": _("For reading only")},
            words=(one.review.title, _("until %(when)s") % {"when": clock(one.until)}),
        )
        for one in waiting
    ]


def _of_secretariat(user: Any, cycle: ForumCycle) -> list[WorkItem]:
    """Submissions that wait for this officer: to check, or to publish what another accepted."""
    waiting = Submission.objects.visible_to(user).filter(outcome__in=(Outcome.WAITING, Outcome.ACCEPTED))
    waiting = waiting.select_related("review__cycle", "review__country", "country").order_by("received_at")
    return [
        WorkItem(
            title=_("%(state)s: voluntary review") % {"state": one.country},
            url=reverse("reviews:submission", kwargs={**one.review.address, "number": one.number}),
            action=_("Check") if one.outcome == Outcome.WAITING else _("Look at it"),
            status={"kind": "info", "label": one.get_outcome_display()},
            words=(one.receipt, day_of(one.received_at)),
        )
        for one in waiting
        if one.outcome == Outcome.WAITING or allowed(user, "reviews.publish_voluntaryreview", one.review)
    ]


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


declare(
    Holding(
        "reviews.SectionAssignment.organisation",
        stays="A ministry is its State's own affair: the secretariat merges none.",
    ),
    Holding(
        "reviews.Consultation.organisation", stays="A ministry is its State's own affair: the secretariat merges none."
    ),
)
