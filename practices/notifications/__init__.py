"""The messages that practices send; each kind says to whom and why."""

from practices.notifications import calls, dates, implementer, reviewing, submitter, uses

__all__ = ["calls", "dates", "implementer", "reviewing", "submitter", "uses"]
