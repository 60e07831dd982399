"""A submitted version as officers and its own people read it; conflicts close it to everybody else (P22)."""

from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core import downloads
from core.access import allowed
from practices.duplicates import alike
from practices.models import PracticeImage, PracticeVersion, ReviewRound


def version(request: HttpRequest, key: UUID) -> HttpResponse:
    """The frozen text, what the secretariat answered, and for an officer what is alike and what can be done."""
    record = visible_version(request.user, key)
    screens = allowed(request.user, "practices.screen_practice", record.practice)
    context = {
        "version": record,
        "practice": record.practice,
        "content": record.content,
        "decisions": record.screenings.all(),
        "others": record.practice.versions.defer("content"),
        "alike": alike(record, request.user) if screens else [],
        "round_url": _round_url(request.user, record),
        "admin_url": reverse("admin:practices_practice_change", args=[record.practice_id]) if screens else "",
        "trail": [{"label": _("My work"), "url": reverse("work")}, {"label": str(record.practice.reference)}],
    }
    return render(request, "practices/version.html", context)


def _round_url(user: Any, record: PracticeVersion) -> str:
    """The desk of its peer review, for the officers who handle it."""
    round_ = ReviewRound.objects.visible_to(user).filter(version=record).select_related("practice").first()
    return round_.get_absolute_url() if round_ else ""


def image(request: HttpRequest, key: UUID, pk: UUID) -> FileResponse:
    """A picture of that version, for whoever may read it."""
    record = visible_version(request.user, key)
    if str(pk) not in {one["id"] for one in record.content["images"]}:
        raise Http404
    found = get_object_or_404(PracticeImage, practice=record.practice_id, pk=pk)
    return downloads.file_response(found.file, name=found.name, content_type=found.content_type)


def visible_version(user: Any, key: UUID) -> PracticeVersion:
    """A version that `user` may read, or 404."""
    versions = PracticeVersion.objects.visible_to(user).select_related("practice__organisation", "practice__call")
    return get_object_or_404(versions, pk=key)
