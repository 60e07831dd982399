"""How pledges present themselves to the pages that span all kinds of records."""

from typing import Any

from django.db.models import BigIntegerField
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.merging import declare
from accounts.models import Organisation
from core.access import allowed, is_secretariat
from core.overview import Desk, Figure, Shown, WorkItem
from core.templatetags.portal import day_of
from forum.models import ForumCycle
from pledges import publishing, spread
from pledges.choices import ENDED, WRITTEN_IN, Form, Progress, Scope, Status, Together
from pledges.models import Observation, Pledge, PledgeFile, PledgeParticipant, PledgeVersion, ProgressReport
from pledges.models.evidence import BROKEN_AFTER
from pledges.querysets import committed_by
from pledges.steps import merging
from pledges.steps.import_pledges import PledgeImport
from pledges.steps.import_progress import ProgressImport
from publications import importing, lists
from publications.choices import Kind
from publications.filters import Facet
from publications.models import FacetCount, Publication, PublicationFacet

LABEL = gettext_lazy("Pledges")
LIST = "pledges:list"
"""The address of the public list."""
KIND = Kind.PLEDGE.value
"""What its publications are called in the register."""
CARD = "pledges/card.html"
COLUMNS = ("country", "region", "objective", "principle", "cycle", "year", "body", "group", "language")
"""By which common facts the list is filtered."""


def _for_support(person: Any, key: Any) -> Shown | None:
    """A draft as an officer reads it to whom `person`, who writes in it, shows it (FEATURES U11)."""
    pledge = Pledge.objects.visible_to(person).select_related("organisation", "cycle").filter(pk=key).first()
    if pledge is None or not allowed(person, "pledges.show_pledge_to_support", pledge):
        return None
    content = publishing.content_of(pledge)
    title = pledge.title or _("Draft of a pledge")
    return Shown(title, "pledges/support.html", {"content": content}, pledge.act_country())


SUPPORT = {"pledges:edit": _for_support}
"""The page that one can show to an officer, and what is shown of it."""


importing.offer(PledgeImport())
importing.offer(ProgressImport())


@lists.offered(KIND, LIST)
def listing() -> lists.Listing:
    """What is offered of published pledges, on the page and to those who follow it."""
    return lists.Listing(
        name="pledges",
        title=_("Pledges"),
        lede=_(
            "Measurable commitments of States, UN entities and others. A joint pledge is one pledge, whoever takes "
            "part; each of its bodies appears once it has confirmed."
        ),
        empty=_("No pledge is published yet. The first will stand here."),
        counted=lambda count: ngettext("%(count)d pledge", "%(count)d pledges", count) % {"count": count},
        kinds=[KIND],
        columns=COLUMNS,
        above=spread.drawn,
        actions=[(_("New pledge"), reverse("pledges:start")), (_("Seeking a match"), reverse("pledges:seeking"))],
        facets=[
            Facet("form", _("What is given"), dict(Form.choices)),
            Facet("level", _("Level"), dict(Scope.choices)),
            Facet("together", _("Alone or joint"), dict(Together.choices)),
            Facet("progress", _("Progress"), dict(Progress.choices)),
            Facet("pledger", _("Pledged by"), bodies_that_pledge, merging.body_now),
            Facet("measurable", _("Measurable target"), {"yes": _("Given"), "no": _("None given")}),
            Facet("currency", _("Currency"), currencies_pledged),
            Facet("reported", _("Last report"), _years_of_reports()),
            Facet("seeking", _("Seeks partners"), {"yes": _("Yes")}),
        ],
    )


def bodies_that_pledge() -> dict[str, Any]:
    """Those that filed a published pledge or have confirmed as partners, by name; one query."""
    counted = FacetCount.objects.filter(kind=KIND, name="pledger", count__gt=0)
    keys = counted.values_list(Cast("value", BigIntegerField()))
    return {str(body.pk): body for body in Organisation.objects.filter(pk__in=keys).order_by("name")}


def currencies_pledged() -> dict[str, str]:
    """Those in which published pledges name an amount."""
    counted = FacetCount.objects.filter(kind=KIND, name="currency", count__gt=0)
    return {one: one for one in counted.order_by("value").values_list("value", flat=True)}


def _years_of_reports() -> dict[str, str]:
    years = range(timezone.localdate().year, FIRST_YEAR - 1, -1)
    return {"none": _("No report yet"), **{str(year): str(year) for year in years}}


FIRST_YEAR = 2022
"""Of the first forum: no report is older."""
STATUS_KINDS = {Status.SUBMITTED: "info", Status.RETURNED: "warn", Status.PUBLISHED: "ok"}
"""Colours of the statuses, by components/status.html."""
MOST = 50


