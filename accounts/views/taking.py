"""What the screens of people share: a form is shown, and on a good POST its step is taken."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from core.workflow import MovedOn, NotReady


def take(
    request: HttpRequest,
    form: Form,
    run: Callable[[dict[str, Any]], str],
    *,
    template: str,
    context: dict[str, Any],
    after: str,
) -> HttpResponse:
    """Show a form; on a good POST take the step that it is for, say what happened and go on to `after`."""
    if request.method == "POST" and form.is_valid():
        try:
            said = run(form.cleaned_data)
        except NotReady as not_ready:
            report(request, not_ready)
        except MovedOn as moved:
            messages.error(request, str(moved))
        else:
            messages.success(request, said)
            return redirect(after)
    return render(request, template, {**context, "form": form})


def posted(request: HttpRequest) -> Any:
    """What was sent, also when it was nothing at all; None for a first look."""
    return request.POST if request.method == "POST" else None


def report(request: HttpRequest, not_ready: NotReady) -> None:
    """What stands in the way, at the top of the page; what was typed stays in the form."""
    for text in not_ready.texts:
        messages.error(request, text)


def keep_login(request: HttpRequest) -> None:
    """Of the logins that ended with a role, the one in hand goes on, under a new key (S9, S12)."""
    user: Any = request.user
    user.refresh_from_db(fields=["logins_ended"])
    update_session_auth_hash(request, user)
