"""What is done to many rows of a list of the desk at once (FEATURES W3).

Two steps. The page names each chosen row with what will change, or why it cannot, and how many get a message; nothing
has changed yet. After a yes each row is done by itself, in a transaction of its own, and the page says what became of
each. A row that is not as that page showed it is left alone and told.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Max, Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from core import access, workflow
from core.workflow import MovedOn, NotReady

AT_ONCE = 100
"""Rows that a person still reads one by one."""


class Row(NamedTuple):
    """A chosen record, addresses of its page and its log, when it changed last (`seen`); what changes and
    who gets a message, or `why` not."""

    record: Any
    page: str
    log: str
    seen: str
    why: str
    change: str = ""
    mail: Sequence[Any] = ()


class InBulk:
    """An action of a list. `run(record, by=…, **form)` does one row and raises what keeps it from being done;
    `demand(record, by, **form)` raises the same without doing anything. `change` says what will change, as words or of
    a record and what the form says; `mail` lists who gets a message, `way_back` says how it is undone. `logged_on`
    is the record whose log keeps the act, where that is another one. A record needs a history.

    With a form, the page asks for it and can show the changes with what was written before it does them.
    """

    template = "admin/in_bulk.html"

    def __init__(
        self,
        title: Any,
        run: Callable[..., Any],
        *,
        demand: Callable[..., None],
        change: Any,
        mail: Callable[[Any], Sequence[Any]] = lambda record: (),
        form: type[forms.Form] = forms.Form,
        explain: Any = "",
        way_back: Any = "",
        logged_on: Callable[[Any], Model] = lambda record: record,
    ) -> None:
        self.short_description = title
        self.run, self.demand, self.change, self.mail = run, demand, change, mail
        self.form, self.explain, self.way_back, self.logged_on = form, explain, way_back, logged_on

    def __call__(self, page: Any, request: HttpRequest, chosen: QuerySet[Any]) -> HttpResponse | None:
        """The page that shows, or, with "said", what was done. Django calls it with the rows of the list as it is
        filtered now; a row that left the filter since it was shown is told as well."""
        sent = "said" in request.POST or "look" in request.POST
        keys = request.POST.getlist(ACTION_CHECKBOX_NAME)
        shown = {key: request.POST.get(f"seen-{key}") for key in keys}
        if sent:
            chosen = page.get_queryset(request).filter(pk__in=keys)
        records = list(chosen.select_related(*(page.list_select_related or ()))[: AT_ONCE + 1])
        if len(records) > AT_ONCE:
            page.message_user(request, _("At most %(n)d at a time. Choose fewer.") % {"n": AT_ONCE}, messages.ERROR)
            return None
        form = self.form(request.POST if sent else None)
        said = form.cleaned_data if form.is_valid() else {}
        rows, by = self._rows(page, records, access.fresh(request.user), said), request.user
        is_done = "said" in request.POST and form.is_valid()
        if is_done:
            rows = [row._replace(why=row.why or self._do(row, by, shown, said)) for row in rows]
        return self._answer(page, request, rows, form, is_done=is_done)

    def _rows(self, page: Any, records: list[Any], by: Any, said: dict[str, Any]) -> list[Row]:
        seen, address = _last_changes(page.model, records), f"admin:{page.opts.app_label}_{page.opts.model_name}_change"
        rows = []
        for record in records:
            logged, key = self.logged_on(record), quote(record.pk)
            log = reverse(f"admin:{logged._meta.app_label}_{logged._meta.model_name}_history", args=[quote(logged.pk)])
            why = _why_not(self.demand, record, by, **said)
            row = Row(record, reverse(address, args=[key]), log, seen.get(record.pk, ""), why)
            if not row.why:
                change = self.change(record, **said) if callable(self.change) else self.change
                row = row._replace(change=change, mail=self.mail(record))
            rows.append(row)
        return rows

    def _do(self, row: Row, by: Any, shown: dict[str, str | None], said: dict[str, Any]) -> str:
        """Do one row. Gives why it could not be done; "" where it was."""
        if shown.get(str(row.record.pk)) != row.seen:
            return _("It was changed meanwhile. Look at it again before you go on.")
        return _why_not(self.run, row.record, by=by, **said)

    def _answer(
        self, page: Any, request: HttpRequest, rows: list[Row], form: forms.Form, *, is_done: bool
    ) -> HttpResponse:
        good = [row for row in rows if not row.why]
        told = [person for row in good for person in row.mail]
        context = {
            **page.admin_site.each_context(request),
            "opts": page.opts,
            "title": self.short_description,
            "explain": self.explain,
            "way_back": self.way_back,
            "action": request.POST["action"],
            "rows": rows,
            "good": len(good),
            "gone": len(set(request.POST.getlist(ACTION_CHECKBOX_NAME))) - len(rows) if is_done else 0,
            "messages_sent": len(told),
            "people": len({person.pk for person in told}),
            "form": form,
            "is_done": is_done,
        }
        return TemplateResponse(request, self.template, context, status=400 if form.errors else 200)


def of_workflow(step: str) -> Callable[..., None]:
    """Raises what keeps somebody from `step`, before anybody pressed a button: another status is said as such."""

    def demand(record: Any, by: Any, **said: Any) -> None:
        try:
            workflow.demand(record, step, by)
        except MovedOn as moved:
            words = _("Not from where it stands: %(status)s.") % {"status": record.get_status_display()}
            raise NotReady(words) from moved

    return demand


def _why_not(act: Callable[..., Any], *given: Any, **said: Any) -> str:
    """Call `act`; the words of what it refuses, or ""."""
    try:
        act(*given, **said)
    except NotReady as not_ready:
        return " ".join(not_ready.texts)
    except ValidationError as wrong:
        return " ".join(wrong.messages)
    except (MovedOn, PermissionDenied) as refused:
        return str(refused) or _("You do not have the right to do this.")
    return ""


def _last_changes(model: Any, records: list[Any]) -> dict[Any, str]:
    """When each record changed last, by key, from its history; in one query."""
    key = model._meta.pk.attname
    lines = model.history.filter(**{f"{key}__in": [record.pk for record in records]}).order_by()
    return {pk: at.isoformat() for pk, at in lines.values_list(key).annotate(Max("history_date"))}
