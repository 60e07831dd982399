"""One's own data: to see, to take along, and to be taken out of the portal (FEATURES U6, RELIABILITY P49)."""

from collections.abc import Iterator
from datetime import datetime
from types import ModuleType
from typing import Any

from django.apps import apps
from django.contrib import messages
from django.contrib.auth import get_user_model, logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import overview as accounts
from core import downloads
from core.proof import fresh_proof_required
from core.templatetags.portal import clock
from forum import overview as forum
from imrf_portal.pages import overviews
from notifications import overview as notifications
from notifications.kinds import label_of
from publications import overview as publications


def holders() -> list[ModuleType]:
    """Everybody who holds something of a person; the account itself comes last, since the others ask for it."""
    return [*overviews(), publications, forum, notifications, accounts]


@fresh_proof_required
def own_data(request: HttpRequest) -> HttpResponse:
    """What is held of this person, app by app; `?format=json` takes it along."""
    held = {app_of(one): one.personal_data(request.user) for one in holders()}
    if request.GET.get("format") == "json":
        response = downloads.as_json(held)
        response["Content-Disposition"] = f'attachment; filename="own-data-{timezone.localdate()}.json"'
        return response
    parts = [(apps.get_app_config(app).verbose_name, list(rows(data))) for app, data in held.items()]
    return render(request, "pages/own_data.html", {"parts": parts, "roles": roles_of(request.user)})


@fresh_proof_required
def close(request: HttpRequest) -> HttpResponse:
    """Say what goes and what stays; on POST close the account and take the person out of it.

    Whoever holds a role hands it over or gives it up first: an office is not left without anybody by mistake.
    """
    if request.method == "POST":
        with transaction.atomic():
            user = get_user_model()._default_manager.select_for_update(no_key=True).get(pk=request.user.pk)
            held = roles_of(user)
            if not held:
                for one in holders():
                    one.erase(user)
        if not held:
            logout(request)
            messages.success(request, _("Your account is closed, and what was yours in it is erased."))
            return redirect("home")
    return render(request, "pages/close_account.html", {"roles": roles_of(request.user)})


def roles_of(user: Any) -> list[str]:
    """What this person is now, where."""
    return [str(one) for one in user.current_memberships]


def app_of(overview: ModuleType) -> str:
    """`reviews` of `reviews.overview`."""
    return overview.__name__.partition(".")[0]


def rows(data: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """What one app holds, as name and lines in words; what is empty is left out. The file has everything as it is."""
    for name, value in data.items():
        lines = [in_a_line(one) for one in value] if isinstance(value, list) else [in_a_line(value)]
        if lines := [line for line in lines if line]:
            yield in_words(name), lines


def in_a_line(value: Any) -> str:
    """One entry in words; a number that counts nothing is empty, and what only programs read is left to the file."""
    if isinstance(value, dict):
        told = {in_words(name): in_a_line(text) for name, text in value.items() if name != "occasion"}
        return "; ".join(f"{name}: {text}" for name, text in told.items() if text)
    if isinstance(value, datetime):
        return clock(value)
    return label_of(str(value)) if value else ""


def in_words(key: str) -> str:
    """`Last login` of `last_login`, `Section` of `section__code`."""
    return key.partition("__")[0].replace("_", " ").capitalize()
