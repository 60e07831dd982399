"""The question that every step asks first."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from core import access
from core.workflow import NotReady, Problem


def demand(user: Any, permission: str, record: Any) -> Any:
    """The same person with the rights of this moment. Raises PermissionDenied without `permission`."""
    user = access.fresh(user)
    if not user.is_active or not access.allowed(user, permission, record):
        raise PermissionDenied(_("You do not have the right to do this."))
    return user


def not_ready(text: str) -> NotReady:
    """Something stands in the way, in words for the person at the screen."""
    return NotReady([Problem(text)])
