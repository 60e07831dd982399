"""Steps of documents that States send by e-mail (RELIABILITY P63).

Four eyes: whoever registers, confirms or last changes the particulars answers for them; somebody else
releases. An import answers for nothing: what it brought is confirmed by a first officer, then released
by a second (docs/decisions/documents-by-e-mail.md). None of this reads or writes a VoluntaryReview.
"""

from typing import Any

from django.db import transaction

from core.models import Act
from core.workflow import perform, signed
from publications import register
from publications.models import Publication
from publications.register import FileToPublish
from reviews import publishing
from reviews.models import ReceivedDocument
from reviews.notifications.documents import DocumentPublished


@transaction.atomic
def save(document: ReceivedDocument, *, by: Any) -> ReceivedDocument:
    """Register `document`, or keep a change of it; a second officer has to release what `by` wrote."""
    verb = "registered" if document._state.adding else "changed"
    document.registered_by = by
    signed(document, by)
    document.save()
    Act.objects.log(verb, document, by=by)
    return document


@transaction.atomic
def confirm(document: ReceivedDocument, *, by: Any, note: str = "") -> ReceivedDocument:
    """A first officer answers for what an import brought."""
    return perform(document, "confirm", by=by, note=note)


@transaction.atomic
def release(document: ReceivedDocument, *, by: Any, note: str = "") -> Publication:
    """Publish it as the next version of the State's review, and tell the State; what it submits later follows it.

    The officer's `note` stays in the record's history.
    """
    document = perform(document, "release", by=by, note=note, log=False)
    publication = register.publish(
        publishing.head_of_document(document),
        publishing.content_of_document(document),
        files=_files(document),
        by=by,
    )
    DocumentPublished(document).queue()
    return publication


def _files(document: ReceivedDocument) -> list[FileToPublish]:
    if not document.file:
        return []
    return [
        FileToPublish(
            file=document.file,
            name=document.file_name,
            content_type=document.content_type,
            language=document.language or publishing.LANGUAGE,
            title=document.title,
        )
    ]
