"""The secretariat's desk: Django admin with the portal's own rights, steps and silence.

Differences from the stock admin, each with its reason in docs/decisions/: rights come from
`core.access`, never from Django's permission tables; lists start from `visible_to`; history of what
one may not see answers 404; every step of a workflow has a page of its own.
"""

from collections.abc import Callable
from typing import Any, ClassVar

import rules
from allauth.account.decorators import secure_admin_login
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import access, proof
from core.models import Act
from core.workflow import MovedOn, NotReady, steps_open_to


class PortalAdminSite(admin.AdminSite):
    """Admin open to the secretariat; a superuser flag alone opens accounts and settings only."""

    site_header = gettext_lazy("IMRF Portal: secretariat")
    site_title = gettext_lazy("Secretariat")
    index_title = gettext_lazy("Administration")
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return user.is_active and (access.is_secretariat(user) or getattr(user, "is_superuser", False))

    login = secure_admin_login(admin.AdminSite.login)


class StepForm(forms.Form):
    """What a step needs besides the press of a button: a note for the record."""

    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Kept in the record's history."),
    )


class ReasonForm(StepForm):
    """A step that needs a reason."""

    note = forms.CharField(label=gettext_lazy("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class Step:
    """A step as admin offers it: the app's function, its form and what the page says will happen."""

    def __init__(
        self,
        run: Callable[..., Any],
        *,
        form: type[forms.Form] = StepForm,
        explain: Any = "",
        mail: Callable[[Any], list[str]] = lambda record: [],
        proof: bool = False,
    ) -> None:
        self.run = run
        self.form = form
        self.explain = explain
        self.mail = mail
        self.proof = proof


class PortalAdmin(admin.ModelAdmin):
    """Base of every admin page. Default is deny.

    `roles` may open the list; on a record `<app>.<view|change|delete>_<model>` is asked, and what no
    rule declares is refused. `add_roles` may add. `steps` maps names of transitions to Step.
    """

    roles: ClassVar[tuple[str, ...]] = access.SECRETARIAT
    add_roles: ClassVar[tuple[str, ...]] = ()
    steps: ClassVar[dict[str, Step]] = {}
    change_form_template = "admin/portal_change_form.html"
    list_per_page = 50
    show_full_result_count = False
    actions = None

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
        return queryset.visible_to(request.user)  # type: ignore[attr-defined,no-any-return]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's
        """The history names who changed it; there is no middleware that guesses."""
        obj._history_user = request.user
        super().save_model(request, obj, form, change)

    # --- history and log: no text of a record in either

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if self.get_object(request, object_id) is None:
            raise Http404
        return super().history_view(request, object_id, extra_context)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return Act.objects.log("added", obj, by=request.user)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return Act.objects.log("changed", obj, by=request.user)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        return [Act.objects.log("deleted", record, by=request.user) for record in queryset]

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
        record = self.get_object(request, object_id) if self.steps else None
        opened = self.open_steps(request, record) if record is not None else []
        steps = [(self.step_url(object_id, name), words) for name, words in opened]
        return super().change_view(request, object_id, form_url, {"steps": steps, **(extra_context or {})})

    def step_view(self, request: HttpRequest, object_id: str, step: str) -> HttpResponse:
        """Say what `step` will do and to whom it writes; take it on POST.

        404 for what this person may not see, 403 for what they may not do, messages for NotReady.
        """
        record = self.get_object(request, object_id)
        if record is None or step not in self.steps:
            raise Http404
        words = dict(self.open_steps(request, record)).get(step)
        if words is None:
            raise PermissionDenied(_("This step is not open to you, or no longer open."))
        offered = self.steps[step]
        if offered.proof and not proof.is_fresh(request):
            return proof.ask(request)
        form = offered.form(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                offered.run(record, by=request.user, **form.cleaned_data)
            except NotReady as not_ready:
                for problem in not_ready.problems:
                    messages.error(request, problem.text)
            except MovedOn as moved:
                messages.error(request, str(moved))
            else:
                messages.success(request, _("Done: %(step)s.") % {"step": words})
                return HttpResponseRedirect(self.list_url())
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": record,
            "title": words,
            "form": form,
            "explain": offered.explain,
            "mail": offered.mail(record),
            "list_url": self.list_url(),
        }
        return TemplateResponse(request, "admin/portal_step.html", context)


def step_words(record: Any, name: str) -> str:
    """The words on the button of a step: the first line of its docstring in workflow.py."""
    documented = getattr(type(record), name, None)
    return _((getattr(documented, "__doc__", "") or name).strip().splitlines()[0].rstrip("."))


class ReadOnlyAdmin(PortalAdmin):
    """A list to look at."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Act)
class ActAdmin(ReadOnlyAdmin):
    """The log of acts: filtered by person, record and date; read only."""

    list_display = ("at", "by", "office", "verb", "content_type", "reference", "country", "detail")
    list_filter = ("verb", "country", "content_type")
    search_fields = ("reference", "by__email", "request_id")
    date_hierarchy = "at"
    list_select_related = ("by", "content_type")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)
