"""Organisations outside States: finding and joining one, its people, who asks to join it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import forms, steps
from accounts.addresses import address_tells, domains_of
from accounts.choices import CONTRIBUTORS
from accounts.likeness import looks_like
from accounts.models import Membership, MembershipRequest, Organisation
from accounts.views.taking import posted, report, take
from core.access import allowed, is_secretariat
from core.workflow import NotReady


def find_organisation(request: HttpRequest) -> HttpResponse:
    """Look for one's organisation by name; those it looks like are offered before a new one is described."""
    form = forms.OrganisationSearchForm(request.GET if "q" in request.GET else None)
    typed = form.cleaned_data["q"] if form.is_bound and form.is_valid() else ""
    joinable = Organisation.objects.visible_to(request.user).joinable()
    found = looks_like(typed, joinable) if typed else []
    context = {"form": form, "typed": typed, "found": found, "near": bodies_by_address(request.user)}
    return render(request, "accounts/find_organisation.html", context)


def bodies_by_address(person: Any) -> QuerySet[Organisation]:
    """Those that a confirmed address of `person` is of, and for which they do not work yet. It gives no role."""
    bodies = Organisation.objects.joinable().at_home_in(domains_of(person.confirmed_addresses()))
    return bodies.exclude(pk__in=[one.organisation_id for one in person.current_memberships])


def join(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask to join an organisation on record (P51)."""
    body = get_object_or_404(Organisation.objects.visible_to(request.user).filter(kind__in=CONTRIBUTORS), slug=slug)
    if body.merged_into:
        return redirect("accounts:join", body.merged_into.slug, permanent=True)
    form = forms.JoinForm(posted(request))
    return _ask(request, form, body, {"organisation": body})


def describe_organisation(request: HttpRequest) -> HttpResponse:
    """Describe an organisation that is not on record, and ask to join it."""
    form = forms.DescribeOrganisationForm(posted(request), initial={"name": request.GET.get("name", "")[:250]})
    return _ask(request, form, None, {})


def _ask(request: HttpRequest, form: Form, body: Organisation | None, context: dict[str, Any]) -> HttpResponse:
    def run(data: dict[str, Any]) -> str:
        asked = steps.ask_to_join(request.user, body, **data)  # type: ignore[arg-type]
        return _("Asked: %(name)s. You get a message when it is answered.") % {"name": asked.name}

    after = reverse("accounts:profile")
    return take(request, form, run, template="accounts/join.html", context={**context, "back": after}, after=after)


def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """The people of an organisation and those who ask to join, for its administrators (condition 16)."""
    body = get_object_or_404(Organisation.objects.visible_to(request.user).filter(kind__in=CONTRIBUTORS), slug=slug)
    user: Any = request.user
    if body.merged_into and allowed(user, "accounts.administer_organisation", body.merged_into):
        return redirect("accounts:organisation", body.merged_into.slug, permanent=True)
    if not allowed(user, "accounts.administer_organisation", body):
        raise Http404
    people = Membership.objects.current().filter(organisation=body).select_related("user", "organisation")
    context = {
        "organisation": body,
        "people": [
            (one, allowed(user, "accounts.end_membership", one) and one.user_id != user.pk)
            for one in people.order_by("user__name", "pk")
        ],
        "requests": body.membership_requests.waiting().select_related("person"),
    }
    return render(request, "accounts/organisation.html", context)


def membership_request(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: whoever asked may take it back, an administrator answers; officers have their desk for it."""
    asked = get_object_or_404(MembershipRequest.objects.visible_to(request.user).select_related("person"), pk=pk)
    user: Any = request.user
    if is_secretariat(user) and asked.person_id != user.pk:
        return redirect("admin:accounts_membershiprequest_change", asked.pk)
    form = forms.AnswerForm(posted(request))
    may = {
        "decide": allowed(user, "accounts.decide_membershiprequest", asked),
        "take_back": allowed(user, "accounts.take_back_membershiprequest", asked),
    }
    if request.method == "POST" and form.is_valid():
        try:
            if _answered(request.POST.get("act", ""), asked, form, by=user):
                messages.success(request, _("Done."))
                return redirect("accounts:profile")
        except NotReady as not_ready:
            report(request, not_ready)
    context = {"asked": asked, "form": form, "may": may, "address": address_tells(asked)}
    return render(request, "accounts/request.html", context)


def _answered(act: str, asked: MembershipRequest, form: Form, *, by: Any) -> bool:
    """Take the step that was pressed; False with a message in the form where something is missing."""
    note = form.cleaned_data["note"]
    if act == "decline" and not note:
        form.add_error("note", _("Say why: the person reads it."))
        return False
    runs: dict[str, Callable[[], Any]] = {
        "approve": lambda: steps.approve_request(asked, by=by, note=note),
        "decline": lambda: steps.decline_request(asked, by=by, note=note),
        "take_back": lambda: steps.take_back_request(asked, by=by),
    }
    return act in runs and bool(runs[act]())
