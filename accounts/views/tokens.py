"""Personal tokens: those that work, one made, one ended (S16)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import forms, steps
from accounts.models import AccessToken
from accounts.views.taking import posted, report
from core.access import allowed
from core.proof import fresh_proof_required
from core.workflow import MovedOn, NotReady


def tokens(request: HttpRequest) -> HttpResponse:
    """The personal tokens that work: what each is called and opens, until when, and when it was last used (S16)."""
    user: Any = request.user
    mine = [one for one in AccessToken.objects.visible_to(user).open() if one.is_open]
    may_make = allowed(user, "accounts.make_accesstoken", user)
    return render(request, "accounts/tokens.html", {"tokens": mine, "may_make": may_make})


@never_cache
@fresh_proof_required
def make_token(request: HttpRequest) -> HttpResponse:
    """Make one. The page that answers shows it, and nothing shows it again."""
    user: Any = request.user
    if not allowed(user, "accounts.make_accesstoken", user):
        raise Http404
    form = forms.TokenForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            token, secret = steps.make_token(**form.cleaned_data, by=user)
        except NotReady as not_ready:
            report(request, not_ready)
        except MovedOn as moved:
            messages.error(request, str(moved))
            return redirect("accounts:tokens")
        else:
            return render(request, "accounts/token_made.html", {"token": token, "secret": secret})
    return render(request, "accounts/make_token.html", {"form": form})


@require_POST
def end_token(request: HttpRequest, pk: int) -> HttpResponse:
    """End one with a press."""
    steps.end_token(get_object_or_404(AccessToken.objects.visible_to(request.user), pk=pk), by=request.user)
    messages.success(request, _("The token has ended."))
    return redirect("accounts:tokens")
