"""The messages that practices send; each kind says to whom and why."""

from practices.notifications import submitter

__all__ = ["submitter"]