def work_of(user: Any, desks: list[Desk] | None = None) -> list[WorkItem]:
    """What waits for `user`: drafts to go on with, partners' questions; for the secretariat what was submitted."""
    desks = desks_of(user) if desks is None else desks
    own = [pledge for desk in desks for pledge in desk.context["pledges"] if pledge.status in WRITTEN_IN]
    items = [_draft(pledge) for pledge in own] + [_question(one) for one in _asked(user)]
    offers = PledgeParticipant.objects.offered_to(user).select_related("pledge").order_by("asked_at")
    items += [_offer(one) for one in offers[:MOST]]
    items += [_report(one) for one in _reports_written(user)] + _reports_welcome(own_published(desks))
    items += [_dead_evidence(one) for one in _reports_with_dead_evidence(user)]
    items += [_to_answer(one) for one in _observations_to_answer(user)]
    return items + ([*_to_screen(user), *_to_moderate(user)] if is_secretariat(user) else [])


def desks_of(user: Any) -> list[Desk]:
    """The pledges of the bodies that `user` can commit, and those that `user` is named for; one query."""
    rows = list(_of_desk(user)[:MOST])
    if not rows and not _may_pledge(user):
        return []
    for row in rows:
        row.status_kind = STATUS_KINDS.get(row.status, "")
    return [Desk("pledges/desk", {"pledges": rows, "items": []})]


def _of_desk(user: Any) -> Any:
    mine = Pledge.objects.visible_to(user).standing().select_related("organisation").defer("text")
    return mine.order_by("-started_at")


def _may_pledge(user: Any) -> bool:
    from pledges.rules import speaks_for

    return any(speaks_for(user, membership.organisation) for membership in user.current_memberships)


def _draft(pledge: Pledge) -> WorkItem:
    returned = pledge.status == Status.RETURNED
    return WorkItem(
        title=pledge.title or _("A pledge without a title"),
        url=pledge.get_absolute_url(),
        action=_("Change the text") if returned else _("Continue"),
        status={"kind": "warn" if returned else "", "label": pledge.get_status_display()},
        words=tuple(filter(None, (pledge.reference, str(pledge.organisation)))),
    )


def _asked(user: Any) -> list[PledgeParticipant]:
    """Questions that the person can answer: of the own body, or sent to the own address."""
    mine = committed_by(user)
    asked = PledgeParticipant.objects.waiting().filter(mine) | PledgeParticipant.objects.waiting().filter(
        organisation__isnull=True, email__iexact=user.email
    )
    return list(asked.select_related("pledge__organisation").distinct().order_by("asked_at")[:MOST])


def _offer(one: PledgeParticipant) -> WorkItem:
    return WorkItem(
        title=_("%(who)s offers to take part") % {"who": one.name},
        url=reverse("pledges:partners", kwargs={"key": one.pledge_id}),
        action=_("Read and answer"),
        status={"kind": "warn", "label": _("Waits for your answer")},
        words=(one.pledge.reference or "", day_of(one.asked_at)),
    )


def _question(one: PledgeParticipant) -> WorkItem:
    return WorkItem(
        title=_("%(who)s asks you to join a pledge") % {"who": one.pledge.organisation},
        url=one.get_absolute_url(),
        action=_("Read and answer"),
        status={"kind": "warn", "label": _("Waits for your answer")},
        words=(one.name, day_of(one.asked_at)),
    )


def own_published(desks: list[Desk]) -> list[Pledge]:
    """The published pledges on somebody's desk."""
    return [pledge for desk in desks for pledge in desk.context["pledges"] if pledge.status == Status.PUBLISHED]


def _reports_written(user: Any) -> list[ProgressReport]:
    mine = ProgressReport.objects.visible_to(user).written().select_related("pledge", "organisation")
    return list(mine.order_by("started_at")[:MOST])


def _report(report: ProgressReport) -> WorkItem:
    return WorkItem(
        title=_("Report on pledge %(number)s") % {"number": report.pledge.reference},
        url=report.get_absolute_url(),
        action=_("Continue"),
        status={"kind": "", "label": _("Draft")},
        words=(report.pledge.title, str(report.organisation)),
    )


def _reports_welcome(pledges: list[Pledge]) -> list[WorkItem]:
    """Published pledges whose chosen day has passed: an invitation, never a reproach (C6)."""
    today = timezone.localdate()
    late = [one for one in pledges if one.next_report_on and one.next_report_on < today and one.progress not in ENDED]
    return [
        WorkItem(
            title=one.title,
            url=one.get_absolute_url(),
            action=_("Report progress"),
            status={"kind": "info", "label": _("A report would be welcome")},
            words=(one.reference or "", _("planned for %(day)s") % {"day": day_of(one.next_report_on)}),
        )
        for one in late
        if one.next_report_on
    ]


def _reports_with_dead_evidence(user: Any) -> list[ProgressReport]:
    mine = ProgressReport.objects.visible_to(user).filter(links__failures__gte=BROKEN_AFTER, links__archived_url="")
    return list(mine.select_related("pledge", "organisation").distinct().order_by("pk")[:MOST])


