"""The person: name, language and zone, the roles one holds and ends, the login in hand, the first tour."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import forms, steps
from accounts.middleware import login_ends_in
from accounts.models import Membership, MembershipRequest
from accounts.views.organisations import bodies_by_address
from accounts.views.taking import keep_login, posted, take
from accounts.views.team import team_url
from core.access import allowed
from core.proof import fresh_proof_required


def profile(request: HttpRequest) -> HttpResponse:
    """Name, language, zone, and the roles one holds (P49, U7)."""
    user: Any = request.user
    form = forms.ProfileForm(posted(request), instance=user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        with translation.override(user.language):
            return redirect("accounts:profile")
    if form.errors:
        user.refresh_from_db()
    roles = [(role, allowed(user, "accounts.end_membership", role)) for role in user.current_memberships]
    context = {
        "form": form,
        "roles": roles,
        "requests": MembershipRequest.objects.waiting().filter(person=user),
        "near": bodies_by_address(user),
    }
    return render(request, "accounts/profile.html", context)


@fresh_proof_required
def end_role(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what ends, then end it: one's own role, or one of the State's team."""
    user: Any = request.user
    membership = get_object_or_404(Membership.objects.unended().visible_to(user).select_related("organisation"), pk=pk)
    if not allowed(user, "accounts.end_membership", membership):
        raise PermissionDenied(_("This role is not yours to end."))
    is_own = membership.user_id == user.pk
    form = Form(posted(request))
    back = reverse("accounts:profile") if is_own else team_url(membership.organisation)

    def run(data: dict[str, Any]) -> str:
        steps.end_membership(membership, by=user, **data)
        if is_own:
            keep_login(request)
        return _("The role has ended.")

    context = {"membership": membership, "is_own": is_own, "back": back}
    return take(request, form, run, template="accounts/end_role.html", context=context, after=back)


@require_POST
def end_tour(request: HttpRequest) -> HttpResponse:
    """Never show the first tour again (FEATURES X8)."""
    user: Any = request.user
    user.tour_ended_at = timezone.now()
    user.save(update_fields=["tour_ended_at"])
    return redirect("work")


@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    """Stay signed in: being here is enough; the middleware has noted it (S10). Says for how many seconds."""
    return HttpResponse(status=204, headers={"Login-Ends-In": login_ends_in(request)})
