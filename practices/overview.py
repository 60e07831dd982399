"""How practices present themselves to the pages that span all kinds of records."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.merging import declare, moving, moving_in_list
from core.access import allowed, is_secretariat
from core.overview import Desk, Figure, Shown, WorkItem
from core.templatetags.portal import day_of
from forum.models import ForumCycle
from practices import publishing, roster, waiting
from practices.choices import BodyKind, PracticeType, Scope, Status
from practices.models import Practice, PracticeVersion, UsedElsewhere
from practices.rules import BODIES, WRITERS
from practices.steps import naming
from practices.steps.import_drafts import DraftImport
from practices.steps.import_practices import PracticeImport
from publications import importing, lists
from publications.choices import Kind
from publications.filters import Facet
from publications.models import Publication
from reference import catalogue

LABEL = gettext_lazy("Practices")
LIST = "practices:list"
"""The address of the public list."""
KIND = Kind.PRACTICE.value
"""What its publications are called in the register."""
CARD = "practices/card.html"


def _for_support(person: Any, key: Any) -> Shown | None:
    """A draft as an officer reads it to whom `person`, who writes in it, shows it (FEATURES U11)."""
    practice = Practice.objects.visible_to(person).filter(pk=key).first()
    if practice is None or not allowed(person, "practices.show_practice_to_support", practice):
        return None
    content = publishing.content_of(practice)
    title = practice.title or _("Draft of a practice")
    return Shown(title, "practices/support.html", {"content": content}, practice.act_country())


SUPPORT = {"practices:desk": _for_support}
"""The page that one can show to an officer, and what is shown of it."""


importing.offer(PracticeImport())
importing.offer(DraftImport())


@lists.offered(KIND, LIST)
def listing() -> lists.Listing:
    """What is offered of published practices, on the page and to those who follow it."""
    return lists.Listing(
        name="practices",
        title=_("Repository of practices"),
        lede=_("What governments and their partners tried, for whom, with what result."),
        empty=_("No practice is published yet. The first will stand here."),
        counted=lambda count: ngettext("%(count)d practice", "%(count)d practices", count) % {"count": count},
        kinds=[KIND],
        columns=("objective", "principle", "country", "region", "year", "language"),
        actions=[
            (_("Submit a practice"), reverse("practices:start")),
            (_("Calls for practices"), reverse("practices:calls")),
        ],
        badge=_badge,
        facets=[
            Facet("goal", _("Sustainable Development Goal"), _goals()),
            Facet("type", _("Type of practice"), dict(PracticeType.choices)),
            Facet("led_by", _("Who led it"), dict(BodyKind.choices)),
            Facet("scope", _("How far it reaches"), dict(Scope.choices)),
            Facet(
                "review",
                _("Review"),
                {"peer_reviewed": _("Peer reviewed"), "carried_over": _("Published elsewhere before")},
            ),
        ],
    )


def _badge(publication: Publication) -> dict[str, str] | None:
    """Only what has reports behind it is marked; `facts` say so from the day of publication."""
    reviewed = publication.facts.get("review")
    return {"kind": "ok", "label": _("Peer reviewed"), "icon": "check"} if reviewed else None


def _goals() -> dict[str, str]:
    return {str(number): f"{number}. {entry.label}" for number, entry in catalogue.goals().items()}


STATUS_KINDS = {
    Status.DRAFT: "",
    Status.SUBMITTED: "info",
    Status.IN_REVIEW: "info",
    Status.REVISION_REQUESTED: "warn",
    Status.ACCEPTED: "ok",
    Status.PUBLISHED: "ok",
}
"""Colours of the statuses, by components/status.html."""


def work_of(user: Any, desks: list[Desk] | None = None) -> list[WorkItem]:
    """What waits for `user`: drafts to go on with, texts to change; for officers what they screen and publish."""
    desks = desks_of(user) if desks is None else desks
    own = [practice for desk in desks for practice in desk.context["practices"]]
    items = [_item(practice) for practice in own if practice.is_editable]
    items += [_to_confirm(practice) for practice in own if _is_asked(practice)]
    items += _told(practice for practice in own if practice.status == Status.PUBLISHED)
    items += _with_officers(user) if is_secretariat(user) else []
    return items + waiting.of_reviewer(user) + waiting.of_officer(user)


def desks_of(user: Any) -> list[Desk]:
    """The practices of the organisations that `user` works for; nobody else has a desk here. One query."""
    if not any(m.role in WRITERS and m.organisation.kind in BODIES for m in user.current_memberships):
        return []
    mine = Practice.objects.own_of(user).standing().select_related("organisation").defer("impact", "lessons")
    rows = list(mine.order_by("-status_since")[:50])
    for row in rows:
        row.status_kind = STATUS_KINDS.get(row.status, "")
    return [Desk("practices/desk", {"practices": rows, "items": []})]


def _item(practice: Practice) -> WorkItem:
    returned = practice.status == Status.REVISION_REQUESTED or practice.reference
    return WorkItem(
        title=practice.title or _("A practice without a title"),
        url=practice.get_absolute_url(),
        action=_("Change the text") if returned else _("Continue"),
        status={"kind": "warn" if returned else "", "label": _("Returned for changes") if returned else _("Draft")},
        words=tuple(filter(None, (practice.reference, str(practice.organisation), day_of(practice.status_since)))),
    )


def _is_asked(practice: Practice) -> bool:
    """Published, and without a word of its people for a year (FEATURES A24)."""
    is_public = practice.status == Status.PUBLISHED and practice.being_corrected_since is None
    return is_public and timezone.localdate() - practice.last_word >= timedelta(days=365)


def _to_confirm(practice: Practice) -> WorkItem:
    return WorkItem(
        title=practice.title,
        url=practice.get_absolute_url(),
        action=_("Answer"),
        status={"kind": "warn", "label": _("Is it still true?")},
        words=(str(practice.reference), day_of(practice.last_word)),
    )


def _told(published: Iterable[Practice]) -> list[WorkItem]:
    """What others say of `published`, to be confirmed by its people (FEATURES A28). One query where any is there."""
    by_key = {practice.pk: practice for practice in published}
    rows = UsedElsewhere.objects.asked().filter(practice__in=by_key).select_related("organisation") if by_key else ()
    return [
        WorkItem(
            title=by_key[use.practice_id].title,
            url=reverse("practices:use_answer", args=[use.pk]),
            action=_("Answer"),
            status={"kind": "warn", "label": _("In use elsewhere?")},
            words=(str(by_key[use.practice_id].reference), str(use.organisation), day_of(use.said_at)),
        )
        for use in rows
    ]


def _with_officers(user: Any) -> list[WorkItem]:
    words = {
        Status.SUBMITTED: (_("To be screened"), _("Look at it")),
        Status.ACCEPTED: (_("To be published"), _("Publish")),
    }
    waiting = Practice.objects.visible_to(user).filter(status__in=words).select_related("organisation")
    return [
        WorkItem(
            title=practice.title,
            url=reverse("admin:practices_practice_change", args=[practice.pk]),
            action=words[practice.status][1],
            status={"kind": "info", "label": words[practice.status][0]},
            words=tuple(
                filter(None, (practice.reference, str(practice.organisation or ""), day_of(practice.status_since)))
            ),
        )
        for practice in waiting.order_by("status_since")[:20]
    ]


def figures(cycle: ForumCycle) -> list[Figure]:
    """Practices are not of a cycle: all that are published now."""
    published = Publication.objects.current().filter(kind=KIND)
    return [
        Figure(
            label=_("Practices published"),
            value=published.count(),
            definition=_("Practices in the repository in their newest version, without those withdrawn."),
        )
    ]


def personal_data(user: Any) -> dict[str, Any]:
    """What practices hold of this person: acts in an office, and an address named as that of a focal point."""
    return roster.personal_data(user) | {
        "practices_started": [one.title for one in Practice.objects.filter(started_by=user)],
        "practices_co_authored": [one.title for one in Practice.objects.filter(co_authors=user)],
        "versions_submitted": [
            {"practice": one.practice.reference, "office": one.office, "at": one.submitted_at}
            for one in PracticeVersion.objects.filter(submitted_by=user).select_related("practice")
        ],
        "named_as_focal_point_in": [one.title for one in Practice.objects.filter(contact_email__iexact=user.email)],
        "named_as_translator_of": naming.credited(user),
        "uses_told": [
            str(one) for one in UsedElsewhere.objects.filter(said_by=user).select_related("practice", "organisation")
        ],
    }


def erase(user: Any) -> None:
    """No longer co-author, focal point or named translator, off the roster; what was submitted stays with its office
    and date."""
    roster.erase(user)
    naming.forget(user)
    for practice in Practice.objects.filter(co_authors=user):
        practice.co_authors.remove(user)
    for practice in Practice.objects.filter(contact_email__iexact=user.email):
        practice.contact_name, practice.contact_email = "", ""
        practice.save(update_fields=["contact_name", "contact_email"])
        practice.history.filter(contact_email__iexact=user.email).update(contact_name="", contact_email="")


declare(
    moving("practices.Practice.organisation"),
    moving("practices.PracticeParticipant.organisation"),
    moving("practices.UsedElsewhere.organisation"),
    moving_in_list("practices.ReviewerProfile.ties"),
)
