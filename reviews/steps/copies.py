"""Copies of a draft: asked for by somebody of the team, made by a worker, gone after an hour."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from core import made_once, pdf, uploads
from core.access import allowed, demand, fresh
from core.models import Act
from core.templatetags.portal import forum_time
from core.workflow import MovedOn
from reviews import jobs, paper, publishing
from reviews.choices import CopyFormat, Meaning, Round
from reviews.frozen import Content
from reviews.models import (
    Consultation,
    DraftCopy,
    EarlierDocument,
    Questionnaire,
    ReturnedCopy,
    Section,
    VoluntaryReview,
)
from reviews.models.copies import FOUND_KEPT, KEPT
from reviews.outline import outline_of
from reviews.sections import readable, sections_in


@transaction.atomic
def ask(
    review: VoluntaryReview, *, format: str, section: Section | None = None, with_answers: bool = True, by: Any
) -> DraftCopy:
    """Put a copy into the queue. Raises MovedOn while this person's last one is still being made."""
    demand(by, "reviews.export_voluntaryreview", review)
    VoluntaryReview._base_manager.select_for_update().get(pk=review.pk)  # numbers are given one after another
    number = (DraftCopy.objects.filter(review=review).aggregate(Max("number"))["number__max"] or 0) + 1
    copy = DraftCopy(review=review, by=by, number=number, format=format, section=section, with_answers=with_answers)
    try:
        with transaction.atomic():
            copy.save(force_insert=True)
    except IntegrityError:
        raise MovedOn(_("Your last copy is still being made. Ask again when it is ready.")) from None
    Act.objects.log("asked for copy", copy, by=by, detail=f"{format} {number}")
    jobs.queue(copy)
    return copy


def make(copy: DraftCopy) -> None:
    """The file itself, with the sections that its person may read at this moment."""
    by = fresh(copy.by)
    if not allowed(by, "reviews.export_voluntaryreview", copy.review):
        raise PermissionDenied(_("You are no longer in the team of this review."))
    places = [place for place in readable(by, sections_in(copy.review)) if copy.section in (None, place.section)]
    if not places:
        raise PermissionDenied(_("You may not read this section."))
    copy.codes = [place.section.code for place in places]
    MAKERS[copy.format](copy, by)
    copy.save(update_fields=["codes", "base", "language", "file", "pages", "missing"])


def open_to(by: Any) -> list[VoluntaryReview]:
    """The reviews of the State of `by` of which they may take a copy now: no practice space, and none that has no
    section for them."""
    mine = VoluntaryReview.objects.visible_to(by).current().filter(round=Round.FORUM)
    found = mine.select_related("country", "cycle", "questionnaire").order_by("-cycle", "pk")
    return [review for review in found if _codes_for(by, review)]


@transaction.atomic
def take_as_data(review: VoluntaryReview, *, by: Any, detail: str) -> tuple[Content, bool]:
    """What `review` says now in the sections that `by` may read, for a program, and whether these are all sections.

    Like the other copies it is in the language of the review alone. What looks across sections is left out: what an
    earlier version said, and which objectives are covered where the section that says so is not read.
    """
    by = fresh(by)
    codes = _codes_for(by, review)
    if review.is_practice or not codes:
        raise PermissionDenied
    whole = publishing.content_of(review, log=Consultation.objects.visible_to(by))
    part: Any = publishing.part_of(whole, codes)
    for across in ("translations", "corrects", "update_of"):
        part.pop(across, None)
    outline = outline_of(review.questionnaire_id)
    read = {section.pk for section in outline.sections if section.code in codes}
    covered = outline.read_as(Meaning.COVERED)
    if covered is None or covered.section_id not in read:
        part["objectives"] = sorted({one["objective"]["number"] for one in part["sections"] if one["objective"]})
    Act.objects.log("took copy", review, by=by, detail=f"json, {detail}", confidential=True)
    return part, len(read) == len(outline.sections)


def _codes_for(by: Any, review: VoluntaryReview) -> set[str]:
    """The sections of which `by` may take a copy now."""
    if not allowed(by, "reviews.export_voluntaryreview", review):
        return set()
    return {place.section.code for place in readable(by, sections_in(review))}


def blank_wanted(form: Questionnaire, language: str) -> made_once.Wanted:
    """The blank form in Word, made once for each language: what is or was in force never changes."""
    return made_once.Wanted(
        name=f"questionnaires/{form.pk}-{form.version}-{language}",
        task="reviews.tasks.make_blank",
        args=[form.pk, language],
        file_name=f"{form.cycle_id}-{form.kind}-v{form.version}-{language}.docx",
        content_type=uploads.TYPES["docx"],
        title=str(form.title),
        back=reverse("reviews:blank", args=[form.pk]),
    )


def make_blank(form: Questionnaire, language: str) -> None:
    """Make that file, unless it is there."""
    from reviews.word import copies as word

    name = blank_wanted(form, language).name
    if made_once.is_made(name):
        return
    try:
        data = word.of_blank(form, language).data
    except Exception:
        made_once.failed(name)
        raise
    made_once.keep(name, data)


def may_fetch(copy: DraftCopy, user: Any) -> bool:
    """Whether the file is there and `user` asked for it and may still read all that is in it."""
    if not copy.file or copy.by_id != user.pk:
        return False
    return set(copy.codes) <= {place.section.code for place in readable(user, sections_in(copy.review))}


def delete_old_files() -> None:
    """Files whose hour is over. What stood in a copy in Word is kept for the comparison; other rows go too."""
    for model in (DraftCopy, ReturnedCopy, EarlierDocument):
        for row in model.objects.filter(asked_at__lt=timezone.now() - KEPT).exclude(file="")[:200]:
            row.file.delete(save=False)
            row.save(update_fields=["file"])


def forget_returned() -> None:
    """What was read from files that were sent is kept for a month."""
    old = timezone.now() - FOUND_KEPT
    ReturnedCopy.objects.filter(asked_at__lt=old).delete()
    EarlierDocument.objects.filter(asked_at__lt=old, source=None).delete()


def _make_pdf(copy: DraftCopy, by: Any) -> None:
    copy.language = paper.language_of_review(copy.review)
    with translation.override(copy.language):
        review = copy.review
        standing = _("Draft, not submitted") if review.is_editable else review.get_status_display()
        when = strip_tags(forum_time(copy.asked_at, review.cycle.time_zone))
        mark = f"{standing} · {review.reference} · {when}"
        context = {**paper.content(review, copy.codes, by), "copy": copy, "mark": mark}
    made = pdf.make("reviews/draft_pdf.html", context, language=copy.language)
    copy.pages, copy.missing = made.pages, made.missing[:200]
    copy.file.save(copy.name, ContentFile(made.data), save=False)


def _make_word(copy: DraftCopy, by: Any) -> None:
    from reviews.word import copies as word

    copy.language = paper.language_of_review(copy.review)
    written = word.of_draft(copy, by)
    copy.base = written.base
    copy.file.save(copy.name, ContentFile(written.data), save=False)


MAKERS: dict[str, Any] = {CopyFormat.PDF: _make_pdf, CopyFormat.WORD: _make_word}
