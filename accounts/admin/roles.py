"""Roles of people: who may do what, for whom, since when; ending one by two (RELIABILITY P52)."""

from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy

from accounts import steps
from accounts.admin import contacts
from accounts.admin.desk import Desk, Offer, is_technical
from accounts.models import Membership
from core.access import is_secretariat
from core.admin import ReadOnlyAdmin, ReasonForm, Step, WordedFilter


class EndFilter(WordedFilter):
    """Roles of today, or those that have an end."""

    words = (gettext_lazy("All"), gettext_lazy("Goes on"), gettext_lazy("Has ended, or has a last day"))


class ProposedEndFilter(WordedFilter):
    """Roles whose end waits for a second officer."""

    words = (gettext_lazy("All"), gettext_lazy("No end proposed"), gettext_lazy("Waits for a second officer"))


@admin.register(Membership)
class MembershipAdmin(Desk, ReadOnlyAdmin):
    """Roles, begun by invitation only; ended here, in the secretariat by two (P52)."""

    about = gettext_lazy(
        "Who may do what, for whom, since when. A role begins with an invitation that is accepted. It ends on its "
        "page: in the secretariat a head proposes and another officer agrees."
    )
    list_display = ("user", "role", "organisation", "starts_at", "ends_at", "end_proposed_by")
    list_filter = (("ends_at", EndFilter), "role", ("end_proposed_by", ProposedEndFilter))
    search_fields = ("user__email", "user__name", "organisation__name")
    list_select_related = ("user", "organisation", "end_proposed_by")
    fields = readonly_fields = (
        "user", "organisation", "role", "office", "starts_at", "ends_at", "ground", "given_by", "released_by",
        "end_proposed_by",
    )  # fmt: skip
    steps: ClassVar = {
        "end": Step(
            steps.end_membership, proof=True, mail=lambda role: [role.user.email],
            explain=gettext_lazy("The access ends at once. The last focal point of a State goes only with a note."),
        ),
        "propose_end": Step(
            steps.propose_end_of_role, form=ReasonForm, proof=True,
            explain=gettext_lazy("Another officer must agree before the role ends."),
        ),
        "release_end": Step(
            steps.release_end_of_role, proof=True, mail=lambda role: [role.user.email],
            explain=gettext_lazy("You agree with what another officer proposed. Role and logins end at once."),
        ),
    }  # fmt: skip
    offers: ClassVar = {
        "end": Offer(gettext_lazy("End the role"), "accounts.end_membership", lambda role: role.is_current),
        "propose_end": Offer(
            gettext_lazy("Propose to end the role"), "accounts.propose_end_of_role",
            lambda role: role.is_current and not role.end_proposed_by_id,
        ),
        "release_end": Offer(
            gettext_lazy("Agree to end the role"), "accounts.release_end_of_role", lambda role: role.is_current
        ),
    }  # fmt: skip

    def get_urls(self) -> list[URLPattern]:
        own = path("contacts/", self.admin_site.admin_view(self.contacts_view), name="accounts_membership_contacts")
        return [own, *super().get_urls()]

    def contacts_view(self, request: HttpRequest) -> HttpResponseBase:
        """Who answers for which State; 403 to all but the secretariat (the superuser flag reads no contacts)."""
        if not is_secretariat(request.user):
            raise PermissionDenied
        return contacts.page(request, {**self.admin_site.each_context(request), "opts": self.opts})

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_technical(request) or super().has_module_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return (is_technical(request) and obj is None) or super().has_view_permission(request, obj)
