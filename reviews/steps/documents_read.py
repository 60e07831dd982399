"""An earlier review that is a Word file: read by its headings, and taken in part by part, on a yes (R12).

Which answer a part belongs to is said by the person, never guessed; it is put after what stands there.
"""

import zipfile
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.html import format_html
from django.utils.translation import gettext as _

from core.access import allowed, fresh
from core.models import Act
from core.word import package
from core.workflow import MovedOn
from reviews import answers, jobs, question_types
from reviews.checks import Asked
from reviews.choices import JobState
from reviews.models import EarlierDocument, VoluntaryReview
from reviews.sections import sections_in

MAX_PARTS = 400


def ask_for_published(review: VoluntaryReview, *, by: Any) -> None:
    """Have the Word files of the earlier review read for the team. Called when the review is started."""
    if review.earlier is None:
        return
    for file in review.earlier.files.filter(name__iendswith=".docx"):
        _queue(EarlierDocument(review=review, by=by, source=file, file_name=file.name, sha256=file.sha256))


def take_in(review: VoluntaryReview, file: UploadedFile, *, by: Any) -> EarlierDocument:
    """Look at `file` and put it into the queue; the very same file again is the one that is there.

    Raises ValidationError with a sentence for a file that is not opened, MovedOn where it comes twice at once,
    PermissionDenied to whoever writes nowhere.
    """
    by = fresh(by)
    if not any(allowed(by, "reviews.edit_section", place) for place in sections_in(review)):
        raise PermissionDenied(_("Nothing in this review can be changed by you now."))
    sound = package.check(file)
    same = EarlierDocument.objects.filter(review=review, by=by, sha256=sound.sha256, source=None)
    same.filter(state=JobState.FAILED).delete()
    if first := same.first():
        return first
    document = EarlierDocument(review=review, by=by, file_name=sound.name, sha256=sound.sha256)
    try:
        document.file.save(sound.name, file, save=False)
        with transaction.atomic():
            _queue(document)
    except IntegrityError:
        document.file.delete(save=False)
        raise MovedOn(_("This very file was sent a moment ago. Open the page again.")) from None
    except OSError as full:
        raise ValidationError(_("The file could not be stored. Your answers are saved; try again later.")) from full
    Act.objects.log("sent an earlier document", review, by=by)
    return document


def read(document: EarlierDocument) -> None:
    """Find its headings and what stands under each. Raises jobs.Given with a sentence."""
    from lxml.etree import XMLSyntaxError

    from core.word import headings

    stored = document.source.file if document.source else document.file
    try:
        with stored.open("rb") as file:
            parts = headings.parts_of(file)
    except ValidationError as refused:
        raise jobs.Given(refused.messages[0]) from refused
    except (XMLSyntaxError, zipfile.BadZipFile, KeyError) as broken:
        sentence = _("The text of the file cannot be read. Open it in your word processor and save it anew.")
        raise jobs.Given(sentence) from broken
    titles = [[part.level, part.title] for part in parts if part.level]
    if not titles:
        raise jobs.Given(
            _("The file has no headings. Give its chapters the styles “Heading 1”, “Heading 2” and send it again, "
              "or copy what you want into the page.")
        )  # fmt: skip
    if len(parts) > MAX_PARTS:
        words = _("The file has more than %(count)s headings. Send the part of it that you want to carry over.")
        raise jobs.Given(words % {"count": MAX_PARTS})
    document.headings = titles
    document.parts = [{**part._asdict(), "into": ""} for part in parts]
    if document.file:
        document.file.delete(save=False)
    document.save(update_fields=["headings", "parts", "file"])


@transaction.atomic
def take_over(
    document: EarlierDocument, review: VoluntaryReview, chosen: Mapping[int, Asked], *, by: Any
) -> tuple[list[int], dict[int, str]]:
    """Put each chosen part, by its place in the file, after what stands in the answer that `chosen` says.

    Returns the places that were taken, and for the others the sentence why not. `review` is locked by the caller,
    so that what is put before them is what stands. Raises PermissionDenied for a section that `by` may not change.
    """
    by = fresh(by)
    taken, refused = list[int](), dict[int, str]()
    document = EarlierDocument.objects.select_for_update(of=("self",)).get(pk=document.pk)
    for number, asked in chosen.items():
        if document.parts[number]["into"]:  # by a press before, or by a colleague: once is enough
            continue
        if not allowed(by, "reviews.edit_section", asked.place):
            raise PermissionDenied(_("Nothing in this section can be changed by you now."))
        try:
            _append(asked, document.parts[number], by)
        except ValidationError as why:
            refused[number] = why.messages[0]
        else:
            document.parts[number]["into"] = asked.name
            taken.append(number)
    document.save(update_fields=["parts"])
    if taken:
        Act.objects.log("took over from an earlier document", review, by=by, detail=str(len(taken)))
    return taken, refused


def _append(asked: Asked, part: Mapping[str, Any], by: Any) -> None:
    question, kind = asked.question, question_types.of(asked.question)
    current = answers.find(asked.place.review, question, asked.objective)
    title = format_html("<h3>{}</h3>", part["title"]) if part["title"] else ""
    raw = {"html": kind.joined(current.value if current else "", f"{title}{part['html']}")}
    kind.parse(raw, question)
    seen = answers.token(current, question)
    answers.save(asked.place, question, asked.objective, raw=raw, standing="", seen=seen, by=by)


def _queue(document: EarlierDocument) -> None:
    document.save(force_insert=True)
    jobs.queue(document)
