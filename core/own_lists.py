"""How an officer keeps a list of the desk: filters under a name of one's own, and the columns one wants to see.

Both are one's own and open nothing. A filter that is kept is words of an address, which the list reads as it reads
those that somebody types; columns come from what the page of the list declares, and from nowhere else (FEATURES X10).
"""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import label_for_field
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from core.models import ChosenColumns, KeptFilter

MOST = 30
"""Filters that one person keeps of one list."""
LONGEST = 2000
"""Letters of the filters that are kept under one name."""
NO_FILTER = ("p", "all", "o", "e", "_facets", "_popup", "_to_field")
"""Words of the address of a list that say where one stands in it. The order counts columns from the left, so it
would mean another column once other columns are chosen."""


class KeptFilterForm(forms.ModelForm):
    """A name for the present filters of a list."""

    query = forms.CharField(widget=forms.HiddenInput, max_length=10_000)

    class Meta:
        model = KeptFilter
        fields = ("name", "query")

    def __init__(self, data: Any = None, *, kept: Any = None, **options: Any) -> None:
        super().__init__(data, auto_id="kept_%s", **options)
        self.kept = kept

    def clean_query(self) -> str:
        """The filters alone."""
        query = filters_in(self.cleaned_data["query"])
        if not query:
            raise forms.ValidationError(_("Filter or search the list first: nothing would be kept."))
        if len(query) > LONGEST:
            raise forms.ValidationError(_("This is longer than what can be kept. Take a few filters off."))
        return query

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        names = dict(self.kept.values_list("name", "query"))
        if names.get(given.get("name", ""), given.get("query")) != given.get("query"):
            self.add_error("name", _("You keep another filter under this name. Choose another name, or remove it."))
        elif len(names) >= MOST and given.get("name") not in names:
            self.add_error("name", _("You keep %(most)s filters of this list. Remove one first.") % {"most": MOST})
        return given


