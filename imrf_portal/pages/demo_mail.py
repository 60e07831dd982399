"""What the demonstration would have sent: its mail stays in a folder, and this page shows it."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models.functions import Lower
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import rehearsal

NEWEST = 30
KEPT = _(
    "Nothing leaves this machine. What would have been sent stands here, newest first; a worker sends within a minute."
)
GONE = _("EMAIL_URL names a mail server here: what is sent goes there, and nothing is kept for this page.")
STAYED = _(
    "In the rehearsal mail leaves only to those who asked the operators for it. Here stands what was for you, and for "
    "addresses that nobody has an account for; a worker sends within a minute."
)
RULE = b"-" * 79
"""What Django's file backend writes after each message."""


@login_not_required
def demo_mail(request: HttpRequest) -> HttpResponse:
    """The newest messages in their plain text, links and all. Mounted where FORUM_DEMO is on, and only there."""
    messages = [one for file in _files()[:NEWEST] for one in _messages(file)]
    context = {"messages_sent": messages[:NEWEST], "lede": KEPT if settings.EMAIL_FILE_PATH else GONE}
    return render(request, "pages/demo_mail.html", context)


def rehearsal_mail(request: HttpRequest) -> HttpResponse:
    """In a rehearsal: what did not leave and was for this person, or for an address that nobody here has, so that an
    invitation to an invented colleague can be taken up. What opens another account is shown to its owner alone."""
    if not rehearsal.is_on():
        raise Http404
    user: Any = request.user
    found = [one for file in _files()[:NEWEST] for one in _messages(file)]
    foreign = _addresses_of_others(user, {one["to"].lower() for one in found})
    shown = [one for one in found if one["to"].lower() not in foreign]
    return render(request, "pages/demo_mail.html", {"messages_sent": shown[:NEWEST], "lede": STAYED})


def _addresses_of_others(user: Any, among: set[str]) -> set[str]:
    """Those of `among`, in small letters, that somebody else has: as that of the account, or as a further confirmed
    one, to which a new password can be asked for as well."""
    others = User.objects.exclude(pk=user.pk)
    found: set[str] = set()
    for path, held in (("email", others), ("emailaddress__email", others.filter(emailaddress__verified=True))):
        found.update(held.annotate(of=Lower(path)).filter(of__in=among).values_list("of", flat=True))
    return found


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
