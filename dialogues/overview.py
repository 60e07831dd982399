"""How dialogues and roundtables present themselves to the pages that span all kinds of records."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.merging import declare, moving
from core.access import is_secretariat
from core.overview import Desk, Figure, WorkItem
from dialogues import queue
from dialogues.choices import PUBLIC, Audience, MeetingKind, NoteStatus, Place, Standing, Status
from dialogues.models import (
    BackgroundNote,
    CommentPhase,
    Contribution,
    ContributionFile,
    ContributionFlag,
    ContributionTranslation,
    DialogueSeries,
    DiscussionSpace,
    EvidencePoint,
    Follower,
    Meeting,
    MeetingFile,
    ModerationDecision,
    NoteAppointment,
    NoteClearance,
    NoteComment,
    NoteParagraph,
    OwnCalendar,
    Participant,
    Registration,
    SpaceFollower,
    SpaceModerator,
    ThreadSummary,
)
from dialogues.publishing import KIND
from dialogues.rules import moderates, offices_of
from dialogues.steps import discussing, registering
from dialogues.steps.import_events import EventImport
from forum.models import ForumCycle
from publications import importing, lists
from publications.filters import Facet
from publications.models import Publication

LABEL = gettext_lazy("Dialogues")
LIST = "dialogues:list"
"""The address of the public page of all."""
CARD = "dialogues/card.html"
COLUMNS = ("objective", "cycle", "year", "body", "language")
"""By which common facts the list is filtered."""
MOST = 50

importing.offer(EventImport())


@lists.offered(KIND, "dialogues:search")
def listing() -> lists.Listing:
    """What is offered of announced meetings, on the page and to those who follow it."""
    return lists.Listing(
        name="dialogues",
        title=_("All dialogues and roundtables"),
        lede=_("Everything that was announced, to search and to take away. A meeting that was cancelled says so."),
        empty=_("Nothing is announced yet. The first meeting will stand here."),
        counted=lambda count: ngettext("%(count)d meeting", "%(count)d meetings", count) % {"count": count},
        kinds=[KIND],
        columns=COLUMNS,
        facets=[
            Facet("event", _("Kind"), dict(MeetingKind.choices)),
            Facet("audience", _("For"), dict(Audience.choices)),
            Facet("prepares", _("Prepares roundtable"), {str(number): str(number) for number in range(1, 5)}),
        ],
    )


def work_of(user: Any, desks: list[Desk] | None = None) -> list[WorkItem]:
    """Background notes to write, to clear, to publish; queues in which something waits; drafts to go on with."""
    desks = desks_of(user) if desks is None else desks
    drafts = [_draft(one) for desk in desks for one in desk.context["meetings"]]
    spaces = [one for desk in desks for one in desk.context["spaces"]]
    return [*_notes_of(user), *(_queue(one) for one in spaces if one.waits), *drafts]


def queues_of(user: Any) -> list[WorkItem]:
    """The discussions in which something waits for this person."""
    return [_queue(one) for one in _moderated(user) if one.waits]


def _notes_of(user: Any) -> list[WorkItem]:
    """The notes that wait for this person, each with what they do next; none that waits for others."""
    drafted = BackgroundNote.objects.drafted_by(user).filter(status=NoteStatus.DRAFTING)
    chaired = BackgroundNote.objects.chaired_by(user).filter(status=NoteStatus.WITH_CHAIRS)
    has_agreed = set(NoteClearance.objects.filter(note__in=chaired, by=user.pk).values_list("note", "digest"))
    waiting = [(one, _("Write the note")) for one in drafted.select_related("meeting")]
    to_clear = [one for one in chaired.select_related("meeting") if (one.pk, one.handed_in) not in has_agreed]
    waiting += [(one, _("Clear the note")) for one in to_clear]
    return [*(_note(one, action) for one, action in waiting[:MOST]), *notes_to_clear(user), *notes_to_publish(user)]


def notes_to_clear(user: Any) -> list[WorkItem]:
    """What the co-chairs have cleared, for an officer who is neither drafter nor co-chair of it. One query."""
    own = [BackgroundNote.objects.drafted_by(user), BackgroundNote.objects.chaired_by(user)]
    rows = _held(user, NoteStatus.WITH_SECRETARIAT).exclude(pk__in=own[0].values("pk"))
    return [_note(one, _("Clear the note")) for one in rows.exclude(pk__in=own[1].values("pk"))[:MOST]]


def notes_to_publish(user: Any) -> list[WorkItem]:
    """What another officer has cleared. One query."""
    return [_note(one, _("Publish the note")) for one in _held(user, NoteStatus.CLEARED)[:MOST]]


def _held(user: Any, status: NoteStatus) -> Any:
    """Notes with the secretariat whose wording `user` has not cleared: one person clears or publishes it once."""
    if not is_secretariat(user):
        return BackgroundNote.objects.none()
    mine = NoteClearance.objects.filter(by=user.pk, note=OuterRef("pk"), digest=OuterRef("handed_in"))
    return BackgroundNote.objects.visible_to(user).filter(~Exists(mine), status=status).select_related("meeting")


def _note(note: BackgroundNote, action: str) -> WorkItem:
    return WorkItem(
        title=note.title,
        url=note.get_absolute_url(),
        action=action,
        status={"kind": "", "label": note.get_status_display()},
        words=(note.reference,),
    )


def desks_of(user: Any) -> list[Desk]:
    """The meetings that `user` prepares, and the discussions that they moderate, each with how much waits in it."""
    prepares, spaces = is_secretariat(user) or bool(offices_of(user)), _moderated(user)
    if not prepares and not spaces:
        return []
    rows = Meeting.objects.visible_to(user).filter(status=Status.DRAFT).select_related("organisation")
    drafts = list(rows.order_by("-started_at")[:MOST]) if prepares else []
    return [Desk("dialogues/desk", {"prepares": prepares, "meetings": drafts, "spaces": spaces})]


def _moderated(user: Any) -> list[Any]:
    """Discussions of public meetings that `user` is assigned to; for the head also others where something waits."""
    if not moderates(user):
        return []
    waits = queue.by_space(Contribution.objects.to_read_by(user), by=user)
    assigned = DiscussionSpace.objects.assigned_to(user)
    seen = DiscussionSpace.objects.filter(Q(pk__in=assigned.values("pk")) | Q(pk__in=waits))
    spaces: list[Any] = list(seen.filter(meeting__status__in=PUBLIC).select_related("meeting").order_by("-opens_at"))
    for one in spaces:
        one.waits = waits.get(one.pk, 0)
    return spaces


def _queue(space: Any) -> WorkItem:
    count = ngettext("%(count)d waits", "%(count)d wait", space.waits) % {"count": space.waits}
    return WorkItem(
        title=_("Discussion: %(title)s") % {"title": space.meeting.title},
        url=reverse("dialogues:moderate", kwargs={"reference": space.meeting.reference}),
        action=_("Moderate"),
        status={"kind": "warn", "label": count},
    )


def _draft(meeting: Meeting) -> WorkItem:
    return WorkItem(
        title=str(meeting),
        url=meeting.get_absolute_url(),
        action=_("Continue"),
        status={"kind": "", "label": meeting.get_status_display()},
        words=(meeting.get_kind_display(), str(meeting.organisation or "")) if meeting.organisation else
        (meeting.get_kind_display(),),
    )  # fmt: skip


def figures(cycle: ForumCycle) -> list[Figure]:
    """Meetings announced for `cycle`."""
    announced = Publication.objects.current().filter(kind=KIND, cycle=cycle)
    return [
        Figure(
            label=_("Dialogues and roundtables"),
            value=announced.count(),
            definition=_("Dialogues, roundtables, hearings and policy debates announced for this Forum."),
        )
    ]


OF_A_PERSON: dict[str, tuple[Any, str, tuple[str, ...]]] = {
    "parts_in_dialogues": (Participant, "user", ("meeting__title", "part", "name", "body")),
    "dialogue_registrations": (
        Registration,
        "user",
        ("session__meeting__title", "name", "body", "language", "needs", "place", "asked_at"),
    ),
    "discussion_contributions": (
        Contribution,
        "author",
        ("space__meeting__title", "name", "body", "language", "text", "status", "written_at"),
    ),
    "discussion_decisions_on_them": (
        ModerationDecision,
        "contribution__author",
        ("decision", "ground", "words", "at", "appeal", "answer"),
    ),
    "discussions_moderated": (SpaceModerator, "user", ("space__meeting__title", "languages", "since")),
    "discussions_followed": (SpaceFollower, "user", ("space__meeting__title", "rhythm", "since")),
    "contributions_reported": (ContributionFlag, "by", ("ground", "note", "at", "outcome", "words")),
    "contributions_translated": (ContributionTranslation, "by", ("language", "text", "by_name", "at")),
    "discussions_summarised": (ThreadSummary, "by", ("language", "text", "at")),
    "discussion_files_sent": (ContributionFile, "uploaded_by", ("name", "uploaded_at")),
    "notes_named_for": (NoteAppointment, "user", ("note__reference", "office", "since")),
    "note_points_marked": (EvidencePoint, "marked_by", ("note__reference", "marked_at")),
    "note_paragraphs_changed": (NoteParagraph.history.model, "history_user", ("heading", "text", "history_date")),
    "note_remarks": (NoteComment, "by", ("text", "at")),
    "note_drafts_put_out": (CommentPhase, "opened_by", ("note__reference", "opened_at")),
    "note_clearances": (NoteClearance, "by", ("note__reference", "office", "body", "at")),
    "dialogue_files_sent": (MeetingFile, "uploaded_by", ("name", "uploaded_at")),
}
"""Tables that name a person: which column does, and what the person gets of each row."""


def personal_data(user: Any) -> dict[str, Any]:
    """What is held of this person: acts in an office, parts in meetings."""
    series = DialogueSeries.history.filter(history_user=user).values_list("title", flat=True)
    return {
        "dialogues_started": [str(one) for one in Meeting.objects.filter(started_by=user)],
        "dialogue_series_changed": list(series.distinct()),
        "dialogues_followed": list(Follower.objects.filter(user=user).values_list("meeting__title", flat=True)),
        "own_calendar_made": list(OwnCalendar.objects.filter(user=user).values_list("made_at", flat=True)),
        **{
            name: list(model._default_manager.filter(**{column: user}).values(*told))
            for name, (model, column, told) in OF_A_PERSON.items()
        },
    }


def erase(user: Any) -> None:
    """Take the name out of programmes; part and body stay. Registrations go."""
    for mine in Registration.objects.filter(user=user).exclude(place=Place.GIVEN_UP):
        registering.give_up(mine, by=user)
    Registration.objects.filter(user=user).delete()
    Follower.objects.filter(user=user).delete()
    NoteAppointment.objects.filter(user=user).delete()
    Participant.objects.filter(user=user).exclude(body="").update(name="", name_is_public=False, user=None)
    Participant.objects.filter(user=user).update(name=_("Name taken out"), name_is_public=False, user=None)
    _erase_contributions(user)


def _erase_contributions(user: Any) -> None:
    """What never was public goes; of the rest the name goes, and the organisation and its words stay."""
    SpaceModerator.objects.filter(user=user).delete()
    SpaceFollower.objects.filter(user=user).delete()
    OwnCalendar.objects.filter(user=user).delete()
    ContributionFlag.objects.filter(by=user).update(by=None, note="")
    ContributionTranslation.objects.filter(by=user).update(by=None, by_name=_("Name taken out"))
    ThreadSummary.objects.filter(by=user).update(by=None)
    mine = Contribution.objects.filter(author=user)
    for waiting in mine.filter(published_at__isnull=True).exclude(status=Standing.TAKEN_BACK):
        discussing.take_back(waiting, by=user)
    keys = list(mine.values_list("pk", flat=True))
    Contribution.history.filter(id__in=keys).update(name=_("Name taken out"), author=None)
    mine.update(name=_("Name taken out"), author=None)


declare(
    moving("dialogues.DialogueSeries.organisation"),
    moving("dialogues.Meeting.organisation"),
    moving("dialogues.Contribution.organisation"),
)
