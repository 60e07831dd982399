"""A State adds its own text in further languages: side by side, marked for what it is worth, never ours (R18)."""

import io
import re
import uuid
import zipfile
from datetime import UTC, datetime

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

from core.autosave import NOT_KEPT
from publications import register
from publications.models import Publication
from reviews import languages, publishing
from reviews.checks import everything_asked
from reviews.models import ReviewLanguage, TranslatedAnswer
from reviews.progress import fingerprint
from reviews.publishing import content_of
from reviews.steps import languages as steps
from reviews.steps import submission
from reviews.word import published
from tests.factories import answer, ready_review
from tests.publications.public_tables import only_public_tables

FILL = "/en/reviews/2030/zz/fill/"


@pytest.fixture
def review(cast):
    draft = ready_review(cast)
    answer(draft, "c3", "<p>Nothing moved here.</p>")
    return draft


def add(client, language="ar", standing="courtesy"):
    form = {"form_key": uuid.uuid4(), "language": language, "standing": standing}
    return client.post(f"{FILL}languages/", form)


def test_r18_the_original_stands_beside_each_box_in_its_own_direction_and_nothing_is_overwritten(cast, review):
    client = cast.client("focal_point")
    assert add(client).url == f"{FILL}languages/ar/"
    page = client.get(f"{FILL}languages/ar/c/").text
    assert "Nothing moved here." in page
    box = re.search(r'<textarea name="c3-text"[^>]*>', page)[0]
    assert 'lang="ar"' in box
    assert 'dir="rtl"' in box
    assert client.post(f"{FILL}languages/ar/c/", {"c3-text": "لم يتغير شيء.", "c3-seen": "0"}).status_code == 302
    text = TranslatedAnswer.objects.get()
    assert (text.value, text.of_version) == ("<p>لم يتغير شيء.</p>", 1)
    late = client.post(f"{FILL}languages/ar/c/", {"c3-text": "نص آخر", "c3-seen": "0"})
    assert late.status_code == 409
    for words in ("Somebody else has written here", "نص آخر", "لم يتغير شيء."):
        assert words in late.text
    assert TranslatedAnswer.objects.get().version == 1
    assert client.post(f"{FILL}languages/ar/c/", {"c3-text": "x" * 30_000, "c3-seen": "1"}).status_code == 409
    assert client.post(f"{FILL}languages/ar/c/", {"c3-text": "x", "c3-seen": "9" * 40}).status_code == 409
    review.answers.filter(question__key="c3").update(value="<p>Something moved.</p>", version=2)
    assert "The original changed since" in client.get(f"{FILL}languages/ar/c/").text
    check = client.get(f"{FILL}check/").text
    assert "Translation, \u2068العربية\u2069: 1 of " in check, (
        "numbers stay where they are beside a name from right to left"
    )
    assert "in 1 the original changed since" in check


def typed(client, text, seen, *, section="c", name="c3", language="ar"):
    """What the script sends of one box."""
    data = {"field": name, "person": client.session["_auth_user_id"], f"{name}-text": text, f"{name}-seen": seen}
    return client.post(f"{FILL}languages/{language}/{section}/text/", data, headers={"Accept": "application/json"})


def test_r5_a_translation_saves_itself_as_it_is_typed_and_a_second_send_of_the_same_is_no_conflict(cast, review):
    client = cast.client("focal_point")
    add(client)
    assert f'data-autosave="{FILL}languages/ar/c/text/"' in client.get(f"{FILL}languages/ar/c/").text
    first = typed(client, "لم يتغير شيء.", 0)
    assert (first.status_code, first.json()["state"], first.json()["seen"]) == (200, "saved", "1")
    assert typed(client, "لم يتغير شيء.", 0).json()["seen"] == "1", "its reply was lost"
    assert typed(client, "", 0, name="a1", section="a").json()["state"] == "unchanged"
    assert TranslatedAnswer.objects.get().value == "<p>لم يتغير شيء.</p>"
    too_long = typed(client, "x" * 30_000, 1)
    assert (too_long.status_code, too_long.json()["state"]) == (400, "refused")
    assert typed(client, "x", 1, name="c99").status_code == 404
    submission.submit(review, by=cast.focal_point)
    closed = typed(client, "متأخر", 1)
    assert (closed.status_code, closed.json()["state"]) == (409, "refused")
    assert TranslatedAnswer.objects.get().version == 1


@pytest.mark.parametrize(("way", "left"), [("mine", "<p>نص آخر</p>"), ("theirs", "<p>لم يتغير شيء.</p>")])
def test_r6_two_who_translate_one_text_see_both_and_choose(cast, review, way, left):
    client = cast.client("focal_point")
    add(client)
    typed(client, "لم يتغير شيء.", 0)
    conflict = typed(client, "نص آخر", 0)
    assert (conflict.status_code, conflict.json()["state"]) == (409, "conflict")
    panel = conflict.json()["panel"]
    for words in ("You, in another window", "آخر", "يتغير"):
        assert words in panel
    mine = re.search(r'name="c3-mine" value="([^"]+)"', panel)[1]
    assert client.post(f"{FILL}languages/ar/c/", {"keep": f"c3:{way}", "c3-mine": mine}).status_code == 302
    assert TranslatedAnswer.objects.get().value == left


