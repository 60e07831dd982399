"""Pages in the secretariat's words: two officers, six languages, and a translation that says when it is stale."""

from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from forum import steps, xliff
from forum.management.commands import load_forum
from forum.models import PageText
from notifications.models import Message

pytestmark = pytest.mark.django_db
SHIPPED = ("how-it-works", "forms", "privacy", "accessibility", "terms")


def written(client, page, language, title, *, body="<p>Words.</p>", translator=""):
    """Write a version in the administration; the row."""
    given = {"page": page, "language": language, "title": title, "body-html": body, "translator": translator}
    answer = client.post("/admin/forum/pagetext/add/", given)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    return PageText.objects.filter(page=page, language=language).first()


def test_shipped_pages_open_without_an_account_and_set_no_cookie(cast):
    for slug in SHIPPED:
        page = cast.client("visitor").get(f"/en/about/{slug}/")
        assert page.status_code == 200
        assert not page.cookies
        assert f"/en/about/{slug}/" in cast.client("visitor").get("/en/about/").text
    arabic = cast.client("visitor").get("/ar/about/privacy/").text
    assert '<div class="prose" lang="en" dir="ltr">' in arabic
    assert cast.client("visitor").get("/en/about/known-troubles/").status_code == 404
    assert cast.client("visitor").get("/en/about/no-such-page/").status_code == 404


def test_one_officer_writes_another_puts_in_force_and_a_translation_goes_stale(cast):
    officer, head = cast.client("officer"), cast.client("head")
    text = written(
        officer, "terms", "fr", "Conditions", body="<p>Texte <script>x</script></p>", translator="Service de traduction"
    )
    assert (text.number, text.source_number, text.body) == (1, 1, "<p>Texte </p>")
    assert "Conditions" not in cast.client("visitor").get("/fr/about/terms/").text
    assert "Conditions" in officer.get(f"/admin/forum/pagetext/{text.pk}/preview/").text
    assert cast.client("visitor").get(f"/admin/forum/pagetext/{text.pk}/preview/").status_code == 302
    steps.propose_text(text, by=cast.officer)
    assert str(text) in head.get("/admin/").text
    with pytest.raises(PermissionDenied):
        steps.put_text_in_force(text, by=cast.officer)
    steps.put_text_in_force(text, by=cast.head)
    assert "Conditions" in cast.client("visitor").get("/fr/about/terms/").text

    english = written(officer, "terms", "en", "Terms, changed")
    steps.put_text_in_force(steps.propose_text(english, by=cast.officer), by=cast.head)
    page = cast.client("visitor").get("/fr/about/terms/").text
    assert 'href="/en/about/terms/" hreflang="en"' in page
    assert "Terms, changed" in cast.client("visitor").get("/en/about/terms/").text
    desk = officer.get("/admin/forum/pagetext/translations/").text
    assert desk.count('data-state="stale"') == 1
    assert desk.count('data-state="missing"') == len(SHIPPED) * 5 + 5 - 1
    beside = officer.get("/admin/forum/pagetext/add/?page=terms&language=fr")
    assert "The English text in force, version 2" in beside.text
    assert beside.context["adminform"].form.initial["title"] == "Conditions"
    assert PageText.objects.filter(page="terms", language="en").count() == 2  # the earlier one stays readable


def test_a_translation_without_a_translator_and_an_empty_text_are_not_proposed(cast):
    text = PageText.objects.create(page_id="terms", language="es", title="Condiciones", body="<p></p>")
    client = cast.client("officer")
    page = client.post(f"/admin/forum/pagetext/{text.pk}/transition/propose/", {"note": ""}).text
    assert "Say who translated it." in page
    assert "The text is empty." in page


def test_a_release_brings_new_words_as_a_draft_that_two_officers_put_in_force(cast, monkeypatch):
    rows = load_forum.rows
    changed = [{**row, "title": row["title"] + " anew"} for row in rows("page_texts")]
    monkeypatch.setattr(load_forum, "rows", lambda name: changed if name == "page_texts" else rows(name))
    assert len(load_forum.load_texts().updated) == len(SHIPPED)
    assert load_forum.load_texts().unchanged == len(SHIPPED)
    assert "Privacy anew" not in cast.client("visitor").get("/en/about/privacy/").text
    draft = PageText.objects.get(page="privacy", number=2)
    steps.put_text_in_force(steps.propose_text(draft, by=cast.officer), by=cast.head)
    assert "Privacy anew" in cast.client("visitor").get("/en/about/privacy/").text


def test_the_status_page_says_what_readyz_knows(cast, monkeypatch):
    assert "Everything works." in cast.client("visitor").get("/en/status/").text
    monkeypatch.setattr("imrf_portal.pages.health._queue", lambda: False)
    page = cast.client("visitor").get("/en/status/").text
    assert "Everything works." not in page
    assert page.count("Disturbed") == 1


def test_p55_the_status_page_tells_no_moment_of_mail_that_a_states_own_work_causes(cast):
    sent = {"status": "sent", "recipient": cast.focal_point}
    known = timezone.now() - timedelta(days=2)
    Message.objects.create(kind="a", occasion="a", sent_at=known, **sent)
    Message.objects.create(kind="b", occasion="b", sent_at=timezone.now(), confidential=True, **sent)
    assert cast.client("visitor").get("/en/status/").context["mail_sent_at"] == known


def test_w11_texts_go_to_a_translator_as_xliff_and_come_back_as_drafts(cast):
    officer, desk = cast.client("officer"), "/admin/forum/pagetext/translations/"
    out = officer.get(f"{desk}fr.xlf")
    assert (out.status_code, out["Content-Type"]) == (200, "application/xliff+xml")
    tree = ET.fromstring(out.content)  # noqa: S314 - our own
    pages = tree.findall(f"{{{xliff.SPACE}}}file")
    assert set(SHIPPED) <= {one.get("original") for one in pages}
    for page in pages[1:]:
        tree.remove(page)
    slug = pages[0].get("original")
    for unit in pages[0].iter(f"{{{xliff.SPACE}}}trans-unit"):
        target = ET.SubElement(unit, f"{{{xliff.SPACE}}}target")
        target.text = "Titre" if unit.get("id") == "title" else "<p>Texte <script>x</script></p>"

    def send(data: bytes, language: str = "fr"):
        file = SimpleUploadedFile("back.xlf", data, "application/xliff+xml")
        given = {"language": language, "translator": "Service de traduction", "file": file}
        return officer.post(desk, given, follow=True)

    assert "a draft was written" in send(ET.tostring(tree)).text
    text = PageText.objects.filter(page=slug, language="fr").first()
    assert (text.title, text.status, text.source_number, text.translator) == (
        "Titre",
        "draft",
        1,
        "Service de traduction",
    )
    assert "script" not in text.body
    assert "into “fr”" in send(ET.tostring(tree), "es").text
    pages[0].set("product-version", "9")
    assert "another version of the English text" in send(ET.tostring(tree)).text
    assert "own entities" in send(b"<!DOCTYPE x []><x/>").text
    hidden = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    assert "own entities" in send(hidden.encode("utf-16")).text
    pages[0].set("product-version", "1")
    body = pages[0].find(f"{{{xliff.SPACE}}}body")
    body.remove(body[-1])
    assert "parts of it are not translated" in send(ET.tostring(tree)).text, "a block that was left out is missed"
    assert "not readable XML" in send(b"PK\x03").text
    assert PageText.objects.filter(page=slug, language="fr").count() == 1
    assert cast.client("visitor").get(f"{desk}fr.xlf").status_code == 302
    assert officer.get(f"{desk}en.xlf").status_code == 404
