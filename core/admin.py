"""The secretariat's desk: Django admin with the portal's own rights, steps and silence.

Differences from the stock admin: rights come from `core.access`, never from Django's permission tables; lists start
from `visible_to`; history of what one may not see answers 404; every step of a workflow has a page of its own.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from typing import Any, ClassVar

import rules
from allauth.account.decorators import secure_admin_login
from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import access, notices, proof, words
from core.forms import DayField, DeskForm, WebAddressField
from core.models import Act
from core.notices import SENT, Notice, NoticeForm
from core.own_lists import OwnList
from core.workflow import MovedOn, NotReady, steps_open_to

SLUG_IS_WRONG = gettext_lazy("Write letters of the Latin alphabet, digits and hyphens alone, for example call-2030.")


class PortalAdminSite(admin.AdminSite):
    """Admin open to the secretariat; a superuser flag alone opens accounts and settings only."""

    site_header = gettext_lazy("IMRF Portal: secretariat")
    site_title = gettext_lazy("Secretariat")
    index_title = gettext_lazy("Today")
    enable_nav_sidebar = False

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Take pages of ours only. What libraries bring (addresses, second factors, logins, schedules) goes by
        Django's permission tables, and so would open to the superuser flag: it is left out."""
        if admin_class is not None and issubclass(admin_class, PortalAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return user.is_active and (access.is_secretariat(user) or getattr(user, "is_superuser", False))

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:  # noqa: FBT001, FBT002 - Django's
        """As Django's, in English as long as the reader's language has no words of ours: the mark of the page and its
        direction are those of the words on it (core.words)."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def speaking(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if translation.get_language() not in words.untranslated():
                return inner(request, *args, **kwargs)
            with translation.override(settings.LANGUAGE_CODE):
                response = inner(request, *args, **kwargs)
                return response.render() if hasattr(response, "render") else response

        return speaking

    def get_urls(self) -> list[Any]:
        # "View on site" leads to any object of any table by its number, and so tells which drafts exist (P1).
        return [one for one in super().get_urls() if getattr(one, "name", None) != "view_on_site"]

    @login_not_required
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The site's own door, with its limits and second factor (S2)."""
        return secure_admin_login(super().login)(request, extra_context)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The site's own page, which asks for fresh proof and tells the owner (S11, S13)."""
        return HttpResponseRedirect(reverse("account_change_password"))

    password_change_done = password_change

    def get_log_entries(self, request: HttpRequest) -> Any:
        """None: Django's log keeps names of records, so nothing is written to it (P1)."""
        return LogEntry.objects.none()


class ByName(forms.models.ModelChoiceIterator):
    """Entries to pick in the alphabetical order of their names, for rows that the database keeps by code."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        rows: Any = self.queryset
        yield from map(self.choice, rows.by_name())


class WordedFilter(admin.EmptyFieldListFilter):
    """Whether a column is empty, in words of its own: for all, where it is, where it is not."""

    words: ClassVar[tuple[Any, ...]] = ()

    def choices(self, changelist: Any) -> Iterator[Any]:
        """The same choices, each under its words."""
        for choice, said in zip(super().choices(changelist), self.words, strict=True):
            yield {**choice, "display": said}


class StepForm(forms.Form):
    """What a step needs besides the press of a button: a note, which officers read in the record's history."""

    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Officers read it in the record's history."),
    )


class ReasonForm(StepForm):
    """A step that needs a reason. Who reads it besides is said by the step."""

    note = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("It stands in the record's history, too."),
    )


class Step:
    """A step as admin offers it: the app's function, its form and what the page says will happen, in a sentence
    or as a function of the record. `mail` lists who gets a message: the page says "Nobody" where it is empty.
    `tells` names the kinds of these messages: one that is sent by choice can be left out, or get words of the
    officer's own; any other always goes, and the page says so, unless `of_the_procedure` is false: the message then
    depends on what is true when its turn comes. `initial` fills the form beforehand, from the record."""

    def __init__(
        self,
        run: Callable[..., Any],
        *,
        form: type[forms.Form] = StepForm,
        explain: Any = "",
        mail: Callable[[Any], list[str]] = lambda record: [],
        tells: Sequence[Any] = (),
        initial: Callable[[Any], dict[str, Any]] = lambda record: {},
        proof: bool = False,
        of_the_procedure: bool = True,
    ) -> None:
        self.run = run
        self.of_the_procedure = of_the_procedure
        self.initial = initial
        self.form = form
        self.explain = explain
        self.mail = mail
        self.by_choice = [kind for kind in tells if kind.by_choice]
        self.always = [kind for kind in tells if not kind.by_choice]
        self.proof = proof

    def notice_form(self, data: Any, mail: list[str]) -> NoticeForm | None:
        """Its question whether to tell; None where nobody is told or all of it always goes."""
        return NoticeForm(data) if self.by_choice and mail else None


