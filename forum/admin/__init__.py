"""The secretariat's pages of this app, a file for each subject."""

from forum.admin import around, dates, texts

__all__ = ["around", "dates", "texts"]
