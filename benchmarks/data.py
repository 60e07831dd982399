"""What is measured on: a thousand published reviews, and a draft of the sample State with a signed-in person."""

from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management import call_command
from django.utils import timezone

PUBLISHED = 1_000
PEOPLE = 20


@dataclass
class Filled:
    """What the targets need to know of the data."""

    reference: str
    review: int
    answer: int
    sessions: list[str]


def fill(published: int = PUBLISHED) -> Filled:
    """Empty the database that the tests were lent, and fill it."""
    from publications import register
    from reviews import publishing
    from reviews.models import Answer
    from tests import factories
    from tests.cast import Cast

    call_command("migrate", verbosity=0)
    call_command("flush", interactive=False, verbosity=0)
    for command in ("load_reference", "load_forum", "load_organisations"):
        call_command(command, verbosity=0)
    cast = Cast()
    draft = factories.ready_review(cast)
    content: dict[str, Any] = dict(publishing.public_part(publishing.content_of(draft)))
    countries = list(_countries())
    for number in range(published):
        country = countries[number % len(countries)]
        year = 2030 - 4 * (number // len(countries))
        head = register.Head(
            reference=f"RV-{year}-{country}",
            kind="review",
            title=f"Sample review {number}",
            language="en",
            countries=[country],
            objectives=[number % 23 + 1],
            received_at=timezone.now(),
        )
        register.publish(head, {**content, "reference": head.reference}, by=cast.officer)
    one = Answer.objects.get(review=draft, question__key="b1")
    return Filled(f"RV-2030-{countries[0]}", draft.pk, one.pk, [_sign_in(cast.focal_point) for _ in range(PEOPLE)])


def _countries() -> list[str]:
    from reference.models import Country

    return list(Country.objects.order_by("code").values_list("code", flat=True))


def _sign_in(user: Any) -> str:
    """A login as the portal makes it; returns the key of its session."""
    engine = import_module(settings.SESSION_ENGINE)
    session = engine.SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)
