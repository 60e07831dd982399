"""A Word file that somebody sends back: looked at, read by a worker, and taken over answer by answer, on a yes."""

import re
from collections import Counter
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.access import allowed, fresh
from core.models import Act
from core.plain_text import TURNS_THE_PAGE
from core.word import package
from core.workflow import MovedOn
from reviews import answers, jobs, paper
from reviews.choices import JobState
from reviews.models import DraftCopy, ReturnedCopy, VoluntaryReview
from reviews.sections import sections_in
from reviews.word.comparing import Proposal

IDENTIFIER = re.compile(
    r"(?P<reference>[A-Z]{2}-[0-9]{4}-[A-Z]{2}|[0-9]{4});(?P<form>q=[a-z]+-[0-9]+);v=(?P<number>[0-9]{1,9})"
    r"(?:;l=(?P<language>[a-z-]+))?"
)


def take_in(review: VoluntaryReview, file: UploadedFile, *, by: Any) -> tuple[ReturnedCopy, bool]:
    """Look at `file` and put it into the queue; the second value says whether it is new.

    The very same file again is the one that is there. Raises ValidationError with a sentence for a file that is not
    opened, MovedOn while another file of this person is being read, PermissionDenied to whoever writes nowhere.
    """
    by = fresh(by)
    if not any(allowed(by, "reviews.edit_section", place) for place in sections_in(review)):
        raise PermissionDenied(_("Nothing in this review can be changed by you now."))
    sound = package.check(file)
    same = ReturnedCopy.objects.filter(review=review, by=by, sha256=sound.sha256)
    same.filter(state=JobState.FAILED).delete()
    if first := same.first():
        return first, False
    returned = ReturnedCopy(review=review, by=by, file_name=sound.name, sha256=sound.sha256)
    try:
        with transaction.atomic():
            returned.file.save(sound.name, file, save=False)
            returned.save(force_insert=True)
    except IntegrityError:
        returned.file.delete(save=False)
        raise MovedOn(_("Your last file is still being read. Send the next when it is ready.")) from None
    except OSError as full:
        raise ValidationError(_("The file could not be stored. Your answers are saved; try again later.")) from full
    Act.objects.log("sent copy back", review, by=by)
    jobs.queue(returned)
    return returned, True


def read(returned: ReturnedCopy) -> None:
    """Find out what the file says that its copy did not say when it left. Raises jobs.Given with a sentence."""
    from lxml.etree import XMLSyntaxError

    from core.word import reading
    from reviews.word import copies as word

    review = returned.review
    named = word.questions_by_name(review.questionnaire)
    try:
        with returned.file.open("rb") as file:
            contents = reading.read(file, named)
    except ValidationError as refused:
        raise jobs.Given(refused.messages[0]) from refused
    except XMLSyntaxError as broken:
        sentence = _("The text of the file cannot be read. Open it in your word processor and save it anew.")
        raise jobs.Given(sentence) from broken
    base = _base(returned, contents)
    if not contents.boxes:
        raise jobs.Given(
            _("No question of this review was found in the file: its headings have lost their codes. "
              "Copy the text into a new copy, or into the page.")
        )  # fmt: skip
    returned.found = _found(contents, named, base)
    returned.file.delete(save=False)
    returned.save(update_fields=["origin", "found", "file"])


@transaction.atomic
def take_over(review: VoluntaryReview, proposals: list[tuple[Proposal, str]], *, by: Any) -> list[answers.Outcome]:
    """Save each proposal over the version that its person has seen; the same rules and history as in the page."""
    outcomes = [
        answers.save(
            one.place, one.field.question, one.field.objective, raw=one.raw, standing=one.standing, seen=seen, by=by
        )
        for one, seen in proposals
    ]
    saved = sum(isinstance(outcome, answers.Saved) for outcome in outcomes)
    Act.objects.log("took over from Word", review, by=by, detail=str(saved))
    return outcomes


def _base(returned: ReturnedCopy, contents: Any) -> dict[str, Any]:
    """What stood in the file when it left: kept with its copy, or that of a blank form. Raises jobs.Given."""
    from reviews.word import copies as word

    review, notes = returned.review, contents.notes
    said = IDENTIFIER.fullmatch(contents.identifier)
    if said and said["reference"] not in (review.reference, str(review.cycle_id)):
        if said["reference"].isdecimal():
            notes["other_form"] = 1
        else:
            raise jobs.Given(
                _("This file belongs to another review: %(other)s. This one is %(own)s. Nothing was read from it.")
                % {"other": said["reference"], "own": review.reference}
            )
    if said and said["form"] != word.form_of(review.questionnaire):
        notes["other_form"] = 1
    if said and said["number"] != "0":
        copies = DraftCopy.objects.filter(review=review, number=int(said["number"]), format="docx")
        returned.origin = copies.filter(state=JobState.DONE).first()
        if returned.origin:
            return dict(returned.origin.base)
    notes["unknown_origin" if not said or said["number"] != "0" else "blank"] = 1
    language = (said["language"] if said else "") or paper.language_of_review(review)
    known = language if language in word.LANGUAGES else paper.language_of_review(review)
    return dict(word.of_blank(review.questionnaire, known).base)


def _as_read(text: str) -> str:
    """Without the marks that turn the direction, which LibreOffice drops."""
    return TURNS_THE_PAGE.sub("", text)


def _found(contents: Any, named: dict[str, Any], base: dict[str, Any]) -> dict[str, Any]:
    """What differs from `base`: boxes, words outside of them, questions that are gone, notes."""
    from reviews.word import boxes

    changed: dict[str, dict[str, Any]] = {}
    unplaced, seen, notes = list[str](), set[str](), contents.notes
    for box in contents.boxes:
        question, objective = named[box.name]
        lines = [line for line in box.grid.lines() if line.strip()]
        if question.type not in boxes.BOXES_OF:
            unplaced += [f"{box.name}: {line}" for line in lines]
            continue
        read = boxes.read(box.grid, question, objective)
        same = base["boxes"].get(box.name) == [read.raw, read.standing]
        entry = {"name": box.name, "raw": read.raw, "standing": read.standing, "tracked": box.tracked,
                 "words": " ".join(lines)[:2000]}  # fmt: skip
        notes["doubles"] += box.name in seen
        if box.name in changed and changed[box.name]["raw"] != read.raw and not same:
            unplaced += [f"{box.name}: {line}" for line in lines]
        elif not same:
            changed.setdefault(box.name, entry)
        seen.add(box.name)
        unplaced += [f"{box.name}: {line}" for line in read.left]
    usual = Counter(_as_read(text) for text in base["outside"])
    for text in contents.outside:
        usual[_as_read(text)] -= 1
        if usual[_as_read(text)] < 0:
            unplaced.append(text)
    missing = [name for name in base["boxes"] if name not in seen]
    kept = {name: count for name, count in notes.items() if count}
    return {"boxes": list(changed.values()), "unplaced": unplaced, "missing": missing, "notes": kept, "read": len(seen)}
