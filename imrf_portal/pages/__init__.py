"""Pages that span all kinds of records.

Each app answers the same questions in its `overview.py`; a further kind is one more line here.
"""

from importlib import import_module
from types import ModuleType

KINDS = ("reviews", "practices", "pledges", "dialogues")


def overviews() -> list[ModuleType]:
    """The `overview` module of every kind of record, in the order in which pages show them."""
    return [import_module(f"{app}.overview") for app in KINDS]
