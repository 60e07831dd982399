"""A rapporteur marks what a note can rest on, and takes a mark back."""

import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.access import demand
from core.models import Act
from core.workflow import MovedOn, NotReady
from dialogues import evidence
from dialogues.choices import SourceKind
from dialogues.models import BackgroundNote, EvidencePoint


@transaction.atomic
def mark(
    note: BackgroundNote,
    kind: str,
    pk: uuid.UUID,
    *,
    by: Any,
    quote: str,
    form_key: uuid.UUID | None = None,
    **written: Any,
) -> EvidencePoint:
    """Keep `quote` of a public text as a point. The same `form_key` gives the first one again (F2).

    Raises PermissionDenied for a note that one does not draft, NotReady where the text is no longer public or does not
    say that.
    """
    known = _known(note, by, form_key)
    if known:
        return known
    found = evidence.source(kind, pk)
    if found is None:
        raise NotReady(_("This text is no longer public: nothing can be quoted from it."))
    if not found.holds(quote):
        raise NotReady(_("These words do not stand in the text. Copy the passage as it is."))
    return _kept(
        EvidencePoint(
            note=note,
            kind=kind,
            quote=quote,
            language=found.language,
            digest=found.digest,
            marked_by=by,
            form_key=form_key,
            **{found.field: found.record},
            **written,
        )
    )


@transaction.atomic
def mark_publication(
    note: BackgroundNote,
    reference: str,
    *,
    by: Any,
    remark: str,
    form_key: uuid.UUID | None = None,
    **written: Any,
) -> EvidencePoint:
    """Name a published practice, pledge or review by its number, with what it shows. Raises as `mark` does."""
    known = _known(note, by, form_key)
    if known:
        return known
    found = evidence.published(reference)
    if found is None:
        raise NotReady(_("Nothing is public under this number."))
    return _kept(
        EvidencePoint(
            note=note,
            kind=SourceKind.PUBLICATION,
            reference=found.reference,
            version=found.version,
            remark=remark,
            language=note.language,
            digest=found.content.sha256,
            marked_by=by,
            form_key=form_key,
            **written,
        )
    )


@transaction.atomic
def take_out(point: EvidencePoint, *, by: Any) -> None:
    """A point that nothing rests on goes. Raises MovedOn where a paragraph does."""
    demand(by, "dialogues.change_evidencepoint", point)
    BackgroundNote.objects.select_for_update().get(pk=point.note_id)
    if point.paragraphs.standing().exists():
        raise MovedOn(_("A paragraph rests on this point. Take it out of the paragraph first."))
    Act.objects.log("took out a point", point.note, by=by)
    point.delete()


def _known(note: BackgroundNote, by: Any, form_key: uuid.UUID | None) -> EvidencePoint | None:
    demand(by, "dialogues.change_backgroundnote", note)
    return note.points.filter(form_key=form_key).first() if form_key else None


def _kept(point: EvidencePoint) -> EvidencePoint:
    point.save(force_insert=True)
    Act.objects.log("marked a point", point.note, by=point.marked_by, detail=point.kind)
    return point
