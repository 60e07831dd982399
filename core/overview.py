"""What every kind of record tells the pages that span all of them (docs/architecture.md, "Rooms").

Each app answers in its own `overview.py`; these are the shapes of the answers.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class WorkItem:
    """One thing that waits for a person.

    `due` is an aware moment, counted in `zone` (an IANA name), or None. `status` is {"kind", "label"} as
    `components/status.html` takes it; `words` are facts in a few words each; `action` is the label of the button.
    """

    title: str
    url: str
    action: str
    due: datetime | None = None
    zone: str = ""
    status: dict[str, str] | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Figure:
    """A count of what is published, with the definition that stands beside it."""

    label: str
    value: int
    definition: str


@dataclass(frozen=True)
class Shown:
    """A page of somebody's work to be read by an officer: `country` is the code of its State, or nothing."""

    title: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    country: str = ""


@dataclass(frozen=True)
class Desk:
    """What of My work only one kind of record can draw: `<template>_buttons.html`, `_top`, `_main`, `_aside`."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)

    @property
    def buttons(self) -> str:
        """The template of the first things to do, in the head of the page."""
        return f"{self.template}_buttons.html"

    @property
    def top(self) -> str:
        """The template above the list of what waits."""
        return f"{self.template}_top.html"

    @property
    def main(self) -> str:
        """The template below it."""
        return f"{self.template}_main.html"

    @property
    def aside(self) -> str:
        """The template beside it."""
        return f"{self.template}_aside.html"
