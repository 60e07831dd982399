"""The secretariat's lists of series, meetings, sessions and contributions. Texts are written on the site."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.access import SECRETARIAT
from core.admin import PortalAdmin, ReadOnlyAdmin, ReasonForm, Step
from core.workflow import MovedOn, NotReady
from dialogues.forms.meeting import ReasonForm as CallOffForm
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


def in_bulk(page: PortalAdmin, request: HttpRequest, chosen: Any, step: Callable[..., Any]) -> None:
    """Take `step` of each of `chosen`; what is refused is said by name with its reason and stops no
    other."""
    done = 0
    for record in chosen:
        try:
            step(record, by=request.user)
        except NotReady as not_ready:
            why = " ".join(str(one.text) for one in not_ready.problems)
        except ValidationError as wrong:
            why = " ".join(wrong.messages)
        except (MovedOn, PermissionDenied) as refused:
            why = str(refused) or _("You do not have the right to do this.")
        else:
            done += 1
            continue
        page.message_user(request, f"{record}: {why}", messages.WARNING)
    if done:
        page.message_user(request, ngettext("Done for %(n)d.", "Done for %(n)d.", done) % {"n": done}, messages.SUCCESS)


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
    list_display = ("title", "kind", "cycle_id", "number", "series", "status", "reference")
    list_filter = ("cycle", "kind", "status", "audience", "series")
    actions = ("announce_chosen",)
    list_select_related = ("cycle", "series", "organisation")
    search_fields = ("title", "reference")
    ordering = ("-cycle", "kind", "number")
    fields = readonly_fields = ("title", "kind", "cycle", "number", "series", "status", "reference", "organisation",
                                "organisers", "started_at", "announced_at", "closing_reason", "page")  # fmt: skip
    steps: ClassVar[dict[str, Step]] = {
        "announce": Step(announcing.announce, explain=gettext_lazy("Everybody reads it from now on.")),
        "revise": Step(announcing.revise, explain=gettext_lazy("What was written since becomes a further version.")),
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

    @admin.action(description=gettext_lazy("Announce the chosen drafts"))
    def announce_chosen(self, request: HttpRequest, chosen: Any) -> None:
        """A whole series at once."""
        in_bulk(self, request, chosen, announcing.announce)

    @admin.display(description=gettext_lazy("page"))
    def page(self, meeting: Meeting) -> Any:
        """The way to its desk."""
        return format_html('<a href="{}">{}</a>', meeting.get_absolute_url(), _("Open it"))


@admin.register(Session)
class SessionAdmin(ReadOnlyAdmin):
    """Sessions by day."""

    about = gettext_lazy(
        "All sessions, those to come first. One is moved on the page of its meeting; several are moved by the same "
        "number of days, or called off, here."
    )
    actions = ("move_chosen", "call_off_chosen")
    list_display = ("meeting", "starts_on", "time_of_day", "time_zone", "city", "format", "cancelled_at")
    list_filter = ("meeting__cycle", "format", "time_zone")
    list_select_related = ("meeting",)
    search_fields = ("meeting__title", "city")
    date_hierarchy = "starts_at"
    ordering = ("-starts_at",)
    fields = readonly_fields = ("meeting", "title", "starts_on", "ends_on", "time_of_day", "time_until", "time_zone",
                                "city", "room", "format", "registration_url", "cancelled_at",
                                "cancel_reason")  # fmt: skip

    @admin.action(description=gettext_lazy("Move the chosen ones by days"))
    def move_chosen(self, request: HttpRequest, chosen: Any) -> HttpResponse | None:
        """Each by the same number of days, at the hour that it has."""
        page = {
            "title": _("Move the sessions"),
            "explain": _("Each keeps its hour. Calendars follow; those who registered or follow it get a message."),
        }
        return self._ask(request, chosen, DaysForm, sessions.move, page)

    @admin.action(description=gettext_lazy("Call the chosen ones off"))
    def call_off_chosen(self, request: HttpRequest, chosen: Any) -> HttpResponse | None:
        """For one reason, which everybody reads."""
        page = {
            "title": _("Call the sessions off"),
            "explain": _("They stay on the public page, struck out. Those who registered or follow it get a message."),
        }
        return self._ask(request, chosen, CallOffForm, sessions.call_off, page)

    def _ask(
        self, request: HttpRequest, chosen: Any, form_class: Any, step: Callable[..., Any], page: dict[str, str]
    ) -> HttpResponse | None:
        """The page that names the chosen ones and asks what the step needs; then the step, of each that still stands
        as that page showed it."""

        def as_shown(session: Session, *, by: Any) -> Any:
            return step(session, by=by, sequence=_sequence_shown(request, session), **form.cleaned_data)

        chosen, sent = chosen.select_related("meeting__cycle"), "said" in request.POST
        form = form_class(request.POST if sent else None)
        if sent and form.is_valid():
            in_bulk(self, request, chosen, as_shown)
            return None
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "chosen": chosen,
            "action": request.POST["action"],
            "form": form,
            **page,
        }
        return TemplateResponse(request, "admin/dialogues/in_bulk.html", context, status=400 if form.errors else 200)


def _sequence_shown(request: HttpRequest, session: Session) -> int:
    """The sequence of `session` where the page whose form was sent showed this one; otherwise one that none has."""
    return session.sequence if request.POST.get(f"sequence-{session.pk}") == str(session.sequence) else -1


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

    @admin.action(description=gettext_lazy("Make the chosen ones public"))
    def make_public(self, request: HttpRequest, chosen: Any) -> None:
        """Each by the same rules as on its page."""
        in_bulk(self, request, chosen, moderating.approve)

    @admin.display(description=gettext_lazy("page"))
    def page(self, contribution: Contribution) -> Any:
        """The way to its page."""
        return format_html('<a href="{}">{}</a>', contribution.get_absolute_url(), _("Open it"))
