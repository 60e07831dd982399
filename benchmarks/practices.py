"""Practices: the list at a thousand (PRACTICES=100000 for the stress figure), one page, reviewers for 500 rounds."""

import os
import time
from typing import Any

from accounts.choices import Role
from accounts.models import Membership, User
from benchmarks import data
from benchmarks.rows import Row, page
from practices import proposing, publishing
from practices.choices import AssignmentStatus, Status
from practices.models import Practice, PracticeVersion, ReviewAssignment, ReviewerProfile, ReviewRound
from publications import counts
from tests.cast import Cast
from tests.practices.builders import published_practice, ready_practice
from tests.practices.reviewing import body_of_un

PUBLISHED = int(os.environ.get("PRACTICES", "1000"))
WAITING, PEOPLE, SECONDS = 500, 1_000, 10
LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh-hans")


def rows(cast: Cast) -> list[Row]:
    """What is measured, on data made for it."""
    version = published_practice(cast).latest_version()
    head: Any = publishing.head_of(version, peer_reviewed=True)
    data.publish(head, version.content, PUBLISHED, by=cast.officer)
    counts.rebuild()
    return [
        Row("practices list", page("/en/practices/"), page("/bare/practices/"), 1.3),
        Row("one filter", page("/en/practices/?objective=5"), page("/bare/practices/"), 2.6),
        Row("practice page", page(f"/en/{head.path}"), page(f"/bare/practices/{head.reference}/"), 1.7),
    ]


def report(cast: Cast) -> str:
    """Proposing reviewers for WAITING rounds among PEOPLE; SystemExit where it takes longer than SECONDS."""
    people(PEOPLE, cast)
    waiting = list(rounds(WAITING, cast))
    begin = time.perf_counter()
    found = proposing.propose(waiting)
    took = time.perf_counter() - begin
    seats = sum(len(one.candidates) for one in found)
    if took > SECONDS:
        raise SystemExit(f"Proposing took {took:.1f} s, the aim is {SECONDS} s.")
    return f"proposing for {WAITING} practices among {PEOPLE} people: {took:.1f} s, {seats} seats (aim: {SECONDS} s)"


def people(count: int, cast: Cast) -> None:
    """A roster: every second works for a body of the UN, each knows four objectives and two languages."""
    made = User.objects.bulk_create(User(email=f"r{n}@demo.example", name=f"Reviewer {n}") for n in range(count))
    lent = [Membership(user=one, organisation=cast.secretariat, role=Role.PEER_REVIEWER) for one in made]
    work = [Membership(user=one, organisation=body_of_un(), role=Role.UN_ENTITY) for one in made[::2]]
    Membership.objects.bulk_create([*lent, *work])
    profiles = ReviewerProfile.objects.bulk_create(
        ReviewerProfile(user=one, languages=[LANGUAGES[n % 6], LANGUAGES[(n + 1) % 6]]) for n, one in enumerate(made)
    )
    known: Any = ReviewerProfile.objectives.through
    known.objects.bulk_create(
        known(reviewerprofile_id=one.pk, objective_id=(n * 5 + step) % 23 + 1)
        for n, one in enumerate(profiles)
        for step in range(4)
    )
    busy = ReviewRound.objects.first()
    if busy is not None:
        ReviewAssignment.objects.bulk_create(
            ReviewAssignment(round=busy, reviewer=one, seat="outside", status=AssignmentStatus.DECLINED)
            for one in made[:50]
        )


def rounds(count: int, cast: Cast) -> Any:
    """As many rounds that wait for three reviewers each, copied from one practice."""
    first = ready_practice(cast)
    content: Any = publishing.content_of(first)
    fields = {one.attname: getattr(first, one.attname) for one in Practice._meta.concrete_fields}
    fields = {name: value for name, value in fields.items() if name not in ("id", "status", "form_key", "reference")}
    practices = Practice.objects.bulk_create(
        Practice(**fields, reference=f"PR-{9000 + number}", status=Status.IN_REVIEW) for number in range(count)
    )
    named: Any = Practice.main_objectives.through
    named.objects.bulk_create(named(practice_id=one.pk, objective_id=n % 23 + 1) for n, one in enumerate(practices))
    versions = PracticeVersion.objects.bulk_create(
        PracticeVersion(practice=one, number=1, title=one.title, language="en", content=content, sha256="0" * 64)
        for one in practices
    )
    ReviewRound.objects.bulk_create(ReviewRound(practice=one.practice, version=one) for one in versions)
    return ReviewRound.objects.filter(version__in=versions).select_related("practice__organisation", "version")