class ColumnsForm(forms.Form):
    """Which columns of a list are shown; those that lead to a record always are."""

    columns = forms.MultipleChoiceField(
        label=gettext_lazy("Columns"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, *, offered: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(data, auto_id="columns_%s", **options)
        self.fields["columns"].choices = offered  # type: ignore[attr-defined]


class OwnList(admin.ModelAdmin):
    """A list with kept filters and chosen columns. `extra_columns` are offered beside `list_display`."""

    extra_columns: ClassVar[tuple[str, ...]] = ()

    @property
    def _list(self) -> str:
        return str(self.opts.label_lower)

    def _declared(self, request: HttpRequest) -> list[str]:
        """The columns that the page of the list declares, as it orders them."""
        shown = super().get_list_display(request)
        return [*map(str, shown), *(name for name in self.extra_columns if name not in shown)]

    def _always(self, request: HttpRequest) -> tuple[str, ...]:
        """The columns that lead to the record."""
        shown = super().get_list_display(request)
        return tuple(map(str, super().get_list_display_links(request, shown) or shown[:1]))

    def _chosen(self, request: HttpRequest) -> list[str] | None:
        """Names that this person has chosen; None for the columns as they come. Asked once a request."""
        asked = request.__dict__.setdefault("_columns", {})
        if self._list not in asked:
            own = ChosenColumns.objects.visible_to(request.user).filter(of_list=self._list)
            asked[self._list] = own.values_list("columns", flat=True).first()
        return asked[self._list]

    def get_list_display(self, request: HttpRequest) -> Any:
        """What is declared; of that, what this person has chosen."""
        chosen = self._chosen(request)
        if chosen is None:
            return super().get_list_display(request)
        always = self._always(request)
        return [name for name in self._declared(request) if name in always or name in chosen]

    def get_urls(self) -> list[URLPattern]:
        name, view = f"{self.opts.app_label}_{self.opts.model_name}", self.admin_site.admin_view
        return [
            path("own-filters/", view(require_POST(self.keep_filter)), name=f"{name}_keep_filter"),
            path("own-filters/<int:pk>/remove/", view(require_POST(self.drop_filter)), name=f"{name}_drop_filter"),
            path("own-columns/", view(require_POST(self.choose_columns)), name=f"{name}_choose_columns"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list, with what this person keeps of it above."""
        return super().changelist_view(request, {"own": self._own(request), **(extra_context or {})})

    def _own(self, request: HttpRequest) -> dict[str, Any]:
        present = filters_in(request.GET.urlencode())
        kept = self._kept(request)
        return {
            "filters": [(one, one.query == present) for one in kept],
            "keep": KeptFilterForm(initial={"query": present}) if present and self._is_new(kept, present) else None,
            "columns": self._columns_form(request),
            "always": [self._words(name) for name in self._always(request)],
            "chosen": self._chosen(request) is not None,
            "query": present,
        }

    def _kept(self, request: HttpRequest) -> Any:
        return KeptFilter.objects.visible_to(request.user).filter(of_list=self._list)

    @staticmethod
    def _is_new(kept: Any, present: str) -> bool:
        return all(one.query != present for one in kept)

    def _words(self, name: str) -> str:
        """The heading of a column."""
        words = str(label_for_field(name, self.model, self))
        return words[:1].upper() + words[1:]

    def _columns_form(self, request: HttpRequest, data: Any = None) -> ColumnsForm:
        always = self._always(request)
        offered = [(name, self._words(name)) for name in self._declared(request) if name not in always]
        return ColumnsForm(data, offered=offered, initial={"columns": list(self.get_list_display(request))})

    def _back(self, query: str) -> HttpResponse:
        page = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        return HttpResponseRedirect(f"{page}?{query}" if query else page)

    def _only_readers(self, request: HttpRequest) -> None:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied

    def keep_filter(self, request: HttpRequest) -> HttpResponse:
        """Keep the present filters under a name."""
        self._only_readers(request)
        form = KeptFilterForm(request.POST, kept=self._kept(request))
        if not form.is_valid():
            return self._asked_again(request, form, _("Keep these filters"))
        given, owner = form.cleaned_data, _whose(request)
        KeptFilter.objects.get_or_create(
            owner=owner, of_list=self._list, name=given["name"], defaults={"query": given["query"]}
        )
        messages.success(request, _("“%(name)s” is kept, above the list.") % {"name": given["name"]})
        return self._back(given["query"])

    def drop_filter(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Remove a filter of one's own."""
        self._only_readers(request)
        kept = get_object_or_404(self._kept(request), pk=pk)
        kept.delete()
        messages.success(request, _("“%(name)s” is removed.") % {"name": kept.name})
        return self._back(filters_in(request.POST.get("query", "")))

    def choose_columns(self, request: HttpRequest) -> HttpResponse:
        """Show these columns from now on; or, on "as_before", those that the list comes with."""
        self._only_readers(request)
        query = filters_in(request.POST.get("query", ""))
        own = ChosenColumns.objects.visible_to(request.user).filter(of_list=self._list)
        if "as_before" in request.POST:
            own.delete()
            return self._back(query)
        form = self._columns_form(request, request.POST)
        if not form.is_valid():
            return self._asked_again(request, form, _("Columns"))
        ChosenColumns.objects.update_or_create(
            owner=_whose(request), of_list=self._list, defaults={"columns": form.cleaned_data["columns"]}
        )
        return self._back(query)

    def _asked_again(self, request: HttpRequest, form: forms.Form | KeptFilterForm, title: str) -> HttpResponse:
        """The form on a page of its own, with what is wrong beside each field."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "form": form,
            "query": filters_in(request.POST.get("query", "")),
        }
        return TemplateResponse(request, "admin/own_list.html", context, status=400)


def _whose(request: HttpRequest) -> Any:
    """Whoever is signed in: nobody else comes past the door of the desk."""
    return request.user


def filters_in(query: str) -> str:
    """Filters and search in the words of an address, in one order; without what says where one stands in a list."""
    words = QueryDict(query[:10_000]) if query.count("&") < 100 else QueryDict()
    kept = QueryDict(mutable=True)
    for name in sorted(words):
        if name not in NO_FILTER:
            kept.setlist(name, [value for value in words.getlist(name) if value])
    return kept.urlencode()
