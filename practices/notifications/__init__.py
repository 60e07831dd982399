"""The messages that practices send; each kind says to whom and why."""

from practices.notifications import calls, implementer, reviewing, submitter

__all__ = ["calls", "implementer", "reviewing", "submitter"]
