"""The messages that practices send; each kind says to whom and why."""

from practices.notifications import calls, reviewing, submitter

__all__ = ["calls", "reviewing", "submitter"]
