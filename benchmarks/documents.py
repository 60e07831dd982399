"""A long review as a Word file and back: CPU of writing it beside python-docx writing the same paragraphs bare."""

import io
import time
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from benchmarks import data, reviews
from reviews.choices import CopyFormat, QuestionType
from reviews.models import DraftCopy, VoluntaryReview
from reviews.steps import copies, returned
from tests.cast import Cast

PAGES, WORDS_A_PAGE = 60, 450
TIMES_BARE, SECONDS_BACK = 3.0, 2.0


def report(cast: Cast) -> str:
    """What writing and reading took, in words; SystemExit where either took longer than promised."""
    from docx import Document

    review = long_review(cast)
    copy = copies.ask(review, format=CopyFormat.WORD, by=cast.focal_point)
    ours = min(cpu(lambda: copies.make(copy)) for _time in range(3))
    copy.save()
    with copy.file.open("rb") as file:
        written = file.read()
    paragraphs = [one.text for one in Document(io.BytesIO(written)).element.body.iter() if one.tag.endswith("}p")]
    bare = min(cpu(lambda: write_bare(paragraphs)) for _time in range(3))
    sent, _is_new = returned.take_in(review, SimpleUploadedFile("copy.docx", written), by=cast.focal_point)
    back = cpu(lambda: returned.read(sent))
    DraftCopy.objects.filter(review=review).delete()
    if ours > TIMES_BARE * bare or back > SECONDS_BACK:
        raise SystemExit(f"Word: written in {ours:.2f} s (bare {bare:.2f} s), read in {back:.2f} s of CPU.")
    bound = f"{ours / bare:.2f} times python-docx bare (aim: {TIMES_BARE:g})"
    return (
        f"a review of {PAGES} pages of {WORDS_A_PAGE} words as a Word file: written in {ours:.2f} s of CPU, {bound}; "
        f"read back in {back:.2f} s (aim: {SECONDS_BACK:g} s)"
    )


def long_review(cast: Cast) -> VoluntaryReview:
    """The draft of `reviews`, its long answers grown until they fill PAGES."""
    review = reviews.draft(cast)
    answers = list(review.answers.filter(question__type=QuestionType.LONG))
    paragraphs = PAGES * WORDS_A_PAGE // 90 // len(answers) + 1
    for answer in answers:
        answer.value = "".join(f"<p>{data.text(answer.pk + number, 90)}</p>" for number in range(paragraphs))
        answer.save(update_fields=["value"])
    return review


def write_bare(paragraphs: list[str]) -> bytes:
    """The same words by python-docx, without a style, a table or a box."""
    from docx import Document

    document, file = Document(), io.BytesIO()
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(file)
    return file.getvalue()


def cpu(do: Callable[[], Any]) -> float:
    """Seconds of CPU."""
    begin = time.process_time()
    do()
    return time.process_time() - begin