def test_r18_a_translation_is_of_the_original_that_its_writer_saw(cast, review):
    client, page = cast.client("focal_point"), f"{FILL}languages/ar/c/"
    add(client)
    seen = re.search(r'name="c3-of" value="(\d+)"', client.get(page).text)[1]
    review.answers.filter(question__key="c3").update(value="<p>Something moved.</p>", version=2)
    assert client.post(page, {"c3-text": "لم يتغير شيء.", "c3-seen": "0", "c3-of": seen}).status_code == 302
    assert TranslatedAnswer.objects.get().of_version == 1
    shown = client.get(page).text
    assert "The original changed since" in shown
    client.post(page, {"c3-text": "لم يتغير شيء.", "c3-seen": "1", "c3-of": seen})
    assert "The original changed since" in client.get(page).text, "saved once more from a page that shows the old one"
    client.post(page, {"c3-text": "لم يتغير شيء.", "c3-seen": "1", "c3-of": "2"})
    assert "The original changed since" not in client.get(page).text


def test_r18_emptied_and_written_again_a_translation_still_shows_who_is_late_and_keeps_the_text(cast, review):
    client, page = cast.client("focal_point"), f"{FILL}languages/ar/c/"
    add(client)

    def save(words, seen):
        return client.post(page, {"c3-text": words, "c3-seen": str(seen)})

    bare = fingerprint(review)
    assert [save("First.", 0).status_code, save("", 1).status_code] == [302, 302]
    text = TranslatedAnswer.objects.get()
    assert (text.value, text.version) == ("", 2)
    review.answers.filter(question__key="c3").update(version=2)
    count = languages.count(languages.beside(everything_asked(review), {text.answer_id: text}))
    assert (count.done, count.behind) == (0, 0)
    answers = [one for part in content_of(review)["translations"][0]["sections"] for one in part["answers"]]
    shown = next(one for one in answers if one["key"] == "c3")
    assert (shown["value"], shown["lang"]) == ("<p>Nothing moved here.</p>", "en"), "in the original"
    assert fingerprint(review) == bare
    assert "Not translated yet." in save("Late to the emptied one.", 1).text
    assert save("Of a colleague.", 2).status_code == 302
    for _twice in range(2):
        late = save("Too late.", 1)
        assert late.status_code == 409
        assert "Of a colleague." in late.text
        assert "Too late." in late.text
    text.refresh_from_db()
    assert (text.value, text.version) == ("<p>Of a colleague.</p>", 3)
    aside = text.history.filter(history_change_reason=NOT_KEPT, history_user=cast.focal_point).order_by("history_date")
    assert [one.value for one in aside] == ["<p>Late to the emptied one.</p>", "<p>Too late.</p>"], "each once"


def test_r18_an_earlier_text_of_a_translation_is_read_and_put_back_and_what_was_typed_is_not_lost(cast, review):
    client, page = cast.client("focal_point"), f"{FILL}languages/ar/c/"
    add(client)
    for seen, words in enumerate(("First.", "Second.")):
        client.post(page, {"c3-text": words, "c3-seen": str(seen)})
    shown = client.get(page).text
    assert "1 earlier text" in shown
    (wanted,) = re.findall(r'name="put_back" value="([^"]+)"', shown)
    sent = {"c3-text": "Third, just typed.", "c3-seen": "2", "put_back": wanted}
    back = client.post(page, sent, follow=True).text
    text = TranslatedAnswer.objects.get()
    assert text.value == "<p>First.</p>"
    assert "Third, just typed." in back, "among the earlier texts now"
    assert client.post(page, {"c3-text": "First.", "c3-seen": "4", "put_back": "forged"}).status_code == 404
    assert cast.client("reader").post(page, {"put_back": wanted}).status_code == 403
    assert cast.client("officer").post(page, {"put_back": wanted}).status_code == 404


def test_r18_only_focal_points_add_languages_and_nobody_outside_learns_of_them(cast, review):
    assert cast.contributor
    assert add(cast.client("contributor")).status_code == 403
    into = steps.add(review, "fr", "official", by=cast.focal_point)
    assert (
        cast.client("contributor").post(f"{FILL}languages/fr/c/", {"c3-text": "x", "c3-seen": "0"}).status_code == 403
    )
    for who in ("officer", "superuser", "other_focal_point"):
        client = cast.client(who)
        assert client.get(f"{FILL}languages/").status_code == 404, who
        assert client.get(f"{FILL}languages/fr/c/").status_code == 404, who
        assert client.post(f"{FILL}languages/fr/take-out/").status_code == 404, who
    assert add(cast.client("focal_point"), language="en").status_code == 400, "the original is no translation"
    assert add(cast.client("focal_point"), language="fr").status_code == 302
    into.refresh_from_db()
    assert into.standing == "courtesy"
    again = {"form_key": uuid.uuid4(), "language": "es", "standing": "courtesy"}
    for language in ("es", "ru", "ru"):
        assert cast.client("focal_point").post(f"{FILL}languages/", {**again, "language": language}).status_code == 302
    assert [one["language"] for one in content_of(review)["translations"]] == ["fr", "es", "ru"]
    review.answers.filter(question__key="a4").update(value="fr")
    assert [one["language"] for one in content_of(review)["translations"]] == ["es", "ru"], "an original is none"
    ReviewLanguage.objects.exclude(pk=into.pk).delete()
    assert cast.client("focal_point").post(f"{FILL}languages/fr/take-out/").status_code == 302
    assert not ReviewLanguage.objects.exists()


