"""The secretariat's desk for mail: the outbox, letters to many, texts of messages."""

from notifications.admin import announcements, outbox, texts

__all__ = ["announcements", "outbox", "texts"]
