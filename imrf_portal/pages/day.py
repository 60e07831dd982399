"""The secretariat's day page: admin's index, with what waits today (FEATURES W1).

Each list begins from `visible_to`, shows its first entries and leads to the filtered list. Nothing here
depends on a draft (RELIABILITY P1); what I proposed myself does not wait for me (condition 4).
"""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any, NamedTuple, cast

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import DeskNote, FactorReset, Invitation, Membership, MembershipRequest
from core import uploads
from core.access import is_secretariat
from core.admin import PortalAdminSite
from core.overview import WorkItem
from core.templatetags.portal import day_of
from dialogues import overview as dialogues
from forum.choices import PlanStatus
from forum.models import ErrorReport, ForumCycle, PageText, ReminderPlan
from imrf_portal.pages import coming, desk, statistics
from notifications import overview
from notifications.models import Announcement, MailText, RefusedAddress
from pledges.models import Observation, PledgeVersion
from practices import waiting as peer_review
from practices.choices import Status
from practices.models import Practice, UsedElsewhere
from publications.models import ImportedRecord
from reviews import board
from reviews.choices import DocumentStatus, Outcome, QuestionnaireStatus, ReviewStatus
from reviews.models import Questionnaire, ReceivedDocument, Submission
from reviews.models.draft import reference_of
from reviews.notifications.reminders import ReviewDue

SHOWN = 10
ORDER = (
    "reviews", "practices", "pledges", "dialogues", "accounts", "notifications", "forum", "publications", "core",
    "reference",
)  # fmt: skip
SOON = timedelta(days=3)


class Entry(NamedTuple):
    """One record that waits."""

    label: str
    url: str
    words: str = ""


class Waits(NamedTuple):
    """A list of what waits, its first entries, and the address of all of them."""

    title: str
    entries: list[Entry]
    more: bool
    url: str


def waits(
    title: str, records: Any, model: str, query: str, *, label: Callable[[Any], str] = str, when: str = ""
) -> Waits:
    """The first of `records` as entries that lead to their pages in admin; one query."""
    rows = list(records[: SHOWN + 1])
    entries = [
        Entry(label(row), reverse(f"admin:{model}_change", args=[row.pk]), _since(row, when)) for row in rows[:SHOWN]
    ]
    return Waits(title, entries, len(rows) > SHOWN, f"{reverse(f'admin:{model}_changelist')}?{query}")


def at_work(title: str, items: Iterable[WorkItem], model: str, query: str = "") -> Waits:
    """What stands on My work of this officer as well, under the words that it has there; `items` are read already."""
    entries = [
        Entry(item.title, item.url, ", ".join([str((item.status or {}).get("label", "")), *item.words]))
        for item in items
    ]
    return Waits(title, entries[:SHOWN], len(entries) > SHOWN, f"{reverse(f'admin:{model}_changelist')}?{query}")


def _since(row: Any, when: str) -> str:
    moment = getattr(row, when) if when else None
    return day_of(timezone.localtime(moment)) if moment else ""


def for_second_officer(user: Any, tied: Iterable[WorkItem] = ()) -> list[Waits]:
    """What others proposed and `user` may release, a query or two for each kind."""
    submissions = Submission.objects.visible_to(user).defer("content").select_related("country", "review")
    accepted = submissions.filter(outcome=Outcome.ACCEPTED, review__status=ReviewStatus.ACCEPTED)
    published = submissions.filter(outcome=Outcome.PUBLISHED)
    later = published.filter(review=OuterRef("review"), number__gt=OuterRef("number"))
    # Whether the State prepares a correction makes no difference: nobody may learn of it here (P1).
    leaving = published.filter(~Exists(later), review__withdrawal_proposed_by__isnull=False)
    leaving = leaving.exclude(review__status=ReviewStatus.WITHDRAWN)
    forms = Questionnaire.objects.visible_to(user).filter(status=QuestionnaireStatus.PROPOSED)
    documents = ReceivedDocument.objects.visible_to(user).waiting().filter(registered_by__isnull=False)
    plans = ReminderPlan.objects.visible_to(user).filter(status=PlanStatus.PROPOSED).select_related("milestone")
    texts = PageText.objects.visible_to(user).filter(status=PlanStatus.PROPOSED).defer("body")
    invitations = Invitation.objects.visible_to(user).pending().filter(needs_release=True, released_at=None)
    roles = Membership.objects.visible_to(user).current().filter(end_proposed_by__isnull=False)
    letters = Announcement.objects.visible_to(user).proposed()
    return [
        waits(_("Letters to many"), letters.exclude(proposed_by=user),
              "notifications_announcement", "status__exact=proposed"),
        waits(_("Texts of messages"), MailText.objects.visible_to(user).proposed().exclude(proposed_by=user),
              "notifications_mailtext", "status__exact=proposed"),
        waits(_("Reviews to publish"), accepted.exclude(review__accepted_by=user).order_by("outcome_at"),
              "reviews_submission", "outcome__exact=accepted", label=receipt, when="outcome_at"),
        waits(_("Withdrawals"), leaving.exclude(review__withdrawal_proposed_by=user),
              "reviews_submission", "outcome__exact=published", label=receipt),
        waits(_("Documents received by e-mail"), documents.exclude(registered_by=user).select_related("country"),
              "reviews_receiveddocument", "status__exact=registered", when="registered_at"),
        waits(_("Questionnaires"), forms.exclude(proposed_by=user),
              "reviews_questionnaire", "status__exact=proposed"),
        waits(_("Reminder plans"), plans.exclude(proposed_by=user),
              "forum_reminderplan", "status__exact=proposed"),
        waits(_("Texts of pages"), texts.exclude(proposed_by=user), "forum_pagetext", "status__exact=proposed"),
        waits(_("Lost second factors"), FactorReset.objects.visible_to(user).open().filter(confirmed_at=None)
              .exclude(Q(started_by=user) | Q(person=user)).select_related("person"), "accounts_factorreset", "",
              when="started_at"),
        waits(_("Invitations"), invitations.exclude(Q(invited_by=user) | Q(email__iexact=user.email))
              .select_related("organisation"), "accounts_invitation", "state=waiting", when="created_at"),
        at_work(_("Ties of reviewers"), tied, "practices_reviewround",
                "closed_at__isempty=1"),
        at_work(_("Background notes to publish"), dialogues.notes_to_publish(user), "dialogues_backgroundnote",
                "status__exact=cleared"),
        waits(_("Roles to be ended"), roles.exclude(Q(end_proposed_by=user) | Q(user=user))
              .select_related("user", "organisation"), "accounts_membership", "end_proposed_by__isempty=0",
              label=lambda role: f"{role.user}: {role}"),
    ]  # fmt: skip


