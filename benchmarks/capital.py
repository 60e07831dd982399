"""Figures of one full review and of one letter to many: L4, L5, L6, L9. In seconds: what is promised for more is
reckoned from what was measured, and the figure says so. With `make bench b=load`.
"""

import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connections, transaction
from django.utils import timezone

from accounts.choices import Role
from accounts.models import Membership, Organisation, User
from benchmarks import data, documents, reviews
from benchmarks.load import Figure, public_pages, steady, timed
from benchmarks.server import Client, Server
from core import rich_text
from notifications import announcing, delivery
from notifications import steps as mail
from notifications.models import Message
from reviews.choices import CopyFormat
from reviews.models import DraftCopy, VoluntaryReview
from reviews.steps import copies, submission
from tests import factories
from tests.cast import Cast, member
from tests.core.test_rich_text import WORD
from tests.notifications import builders as letters

PEOPLE, ANSWERS, QUERIES = 12, 80, 25
TOGETHER, ASKED, MINUTES = 8, 40, 3.0
"""Copies made by the one process for documents, for the promised ASKED in MINUTES."""
BEHIND = 10
"""How far behind the pages that process stands where both want the processor, as `nice` counts."""
READERS, MEASURED, HANDED_OVER = 5_000, 500, 200
"""A letter to READERS is reckoned from one to MEASURED, of which HANDED_OVER are handed over."""


def figures(running: Server, cast: Cast) -> Iterator[Figure]:
    """One after the other, each as soon as it is there."""
    _report_on_more(reviews.draft(cast))
    review = documents.long_review(cast)
    team = [member(f"capital-{number}", cast.state, Role.FOCAL_POINT) for number in range(PEOPLE)]
    yield from _overview(running, review, team)
    yield _pasted()
    yield from _copies(running, review, team)
    yield _submission(review, cast)
    yield from _letter(cast)


def _report_on_more(review: VoluntaryReview) -> None:
    """Further objectives, until the draft has ANSWERS."""
    repeated = [one for one in review.questionnaire.sections.all() if one.repeats]
    asked = [question for one in repeated for question in one.questions.filter(type="long")]
    chosen = list(reviews.OBJECTIVES)
    while review.answers.count() < ANSWERS:
        number = next(one for one in range(1, 24) if one not in chosen)
        chosen.append(number)
        for question in asked:
            factories.answer(review, question.key, f"<p>{data.text(question.pk + number)}</p>", number)
    review.answers.filter(question__key="d0").update(value=sorted(chosen))


def _overview(running: Server, review: VoluntaryReview, team: list[User]) -> Iterator[Figure]:
    [session] = data.sign_in(team[:1])
    client = Client(running.port, session)
    page = f"{reviews.FILL}/"
    reply = [client.ask(page) for _time in range(3)][-1]
    what = f"the overview of a review with {review.answers.count()} answers and {len(team)} people or more"
    yield Figure("L4", f"queries of {what}", int(reply.headers["X-Queries"]), QUERIES, "queries")
    yield from steady("L4", what, client, [page], rate=10, aims=(300, None))


def _pasted() -> Figure:
    html = WORD * (1_000_000 // len(WORD))
    seconds = min(timed(lambda: rich_text.clean(html))[0] for _try in range(5))
    return Figure("B30", "a megabyte pasted from Word, cleaned", seconds * 1000, 200, "ms")


def _copies(running: Server, review: VoluntaryReview, team: list[User]) -> Iterator[Figure]:
    """Made in this process as a worker makes them; then TOGETHER by a process of their own, as on a server, while
    the public pages are read."""
    pages = f"a review of {documents.PAGES} pages"
    for form in (CopyFormat.WORD, CopyFormat.PDF):
        copy = _asked(review, form, team[0])
        copies.make(copy)  # a worker has read fonts and styles long before
        seconds, _made = timed(lambda copy=copy: copies.make(copy))  # type: ignore[misc]
        yield Figure("L6", f"{pages} as {form.label}, by a worker", seconds, 8, "s")
    DraftCopy.objects.filter(review=review).delete()
    asked = [_asked(review, (CopyFormat.WORD, CopyFormat.PDF)[place % 2], who).pk for place, who in enumerate(team)]
    client = Client(running.port)
    read = public_pages(client)
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(1, fork, os.nice, (BEHIND,)) as copier, ThreadPoolExecutor(1) as clock:
        making = clock.submit(timed, lambda: list(copier.map(_make, asked[:TOGETHER])))
        meanwhile = list(steady("L6", "public pages while they are made", client, read, rate=60, aims=(250, 600)))
        seconds, _made = making.result()
    DraftCopy.objects.filter(review=review).delete()
    how = f"{ASKED} copies of {pages} asked at once, half of them PDF: reckoned from {TOGETHER} in {seconds:.1f} s"
    yield Figure("L6", how, seconds * ASKED / TOGETHER / 60, MINUTES, "min")
    yield from meanwhile


def _asked(review: VoluntaryReview, form: CopyFormat, who: User) -> DraftCopy:
    number = DraftCopy.objects.filter(review=review).count() + 1
    DraftCopy.objects.filter(review=review, by=who).delete()
    return DraftCopy.objects.create(review=review, by=who, number=number, format=form)


def _make(key: UUID) -> None:
    copies.make(DraftCopy.objects.get(pk=key))


def _submission(review: VoluntaryReview, cast: Cast) -> Figure:
    """Frozen, with fingerprint and receipts, then taken back, since other figures need the draft."""
    with transaction.atomic():
        seconds, sent = timed(lambda: submission.submit(review, by=cast.focal_point))
        size = len(sent.sha256) and Message.objects.filter(kind__startswith="reviews.").count()
        transaction.set_rollback(True)
    how = f"a review of {documents.PAGES} pages submitted: frozen, fingerprint, {size} messages planned"
    return Figure("L5", how, seconds, 2, "s")


def _letter(cast: Cast) -> Iterator[Figure]:
    states = list(Organisation.objects.filter(kind="state"))
    people = User.objects.bulk_create(User(email=f"reader-{n}@capital.example") for n in range(MEASURED))
    Membership.objects.bulk_create(
        Membership(user=one, organisation=states[place % len(states)], role=Role.FOCAL_POINT)
        for place, one in enumerate(people)
    )
    letter = letters.proposed(cast)
    planning, letter = timed(lambda: mail.release(letter, by=cast.second_officer))
    new = letter.messages().count()
    handing, sent = timed(lambda: _handed_over(timezone.now() + timedelta(days=1)))
    pace = announcing.A_MINUTE / 60
    rate = min(pace, sent / handing)
    minutes = (planning * READERS / new + READERS / rate) / 60 + announcing.LOOK_AT_THEM.seconds / 60
    how = (
        f"a letter to {READERS}, planned and handed over: reckoned from {new} planned in {planning:.1f} s, and {sent}"
        f" handed over by one process at {sent / handing:.0f} a second, of which {pace:.0f} a second are let go"
    )
    yield Figure("L9", how, minutes, 60, "min")


def _handed_over(later: datetime) -> int:
    """What goes to the mail server as soon as it is due; how many."""
    done = 0
    while done < HANDED_OVER and (run := delivery.deliver(as_of=later)).sent:
        done += len(run.sent)
    return done