class PortalAdmin(OwnList):
    """Base of every admin page. Default is deny.

    `roles` may open the list; on a record `<app>.<view|change|delete>_<model>` is asked, and what no
    rule declares is refused. `add_roles` may add. `steps` maps names of transitions to Step.
    `about` says above the list what it holds and what is done with it.
    """

    about: Any = ""
    form: Any = DeskForm

    roles: ClassVar[tuple[str, ...]] = access.SECRETARIAT
    add_roles: ClassVar[tuple[str, ...]] = ()
    steps: ClassVar[dict[str, Step]] = {}
    change_form_template = "admin/portal_change_form.html"
    change_list_template = "admin/portal_change_list.html"
    object_history_template = "admin/portal_history.html"
    view_on_site = False
    list_per_page = 50
    show_full_result_count = False
    actions: Any = None

    # --- rights

    def _allowed(self, request: HttpRequest, action: str, record: Any) -> bool:
        permission = f"{self.opts.app_label}.{action}_{self.opts.model_name}"
        if not rules.perm_exists(permission):
            return False
        if record is None:
            return access.has_role(request.user, *self.roles)
        return access.allowed(request.user, permission, record)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return access.has_role(request.user, *self.roles)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._allowed(request, "view", obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._allowed(request, "change", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._allowed(request, "delete", obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return access.has_role(request.user, *self.add_roles)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        queryset = super().get_queryset(request)
        return queryset.visible_to(request.user)  # type: ignore[attr-defined]

    # --- what a forged address or form may name: visible records, declared filters (B13, B45, B61)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        # int() reads "٣" as 3: one record would answer at many addresses.
        record = super().get_object(request, object_id, from_field) if object_id.isascii() else None
        if record is None or request.method != "POST" or not transaction.get_connection().in_atomic_block:
            return record
        # A form that is sent holds the row, and reads it then: no step slips in between the question and the saving.
        self.model._base_manager.select_for_update(no_key=True).filter(pk=record.pk).first()
        return super().get_object(request, object_id, from_field)

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        raise Http404

    def get_field_queryset(self, db: str | None, db_field: Any, request: HttpRequest | None) -> Any:
        offered = super().get_field_queryset(db, db_field, request)  # type: ignore[arg-type]
        records = db_field.remote_field.model._default_manager.all() if offered is None else offered
        return records.visible_to(request.user) if request and hasattr(records, "visible_to") else offered

    def formfield_for_dbfield(self, db_field: Any, request: Any, **options: Any) -> Any:
        """As Django makes it; addresses of the open web alone (B35), days as people write them (B17)."""
        if isinstance(db_field, models.URLField):
            options.setdefault("form_class", WebAddressField)
        elif isinstance(db_field, models.DateField) and not isinstance(db_field, models.DateTimeField):
            options.setdefault("form_class", DayField)
        elif isinstance(db_field, models.SlugField):
            options.setdefault("error_messages", {"invalid": SLUG_IS_WRONG})
        field = super().formfield_for_dbfield(db_field, request, **options)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget  # no windows beside a list that add or change what it lists
        if isinstance(field, forms.ModelChoiceField) and hasattr(field.queryset, "by_name"):
            field.iterator = ByName
            field.widget.choices = field.choices
        return field

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """Only by a filter that the list offers: `?password__startswith=` would read a column letter by letter."""
        offered = [*map(_field_of, self.get_list_filter(request)), self.date_hierarchy or ""]
        names = {name.partition("__")[0] for name in offered}
        return lookup.partition("__")[0] in names and super().lookup_allowed(lookup, value, request)

    # --- history and log: who, when and what, no text of a record in either; notes of officers in the history alone

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's
        """The history names who changed it; there is no middleware that guesses."""
        obj._history_user = request.user
        super().save_model(request, obj, form, change)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        record = self.get_object(request, unquote(object_id))
        if record is None:
            raise Http404
        acts = self.acts_of(request, record).select_related("by", "content_type")
        context = {"acts": acts[:500], **(extra_context or {})}
        return super().history_view(request, object_id, context)

    def acts_of(self, request: HttpRequest, record: Any) -> models.QuerySet[Act]:
        """What the history of `record`, which this person may see, is made of, the newest first."""
        return Act.objects.visible_to(request.user).on(record)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return Act.objects.log("added", obj, by=request.user)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return Act.objects.log("changed", obj, by=request.user)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        return [Act.objects.log("deleted", record, by=request.user) for record in queryset]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list under its own name, with what it is for."""
        name = str(self.opts.verbose_name_plural)
        words = {"title": name[:1].upper() + name[1:], "about": self.about}
        return super().changelist_view(request, {**words, **(extra_context or {})})

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """What is wrong is said as on the pages, by components/error_summary.html, and not in Django's words."""
        context["came_back"] = bool(context.pop("errors", None))
        return super().render_change_form(request, context, *args, **kwargs)

    # --- steps

    def workflow_of(self, record: Any) -> Any:
        """The record whose workflow the steps belong to; another one for a record that mirrors it."""
        return record

    def open_steps(self, request: HttpRequest, record: Any) -> list[tuple[str, str]]:
        """(name, words) of the steps that this person may take now."""
        workflow = self.workflow_of(record)
        names = [name for name in steps_open_to(request.user, workflow) if name in self.steps]
        return [(name, step_words(workflow, name)) for name in names]

    def step_url(self, object_id: str, step: str) -> str:
        """The address of the page of a step."""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_step", args=[object_id, step])

    def list_url(self) -> str:
        """The address of the list."""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")

    def url_after_step(self, object_id: str, made: Any = None) -> str:
        """Where a step that was taken leads; `made` is what it gave."""
        return self.list_url()

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_step"
        own = path("<path:object_id>/transition/<slug:step>/", self.admin_site.admin_view(self.step_view), name=name)
        return [own, *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        record = self.get_object(request, unquote(object_id)) if self.steps else None
        opened = self.open_steps(request, record) if record is not None else []
        steps = [(self.step_url(object_id, name), words) for name, words in opened]
        return super().change_view(request, object_id, form_url, {"steps": steps, **(extra_context or {})})

    def step_view(self, request: HttpRequest, object_id: str, step: str) -> HttpResponse:
        """Say what `step` will do and to whom it writes; take it on POST.

        404 for what this person may not see, 403 for what they may not do, messages for NotReady.
        """
        record = self.get_object(request, unquote(object_id))
        if record is None or step not in self.steps:
            raise Http404
        words = dict(self.open_steps(request, record)).get(step)
        if words is None:
            raise PermissionDenied(_("This step is not open to you, or no longer open."))
        offered = self.steps[step]
        if offered.proof and not proof.is_fresh(request):
            return proof.ask(request)
        data, mail = request.POST if request.method == "POST" else None, offered.mail(record)
        form, asked = offered.form(data, initial=offered.initial(record)), offered.notice_form(data, mail)
        if form.is_valid() & (asked is None or asked.is_valid()):
            try:
                made = _run(offered, record, request.user, form, asked)
            except NotReady as not_ready:
                for text in not_ready.texts:
                    messages.error(request, text)
            except MovedOn as moved:
                messages.error(request, str(moved))
            else:
                messages.success(request, _("Done: %(step)s.") % {"step": words})
                return HttpResponseRedirect(self.url_after_step(object_id, made))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": record,
            "title": words,
            "form": form,
            "explain": offered.explain(record) if callable(offered.explain) else offered.explain,
            "mail": mail,
            "notice": asked,
            "always": offered.always if offered.by_choice else [],
            "of_the_procedure": offered.of_the_procedure,
            "list_url": self.list_url(),
            "record_url": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[object_id]),
        }
        return TemplateResponse(request, "admin/portal_step.html", context)


def _run(step: Step, record: Any, by: Any, form: forms.Form, asked: NoticeForm | None) -> Any:
    """Take `step`, and tell of it as the officer chose; that they left the message out is an act, too, and so is what
    they wrote for the record's history. Gives what the step gave."""
    notice = Notice(**asked.cleaned_data) if asked else SENT
    with transaction.atomic(), notices.of_a_step(notice):
        made = step.run(record, by=by, **form.cleaned_data)
        if not notice.send:
            Act.objects.log("left the message out", record, by=by)
        if isinstance(form, StepForm) and form.cleaned_data["note"]:
            Act.objects.log("noted", record, by=by, said=form.cleaned_data["note"])
    return made


def _field_of(listed: Any) -> str:
    """The field that an entry of `list_filter` names ("status", ("status", Filter)), or the parameter of a filter."""
    field = listed[0] if isinstance(listed, tuple) else listed
    return field if isinstance(field, str) else str(getattr(field, "parameter_name", ""))


def step_words(record: Any, name: str) -> str:
    """The words on the button of a step: the first line of its docstring in workflow.py."""
    documented = getattr(type(record), name, None)
    return _((getattr(documented, "__doc__", "") or name).strip().splitlines()[0].rstrip("."))


class ReadOnlyAdmin(PortalAdmin):
    """A list to look at."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
