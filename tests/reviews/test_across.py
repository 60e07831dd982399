"""Published reviews read beside one another: by objective, question by question, States by objectives (R26 to R28)."""

import csv
import io

import pytest
from django.test import Client
from docx import Document

from publications import register
from publications.register import Head
from reviews import tasks
from tests.publications.public_tables import only_public_tables


def content(code, name, year, answers, **more):
    """A frozen review as reviews.publishing writes it; `answers` are (key, objective or None, words)."""
    sections = {}
    for key, number, words in answers:
        part = sections.setdefault((key[0], number), {
            "code": key[0], "title": f"Section {key[0]}", "answers": [],
            "objective": {"number": number, "title": f"Title of {number}"} if number else None,
        })  # fmt: skip
        part["answers"].append({
            "key": key, "label": f"Question {key}", "label_lang": "en", "type": "long", "audience": "published",
            "standing": "answered", "value": f"<p>{words}</p>", "html": f"<p>{words}</p>", "plain": words,
        })  # fmt: skip
    return {
        "schema": 1, "form": "answers", "reference": f"RV-{year}-{code}", "round": "forum", "kind": "new",
        "country": {"code": code, "name": name, "sample": False}, "cycle": {"year": year, "name": f"Forum {year}"},
        "language": "en", "questionnaire": {"title": "Form", "version": 1, "sample": True}, "objectives": [5],
        "sections": list(sections.values()), "consultations": [], "files": [], **more,
    }  # fmt: skip


def publish(cast, code, name, year, answers, *, objectives=(5,), language="en"):
    from forum.models import ForumCycle

    text = content(code, name, year, answers, language=language, objectives=list(objectives))
    head = Head(
        reference=f"RV-{year}-{code}", kind="review", title=f"{name}: Forum {year}", language=language,
        path=f"reviews/{year}/{code.lower()}/", cycle=ForumCycle.objects.get(year=year), countries=[code],
        objectives=objectives, facets={"form": ["answers"], "kind": ["new"], "round": ["forum"]},
    )  # fmt: skip
    return register.publish(head, text, by=cast.officer)


@pytest.fixture
def three(cast):
    """Portugal for two forums, Mexico for one."""
    publish(cast, "PT", "Portugal", 2026, [("b1", None, "Two ministries wrote."), ("d2a", 5, "A seasonal scheme.")])
    publish(cast, "PT", "Portugal", 2030, [("b1", None, "Four ministries wrote."), ("d2a", 5, "A permanent scheme.")])
    publish(cast, "MX", "Mexico", 2030, [("d2a", 5, "Temporary cards."), ("d2a", 7, "Shelters.")], objectives=[5, 7])


def test_r28_what_states_say_on_an_objective_is_read_by_state_and_leads_to_each_answer(three):
    client = Client()
    with only_public_tables():
        page = client.get("/en/reviews/objectives/5/").text
    assert page.index("Temporary cards.") < page.index("A permanent scheme.") < page.index("A seasonal scheme.")
    assert "2 States, 3 reviews" in page
    assert 'href="/en/reviews/2030/mx/v1/#q-d2a-5"' in page
    assert "Shelters." not in page
    assert "ministries wrote" not in page
    assert "What 2 States say on this objective" in client.get("/en/objectives/5/").text
    assert "say on this objective" not in client.get("/en/objectives/6/").text


def test_r28_by_region_forum_and_state_and_taken_away(three):
    client = Client()

    def states(query):
        rows = client.get(f"/en/reviews/objectives/5/?format=csv&{query}").getvalue().decode("utf-8-sig")
        return [row["state"] for row in csv.DictReader(io.StringIO(rows))]

    assert states("region=ece") == ["Portugal", "Portugal"]
    assert states("region=eclac") == ["Mexico"]
    assert states("area=019&cycle=2030") == ["Mexico"]
    assert states("country=PT&cycle=2026") == ["Portugal"]
    items = client.get("/en/reviews/objectives/7/?format=json").json()["items"]
    assert [(item["reference"], item["question"], item["answer"]) for item in items] == [
        ("RV-2030-MX", "d2a", "Shelters.")
    ]
    assert client.get("/en/reviews/objectives/5/?format=xlsx").status_code == 200
    assert client.get("/en/reviews/objectives/5/?region=nowhere").status_code == 400
    assert client.get("/en/reviews/objectives/5/?after=RV-1999-QQ").status_code == 400
    assert client.get("/en/reviews/objectives/24/").status_code == 404


def test_what_is_withdrawn_is_gone_from_every_page_at_once(three, cast):
    client = Client()
    assert (
        '<option value="RV-2030-MX">Mexico, RV-2030-MX</option>'
        in client.get("/en/reviews/compare/?review=RV-2030-PT").text
    )
    register.withdraw("RV-2030-MX", by=cast.officer, reason="At the request of the State")
    assert "Temporary cards." not in client.get("/en/reviews/objectives/5/").text
    assert "Mexico" not in client.get("/en/coverage/states/").text
    assert "RV-2030-MX" not in client.get("/en/reviews/compare/?review=RV-2030-PT").text, "offered no more"
    refused = client.get("/en/reviews/compare/?review=RV-2030-MX")
    assert refused.status_code == 400
    assert "“RV-2030-MX” is not a published review" in refused.text
    assert "Begin with a review" in refused.text
    many = client.get("/en/reviews/compare/?review=a&review=b&review=c&review=d&review=e")
    assert (many.status_code, "At most 4" in many.text) == (400, True)


