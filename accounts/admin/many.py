"""The page on which an officer invites the focal points of many States from a list (FEATURES W3)."""

import csv
import io
import uuid
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.steps import invite_many as steps
from core import proof
from core.forms import LinesField, OnceForm
from core.imports import SEPARATORS

MOST_BYTES = 100_000
"""A list of 50 rows is far shorter."""
OTHER_NAMES = {
    "country": "state",
    "e-mail": "email",
    "e-mail address": "email",
    "note verbale": "ground",
    "nomination": "ground",
}
"""As lists of missions head their columns."""


class ManyForm(OnceForm):
    """A pasted list or a file, and words that stand in each e-mail."""

    text = forms.CharField(
        label=gettext_lazy("The list"),
        required=False,
        max_length=MOST_BYTES,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "class": "vLargeTextField"}),
        help_text=gettext_lazy(
            "One row a person: State; e-mail address; name; office; note verbale (reference, date). Rows copied from "
            "a spreadsheet can be pasted as they are. A State is named by its name in any of the six languages, or its "
            "code. At most 50 rows at a time, 200 invitations a day."
        ),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a CSV file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        help_text=gettext_lazy("With the columns state, email, name, office, ground."),
    )
    message = LinesField(
        label=gettext_lazy("Your words"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Stands in each e-mail, above the button. Can be left empty."),
    )  # fmt: skip

    def clean_file(self) -> Any:
        """Raises ValidationError for a file that is no short CSV."""
        file = self.cleaned_data["file"]
        if file and (file.size > MOST_BYTES or not str(file.name).lower().endswith(".csv")):
            raise forms.ValidationError(_("Send a CSV file of at most 100 kB, or paste the rows above."))
        return file

    def clean(self) -> dict[str, Any]:
        """Give the `rows`. Raises ValidationError where there are none, or too many."""
        data = super().clean() or {}
        if self.errors:
            return data
        text, file = data.get("text") or "", data.get("file")
        if bool(text.strip()) == bool(file):
            raise forms.ValidationError(_("Paste the list, or choose a file: one of the two."))
        try:
            data["rows"] = rows_of(file.read().decode("utf-8-sig") if file else text)
        except (UnicodeDecodeError, csv.Error) as error:
            raise forms.ValidationError(_("This is no CSV in UTF-8. Copy its rows and paste them above.")) from error
        if len(data["rows"]) > steps.AT_ONCE:
            told = _("The list has %(rows)s rows; at most %(most)s are taken at once. Divide it.")
            raise forms.ValidationError(told % {"rows": len(data["rows"]), "most": steps.AT_ONCE})
        if not data["rows"]:
            raise forms.ValidationError(_("There is no row in this list."))
        return data


def page(request: HttpRequest, frame: dict[str, Any]) -> HttpResponse:
    """The list, then what each row would do, then what it did. Only with fresh proof (S11)."""
    if not proof.is_fresh(request):
        return proof.ask(request)
    form = ManyForm(request.POST or None, request.FILES or None)
    context = {**frame, "form": form, "title": _("Invite many focal points")}
    if request.method == "POST" and form.is_valid():
        rows, message = form.cleaned_data["rows"], form.cleaned_data["message"]
        is_yes = "yes" in request.POST
        if is_yes:
            offers = steps.send(rows, by=request.user, key=form.cleaned_data["form_key"], message=message)
        else:
            offers = steps.look(rows, by=request.user)
        context |= {"offers": offers, "is_done": is_yes, "message": message, "kept": _as_csv(offers)}
        context["good"] = sum(offer.is_good for offer in offers)
        context["key"] = form.cleaned_data["form_key"] or uuid.uuid4()
    return TemplateResponse(request, "accounts/admin/many.html", context)


def rows_of(text: str) -> list[dict[str, str]]:
    """The rows of a list by COLUMNS; a first line without an address holds names, in any order. Raises csv.Error."""
    text = text.replace("\x00", "").strip()
    first = text.split("\n", 1)[0]
    mark = max(SEPARATORS, key=first.count)
    lines = [[cell.strip() for cell in line] for line in csv.reader(io.StringIO(text, newline=""), delimiter=mark)]
    lines = [line for line in lines if any(line)]
    names = list(steps.COLUMNS)
    if lines and "@" not in first:
        names = [OTHER_NAMES.get(name.lower(), name.lower()) for name in lines.pop(0)]
    return [dict(zip(names, line, strict=False)) for line in lines]


def _as_csv(offers: list[steps.Offer]) -> str:
    """The rows as they were understood, to be sent again with the yes."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerows([steps.COLUMNS, *(offer.cells() for offer in offers)])
    return out.getvalue()
