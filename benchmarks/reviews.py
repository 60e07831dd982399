"""Voluntary reviews: the public list, a published one, two compared, an update checked, a page filled in, one saved."""

import json
from dataclasses import replace
from typing import Any

from django.utils import timezone

from benchmarks import data
from benchmarks.rows import Row, Target, page
from benchmarks.server import Client, Reply
from forum.models import ForumCycle
from publications import register
from publications.models import canonical
from publications.register import Head
from reviews import publishing
from reviews.models import Answer, VoluntaryReview
from tests import factories
from tests.cast import Cast

PUBLISHED = 1_000
FILL = "/en/reviews/2030/zz/fill"
OBJECTIVES = [2, 5, 7, 16, 23]


def rows(cast: Cast) -> list[Row]:
    """What is measured, on data made for it."""
    head, content = head_and_content(cast)
    review = draft(cast)
    data.publish(head, content, PUBLISHED, by=cast.officer)
    old = earlier_of(review, content, head, cast)
    [me] = data.sign_in([cast.focal_point])
    answers = Answer.objects.filter(review=review).select_related("question__section")
    one, other = answers.filter(question__key__in=("b1", "b5")).order_by("question__key")
    return [
        Row("public list", page("/en/reviews/"), page("/bare/reviews/"), 1.3),
        Row("published review", page(f"/en/{head.path}"), page(f"/bare/reviews/{head.reference}/"), 1.7),
        Row(
            "compare two reviews",
            page(f"/en/reviews/compare/?review={old}&review={review.reference}&part=all"),
            page(f"/bare/compared/{old}/{review.reference}/"),
            1.7,
        ),
        Row("check page of an update", page(f"{FILL}/check/", me), page(f"/bare/check/{review.pk}/{old}/", me), 1.7),
        Row("fill page", page(f"{FILL}/b/", me), page(f"/bare/fill/{review.pk}/b/", me), 1.7),
        Row("save", Target(Saving(one, cast.focal_point), me), Target(BareSaving(other), me), 2.2),
    ]


def head_and_content(cast: Cast) -> tuple[Head, Any]:
    """The draft as it would be published."""
    review = draft(cast)
    content: Any = publishing.public_part(publishing.content_of(review))
    head = Head(
        reference=review.reference,
        kind="review",
        title="Demo State: 2030",
        path="reviews/2030/zz/",
        language="en",
        cycle=review.cycle,
        countries=[review.country],
        objectives=OBJECTIVES,
        received_at=timezone.now(),
        facets={"form": ["answers"], "kind": ["new"], "round": ["forum"]},
    )
    return head, content


def earlier_of(review: VoluntaryReview, content: Any, head: Head, cast: Cast) -> str:
    """The reference of a full review of the same State four years before, some words of each answer other than now."""
    old = json.loads(canonical(content))
    old["reference"], old["cycle"] = "RV-2026-ZZ", {"year": 2026, "name": "2026"}
    for answer in (answer for part in old["sections"] for answer in part["answers"] if answer["type"] == "long"):
        words = answer["plain"].split()
        answer["plain"] = " ".join("other" if place % 9 == 0 else word for place, word in enumerate(words))
        answer["value"] = answer["html"] = f"<p>{answer['plain']}</p>"
    cycle = ForumCycle.objects.get(year=2026)
    path = "reviews/2026/zz/"
    publication = register.publish(
        replace(head, reference=old["reference"], title="Demo State: 2026", path=path, cycle=cycle),
        old,
        by=cast.officer,
    )
    VoluntaryReview.objects.filter(pk=review.pk).update(earlier=publication)
    return publication.reference


def draft(cast: Cast) -> VoluntaryReview:
    """A draft with text in every long answer, five objectives reported on; the same one when asked twice."""
    if made := VoluntaryReview.objects.first():
        return made
    draft = factories.ready_review(cast)
    draft.answers.filter(question__key="d0").update(value=OBJECTIVES)
    there = set(draft.answers.values_list("question__key", "objective"))
    for section in draft.questionnaire.sections.all():
        numbers = OBJECTIVES if section.repeats else [None]
        for number, question in ((n, q) for n in numbers for q in section.questions.filter(type="long")):
            if (question.key, number) not in there:
                factories.answer(draft, question.key, f"<p>{data.text(question.pk)}</p>", number)
    return draft


class Saving:
    """Save one answer anew each time, with the version that the last reply gave."""

    def __init__(self, answer: Answer, by: Any) -> None:
        self.address, self.key, self.person = f"{FILL}/{answer.question.section.code}", answer.question.key, by.pk
        self.seen = f"{answer.version}.x"
        self.count = 0

    def __call__(self, client: Client) -> Reply:
        """One save."""
        self.count += 1
        name = self.key
        form = {"field": name, "person": str(self.person), name: data.text(self.count), f"{name}-seen": self.seen}
        reply = client.ask(f"{self.address}/answer/", form)
        if reply.status == 200:
            self.seen = json.loads(reply.body)["seen"]
        return reply


class BareSaving:
    """The twin: one conditional UPDATE."""

    def __init__(self, answer: Answer) -> None:
        self.answer, self.version = answer.pk, answer.version

    def __call__(self, client: Client) -> Reply:
        """One save."""
        form = {"text": f"{data.text(self.version)}", "version": str(self.version)}
        self.version += 1
        return client.ask(f"/bare/save/{self.answer}/", form)
