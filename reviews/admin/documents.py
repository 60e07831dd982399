"""Reviews that States sent by e-mail: registered by one officer, released by another (RELIABILITY P63)."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from core import downloads
from core.access import SECRETARIAT
from core.admin import PortalAdmin, Step
from core.models import Act
from forum.calendar import part_in_words
from reviews.forms.documents import ReceivedDocumentForm, language_name
from reviews.models import ReceivedDocument
from reviews.notifications.documents import DocumentPublished
from reviews.notifications.submission import focal_points
from reviews.steps import documents as steps


@admin.register(ReceivedDocument)
class ReceivedDocumentAdmin(PortalAdmin):
    """The list, and the page where a document is registered or put right."""

    about = gettext_lazy(
        "Reviews that a State sent as a file or published elsewhere. One officer registers, another releases: then it "
        "is public. It never touches what the State prepares in the portal."
    )
    form = ReceivedDocumentForm
    add_roles = SECRETARIAT
    list_display = ("title", "country", "reference_number", "status", "received", "registered_by", "registered_at")
    list_filter = ("status", "cycle", "round", "kind")
    list_select_related = ("country", "registered_by")
    search_fields = ("title", "country__names", "country__code")
    told = ("reference_number", "status", "registered_by", "registered_at", "stored_file")
    steps: ClassVar[dict[str, Step]] = {
        "confirm": Step(
            steps.confirm,
            explain=gettext_lazy(
                "You answer for what the import brought: State, forum, title and source were compared with the "
                "document, and the address leads to it or tells where it is. Another officer then releases it."
            ),
        ),
        "release": Step(
            steps.release,
            explain=gettext_lazy(
                "It is published at once as the next version of the State's review. What the State submits here "
                "later is the version after it."
            ),
            mail=lambda document: [person.mailbox for person in focal_points(document.country_id or "")],
            tells=[DocumentPublished],
            proof=True,
        ),
    }

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = ReceivedDocumentForm.Meta.fields
        if obj is None:
            return fields
        if not self.has_change_permission(request, obj):  # the stored file has its line with a name and a way to it
            in_words = {"language": "language_name", "received_on": "received"}
            fields = tuple(in_words.get(name, name) for name in fields if name != "file")
        return (*self.told, *fields)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.told if obj is not None else ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Save through the step that notes who answers for it."""
        steps.save(obj, by=request.user)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The step has written it."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The step has written it."""

    @admin.display(description=gettext_lazy("reference"), ordering="country")
    def reference_number(self, document: ReceivedDocument) -> str:
        """The reference under which it is, or will be, published."""
        return document.reference or "–"

    @admin.display(description=gettext_lazy("language"))
    def language_name(self, document: ReceivedDocument) -> str:
        """By its name; what an import brought as a text of its own stays."""
        return language_name(document.language) or "–"

    @admin.display(description=gettext_lazy("received on"), ordering="received_on")
    def received(self, document: ReceivedDocument) -> str:
        """As exact as it is known, in words."""
        return part_in_words(document.received_on) or "–"

    @admin.display(description=gettext_lazy("stored file"))
    def stored_file(self, document: ReceivedDocument) -> Any:
        """The way to the file."""
        if not document.file:
            return "–"
        url = reverse("admin:reviews_receiveddocument_file", args=[document.pk])
        return format_html('<a href="{}">{}</a>', url, document.file_name)

    def get_urls(self) -> list[URLPattern]:
        file = path(
            "<path:object_id>/file/", self.admin_site.admin_view(self.file_view), name="reviews_receiveddocument_file"
        )
        return [file, *super().get_urls()]

    def file_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """The file as it was sent; opening it is noted."""
        document = self.get_object(request, object_id)
        if document is None or not document.file:
            raise Http404
        Act.objects.log("opened file", document, by=request.user)
        return downloads.file_response(document.file, name=document.file_name, content_type=document.content_type)
