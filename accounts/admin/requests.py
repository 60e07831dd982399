"""Who asks to join which organisation (RELIABILITY P51)."""

from typing import ClassVar

from django import forms as django_forms
from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import steps
from accounts.addresses import address_tells
from accounts.admin.desk import Desk, Offer
from accounts.likeness import looks_like
from accounts.models import MembershipRequest, Organisation
from core.admin import ReadOnlyAdmin, ReasonForm, Step, StepForm
from core.forms import LinesField


class ApprovalForm(StepForm):
    """A yes: for a body on record where the described one is the same, else it is put on record."""

    organisation = django_forms.ModelChoiceField(
        label=gettext_lazy("Organisation on record"), queryset=Organisation.objects.joinable(), required=False,
        help_text=gettext_lazy("If the described one is already on record, choose it. Empty puts it on record."),
    )  # fmt: skip
    as_administrator = django_forms.BooleanField(
        label=gettext_lazy("Also as administrator, who answers further requests"), required=False
    )
    note = LinesField(
        label=gettext_lazy("Note"), max_length=2000, required=False,
        widget=django_forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("The person reads it with the answer."),
    )  # fmt: skip
    field_order = ("organisation", "as_administrator", "note")


@admin.register(MembershipRequest)
class MembershipRequestAdmin(Desk, ReadOnlyAdmin):
    """Who asks to join which organisation, and what a described one looks like (P51, B6)."""

    about = gettext_lazy(
        "Who asks to work for a body, on record or not. Open a request to say yes or no: the person gets your answer "
        "by e-mail. Administrators of the body answer for it as well."
    )
    list_display = ("name", "person", "kind", "asked_at", "outcome")
    list_filter = ("outcome", "kind")
    list_select_related = ("person",)
    search_fields = ("name", "person__email", "person__name")
    fields = readonly_fields = (
        "name", "organisation", "resembles", "kind", "stakeholder_group", "country", "web_address", "person", "address",
        "office", "message", "asked_at", "outcome", "decided_by", "decided_at", "reason",
    )  # fmt: skip
    steps: ClassVar = {
        "approve": Step(
            steps.approve_request, form=ApprovalForm, proof=True, mail=lambda asked: [asked.person.email],
            explain=gettext_lazy("The person can then submit practices and pledges in its name."),
        ),
        "decline": Step(
            steps.decline_request, form=ReasonForm, mail=lambda asked: [asked.person.email],
            explain=gettext_lazy("The person reads the reason."),
        ),
    }  # fmt: skip
    offers: ClassVar = {
        "approve": Offer(gettext_lazy("Approve"), "accounts.decide_membershiprequest"),
        "decline": Offer(gettext_lazy("Decline"), "accounts.decide_membershiprequest"),
    }

    @admin.display(description=gettext_lazy("address"))
    def address(self, asked: MembershipRequest) -> str:
        """Whether who asks has an address of the body's domain; it decides nothing (S6)."""
        return address_tells(asked) or "–"

    @admin.display(description=gettext_lazy("looks like"))
    def resembles(self, asked: MembershipRequest) -> str:
        """Organisations on record with a name like it: the same one perhaps, or one that somebody imitates."""
        if asked.organisation_id:
            return "–"
        near = looks_like(asked.name, Organisation.objects.joinable())
        return "; ".join(one.name for one in near) or _("nothing on record")