def test_r26_one_state_over_forums_shows_what_changed_word_by_word(three):
    client = Client()
    with only_public_tables():
        page = client.get("/en/reviews/compare/?review=RV-2026-PT&review=RV-2030-PT")
    assert page.status_code == 200
    assert "<del>Two</del><ins>Four</ins>" in page.text
    assert "A permanent scheme." not in page.text, "a section at a time"
    whole = client.get("/en/reviews/compare/?review=RV-2026-PT&review=RV-2030-PT&part=all").text
    assert "<del>seasonal</del><ins>permanent</ins>" in whole
    assert 'href="/en/reviews/2026/pt/v1/#q-d2a-5"' in whole


def test_r26_several_states_question_by_question_by_the_stable_keys(three):
    client = Client()
    query = "review=RV-2030-PT&review=rv-2030-mx"
    page = client.get(f"/en/reviews/compare/?{query}&part=d-5").text
    assert "A permanent scheme." in page
    assert "Temporary cards." in page
    assert "<ins>" not in page, "two States are not a change of one another"
    seven = client.get(f"/en/reviews/compare/?{query}&part=d-7").text
    assert "No published answer." in seven
    items = client.get(f"/en/reviews/compare/?{query}&format=json").json()["items"]
    assert {(one["state"], one["question"], one["objective"]) for one in items} == {
        ("Portugal", "b1", ""), ("Portugal", "d2a", 5), ("Mexico", "d2a", 5), ("Mexico", "d2a", 7)
    }  # fmt: skip


def test_states_by_objectives_is_a_table_that_leads_to_what_they_say(three):
    client = Client()
    with only_public_tables():
        page = client.get("/en/coverage/states/")
    assert '<td class="heat" data-level="2"><a href="/en/reviews/objectives/5/?country=PT">2</a></td>' in page.text
    assert '<th scope="row">Mexico</th>' in page.text
    assert "France" not in page.text
    items = client.get("/en/coverage/states/?format=json").json()["items"]
    assert [(row["State"], [n for n in row.values() if isinstance(n, int) and n]) for row in items] == [
        ("Mexico", [1, 1]), ("Portugal", [2])
    ]  # fmt: skip
    latin = client.get("/en/coverage/states/?region=eclac&rows=all&format=json").json()["items"]
    assert {"Mexico", "Uruguay"} <= {row["State"] for row in latin}
    assert "Mali" not in {row["State"] for row in latin}
    assert client.get("/en/coverage/states/?region=nowhere").status_code == 400
    whole = client.get("/en/coverage/states/?rows=all")
    assert len(whole.context["table"].rows) >= 193
    assert len(whole.content) < 150_000


def test_the_queries_are_as_many_for_3_reviews_as_for_30(three, cast, django_assert_max_num_queries):
    from reference.models import Country

    for one in Country.objects.states().exclude(pk__in=("PT", "MX"))[:27]:
        publish(cast, one.pk, str(one), 2030, [("d2a", 5, "A scheme.")])
    client = Client()
    for address, most in {
        "/en/reviews/objectives/5/": 12,
        "/en/reviews/compare/?review=RV-2026-PT&review=RV-2030-PT&part=all": 3,
        "/en/coverage/states/?rows=all": 12,
    }.items():
        client.get(address)
        with django_assert_max_num_queries(most):
            page = client.get(address)
    shown = client.get("/en/reviews/objectives/5/")
    assert len(shown.context["said"]) == 10
    following = client.get("/en/reviews/objectives/5/" + shown.context["next_url"])
    assert not {one.publication.pk for one in shown.context["said"]} & {
        one.publication.pk for one in following.context["said"]
    }
    assert page.status_code == 200


def test_r27_the_page_of_a_review_has_permalinks_word_and_what_its_state_published_besides(three, cast):
    register.publish(
        Head(reference="PL-0042", kind="pledge", title="A pledge of Portugal", language="en", path="pledges/PL-0042/",
             countries=["PT"]),
        {"schema": 1}, by=cast.officer,
    )  # fmt: skip
    client = Client()
    with only_public_tables():
        page = client.get("/en/reviews/2030/pt/").text
    assert '<a class="question__no" href="#q-d2a-5">d2a</a>' in page
    assert "A pledge of Portugal" in page
    assert "/en/pledges/?country=PT" in page
    assert "/en/reviews/compare/?review=RV-2030-PT" in page
    word = "/en/reviews/2030/pt/v1/?format=docx"
    assert client.get(word).status_code == 202
    publication = register.Publication.objects.get(reference="RV-2030-PT")
    tasks.make_word(publication.pk)
    document = Document(io.BytesIO(b"".join(client.get(word).streaming_content)))
    text = "\n".join(one.text for one in document.paragraphs)
    for words in ("Four ministries wrote.", "5. Title of 5", "d2a-5  Question d2a", publication.content.sha256):
        assert words in text
    assert not document.tables, "there is nothing to fill in"
