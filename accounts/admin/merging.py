"""The page on which an officer says that two bodies on record are one: looked at first, confirmed a second time."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import steps
from accounts.likeness import looks_like
from accounts.models import Organisation
from core import proof
from core.workflow import MovedOn, NotReady


class MergeForm(forms.Form):
    """Into which body."""

    into = forms.ModelChoiceField(
        label=gettext_lazy("Into which body"), queryset=Organisation.objects.none(), empty_label=gettext_lazy("Choose"),
        help_text=gettext_lazy("Those whose names are alike come first. Only bodies of the same kind can be chosen."),
    )  # fmt: skip

    def __init__(self, gone: Organisation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Organisation.objects.standing().filter(kind=gone.kind).exclude(pk=gone.pk)
        alike = [one.pk for name in gone.all_names for one in looks_like(name, others)]
        nearest = {pk: place for place, pk in reversed(list(enumerate(alike)))}
        field: Any = self.fields["into"]
        field.queryset = others
        order = sorted(others, key=lambda one: (nearest.get(one.pk, len(alike)), str(one).casefold()))
        field.choices = [("", field.empty_label), *((one.pk, str(one)) for one in order)]


def page(request: HttpRequest, frame: dict[str, Any], gone: Organisation) -> HttpResponse:
    """First the choice, then what would move; nothing has happened before the second yes. Only with fresh proof."""
    if not proof.is_fresh(request):
        return proof.ask(request)
    form = MergeForm(gone, request.POST or None)
    context = {**frame, "form": form, "original": gone, "title": _("Merge into another body")}
    if request.method == "POST" and form.is_valid():
        into = form.cleaned_data["into"]
        if "yes" in request.POST:
            if "sure" not in request.POST:
                messages.error(request, _("Nothing was changed: tick that you have read what cannot be taken back."))
            elif _merged(request, gone, into):
                return redirect("admin:accounts_organisation_change", into.pk)
        context |= {"into": into, "plan": steps.plan_of_merger(gone, into)}
    return TemplateResponse(request, "accounts/admin/merge.html", context)


def _merged(request: HttpRequest, gone: Organisation, into: Organisation) -> bool:
    try:
        steps.merge_bodies(gone, into=into, seal=request.POST.get("seal", ""), by=request.user)
    except MovedOn as moved:
        messages.error(request, str(moved))
        return False
    except NotReady as not_ready:
        for text in not_ready.texts:
            messages.error(request, text)
        return False
    messages.success(request, _("%(gone)s is part of %(into)s now.") % {"gone": gone, "into": into})
    return True
