"""The secretariat's lists of series, meetings, sessions and contributions. Texts are written on the site."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.access import SECRETARIAT
from core.admin import PortalAdmin, ReadOnlyAdmin, Step
from core.in_bulk import InBulk, of_workflow
from core.templatetags.portal import city
from dialogues.forms.meeting import NoteForm, ReasonForm
from dialogues.forms.scheduling import DaysForm
from dialogues.models import (
    BackgroundNote,
    Contribution,
    DialogueSeries,
    DiscussionSpace,
    Meeting,
    NoteAppointment,
    Session,
)
from dialogues.notifications.meetings import audience_of
from dialogues.steps import announcing, moderating, planning, sessions


@admin.register(DialogueSeries)
class DialogueSeriesAdmin(PortalAdmin):
    """Series."""

    about = gettext_lazy("Meetings that are announced under one name. A series is public with its first meeting.")
    add_roles = SECRETARIAT
    list_display = ("title", "cycle", "organisation")
    list_filter = ("cycle",)
    list_select_related = ("cycle", "organisation")
    search_fields = ("title",)
    prepopulated_fields: ClassVar[dict[str, Any]] = {"slug": ("title",)}
    fields = ("title", "slug", "about", "language", "cycle", "organisation")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's
        """Pages of its meetings say the new name at once."""
        super().save_model(request, obj, form, change)
        planning.change_series(obj, by=request.user)


def followers(meeting: Meeting) -> list[str]:
    """How many people follow the meeting or registered for it; the secretariat needs no names."""
    count = len(audience_of(meeting))
    words = ngettext("%(count)d person who follows it", "%(count)d people who follow it or registered", count)
    return [words % {"count": count}] if count else []


@admin.register(Meeting)
class MeetingAdmin(ReadOnlyAdmin):
    """Meetings by forum, kind and status, each with its steps."""

    about = gettext_lazy(
        "Dialogues, roundtables, hearings and policy debates. Each is written on its own page; its steps can be taken "
        "here as well."
    )
    list_display = ("title", "kind", "cycle", "number", "series", "status", "reference")
    list_filter = ("cycle", "kind", "status", "audience", "series")
    actions = ("announce_chosen",)
    list_select_related = ("cycle", "series", "organisation")
    search_fields = ("title", "reference")
    ordering = ("-cycle", "kind", "number")
    fields = readonly_fields = ("title", "kind", "cycle", "number", "series", "status", "reference", "organisation",
                                "organisers", "started_at", "announced_at", "closing_reason", "page")  # fmt: skip
    steps: ClassVar[dict[str, Step]] = {
        "announce": Step(announcing.announce, form=NoteForm, explain=gettext_lazy("Everybody reads it from now on.")),
        "revise": Step(
            announcing.revise,
            form=NoteForm,
            explain=gettext_lazy("What was written since becomes a further version."),
        ),
        "cancel": Step(
            announcing.cancel,
            form=ReasonForm,
            explain=gettext_lazy("Its page stays and says that it was cancelled, with the reason."),
            mail=followers,
        ),
        "withdraw": Step(
            announcing.withdraw,
            form=ReasonForm,
            explain=gettext_lazy("For what was announced by mistake: a stub with the reason stays."),
        ),
    }
    announce_chosen = InBulk(
        gettext_lazy("Announce the chosen drafts"),
        announcing.announce,
        demand=of_workflow("announce"),
        change=gettext_lazy("Draft → announced: everybody reads it, under a number."),
        way_back=gettext_lazy("What was announced by mistake is withdrawn on its page, with a reason."),
    )

    @admin.display(description=gettext_lazy("page"))
    def page(self, meeting: Meeting) -> Any:
        """The way to its desk."""
        return format_html('<a href="{}">{}</a>', meeting.get_absolute_url(), _("Open it"))


def meeting_of(session: Session) -> Meeting:
    """Where the log keeps what is done to a session."""
    return session.meeting


def moved(session: Session, days: int | None = None) -> str:
    """Its day; once the number of days is said, its new one."""
    now = date_format(session.starts_on)
    if days is None:
        return now
    return f"{now} → {date_format(sessions.days_after(session, days)['starts_on'])}"


class ZoneFilter(admin.AllValuesFieldListFilter):
    """By time zone, each under the city that it is called after."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        for choice in super().choices(changelist):
            yield {**choice, "display": city(str(choice["display"])) or "UTC"}


