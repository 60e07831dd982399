"""Partners: asked, answering, leaving."""

from typing import Any

from django import forms
from django.forms import CharField, EmailField, Textarea
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.forms import ForABody
from accounts.likeness import looks_like, outline
from accounts.models import Organisation
from core.forms import DayField, LineField, LinesField, OnceForm
from pledges.rules import PLEDGERS


class AskForm(OnceForm):
    """A partner: one on record by its name, or one that is asked at an address."""

    name = LineField(label=_("State, UN entity or organisation"), max_length=250)
    email = EmailField(
        label=_("E-mail address"),
        max_length=254,
        required=False,
        help_text=_("Of somebody who answers for it. Needed only where the organisation is not on the portal yet."),
    )
    contribution = LineField(
        label=_("What it contributes"),
        max_length=500,
        required=False,
        help_text=_("Public beside its name once it has confirmed."),
    )

    def clean(self) -> dict[str, Any]:
        """With `organisation` where the name is that of one on record; else an address is needed."""
        data = super().clean() or {}
        if not (name := data.get("name")):
            return data
        known = Organisation.objects.standing().filter(kind__in=PLEDGERS)
        near = looks_like(name, known)
        exact = [one for one in near if outline(name) in map(outline, one.all_names)]
        data["organisation"] = exact[0] if len(exact) == 1 else None
        if data["organisation"] is None and not data.get("email"):
            self.add_error("name" if near else "email", self._unknown(near))
        return data

    def _unknown(self, near: list[Organisation]) -> str:
        if near:
            names = "; ".join(f"“{one}”" for one in near[:5])
            words = _t("Nobody here is called exactly so. Did you mean %(names)s? Otherwise give an e-mail address.")
            return words % {"names": names}
        return _t("This organisation is not on the portal yet. Give the address of somebody who answers for it.")


class AnswerForm(ForABody):
    """A partner's answer. `agreed_to` is the text that was read, `organisation` only where it is not known yet."""

    agreed_to = CharField(max_length=64, required=False, widget=forms.HiddenInput)
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("You confirm for"), empty_label=None, required=False
    )
    reason = LinesField(
        label=_("Reason"),
        max_length=1000,
        required=False,
        widget=Textarea(attrs={"rows": 3}),
        help_text=_("Only those who filed the pledge read it."),
    )


class LeaveForm(forms.Form):
    """From when a partner takes no part any more."""

    on = DayField(label=_("From"), required=False)


class AdoptForm(ForABody, OnceForm):
    """A common pledge becomes that of one's own body too; `agreed_to` is the text that was read."""

    agreed_to = CharField(max_length=64, widget=forms.HiddenInput)


class OfferForm(ForABody, OnceForm):
    """What a body would bring to a pledge that seeks partners."""

    contribution = LineField(
        label=_("What you would bring"), max_length=500, help_text=_("Shown beside your name if the offer is taken up.")
    )
    offer = LinesField(
        label=_("From when, where and how"),
        max_length=2000,
        widget=Textarea(attrs={"rows": 4}),
        help_text=_("Only those who made the pledge read it."),
    )


class TurnDownForm(forms.Form):
    """A word to those whose offer is not taken up."""

    reason = LinesField(label=_("A word to those who offered"), max_length=1000, required=False)
