"""The yearly letter of thanks for a reviewer, as PDF; it names no practice (FEATURES A23)."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from core import made_once, pdf
from practices.choices import AssignmentStatus
from practices.models import ReviewAssignment


def years_of(user: Any) -> list[int]:
    """The years in which `user` filed a report, the newest first."""
    days = _filed(user).values_list("filed_at", flat=True)
    return sorted({timezone.localtime(day).year for day in days if day}, reverse=True)


def wanted(user: Any, year: int) -> made_once.Wanted:
    """The file in the language of the page, made anew when a further report came in."""
    language = get_language() or "en"
    return made_once.Wanted(
        name=f"practices/thanks/{user.pk}-{year}-{_count(user, year)}-{language}",
        task="practices.tasks.make_thanks",
        args=[user.pk, year, language],
        file_name=f"peer-review-{year}.pdf",
        content_type="application/pdf",
        title=_("Letter of thanks, %(year)d") % {"year": year},
        back=reverse("practices:roster"),
    )


def make(pk: int, year: int, language: str) -> None:
    """Make the file, unless it is there."""
    user = User.objects.get(pk=pk)
    count = _count(user, year)
    name = f"practices/thanks/{pk}-{year}-{count}-{language}"
    if made_once.is_made(name):
        return
    context = {"person": user, "year": year, "count": count, "today": timezone.localdate()}
    try:
        made = pdf.make("practices/thanks_pdf.html", context, language=language)
    except Exception:
        made_once.failed(name)
        raise
    made_once.keep(name, made.data)


def _filed(user: Any) -> Any:
    return ReviewAssignment.objects.filter(reviewer=user, status=AssignmentStatus.FILED)


def _count(user: Any, year: int) -> int:
    return sum(timezone.localtime(one.filed_at).year == year for one in _filed(user) if one.filed_at)