def test_r18_the_published_page_says_which_is_the_original_and_the_direction_follows_the_text(cast, review):
    client = cast.client("focal_point")
    add(client)
    client.post(f"{FILL}languages/ar/c/", {"c3-text": "لم يتغير شيء.", "c3-seen": "0"})
    received = submission.submit(review, by=cast.focal_point)
    office = cast.client("officer").get(f"/en/reviews/2030/zz/submissions/{received.number}/").text
    assert "Courtesy translation" in office
    assert "لم يتغير شيء." in office, "the secretariat reads what it publishes"
    submission.accept(received, by=cast.officer)
    original = submission.publish(received, by=cast.second_officer)
    visitor = Client()
    with only_public_tables():
        page = visitor.get("/en/reviews/2030/zz/").text
    assert "لم يتغير شيء." not in page
    assert 'href="/en/reviews/2030/zz/v1/ar/"' in page
    with only_public_tables():
        arabic = visitor.get("/en/reviews/2030/zz/v1/ar/").text
    assert "لم يتغير شيء." in arabic
    assert "Original in: English." in arabic
    assert "the original alone counts" in arabic
    assert '<article class="prose" lang="ar">' in arabic
    assert re.search(r'<div dir="auto" lang="en">\s*(<div[^>]*>)?<p>Seasonal work scheme.</p>', arabic)
    assert "Not translated: in the language of the original." in arabic
    assert "for the secretariat" not in arabic, "what is not published in the original is not in the translation"
    said = visitor.get("/en/reviews/2030/zz/v1/ar/?format=json").json()
    assert (said["language"], said["standing"], said["translation_of"]) == ("ar", "courtesy", "en")
    assert visitor.get("/en/reviews/2030/zz/?format=json").json()["translations"] == [
        {"language": "ar", "standing": "courtesy"}
    ]
    assert visitor.get("/en/reviews/2030/zz/v1/fr/").status_code == 404
    assert visitor.get("/en/reviews/2030/zz/v2/ar/").status_code == 404
    assert Publication.objects.current().get().pk == original.pk, "lists count the original alone"


def test_x7_a_published_translation_names_its_original_day_and_office_and_says_what_changed_since(cast, review):
    client = cast.client("focal_point")
    add(client)
    client.post(f"{FILL}languages/ar/c/", {"c3-text": "لم يتغير شيء.", "c3-seen": "0"})
    TranslatedAnswer.objects.update(changed_at=datetime(2029, 3, 1, 12, tzinfo=UTC))
    review.answers.filter(question__key="c3").update(value="<p>Something moved.</p>", version=2)
    received = submission.submit(review, by=cast.focal_point)
    older = "Translated from an earlier version"
    assert older in cast.client("officer").get(f"/en/reviews/2030/zz/submissions/{received.number}/").text
    submission.accept(received, by=cast.officer)
    original = submission.publish(received, by=cast.second_officer)
    visitor, address = Client(), "/en/reviews/2030/zz/v1/ar/"
    page = visitor.get(address).text
    assert f"Translated on 1 March 2029 by {received.office}" in page
    assert re.search(rf'<a href="/en/reviews/2030/zz/v1/" lang="en" hreflang="en"><bdi>{original.title}</bdi>', page)
    assert "The original of 1 text changed after it was translated." in page
    assert page.count(older) == 2, "above, and at the text"
    assert older not in visitor.get("/en/reviews/2030/zz/").text
    said = visitor.get(f"{address}?format=json").json()
    assert said["translation"] == {"as_of": "2029-03-01", "behind": 1}
    (row,) = visitor.get("/api/v1/publications/RV-2030-ZZ").json()["translations"]
    assert (row["translated_on"], row["behind"]) == ("2029-03-01", 1)
    arabic = Publication.objects.get(reference="RV-2030-ZZ", language="ar")
    with translation.override("en"):
        words = zipfile.ZipFile(io.BytesIO(published.write(arabic))).read("word/document.xml").decode()
        paper = render_to_string("reviews/public_pdf.html", {"publication": arabic, "content": arabic.content.content})
    for text in (words, paper):
        assert f"Translated on 1 March 2029 by {received.office}" in text
        assert text.count(older) == 2
    register.publish(publishing.head_of_submission(received), {**original.content.content}, by=cast.officer)
    later = visitor.get(address).text
    assert later.count(older) == 3
    assert 'href="/en/reviews/2030/zz/"' in later
