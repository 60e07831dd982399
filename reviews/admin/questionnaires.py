"""The questionnaire editor (FEATURES W5): sections, questions, order, wordings in six languages.

What is no draft is shown and not changed, also by a forged POST: rights ask the questionnaire itself,
and `Section.save` and `Question.save` refuse once more (RELIABILITY P19).
"""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from core.access import SECRETARIAT, allowed
from core.admin import PortalAdmin, Step, StepForm
from core.workflow import MovedOn
from forum.models import ForumCycle
from reference.forms import LANGUAGES
from reviews import versions
from reviews.choices import QuestionnaireStatus
from reviews.forms.questionnaires import QuestionForm, QuestionnaireForm, SectionForm, StartForm
from reviews.models import Question, Questionnaire, Section
from reviews.steps import editing
from reviews.steps import questionnaires as steps

LONGEST_KEY = 18
"""Digits that fit into the database's numbers."""
OTHER_LANGUAGES = [code for code in LANGUAGES if code != "en"]


def missing(texts: Iterable[dict[str, str]]) -> dict[str, int]:
    """How many of `texts` have no wording yet, by the code of each language but English."""
    texts = list(texts)
    return {code: sum(not one.get(code) for one in texts) for code in OTHER_LANGUAGES}


class OtherForumForm(StepForm):
    """For which forum a questionnaire is copied."""

    cycle = forms.ModelChoiceField(label=gettext_lazy("Forum"), queryset=ForumCycle.objects.order_by("-year"))
    field_order = ("cycle", "note")


def what_changes(form: Questionnaire) -> str:
    """What putting `form` in force does, with what it asks otherwise; the same whoever has begun to write (P1)."""
    does = _(
        "States start new reviews with it. The version in force until now is replaced; reviews that began with it "
        "keep it, and their States are shown what the new one asks otherwise. Whether any has begun is not shown here. "
        "What is in force is never edited: a change is a new version."
    )
    earlier = versions.before(form)
    if earlier is None:
        return does
    told = versions.counted(versions.between(earlier, form))
    return f"{does} {_('Beside version %(number)s: %(told)s') % {'number': earlier.version, 'told': told}}"


