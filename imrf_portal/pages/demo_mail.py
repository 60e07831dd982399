"""What the demonstration would have sent: its mail stays in a folder, and this page shows it."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

NEWEST = 30
KEPT = _(
    "Nothing leaves this machine. What would have been sent stands here, newest first; a worker sends within a minute."
)
GONE = _("EMAIL_URL names a mail server here: what is sent goes there, and nothing is kept for this page.")
RULE = b"-" * 79
"""What Django's file backend writes after each message."""


@login_not_required
def demo_mail(request: HttpRequest) -> HttpResponse:
    """The newest messages in their plain text, links and all. Mounted where FORUM_DEMO is on, and only there."""
    messages = [one for file in _files()[:NEWEST] for one in _messages(file)]
    context = {"messages_sent": messages[:NEWEST], "lede": KEPT if settings.EMAIL_FILE_PATH else GONE}
    return render(request, "pages/demo_mail.html", context)


def _files() -> list[Path]:
    """The newest first; none where EMAIL_URL names a mail server, which then has the messages."""
    if not settings.EMAIL_FILE_PATH:
        return []
    return sorted(Path(settings.EMAIL_FILE_PATH).glob("*.log"), key=lambda file: file.stat().st_mtime, reverse=True)


def _messages(file: Path) -> list[dict[str, Any]]:
    parts = [part.strip() for part in file.read_bytes().split(RULE) if part.strip()]
    return [_shown(message_from_bytes(part, policy=policy.default)) for part in reversed(parts)]


def _shown(message: EmailMessage) -> dict[str, Any]:
    body = message.get_body(("plain",))
    text = body.get_content() if body is not None else ""
    return {"to": message["To"], "subject": message["Subject"], "date": message["Date"], "text": text}
