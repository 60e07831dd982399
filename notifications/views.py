"""The person's page of messages, and one-click unsubscribing (promises E10, N7)."""

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from notifications import kinds, steps
from notifications.choices import Choice
from notifications.forms import PreferencesForm, mandatory_kinds


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """How often the digest comes; each kind at once, in the digest or never; those that always come say why."""
    form = PreferencesForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        for name in form.changed_data:
            steps.choose(request.user, name, form.cleaned_data[name])
        messages.success(request, _("Your choice of messages is saved."))
        return HttpResponseRedirect(reverse("notifications:preferences"))
    status = 422 if form.errors else 200
    context = {"form": form, "mandatory": mandatory_kinds(request.user)}
    return render(request, "notifications/preferences.html", context, status=status)


@login_not_required
@csrf_exempt  # mail programs press the button themselves (RFC 8058); the address is signed
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows a button and changes nothing; POST switches the kind off, again and again alike."""
    person, kind = _read(token)
    status, done = 200, False
    if request.method == "POST" and kind.optional:
        steps.choose(person, kind.name, Choice.NEVER)
        done = True
    elif not kind.optional:
        status = 403
    return render(request, "notifications/unsubscribe.html", {"kind": kind, "done": done}, status=status)


def _read(token: str) -> tuple[object, type[kinds.Kind]]:
    """The person and the kind of a signed address; 404 for one that is not ours or no longer means anything."""
    found = kinds.read_unsubscribe(token)
    if found is None:
        raise Http404
    pk, name = found
    try:
        return get_user_model()._default_manager.get(pk=pk), kinds.find(name)
    except (get_user_model().DoesNotExist, kinds.UnknownKindError) as gone:
        raise Http404 from gone
