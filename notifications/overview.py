"""What the outbox holds of a person, for download and erasure."""

from typing import Any

from notifications.choices import Status
from notifications.models import Message, Preference


def personal_data(user: Any) -> dict[str, Any]:
    """The messages that went to this person, and what they chose to hear."""
    went = Message.objects.filter(recipient=user).order_by("planned_at")
    return {
        "messages": list(
            went.values("kind", "occasion", "address", "status", "planned_at", "sent_at", "subject", "text")
        ),
        "choices": list(Preference.objects.filter(user=user).values("kind", "choice", "changed_at")),
    }


def erase(user: Any) -> None:
    """Empty the texts and addresses; that something was sent, and when, stays on record."""
    Preference.objects.filter(user=user).delete()
    went = Message.objects.filter(recipient=user)
    went.filter(status__in=[Status.QUEUED, Status.HELD]).update(status=Status.CANCELLED, error="account closed")
    went.update(address="", subject="", text="", html="", reason="", smtp_reply="")
