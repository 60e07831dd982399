"""How tests fill a section: what its page gave out, one answer as its script sends it, what is stored then."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviews.models import Answer

FILL = "/en/reviews/2030/zz/fill/"


def boxes(page):
    """The hidden tokens that the page gave out."""
    return {f"{field.name}-seen": field.seen for field in page.context["fields"] if field.takes_answer}


def save_one(client, name, text, seen="0.", *, section="a", person=None, **more):
    person = person or client.session["_auth_user_id"]
    data = {"field": name, name: text, f"{name}-seen": seen, "person": person, **more}
    return client.post(f"{FILL}{section}/answer/", data, headers={"Accept": "application/json"})


def answer(key, objective=None):
    return Answer.objects.filter(question__key=key, objective=objective).first()


def counted(act):
    with CaptureQueriesContext(connection) as queries:
        act()
    skipped = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN")
    return [query["sql"] for query in queries if not query["sql"].startswith(skipped)]
