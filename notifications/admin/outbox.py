"""The outbox at the secretariat's desk: decisions on what is uncertain, the switch, the calendar."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import access
from core.admin import ReadOnlyAdmin, Step
from core.models import Act
from notifications import kinds, overview, steps
from notifications.choices import Status
from notifications.forms import DayForm, DecisionForm, HeldForm, PauseForm
from notifications.models import MailPause, Message, RefusedAddress
from reference import catalogue

FACTS = ("kind_label", "occasion", "status", "mailbox", "concerned", "reason", "policy", "message_id")
TIMES = ("planned_at", "not_before", "next_try", "sending_since", "sent_at", "expires_at")
OUTCOME = ("attempts", "doubts", "smtp_reply", "error")


class KindFilter(admin.SimpleListFilter):
    """By kind, in words."""

    title = gettext_lazy("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return [(cls.name, str(cls.label)) for cls in kinds.registry()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(RefusedAddress)
class RefusedAddressAdmin(ReadOnlyAdmin):
    """Addresses that refuse mail for good, until somebody knows better (FEATURES N13)."""

    about = gettext_lazy(
        "A mail server said that these addresses do not exist or take no mail. The focal point's alternate has been "
        "told. Ask for the right address: the person changes it on the own profile, or the office is handed over."
    )
    list_display = ("address", "since", "words")
    search_fields = ("address",)
    search_help_text = gettext_lazy("Address")
    fields = readonly_fields = ("address", "since", "words")
    steps: ClassVar[dict[str, Step]] = {
        "works_again": Step(
            steps.works_again, form=DecisionForm, explain=gettext_lazy("The mark goes. Mail is sent to it as before.")
        )
    }

    def has_module_permission(self, request: HttpRequest) -> bool:
        return access.is_secretariat(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request) if obj is None else super().has_view_permission(request, obj)

    def open_steps(self, request: HttpRequest, record: Any) -> list[tuple[str, str]]:
        return [("works_again", _("It works again"))]


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    """What went to whom, when, in which words, and what the mail server said (promises P55, P59, P60)."""

    about = gettext_lazy(
        "Every message that the portal sends or sent, with what the mail server said. Of an uncertain one nobody knows "
        "whether it arrived: look for its Message-ID in the mail server's log, then decide on its page."
    )
    change_list_template = "notifications/outbox.html"
    list_display = ("planned_at", "kind_label", "mailbox", "concerned", "status", "sent_at", "error")
    list_display_links = ("kind_label",)
    list_filter = ("status", KindFilter, "policy", "planned_at")
    list_select_related = ("recipient",)
    search_fields = ("recipient__email", "address", "message_id", "occasion")
    search_help_text = gettext_lazy("Address of the recipient, Message-ID or occasion")
    steps: ClassVar[dict[str, Step]] = {
        "arrived": Step(
            steps.arrived,
            form=DecisionForm,
            explain=gettext_lazy("You found it in the mail server's log: it counts as sent."),
        ),
        "send_again": Step(
            steps.send_again,
            form=DecisionForm,
            explain=gettext_lazy("It goes out under the same Message-ID, if it is still of use when its turn comes."),
            mail=lambda message: [message.mailbox],
            of_the_procedure=False,
        ),
        "drop": Step(steps.drop, form=DecisionForm, explain=gettext_lazy("It is not sent.")),
    }

    # --- rights

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is None:
            return self.has_module_permission(request)
        return super().has_view_permission(request, obj)

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """By kind, too: that filter names no column."""
        return lookup == KindFilter.parameter_name or super().lookup_allowed(lookup, value, request)

    @admin.display(description=gettext_lazy("State concerned"), ordering="country")
    def concerned(self, message: Message) -> str:
        """The State by its name; by its code, where it is none that the portal knows any more."""
        known = catalogue.countries().get(message.country)
        return str(known.label) if known else message.country or "–"

    # --- one message

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        parts: list[Any] = [
            (None, {"fields": FACTS}),
            (_("When"), {"fields": TIMES}),
            (_("Outcome"), {"fields": OUTCOME}),
        ]
        if obj is not None and access.allowed(request.user, "notifications.read_text", obj):
            parts.append((_("Words"), {"fields": ("subject", "text")}))
        return parts

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*FACTS, *TIMES, *OUTCOME, "subject", "text")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Reading somebody's message is an act."""
        message = self.get_object(request, object_id)
        if message is not None and message.text and access.allowed(request.user, "notifications.read_text", message):
            Act.objects.log("read message", message, by=request.user)
        return super().change_view(request, object_id, form_url, extra_context)

    def open_steps(self, request: HttpRequest, record: Any) -> list[tuple[str, str]]:
        """What can be decided now: of an uncertain one whether it arrived, of a held one whether it goes."""
        if not access.allowed(request.user, "notifications.resolve", record):
            return []
        return [(name, str(label)) for name, label in steps.DECISIONS.get(record.status, {}).items()]

    @admin.display(description=gettext_lazy("kind"), ordering="kind")
    def kind_label(self, message: Message) -> str:
        """What the kind is called."""
        return kinds.label_of(message.kind)

    @admin.display(description=gettext_lazy("recipient"))
    def mailbox(self, message: Message) -> str:
        """Where it goes, or went."""
        return message.mailbox

    # --- pages beside the list

    def get_urls(self) -> list[URLPattern]:
        pages = {"pause": self.pause_view, "held": self.held_view, "calendar": self.calendar_view}
        own = [
            path(f"{name}/", self.admin_site.admin_view(view), name=f"notifications_message_{name}")
            for name, view in pages.items()
        ]
        return [*own, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list, under the state of mail in numbers."""
        desk = {"figures": overview.figures(request.user), "switch": MailPause.now()}
        return super().changelist_view(request, {**desk, **(extra_context or {})})

    def _page(self, request: HttpRequest, name: str, title: str, **context: Any) -> HttpResponse:
        frame = {**self.admin_site.each_context(request), "opts": self.opts, "title": title}
        return TemplateResponse(request, f"notifications/{name}.html", {**frame, **context})

    def _desk_only(self, request: HttpRequest) -> None:
        if not access.is_secretariat(request.user):
            raise PermissionDenied(_("This page belongs to the secretariat."))

    def pause_view(self, request: HttpRequest) -> HttpResponse:
        """The switch "pause all mail": whoever runs the desk sees it, the secretariat moves it."""
        switch = MailPause.now()
        form = PauseForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            move = steps.resume if request.POST.get("paused") == "no" else steps.pause
            switch = move(by=request.user, **form.cleaned_data)
            messages.success(request, str(switch))
            return HttpResponseRedirect(reverse("admin:notifications_message_pause"))
        may = access.allowed(request.user, "notifications.pause_mail", switch)
        return self._page(
            request,
            "pause",
            _("Let mail go out again") if switch.paused else _("Pause all mail"),
            switch=switch,
            form=form,
            may=may,
        )

    def held_view(self, request: HttpRequest) -> HttpResponse:
        """Decide on all held messages of one kind, after a brake."""
        self._desk_only(request)
        stopped = Message.objects.visible_to(request.user).filter(status=Status.HELD)
        counts = stopped.exclude(kind__in=kinds.names_to_many()).values_list("kind")
        held = dict(counts.annotate(Count("pk")).order_by("kind"))
        form = HeldForm(request.POST or None, held=held)
        if request.method == "POST" and form.is_valid():
            choice = form.cleaned_data
            decided = steps.decide_held(
                choice["kind"], Status(choice["decision"]), by=request.user, note=choice["note"]
            )
            messages.success(request, _("Decided on %(count)s messages.") % {"count": decided})
            return HttpResponseRedirect(reverse("admin:notifications_message_changelist"))
        return self._page(request, "held", _("Messages that are held"), form=form, held=held)

    def calendar_view(self, request: HttpRequest) -> HttpResponse:
        """Who would get what on a day, from present data; nothing is sent. Without a State's own (condition 18)."""
        self._desk_only(request)
        form = DayForm(request.GET if "on" in request.GET else {"on": timezone.localdate()})
        found: list[overview.Coming] = []
        if form.is_valid():
            found = [
                one for one in overview.coming(*overview.span_of(form.cleaned_data["on"])) if not one.row.confidential
            ]
        rows = [{"what": kinds.label_of(one.kind), **one._asdict()} for one in found]
        return self._page(request, "calendar", _("Who gets what on a day"), form=form, rows=rows)
