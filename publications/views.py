"""What the public opens of a publication besides its page."""

import uuid

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404

from core import downloads
from core.access import allowed
from publications.models import PublishedFile


@login_not_required
def file(request: HttpRequest, pk: uuid.UUID) -> FileResponse:
    """A published file; missing once its publication is withdrawn."""
    stored = get_object_or_404(PublishedFile.objects.select_related("publication"), pk=pk)
    if not allowed(request.user, "publications.read_file", stored):
        raise Http404
    return downloads.file_response(stored.file, name=stored.name, content_type=stored.content_type)
