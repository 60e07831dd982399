"""The messages that practices send; each kind says to whom and why."""

from practices.notifications import calls, submitter

__all__ = ["calls", "submitter"]