@admin.register(Questionnaire)
class QuestionnaireAdmin(PortalAdmin):
    """Questionnaires by cycle and version; the page of a draft is where it is written."""

    about = gettext_lazy(
        "What States are asked. A draft is written here, proposed, and put in force by another officer. What is in "
        "force is not edited: make a new version; reviews that began keep theirs."
    )
    change_form_template = "reviews/admin/questionnaire.html"
    add_roles = SECRETARIAT
    list_display = ("name", "cycle", "kind", "version", "status", "is_sample", "proposed_by", "released_by")
    list_filter = ("cycle", "kind", "status")
    list_select_related = ("cycle", "proposed_by", "released_by")
    readonly_fields = (
        "cycle",
        "kind",
        "version",
        "status",
        "is_sample",
        "proposed_by",
        "released_by",
        "in_force_since",
    )
    steps: ClassVar[dict[str, Step]] = {
        "propose": Step(
            steps.propose,
            explain=gettext_lazy("A second officer sees it and puts it in force. Until taken back it is not edited."),
        ),
        "take_up_again": Step(steps.take_up_again, explain=gettext_lazy("It can be edited and proposed again.")),
        "put_in_force": Step(steps.put_in_force, explain=what_changes, proof=True),
        "new_version": Step(
            steps.new_version,
            explain=gettext_lazy("A draft with the same sections and questions, one version higher, to be edited."),
        ),
        "duplicate": Step(
            steps.duplicate,
            form=OtherForumForm,
            explain=gettext_lazy(
                "A draft for the forum that you choose, with the same sections and questions. The codes stay, so that "
                "a State can begin with its answers of this one."
            ),
        ),
    }

    @admin.display(description=gettext_lazy("title"))
    def name(self, questionnaire: Questionnaire) -> str:
        """The title; the version has a column of its own."""
        return str(questionnaire.title)

    def get_form(self, request: HttpRequest, obj: Any = None, *args: Any, **kwargs: Any) -> Any:
        return super().get_form(request, obj, *args, **{**kwargs, "form": QuestionnaireForm if obj else StartForm})

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ("cycle", "start", "titles")
        title = "titles" if self.has_change_permission(request, obj) else "name"
        return (title, *self.readonly_fields)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*self.readonly_fields, "name") if obj else ()

    def open_steps(self, request: HttpRequest, record: Questionnaire) -> list[tuple[str, str]]:
        """The workflow's, and a new version of what is no draft."""
        opened = super().open_steps(request, record)
        if record.status in (QuestionnaireStatus.IN_FORCE, QuestionnaireStatus.REPLACED):
            opened.append(("new_version", _("Make a new version")))
        if allowed(request.user, "reviews.view_questionnaire", record):
            opened.append(("duplicate", _("Copy for another forum")))
        return opened

    def url_after_step(self, object_id: str, made: Any = None) -> str:
        """A new version or a copy is written next: on to its page."""
        if isinstance(made, Questionnaire) and str(made.pk) != object_id:
            return reverse("admin:reviews_questionnaire_change", args=[made.pk])
        return super().url_after_step(object_id, made)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Save the title of a draft, or begin a new questionnaire."""
        if change:
            obj._history_user = request.user
            obj.save()
            return
        made = editing.start(obj.cycle, form.cleaned_data["start"], titles=obj.titles, by=request.user)
        obj.pk = made.pk
        obj.refresh_from_db()

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The step has written it."""

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """On to the page where it is written."""
        return HttpResponseRedirect(reverse("admin:reviews_questionnaire_change", args=[obj.pk]))

    def get_urls(self) -> list[URLPattern]:
        move = path(
            "<path:object_id>/move/",
            self.admin_site.admin_view(require_POST(self.move_view)),
            name="reviews_questionnaire_move",
        )
        return [move, *super().get_urls()]

    def move_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Move the section or question that a button `up` or `down` names (`section-12`) by one place."""
        questionnaire = self.get_object(request, object_id)
        if questionnaire is None:
            raise Http404
        if not self.has_change_permission(request, questionnaire):
            raise PermissionDenied(_("This questionnaire is no longer a draft. Make a new version to change it."))
        direction = "up" if "up" in request.POST else "down"
        kind, _dash, pk = request.POST.get(direction, "").partition("-")
        part = self._part(questionnaire, kind, pk)
        editing.move(part, direction, by=request.user)
        url = reverse("admin:reviews_questionnaire_change", args=[questionnaire.pk])
        return HttpResponseRedirect(f"{url}#{kind}-{pk}")

    def _part(self, questionnaire: Questionnaire, kind: str, pk: str) -> Any:
        parts: dict[str, Any] = {
            "section": questionnaire.sections.all(),
            "question": Question.objects.filter(section__questionnaire=questionnaire).select_related("section"),
        }
        found = parts[kind].filter(pk=_key(pk)).first() if kind in parts else None
        if found is None:
            raise Http404
        return found

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Add the outline below the form."""
        if record := kwargs.get("obj"):
            earlier = versions.before(record)
            context = {
                **context,
                **outline(record),
                "editable": self.has_change_permission(request, record),
                "earlier": earlier,
                "differences": versions.between(earlier, record) if earlier else [],
            }
        return super().render_change_form(request, context, *args, **kwargs)


def outline(questionnaire: Questionnaire) -> dict[str, Any]:
    """Sections and questions in order, with what translators still have to write; two queries."""
    sections = list(questionnaire.sections.prefetch_related("questions"))
    texts = [questionnaire.titles]
    rows = []
    for section in sections:
        questions = list(section.questions.all())
        texts += section.texts() + [text for question in questions for text in question.texts()]
        rows.append(
            {
                "section": section,
                "missing": _missing_words(section.texts()),
                "questions": [{"question": one, "missing": _missing_words(one.texts())} for one in questions],
            }
        )
    counted = missing(texts)
    return {
        "outline": rows,
        "texts": len(texts),
        "languages": [{"name": LANGUAGES[code], "missing": number} for code, number in counted.items()],
    }


def _missing_words(texts: list[dict[str, str]]) -> str:
    """`fr 2, ar 1`: the languages in which something is missing; nothing when all are complete."""
    return ", ".join(f"{code} {number}" for code, number in missing(texts).items() if number)