def for_any_officer(user: Any, rounds: Iterable[WorkItem] = ()) -> list[Waits]:
    """What any officer may take up, a few queries for each kind."""
    now = timezone.now()
    submissions = Submission.objects.visible_to(user).defer("content").select_related("country", "review")
    latest = submissions.filter(outcome=Outcome.WAITING).order_by("received_at")
    imported = ReceivedDocument.objects.visible_to(user).filter(
        status=DocumentStatus.REGISTERED, registered_by__isnull=True
    )
    sent = Invitation.objects.visible_to(user).pending().filter(expires_at__isnull=False).order_by("expires_at")
    sent = sent.select_related("organisation")
    ending = sent.filter(expires_at__gt=now, expires_at__lte=now + SOON)
    held = ImportedRecord.objects.visible_to(user).held().order_by("-at")
    joining = MembershipRequest.objects.visible_to(user).waiting().exclude(person=user).select_related("person")
    practices = Practice.objects.visible_to(user).select_related("organisation").order_by("status_since")
    return [
        waits(_("Tasks that colleagues gave you"), DeskNote.objects.visible_to(user).open().filter(wanted_from=user)
              .order_by("due_on", "pk"), "accounts_desknote", "open=mine", when="written_at"),
        waits(_("Tasks for any officer"), DeskNote.objects.visible_to(user).for_anybody().order_by("due_on", "pk"),
              "accounts_desknote", "open=anybody", when="written_at"),
        waits(_("Errors that readers report"), ErrorReport.objects.visible_to(user).waiting().order_by("at"),
              "forum_errorreport", "status__exact=waiting", when="at"),
        waits(_("Practices to screen"), practices.filter(status=Status.SUBMITTED), "practices_practice",
              "status__exact=submitted", when="status_since"),
        at_work(_("Peer reviews"), rounds, "practices_reviewround",
                "closed_at__isempty=1"),
        waits(_("Practices to publish"), practices.filter(status=Status.ACCEPTED), "practices_practice",
              "status__exact=accepted", when="status_since"),
        waits(_("Practices taken up elsewhere, to check"), UsedElsewhere.objects.visible_to(user).waiting()
              .select_related("practice", "organisation"), "practices_usedelsewhere", "status__exact=waiting",
              when="said_at"),
        waits(_("Pledges to look at"), PledgeVersion.objects.visible_to(user).waiting().defer("content")
              .select_related("pledge").order_by("submitted_at"), "pledges_pledgeversion", "outcome__exact=waiting",
              when="submitted_at"),
        waits(_("Observations on pledges"), Observation.objects.visible_to(user).waiting()
              .select_related("pledge", "organisation").order_by("written_at"), "pledges_observation",
              "status__exact=waiting", when="written_at"),
        at_work(_("Discussions in which something waits"), dialogues.queues_of(user),
                "dialogues_contribution"),
        at_work(_("Background notes to clear"), dialogues.notes_to_clear(user), "dialogues_backgroundnote",
                "status__exact=with_secretariat"),
        waits(_("Submissions to check"), latest, "reviews_submission", "outcome__exact=waiting",
              label=receipt, when="received_at"),
        waits(_("Imported documents to confirm"), imported.select_related("country"), "reviews_receiveddocument",
              "status__exact=registered", when="registered_at"),
        waits(_("Rows that an import could not place"), held, "publications_importedrecord", "outcome__exact=held"),
        waits(_("People who ask to join an organisation"), joining.order_by("asked_at"), "accounts_membershiprequest",
              "outcome__exact=waiting", when="asked_at"),
        waits(_("Addresses that refuse mail"), RefusedAddress.objects.visible_to(user),
              "notifications_refusedaddress", "", when="since"),
        waits(_("Invitations that expire within three days"), ending, "accounts_invitation", "state=open",
              when="expires_at"),
        waits(_("Invitations that expired"), sent.filter(expires_at__lte=now), "accounts_invitation", "state=expired",
              when="expires_at"),
    ]  # fmt: skip