@admin.register(Session)
class SessionAdmin(ReadOnlyAdmin):
    """Sessions by day."""

    about = gettext_lazy(
        "All sessions, those to come first. One is moved on the page of its meeting; several are moved by the same "
        "number of days, or called off, here."
    )
    actions = ("move_chosen", "call_off_chosen")
    list_display = ("meeting", "starts_on", "time_of_day", "zone", "city", "format", "cancelled_at")
    list_filter = ("meeting__cycle", "format", ("time_zone", ZoneFilter))
    list_select_related = ("meeting",)
    search_fields = ("meeting__title", "city")
    date_hierarchy = "starts_at"
    ordering = ("-starts_at",)
    fields = readonly_fields = ("meeting", "title", "starts_on", "ends_on", "time_of_day", "time_until", "zone",
                                "city", "room", "format", "registration_url", "cancelled_at",
                                "cancel_reason")  # fmt: skip
    move_chosen = InBulk(
        gettext_lazy("Move the chosen ones by days"),
        lambda session, *, by, days: sessions.move(session, by=by, days=days, sequence=session.sequence),
        demand=sessions.demand_movable,
        form=DaysForm,
        change=moved,
        mail=sessions.told_of,
        explain=gettext_lazy("Each keeps its hour. Calendars follow."),
        way_back=gettext_lazy("They are moved back by as many days the other way; who was told is told again."),
        logged_on=meeting_of,
    )
    call_off_chosen = InBulk(
        gettext_lazy("Call the chosen ones off"),
        lambda session, *, by, note: sessions.call_off(session, by=by, note=note, sequence=session.sequence),
        demand=lambda session, by, **said: sessions.demand_standing(session, by),
        form=ReasonForm,
        change=gettext_lazy("Struck out on the public page, with the reason."),
        mail=sessions.told_of,
        way_back=gettext_lazy("There is no way back: another session is added instead."),
        logged_on=meeting_of,
    )

    @admin.display(description=gettext_lazy("time zone"), ordering="time_zone")
    def zone(self, session: Session) -> str:
        """The city that it is called after."""
        return str(city(session.time_zone) or "UTC")


@admin.register(BackgroundNote)
class BackgroundNoteAdmin(ReadOnlyAdmin):
    """Notes by state of clearance. Their texts are on the site, for those who write and clear them."""

    about = gettext_lazy("Background notes by where they stand. Nothing of their text stands here.")
    list_display = ("reference", "meeting", "status", "language", "started_at")
    list_filter = ("status", "meeting__cycle")
    list_select_related = ("meeting",)
    search_fields = ("reference", "meeting__title")
    fields = readonly_fields = ("reference", "meeting", "status", "language", "started_at", "page")

    @admin.display(description=gettext_lazy("page"))
    def page(self, note: BackgroundNote) -> Any:
        """The way to its page."""
        return format_html('<a href="{}">{}</a>', note.get_absolute_url(), _("Open it"))


@admin.register(NoteAppointment)
class NoteAppointmentAdmin(ReadOnlyAdmin):
    """Who drafts and who clears which note."""

    about = gettext_lazy("Drafters and co-chairs of background notes. They are named on the page of the note.")
    list_display = ("note", "meeting", "user", "office", "since")
    list_filter = ("office", "note__meeting__cycle")
    list_select_related = ("note__meeting", "user")
    search_fields = ("note__reference", "user__email", "user__name")
    fields = readonly_fields = ("note", "user", "office", "since")

    @admin.display(description=gettext_lazy("meeting"))
    def meeting(self, named: NoteAppointment) -> str:
        """Whose note it is."""
        return str(named.note.meeting)


class SpaceFilter(admin.RelatedFieldListFilter):
    """By discussion. One is called as its meeting is, which is read along (L11)."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        spaces = DiscussionSpace.objects.select_related("meeting").order_by("meeting__title", "pk")
        return [(space.pk, str(space)) for space in spaces]


@admin.register(Contribution)
class ContributionAdmin(ReadOnlyAdmin):
    """The queue of all discussions: what waits, the longest first."""

    about = gettext_lazy(
        "Contributions to all discussions; those that wait first. Who moderates the discussion, or heads the "
        "secretariat, makes several public at once; a hiding needs its rule and words, on the page of the contribution."
    )
    list_display = ("__str__", "space", "language", "status", "held_because", "waits_since", "page")
    extra_columns = ("name", "written_at", "published_at")
    list_filter = ("status", "language", "held_because", ("space", SpaceFilter))
    list_select_related = ("space__meeting",)
    search_fields = ("name", "body", "text")
    ordering = ("-status", "waits_since")
    fields = readonly_fields = ("space", "question", "name", "body", "language", "text", "status", "held_because",
                                "written_at", "waits_since", "published_at", "page")  # fmt: skip
    actions = ("make_public",)
    make_public = InBulk(
        gettext_lazy("Make the chosen ones public"),
        moderating.approve,
        demand=of_workflow("approve"),
        change=lambda contribution: contribution.text,
        mail=moderating.told_of,
        explain=gettext_lazy("Everybody reads these words from then on."),
        way_back=gettext_lazy("One is hidden again on its page, with the rule and words for its author."),
    )

    @admin.display(description=gettext_lazy("page"))
    def page(self, contribution: Contribution) -> Any:
        """The way to its page."""
        return format_html('<a href="{}">{}</a>', contribution.get_absolute_url(), _("Open it"))
