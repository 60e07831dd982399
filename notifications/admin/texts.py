"""Own words for kinds of messages at the secretariat's desk: versions by language, put in force by another (W6)."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.access import SECRETARIAT
from core.admin import PortalAdmin, Step
from notifications import kinds, steps, texts
from notifications.forms import MailTextForm
from notifications.models import MailText

WHO = ("number", "status", "written_by", "proposed_by", "released_by", "released_at")


@admin.register(MailText)
class MailTextAdmin(PortalAdmin):
    """Texts of messages."""

    form = MailTextForm
    add_roles = SECRETARIAT
    about = gettext_lazy(
        "The secretariat's own words in place of those that the portal ships, for one kind of message in one language. "
        "One officer writes and proposes, another puts in force. What was in force is kept: write the next version."
    )
    change_form_template = "notifications/mail_text.html"
    list_display = (
        "kind_label",
        "language",
        "number",
        "status",
        "written_by",
        "proposed_by",
        "released_by",
        "released_at",
    )
    list_filter = ("status", "language")
    list_select_related = ("written_by", "proposed_by", "released_by")
    readonly_fields = (*WHO, "kind_label")
    steps: ClassVar[dict[str, Step]] = {
        "propose": Step(
            steps.propose_text,
            explain=gettext_lazy(
                "A second officer looks at it and puts it in force. Until taken back it is not edited."
            ),
        ),
        "take_back": Step(steps.take_text_back, explain=gettext_lazy("It can be edited and proposed again.")),
        "put_in_force": Step(
            steps.put_text_in_force,
            explain=gettext_lazy(
                "Messages that are written from now on have these words; what was sent stays as it was."
            ),
            proof=True,
        ),
        "end": Step(
            steps.back_to_shipped,
            explain=gettext_lazy("Messages that are written from now on have the words that the portal ships."),
        ),
    }

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        words = ("language", "subject", "text")
        return ("kind", *words) if obj is None else ("kind_label", *words, *WHO)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Kind and language are chosen once: a version belongs to both."""
        return (*self.readonly_fields, *(("language",) if obj else ()))

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002 - Django's
        """Without the choice of kind, once it is made."""
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        if obj is not None:
            form.base_fields.pop("kind", None)
        return form

    def get_changeform_initial_data(self, request: HttpRequest) -> Any:
        """The words of an earlier version, where the address names one."""
        source = request.GET.get("from", "")
        earlier = self.get_object(request, source) if source else None
        if earlier is None:
            return super().get_changeform_initial_data(request)
        return {name: getattr(earlier, name) for name in ("kind", "language", "subject", "text")}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's
        if not change:
            before = MailText.objects.filter(kind=obj.kind, language=obj.language).aggregate(last=Max("number"))
            obj.number, obj.written_by = (before["last"] or 0) + 1, request.user
        super().save_model(request, obj, form, change)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """With what can stand in braces, for this kind or for each."""
        text = self.get_object(request, object_id) if object_id else None
        listed = [cls for cls in texts.offered() if text is None or cls.name == text.kind]
        known = [(cls.label, texts.placeholders_of(cls).items()) for cls in listed]
        return super().changeform_view(request, object_id, form_url, {"placeholders": known, **(extra_context or {})})

    @admin.display(description=gettext_lazy("kind of message"), ordering="kind")
    def kind_label(self, text: MailText) -> str:
        """What the kind is called."""
        return kinds.label_of(text.kind)

    def get_urls(self) -> list[URLPattern]:
        own = path(
            "<int:pk>/preview/", self.admin_site.admin_view(self.preview_view), name="notifications_mailtext_preview"
        )
        return [own, *super().get_urls()]

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The newest real message of the kind in these words, beside the shipped ones."""
        text = self.get_object(request, str(pk))
        if text is None or not self.has_view_permission(request, text):
            raise Http404
        frame = {**self.admin_site.each_context(request), "opts": self.opts, "title": _("Preview"), "text": text}
        shown = texts.preview(text, request.user)
        return TemplateResponse(request, "notifications/mail_text_preview.html", {**frame, "shown": shown})
