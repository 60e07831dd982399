"""Dialogues: a discussion of 1,000 contributions, a roundtable of 40 sessions, the reminders of a session to 10,000."""

import time as clock
from datetime import date, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from accounts.models import User
from benchmarks import data
from benchmarks.rows import Row, page
from dialogues.choices import Standing
from dialogues.models import Contribution, Follower, Session
from dialogues.notifications import SessionReminder
from dialogues.steps import sessions
from notifications import outbox
from tests.cast import Cast
from tests.dialogues import builders

CONTRIBUTIONS, SITTINGS, FOLLOWERS, SECONDS = 1_000, 40, 10_000, 5


def rows(cast: Cast) -> list[Row]:
    """What is measured, on data made for it."""
    space = builders.discussion(cast)
    contributions(space, CONTRIBUTIONS, cast)
    meeting = builders.roundtable(cast)
    for number in range(SITTINGS - 1):
        day = date(2030, 2, 1) + timedelta(days=number)
        sessions.add(meeting, by=cast.officer, starts_on=day, time_of_day=time(9), time_until=time(11), city="New York",
                     languages=["en", "fr"], interpretation=["ar", "es"])  # fmt: skip
    discussion = f"/en/dialogues/discussions/{space.meeting.reference}/"
    return [
        Row("discussion", page(discussion), page(f"/bare/discussions/{space.meeting.reference}/"), 1.7),
        Row("roundtable page", page(f"/en/{meeting.public_path}"), page(f"/bare/meetings/{meeting.reference}/"), 1.7),
    ]


def contributions(space: Any, count: int, cast: Cast) -> None:
    """Every fourth a root with three replies to it."""
    first = builders.contribution(space, cast.focal_point)
    now = timezone.now()
    made = [
        Contribution(space=space, question=first.question, author=cast.focal_point, name=f"Person {n}", body="A body",
                     language="en", text=data.text(n), status=Standing.PUBLISHED, written_at=now - timedelta(minutes=n),
                     published_at=now - timedelta(minutes=n))
        for n in range(count - 1)
    ]  # fmt: skip
    for number, one in enumerate(made):
        one.reply_to = made[number - number % 4] if number % 4 else None
    Contribution.objects.bulk_create(made)


def report(cast: Cast) -> str:
    """Planning the reminders of one session to FOLLOWERS; SystemExit where it takes longer than SECONDS or doubles."""
    begins = timezone.localtime(timezone.now() + timedelta(hours=23), ZoneInfo("America/New_York"))
    at = {"starts_on": begins.date(), "time_of_day": begins.time().replace(microsecond=0), "time_until": None}
    meeting = builders.announced(cast, title="Followed by many", session=at)
    people = User.objects.bulk_create(User(email=f"f{n}@demo.example", name=f"F {n}") for n in range(FOLLOWERS))
    Follower.objects.bulk_create(Follower(meeting=meeting, user=one) for one in people)
    start = clock.perf_counter()
    planned = outbox.insert(outbox.rows_for(SessionReminder.plan(timezone.now())))
    took = clock.perf_counter() - start
    again = outbox.insert(outbox.rows_for(SessionReminder.plan(timezone.now())))
    sitting = Session.objects.filter(meeting=meeting).count()
    if took > SECONDS or len(planned) != FOLLOWERS or again:
        raise SystemExit(f"{len(planned)} reminders in {took:.1f} s, then {len(again)} more; the aim is {SECONDS} s.")
    return (
        f"reminders of {sitting} session: {len(planned)} planned in {took:.1f} s (aim: {SECONDS} s), 0 the second time"
    )
