"""What people do with the searches they keep."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core.access import allowed
from publications.models import SavedSearch

MOST_SEARCHES = 20
"""Of one person."""


class TooManySearches(Exception):
    """The person keeps as many as they may; says so in words."""


@transaction.atomic
def save_search(*, by: Any, kind: str, query: str, name: str, rhythm: str, form_key: uuid.UUID) -> SavedSearch:
    """Keep a selection for `by`. The same selection, or a second press, gives the first one back (RELIABILITY F2).

    Raises TooManySearches.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # of two presses the second waits here
    own = SavedSearch.objects.visible_to(by)
    if first := own.filter(kind=kind, query=query).first() or own.filter(form_key=form_key).first():
        return first
    if own.count() >= MOST_SEARCHES:
        words = ngettext("You can keep %(most)d search.", "You can keep %(most)d searches.", MOST_SEARCHES)
        raise TooManySearches(f"{words % {'most': MOST_SEARCHES}} {_('Delete one first.')}")
    return SavedSearch.objects.create(person=by, kind=kind, query=query, name=name, rhythm=rhythm, form_key=form_key)


def change_search(saved: SavedSearch, *, by: Any, name: str, rhythm: str) -> None:
    """Another name, or told as often as `rhythm` says. Raises PermissionDenied for somebody else's."""
    _demand(saved, by)
    SavedSearch.objects.filter(pk=saved.pk).update(name=name, rhythm=rhythm)


def delete_search(saved: SavedSearch, *, by: Any) -> None:
    """Keep it no longer; a digest that waits leaves it out. Raises PermissionDenied for somebody else's."""
    _demand(saved, by)
    saved.delete()


def _demand(saved: SavedSearch, by: Any) -> None:
    if not allowed(by, "publications.change_savedsearch", saved):
        raise PermissionDenied(_("This search is somebody else’s."))
