"""The secretariat's pages of this app, a file for each subject."""

from forum.admin import around, dates

__all__ = ["around", "dates"]
