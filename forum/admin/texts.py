"""Pages of text, their versions by language with a desk for translations, and errors that readers report."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from core.admin import ReasonForm, Step
from core.templatetags.portal import rich
from forum import steps, xliff
from forum.admin.base import ForumAdmin
from forum.choices import TextState
from forum.forms import AnswerForm, PageTextForm, TranslatedForm
from forum.models import ErrorReport, PageText, TextPage
from forum.models.texts import SOURCE
from forum.views.texts import context_of

WHO = ("number", "status", "source_number", "written_by", "proposed_by", "released_by", "released_at")


@admin.register(TextPage)
class TextPageAdmin(ForumAdmin):
    """Pages of text."""

    fixed = ("slug",)
    about = _("The addresses of pages about the portal. Their words are written under “Texts of pages”.")
    list_display = ("name", "slug", "order")


@admin.register(PageText)
class PageTextAdmin(ForumAdmin):
    """Texts of pages by language and version."""

    form = PageTextForm
    about = _(
        "The words of the pages about the portal, in six languages. One officer writes and proposes, another puts in "
        "force. What was in force is kept: write the next version. A translation belongs to a version of the English "
        "text, and is marked once that has changed."
    )
    change_form_template = "forum/admin/page_text.html"
    change_list_template = "forum/admin/page_texts.html"
    list_display = ("page", "language", "number", "title", "status", "written_by", "released_at")
    list_filter = ("page", "language", "status")
    list_select_related = ("page", "written_by")
    readonly_fields = WHO
    steps: ClassVar[dict[str, Step]] = {
        "propose": Step(
            steps.propose_text,
            explain=_("A second officer looks at it and puts it in force. Until taken back it is not edited."),
        ),
        "take_back": Step(steps.take_text_back, explain=_("It can be edited and proposed again.")),
        "put_in_force": Step(
            steps.put_text_in_force,
            explain=_("Readers see this text from now on; the version before it is kept. Translations of an earlier "
                      "English text are marked."),
        ),
        "end": Step(
            steps.end_text,
            explain=_("Readers no longer see it: the English text stands in, and without that the page goes."),
        ),
    }  # fmt: skip

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        can_write = obj is None or self.has_change_permission(request, obj)
        words = ("page", "language", "title", "body" if can_write else "formatted", "translator")
        return words if obj is None else (*words, *WHO)

    @admin.display(description=_("text"))
    def formatted(self, text: PageText) -> SafeString:
        """As readers see it; the marks of its HTML say nothing to an officer."""
        return rich(text.body)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Page and language are chosen once: a version belongs to both."""
        return (*self.readonly_fields, *(("page", "language") if obj else ()))

    def get_changeform_initial_data(self, request: HttpRequest) -> Any:
        """The newest words of the page and language that the address names; for a first translation the English."""
        page, language = request.GET.get("page", ""), request.GET.get("language", "")
        texts = self.get_queryset(request).filter(page__slug=page)
        earlier = texts.filter(language=language).first() or texts.filter(language=SOURCE).first()
        if earlier is None:
            return super().get_changeform_initial_data(request)
        given = {"page": page, "language": language or SOURCE, "title": earlier.title, "body": earlier.body}
        return {**given, "translator": earlier.translator}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's
        """A new version gets its number, and says of which English version it is the translation."""
        versions = PageText.objects.filter(page=obj.page)
        if not change:
            obj.number = (versions.filter(language=obj.language).aggregate(last=Max("number"))["last"] or 0) + 1
            obj.written_by = request.user
        if obj.language != SOURCE:
            source = versions.in_force().filter(language=SOURCE).first()
            obj.source_number = source.number if source else None
        super().save_model(request, obj, form, change)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """With the English text in force beside a translation (W11)."""
        text = self.get_object(request, object_id) if object_id else None
        slug = text.page_id if text else request.GET.get("page", "")
        language = text.language if text else request.GET.get("language", SOURCE)
        source = PageText.objects.in_force().filter(page__slug=slug, language=SOURCE).first()
        beside = source if language != SOURCE else None
        return super().changeform_view(request, object_id, form_url, {"beside": beside, **(extra_context or {})})

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("translations/", view(self.desk_view), name="forum_pagetext_desk"),
            path("translations/<str:language>.xlf", view(self.export_view), name="forum_pagetext_xliff"),
            path("<int:pk>/preview/", view(self.preview_view), name="forum_pagetext_preview"),
            *super().get_urls(),
        ]

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page as readers would see it with this version."""
        text = self.get_object(request, str(pk))
        if text is None or not self.has_view_permission(request, text):
            raise Http404
        with override(text.language):
            context = context_of(text.page, list(PageText.objects.in_force().filter(page=text.page)), text)
            return TemplateResponse(request, "forum/text_page.html", {**context, "is_preview": True}).render()

    def desk_view(self, request: HttpRequest) -> HttpResponse:
        """Which text is missing or stale in which language, and since when; a file of translations sent back (W11)."""
        if not self.has_view_permission(request):
            raise Http404
        form = TranslatedForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and self.has_add_permission(request) and form.is_valid():
            self._take_in(request, form.cleaned_data)
            return redirect("admin:forum_pagetext_desk")
        frame = {**self.admin_site.each_context(request), "opts": self.opts, "title": _now("Translations")}
        return TemplateResponse(request, "forum/admin/translations.html", {**frame, **desk(), "form": form})

    def export_view(self, request: HttpRequest, language: str) -> HttpResponse:
        """The English texts in force as XLIFF for a translator into `language`."""
        if not self.has_view_permission(request) or language == SOURCE or language not in dict(settings.LANGUAGES):
            raise Http404
        texts = PageText.objects.in_force()
        earlier = {one.page_id: one for one in texts.filter(language=language)}
        response = HttpResponse(
            xliff.written(texts.filter(language=SOURCE), earlier, language), content_type="application/xliff+xml"
        )
        response["Content-Disposition"] = f'attachment; filename="pages-{language}.xlf"'
        return response

    @transaction.atomic
    def _take_in(self, request: HttpRequest, given: dict[str, Any]) -> None:
        """A draft for each page that is complete and of the English text in force; of the others what is wrong."""
        sources = {one.page_id: one for one in PageText.objects.in_force().filter(language=SOURCE)}
        for page in given["pages"]:
            source = sources.get(page.page)
            if source is None or source.number != page.number:
                words = _now("%(page)s: not taken, it is of another version of the English text. Take the file anew.")
            elif not (found := page.of(source))[0]:
                words = _now("%(page)s: not taken, parts of it are not translated.")
            else:
                typed = {"page": page.page, "language": given["language"], "title": found[0]}
                typed |= {"body-html": found[1], "translator": given["translator"]}
                form = PageTextForm(typed)
                words = _now("%(page)s: a draft was written. Read and propose it.")
                if form.is_valid():
                    self.save_model(request, form.save(commit=False), form, change=False)
                else:
                    words = _now("%(page)s: not taken, its words cannot be used as they are.")
            messages.info(request, words % {"page": page.page[:100]})


def desk() -> dict[str, Any]:
    """The pages in rows, the languages in columns; two queries."""
    others = [(code, label) for code, label in settings.LANGUAGES if code != SOURCE]
    texts = PageText.objects.in_force().defer("body")
    found = {(one.page_id, one.language): one for one in texts}
    rows = []
    for page in TextPage.objects.all():
        source = found.get((page.pk, SOURCE))
        rows.append(
            {"page": page, "source": source, "cells": [_cell(page, source, found, code) for code, _l in others]}
        )
    return {"languages": others, "rows": rows}


def _cell(page: TextPage, source: PageText | None, found: dict[Any, PageText], code: str) -> dict[str, Any]:
    text = found.get((page.pk, code))
    state = text.state(source) if text else TextState.MISSING
    since = source.released_at if source and state != TextState.CURRENT else text and text.released_at
    add = f"{reverse('admin:forum_pagetext_add')}?page={page.pk}&language={code}"
    return {"state": str(state), "label": state.label, "since": since, "url": add}


@admin.register(ErrorReport)
class ErrorReportAdmin(ForumAdmin):
    """Errors reported by readers."""

    about = _("What readers say is wrong on a page. Who gave an address gets the answer by mail.")
    add_roles: ClassVar[tuple[str, ...]] = ()
    list_display = ("at", "page", "text", "language", "status", "dealt_by")
    list_filter = ("status", "language")
    list_select_related = ("dealt_by",)
    search_fields = ("page", "text")
    readonly_fields = ("where", "text", "email", "language", "at", "status", "words", "dealt_by", "dealt_at")
    fields = readonly_fields
    steps: ClassVar[dict[str, Step]] = {
        "answer": Step(
            steps.answer_error,
            form=AnswerForm,
            explain=lambda report: _now("The reader gets these words by mail.") if report.email else _now(
                "The reader gave no address: the answer is kept here only."),
            mail=lambda report: [report.email] if report.email else [],
        ),
        "close": Step(steps.close_error, form=ReasonForm, explain=_("It is no longer on the day page.")),
    }  # fmt: skip

    @admin.display(description=_("page"))
    def where(self, report: ErrorReport) -> str:
        """The way to the page."""
        return format_html('<a href="{}">{}</a>', report.page, report.page)