class PartAdmin(PortalAdmin):
    """A section or question: rights are those on its questionnaire; reached from there, not from the index."""

    add_roles = SECRETARIAT
    parent = "questionnaire"
    """The path from the part to its questionnaire."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def _allowed(self, request: HttpRequest, action: str, record: Any) -> bool:
        action = "change" if action == "delete" else action
        if record is not None:
            return allowed(request.user, f"reviews.{action}_questionnaire", _questionnaire_of(record))
        return self.has_add_permission(request)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        visible = Questionnaire.objects.visible_to(request.user)
        return self.model._default_manager.filter(**{f"{self.parent}__in": visible}).select_related(self.parent)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._unless_moved_on(request, super().changeform_view, *args, **kwargs)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._unless_moved_on(request, super().delete_view, *args, **kwargs)

    def _unless_moved_on(
        self, request: HttpRequest, view: Callable[..., HttpResponse], *args: Any, **kwargs: Any
    ) -> Any:
        try:
            return view(request, *args, **kwargs)
        except MovedOn as moved:
            messages.error(request, str(moved))
            return HttpResponseRedirect(reverse("admin:reviews_questionnaire_changelist"))

    def _next_order(self, siblings: models.QuerySet[Any]) -> int:
        return (siblings.aggregate(Max("order"))["order__max"] or 0) + 10

    def _outline_url(self, part: Any) -> str:
        url = reverse("admin:reviews_questionnaire_change", args=[part.form_id()])
        return f"{url}#{self.opts.model_name}-{part.pk}" if part.pk else url

    def response_post_save_add(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        return HttpResponseRedirect(self._outline_url(obj))

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        return HttpResponseRedirect(self._outline_url(obj))

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: Any) -> HttpResponse:
        messages.success(request, _("Deleted: %(part)s.") % {"part": obj_display})
        return HttpResponseRedirect(self.deleted_from)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete, and remember where to go back to."""
        self.deleted_from = reverse("admin:reviews_questionnaire_change", args=[obj.form_id()])
        super().delete_model(request, obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """The parts themselves: whoever may change the draft may delete its parts."""
        return [str(one) for one in objs], {self.opts.verbose_name_plural: len(objs)}, set(), []


def _key(text: str) -> int | None:
    """A primary key out of an address; None for what is none."""
    return int(text) if text.isdecimal() and len(text) < LONGEST_KEY else None


def _questionnaire_of(part: Any) -> Questionnaire:
    section = part.section if isinstance(part, Question) else part
    return section.questionnaire


@admin.register(Section)
class SectionAdmin(PartAdmin):
    """One section of a draft."""

    form = SectionForm
    in_words = ("questionnaire", "order", "code", "title", "introduction", "repeat")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        written = obj is None or self.has_change_permission(request, obj)
        return SectionForm.Meta.fields if written else self.in_words

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ()
        return ("questionnaire",) if self.has_change_permission(request, obj) else self.in_words

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["queryset"] = Questionnaire.objects.filter(status=QuestionnaireStatus.DRAFT)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        chosen = request.GET.get("questionnaire", "")
        siblings = Section.objects.filter(questionnaire=_key(chosen))
        return {"questionnaire": chosen, "order": self._next_order(siblings)}


@admin.register(Question)
class QuestionAdmin(PartAdmin):
    """One question of a draft, with its choices and columns."""

    form = QuestionForm
    parent = "section__questionnaire"
    change_form_template = "reviews/admin/question.html"
    in_words = (
        "section", "order", "key", "label", "help", "example", "type", "choices_in_words", "ranks", "columns_in_words",
        "required", "audience", "meaning", "words", "asked_if",
    )  # fmt: skip

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        written = obj is None or self.has_change_permission(request, obj)
        return QuestionForm.Meta.fields if written else self.in_words

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.in_words if obj is not None and not self.has_change_permission(request, obj) else ()

    @admin.display(description=gettext_lazy("choices"))
    def choices_in_words(self, question: Question) -> Any:
        """Each choice on a line."""
        return format_html_join("", "{}: {}<br>", question.choices()) or "–"

    @admin.display(description=gettext_lazy("columns"))
    def columns_in_words(self, question: Question) -> Any:
        """Each column on a line."""
        rows = [(column["key"], column["labels"].get("en", ""), column["type"]) for column in question.columns]
        return format_html_join("", "{}: {} ({})<br>", rows) or "–"

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        drafts = Section.objects.filter(questionnaire__status=QuestionnaireStatus.DRAFT)
        match = request.resolver_match
        pk = match.kwargs.get("object_id", "") if match else ""
        chosen = request.GET.get("section", "")
        if _key(pk):
            drafts = drafts.filter(questionnaire__sections__questions=int(pk))
        elif _key(chosen):
            drafts = drafts.filter(questionnaire__sections=int(chosen))
        return super().formfield_for_foreignkey(db_field, request, **{**kwargs, "queryset": drafts})

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        chosen = request.GET.get("section", "")
        siblings = Question.objects.filter(section=_key(chosen))
        return {"section": chosen, "order": self._next_order(siblings)}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Save the question and its columns."""
        obj.columns = form.columns.columns()
        super().save_model(request, obj, form, change)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """The columns stand below the question."""
        form = context["adminform"].form
        return super().render_change_form(
            request, {**context, "columns": getattr(form, "columns", None)}, *args, **kwargs
        )
