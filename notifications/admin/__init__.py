"""The secretariat's desk for mail: the outbox, and letters to many."""

from notifications.admin import announcements, outbox

__all__ = ["announcements", "outbox"]
