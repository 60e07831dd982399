"""Who may do what, asked in one way everywhere (docs/architecture.md, "Access").

Rules are predicates in each app's `rules.py`; records are asked about by `allowed` alone.
"""

from typing import Any

import rules
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

SECRETARIAT = ("secretariat_officer", "secretariat_admin")


_delegated: dict[str, str] = {}


def delegated(right: str, *permissions: str) -> None:
    """`permissions` are what an office can keep to itself, as `right`, when it names an alternate for a time (U8)."""
    _delegated.update(dict.fromkeys(permissions, right))


def delegated_permissions() -> dict[str, str]:
    """Every such permission, and the right that it belongs to."""
    return dict(_delegated)


def allowed(user: Any, permission: str, record: object) -> bool:
    """Whether `user` has `permission` on this very `record`.

    Asks the rules alone: being a superuser opens no State's draft. Raises LookupError for a
    permission that no rules module declares, so that a typing mistake cannot pass for a refusal.
    """
    if not rules.perm_exists(permission):
        raise LookupError(f"no rule declares {permission}")
    if permission in _delegated and hasattr(user, "without"):
        user = user.without(_delegated[permission])
    return record is not None and bool(rules.has_perm(permission, user, record))


def has_role(user: Any, *roles: str, of: object = None) -> bool:
    """Whether `user` holds one of `roles` now, in any body or in that of `of`.

    `of` is an organisation (anything with a `country_id` and a numeric pk), a country (pk is the
    two-letter code) or a two-letter code. A ministry counts as its State's when a country is asked.
    """
    held: frozenset[tuple[str, int, str]] = getattr(user, "current_roles", frozenset())
    if of is None:
        return any(role in roles for role, _organisation, _country in held)
    key = getattr(of, "pk", of)
    position = 2 if isinstance(key, str) else 1
    return any(entry[0] in roles and entry[position] == key for entry in held)


def countries_of(user: Any, *roles: str) -> set[str]:
    """The two-letter codes of the States for which `user` holds one of `roles` now."""
    return {country for role, _, country in getattr(user, "current_roles", ()) if role in roles and country}


def organisations_of(user: Any, *roles: str) -> set[int]:
    """The ids of the organisations in which `user` holds one of `roles` now."""
    return {body for role, body, _ in getattr(user, "current_roles", ()) if role in roles}


def is_secretariat(user: Any) -> bool:
    """Whether `user` works in the secretariat now, as officer or admin."""
    return has_role(user, *SECRETARIAT)


def fresh(user: Any) -> Any:
    """The same person read again, so that an act uses the rights of this moment (RELIABILITY 2)."""
    return get_user_model()._default_manager.get(pk=user.pk)


def demand(user: Any, permission: str, record: object, words: object = "") -> Any:
    """The same person with the rights of this moment: what a step asks first.

    Raises PermissionDenied without `permission` on `record`, in `words` where they say more than that.
    """
    user = fresh(user)
    if not user.is_active or not allowed(user, permission, record):
        raise PermissionDenied(words or _("You do not have the right to do this."))
    return user