def _dead_evidence(report: ProgressReport) -> WorkItem:
    return WorkItem(
        title=_("Evidence of %(number)s cannot be opened") % {"number": report.reference},
        url=reverse("pledges:evidence", args=[report.pk]),
        action=_("Look at it"),
        status={"kind": "info", "label": _("A copy would be welcome")},
        words=(report.pledge.title, str(report.organisation)),
    )


def _observations_to_answer(user: Any) -> list[Observation]:
    """Published ones on pledges that the person answers for, as long as nobody has answered."""
    mine = Observation.objects.visible_to(user).unanswered_by(user)
    return list(mine.select_related("pledge", "organisation").order_by("published_at")[:MOST])


def _to_answer(one: Observation) -> WorkItem:
    return WorkItem(
        title=_("%(who)s published an observation on pledge %(number)s")
        % {"who": one.organisation, "number": one.pledge.reference},
        url=one.get_absolute_url(),
        action=_("Read and answer"),
        status={"kind": "info", "label": _("You can answer")},
        words=(day_of(one.published_at) if one.published_at else "",),
    )


def _to_moderate(user: Any) -> list[WorkItem]:
    waiting = Observation.objects.visible_to(user).waiting().select_related("pledge", "organisation")
    return [
        WorkItem(
            title=_("Observation on pledge %(number)s") % {"number": one.pledge.reference},
            url=reverse("admin:pledges_observation_change", args=[one.pk]),
            action=_("Look at it"),
            status={"kind": "info", "label": _("To be looked at")},
            words=(str(one.organisation), day_of(one.written_at)),
        )
        for one in waiting.order_by("written_at")[:20]
    ]


def _to_screen(user: Any) -> list[WorkItem]:
    waiting = PledgeVersion.objects.visible_to(user).waiting().defer("content").select_related("pledge__organisation")
    return [
        WorkItem(
            title=one.title,
            url=reverse("pledges:version", args=[one.pk]),
            action=_("Look at it"),
            status={"kind": "info", "label": _("To be looked at")},
            words=(str(one.reference), str(one.pledge.organisation or ""), day_of(one.submitted_at)),
        )
        for one in waiting.order_by("submitted_at")[:20]
    ]


def figures(cycle: ForumCycle) -> list[Figure]:
    """Pledges and pledging bodies for `cycle`, counted separately."""
    published = Publication.objects.current().filter(kind=KIND, cycle=cycle)
    bodies = PublicationFacet.objects.filter(name="pledger", publication__in=published).values("value").distinct()
    return [
        Figure(
            label=_("Pledges published"),
            value=published.count(),
            definition=_("Pledges for this Forum in their newest version. A joint pledge is one, whoever takes part."),
        ),
        Figure(
            label=_("Bodies that pledge"),
            value=bodies.count(),
            definition=_(
                "States, UN entities and others that filed one of them or have confirmed as partners, each once."
            ),
        ),
    ]


def personal_data(user: Any) -> dict[str, Any]:
    """What pledges hold of this person: acts in an office. Texts belong to the body that pledges."""
    return {
        "pledges_started": [str(one) for one in Pledge.objects.filter(started_by=user)],
        "progress_reports_started": [str(one) for one in ProgressReport.objects.filter(started_by=user)],
        "pledges_named_for": [str(one) for one in Pledge.objects.filter(delegates=user)],
        "pledges_submitted": list(
            PledgeVersion.objects.filter(submitted_by=user).values("pledge__reference", "office", "submitted_at")
        ),
        "pledge_partners_asked": PledgeParticipant.objects.filter(asked_by=user).count(),
        "pledge_answers_given": list(
            PledgeParticipant.objects.filter(answered_by=user).values("name", "answer", "answered_at")
        ),
        "observations_written": [str(one) for one in Observation.objects.filter(written_by=user)],
        "pledge_files_sent": list(PledgeFile.objects.filter(uploaded_by=user).values("name", "uploaded_at")),
        "pledge_decisions": list(
            PledgeVersion.objects.filter(decided_by=user).values("pledge__reference", "outcome", "decided_at")
        ),
        "asked_at_this_address": list(
            PledgeParticipant.objects.filter(email__iexact=user.email).values("name", "asked_at")
        ),
    }


def erase(user: Any) -> None:
    """Take the person out of what is still open. What was done stays with its office and date."""
    Pledge.delegates.through.objects.filter(user=user).delete()
    PledgeParticipant.objects.filter(email__iexact=user.email, organisation__isnull=False).update(email="")


declare(
    merging.move("pledges.Pledge.organisation"),
    merging.move("pledges.PledgeParticipant.organisation", clashes=merging.clashes),
    merging.move("pledges.ProgressReport.organisation", clashes=merging.drafts_of_both),
    merging.move("pledges.Observation.organisation"),
)
