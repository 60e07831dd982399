"""The secretariat's desk for pledges: what was submitted, how those that are published are followed, observations."""

from pledges.admin import followed, observations, submitted

__all__ = ["followed", "observations", "submitted"]
