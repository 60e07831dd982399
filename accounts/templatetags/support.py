"""What stands on a page of one's own work that can be shown to an officer."""

from typing import Any

from django import template

from accounts.models import SupportLook, neutral
from core.access import allowed

register = template.Library()


@register.inclusion_tag("accounts/support.html", takes_context=True)
def let_support_look(context: Any, *, offered: bool = True, shown: bool = True) -> dict[str, Any]:
    """Whoever looks at this page now, with the way to end it; else the way to let somebody look (FEATURES U11).

    Everybody who opens the page sees that it is shown; one query, and more only where it is, which is rare. None for a
    page that knows that it is not `shown`.
    """
    request = context["request"]
    open_now = SupportLook.objects.open().filter(address=neutral(request.path)) if shown else ()
    looks = [(one, allowed(request.user, "accounts.end_supportlook", one)) for one in open_now]
    return {"looks": looks, "page": request.path, "offered": offered, "csrf_token": context.get("csrf_token")}