def receipt(submission: Submission) -> str:
    """State and receipt, without loading the text."""
    reference = reference_of(submission.review.round, submission.cycle_id, submission.country_id)
    return f"{submission.country}: {reference}/s{submission.number}"


class Region(NamedTuple):
    """How many States of a region stand where."""

    name: str
    submitted: int
    announced: int
    nothing: int


def by_region(lines: Iterable[board.Line]) -> list[Region]:
    """Counts for each Regional Review and for all States; a State of two regions counts in both."""
    lines = list(lines)
    names = sorted({name for line in lines for name in line.regions})
    parts = [(name, [line for line in lines if name in line.regions]) for name in names]
    return [
        Region(name, *(sum(line.standing == standing for line in part) for standing in board.STANDINGS))
        for name, part in [*parts, (_("All States"), lines)]
    ]


class DeskSite(PortalAdminSite):
    """Admin whose first page is the day page."""

    index_template = "admin/day.html"

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The tables of the daily work first, what hardly changes last."""
        found = super().get_app_list(request, app_label)
        return sorted(found, key=lambda app: ORDER.index(app["app_label"]) if app["app_label"] in ORDER else len(ORDER))

    def get_urls(self) -> list[Any]:
        own = {"board": self.board, "coming": self.coming, "statistics": self.statistics}
        pages = [path(f"{name}/", self.admin_view(view), name=name) for name, view in own.items()]
        return [*pages, *super().get_urls()]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """What waits today; for the technical administrator only the list of tables."""
        context = day(request.user) if is_secretariat(request.user) else {}
        return super().index(request, {**context, **(extra_context or {})})

    def board(self, request: HttpRequest) -> HttpResponseBase:
        """Every State in one cycle, by region, commission, standing and people; the same selection as CSV."""
        if not is_secretariat(request.user):
            return self.index(request)
        context = desk.page(request)
        if request.GET.get("format") == "csv":
            return cast("HttpResponseBase", desk.as_csv(request, context))
        title = _("Voluntary reviews: where each State stands")
        return TemplateResponse(request, "admin/board.html", {**self.each_context(request), "title": title, **context})

    def statistics(self, request: HttpRequest) -> HttpResponseBase:
        """What the Secretary-General's report counts for one forum, as XLSX."""
        if not is_secretariat(request.user):
            return self.index(request)
        cycles = list(ForumCycle.objects.order_by("-year"))
        return statistics.workbook(request, desk.cycle_of(request, cycles))

    def coming(self, request: HttpRequest) -> HttpResponseBase:
        """Every message of a period, and what a moved date would change (N16)."""
        if not is_secretariat(request.user):
            return self.index(request)
        context = {**self.each_context(request), "title": _("Who gets what in a period"), **coming.page(request)}
        return TemplateResponse(request, "admin/coming.html", context)


class Lack(NamedTuple):
    """Something without which the work of a forum does not begin, and where it is made."""

    words: str
    url: str


def lacks(cycle: ForumCycle) -> list[Lack]:
    """What is not in force yet for `cycle`, in two queries."""
    found = []
    if not Questionnaire.objects.in_force(cycle).exists():
        words = _("No questionnaire is in force: States cannot start a review.")
        found.append(Lack(words, reverse("admin:reviews_questionnaire_changelist")))
    plans = ReminderPlan.objects.in_force().filter(kind=ReviewDue.name, milestone__cycle=cycle)
    if not plans.exists():
        words = _("No reminder plan is in force: no State is reminded of the preferred date.")
        found.append(Lack(words, reverse("admin:forum_reminderplan_changelist")))
    return found


def day(user: Any) -> dict[str, Any]:
    """The context of the day page."""
    cycle = ForumCycle.objects.current()
    lines = board.lines(cycle) if cycle else []
    tied, rounds = peer_review.rounds_of(user)
    return {
        "second": [one for one in for_second_officer(user, tied) if one.entries],
        "officer": [one for one in for_any_officer(user, rounds) if one.entries],
        "figures": overview.figures(user),
        "disk_full": full if (full := uploads.fullness()) >= uploads.NEARLY_FULL else 0,
        "cycle": cycle,
        "lacks": lacks(cycle) if cycle else [],
        "board": by_region(lines),
        "without_focal_point": sum(line.lacks_focal_point for line in lines),
    }
