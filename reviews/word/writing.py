"""A review, a section of it or a blank form as a Word file."""

from django.utils.translation import gettext as _

from core.word import markup, ticks
from core.word.binding import Cover, bound
from reviews.choices import QuestionType
from reviews.fields import Field
from reviews.paper import Part
from reviews.word.boxes import BOXES_OF


def write(cover: Cover, parts: list[Part], consultations: list[str] | None = None) -> bytes:
    """The file. Call it with the language of the review active: labels are said in it."""
    return bound(cover, lambda link: [*_head(cover), *_parts(link, cover, parts, consultations or [])])


def _head(cover: Cover) -> list[str]:
    whole = cover.direction
    here = _(
        "Rows can be added to tables. Write “[Not applicable]” or “[Prefer not to say]” alone into a box where you "
        "want to say so. When the file is uploaded again, every change is shown before anything is taken over."
    )
    return [
        markup.plain(cover.title, "Title", whole=whole),
        *(markup.plain(line, "Subtitle", whole=whole) for line in cover.lines),
        markup.plain(f"{ticks.HOW} {here}", "Help", whole=whole),
    ]


def _parts(link: markup.Link, cover: Cover, parts: list[Part], consultations: list[str]) -> list[str]:
    blocks: list[str] = []
    number, last = 0, None
    for part in parts:
        if part.section != last:
            blocks.append(markup.plain(str(part.section), "Heading1", whole=cover.direction))
            if part.section.introduction:
                blocks.append(markup.plain(str(part.section.introduction), "Help", whole=cover.direction))
            last = part.section
        if part.objective:
            title = f"{part.objective.mark}. {part.objective.label}"
            blocks.append(markup.plain(title, "Heading2", whole=cover.direction))
        for one in part.fields:
            number += 1
            blocks += _question(number, one, link, cover.direction, consultations)
    return blocks


def _question(number: int, one: Field, link: markup.Link, whole: str, consultations: list[str]) -> list[str]:
    blocks = [markup.heading(number, one.name, str(one.question.label), 3, whole=whole)]
    notes = [str(one.question.help)] if one.question.help else []
    notes += [one.condition] if one.condition else []
    notes += [] if one.question.is_public else [_("For the secretariat only, never published.")]
    if one.question.words:
        notes.append(_("About %(count)s words.") % {"count": one.question.words})
    if notes:
        blocks.append(markup.plain(" ".join(notes), "Help", whole=whole))
    if one.question.examples:
        example = _("Example of an answer, invented: %(text)s") % {"text": one.question.example}
        blocks.append(markup.plain(example, "Help", whole=whole))
    box = BOXES_OF.get(one.question.type)
    if box is None:
        return blocks + _without_box(one, consultations, whole)
    if one.answer and one.instead:
        rows = [[markup.plain(f"[{one.answer.get_standing_display()}]", whole=whole)]]
    else:
        rows = box.write(one, link, whole)
    roomy = one.question.type == QuestionType.LONG and not one.instead
    box_drawn = markup.table(rows, whole=whole, head=len(rows) > 1, roomy=roomy)
    return [*blocks, box_drawn, markup.plain("", "Gap", whole=whole)]


def _without_box(one: Field, consultations: list[str], whole: str) -> list[str]:
    words = _("Files are added in the portal.") if one.takes_answer else _("Consultations are logged in the portal.")
    there = one.kind.plain(one.stored, one.question).splitlines() if one.takes_answer else consultations
    return [
        markup.plain(words, "Help", whole=whole),
        *(markup.plain(line, "ListBullet", whole=whole) for line in there if line),
    ]
