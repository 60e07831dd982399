"""A published practice in further languages: translations, plain words, when they are stale (A29, X7)."""

import io

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from practices import overview
from practices.models import PlainSummary, Practice, PracticeTranslation
from practices.steps import deciding, publication
from publications import dumps
from publications.models import Publication, PublicationContent
from publications.tasks import make_pdf
from tests.practices.builders import published_practice
from tests.practices.reviewing import complete
from tests.practices.test_assess import client_of
from tests.publications.public_tables import only_public_tables

pytestmark = pytest.mark.django_db
FRENCH = {
    "title": "Passeports de compétences pour les saisonniers",
    "summary": "Les saisonniers gardent la trace de leurs apprentissages.",
    "impact": "Deux mille passeports furent remis.",
    "lessons": "Consulter les employeurs.",
    "recommendations": "Choisir un secteur.",
    "innovation": "Le saisonnier garde le passeport.",
    "resources": "Deux agents.",
    "standing": "official",
    "translator": "Demo Translation Service",
    "made_on": "2026-10-05",
}


def at(name, practice, language="fr"):
    return reverse(f"practices:{name}", kwargs={"key": practice.pk, "language": language})


def boxes(page):
    """Every box of the page as the browser would send it back, with what it showed."""
    found = [*(part["box"] for part in page.context["parts"]), *page.context["about"]]
    return {f"{box.name}-seen": box.seen for box in found}


def write(client, practice, **texts):
    client.post(at("translation_start", practice))
    page = client.get(at("translation", practice))
    return client.post(at("translation", practice), {**boxes(page), **FRENCH, **texts, "publish": "1"})


def test_a_translation_is_published_beside_the_original_and_found_by_its_own_words(cast):
    practice, client = published_practice(cast), cast.client("owner")
    assert write(client, practice, lessons="", translator="")["Location"] == at("publish_translation", practice)
    refused = client.post(at("publish_translation", practice))
    assert refused.status_code == 400
    assert "Key lessons: not translated yet." in refused.text
    assert "Say who translated it." in refused.text
    assert Publication.objects.filter(reference=practice.reference).count() == 1

    write(client, practice)
    address = f"/en/practices/{practice.reference}/v1/fr/"
    assert client.post(at("publish_translation", practice))["Location"] == address
    client.post(at("publish_translation", practice))  # pressed twice
    assert Publication.objects.filter(reference=practice.reference, language="fr").count() == 1
    visitor = cast.client("visitor")
    with only_public_tables():
        page = visitor.get(address).text
        original = visitor.get(f"/en/practices/{practice.reference}/").text
    for words in (FRENCH["title"], FRENCH["impact"], "An official translation", "Demo Translation Service",
                  "5 October 2026", practice.title):  # fmt: skip
        assert words in page
    assert address in original
    assert visitor.get(f"{address}?format=json").json()["translation"]["from"] == "en"
    assert "Demo Translation" not in visitor.get(f"{address}?format=json").text  # outside what is frozen
    found = visitor.get("/en/practices/?q=saisonniers").text
    assert f"/practices/{practice.reference}/" in found
    assert visitor.get(f"/en/practices/{practice.reference}/v1/ar/").status_code == 404
    assert visitor.get(f"/en/practices/{practice.reference}/v2/fr/").status_code == 404


@pytest.mark.pdf
def test_a_translation_is_had_as_pdf_which_says_what_it_is_a_translation_of_and_names_no_translator(cast):
    from pypdf import PdfReader

    practice, client, visitor = published_practice(cast), cast.client("owner"), cast.client("visitor")
    write(client, practice)
    client.post(at("publish_translation", practice))
    french = Publication.objects.get(reference=practice.reference, language="fr")
    address = f"/en/practices/{practice.reference}/v1/fr/"
    assert f'href="{address}?format=pdf"' in visitor.get(address).text
    make_pdf(french.pk)
    file = visitor.get(f"{address}?format=pdf")
    assert f'filename="{practice.reference}-v1-fr.pdf"' in file["Content-Disposition"]
    read = PdfReader(io.BytesIO(file.getvalue()))
    text = " ".join("".join(page.extract_text() for page in read.pages).split())
    for words in (FRENCH["title"], f"/fr/practices/{practice.reference}/v1/fr/", french.content.sha256, "English"):
        assert words in text
    assert "Demo Translation" not in text


def test_after_a_correction_it_says_that_it_is_of_an_earlier_version_until_it_is_published_again(cast):
    practice, client, visitor = published_practice(cast), cast.client("owner"), cast.client("visitor")
    write(client, practice)
    client.post(at("publish_translation", practice))
    client.post(
        at("plain", practice, "en"), {"text": "They keep a record.", "translator": "Demo", "made_on": "2026-10-05"}
    )
    publication.start_correction(practice, by=cast.owner)
    Practice.objects.filter(pk=practice.pk).update(title="Skills passports, second edition")
    publication.correct(Practice.objects.get(pk=practice.pk), by=cast.owner, note="A new title.")
    page = visitor.get(f"/en/practices/{practice.reference}/").text
    assert "translated from version 1" in page
    assert "of version 1, which was corrected since" in page
    assert "Translated from an earlier version" in visitor.get(f"/en/practices/{practice.reference}/v1/fr/").text
    client.post(at("publish_translation", practice))
    page = visitor.get(f"/en/practices/{practice.reference}/").text
    assert f"/en/practices/{practice.reference}/v2/fr/" in page
    assert "translated from version 1" not in page


def test_a29_plain_words_of_at_most_150_words_stand_beside_the_text_in_the_readers_language(cast):
    practice, client, visitor = published_practice(cast), cast.client("owner"), cast.client("visitor")
    said = {"text": "word " * 151, "translator": "Demo Service", "made_on": "2026-10-05"}
    page = client.post(at("plain", practice, "en"), said)
    assert page.status_code == 400
    assert "The text has 151 words; at most 150 are shown." in page.text
    assert "word word" in page.text
    assert client.post(at("plain", practice, "zh-hans"), {**said, "text": "字" * 301}).status_code == 400
    client.post(at("plain", practice, "en"), {**said, "text": "They keep a record of <b>what</b> they learn."})
    client.post(at("plain", practice, "fr"), {**said, "text": "Une trace des apprentissages."})
    english = visitor.get(f"/en/practices/{practice.reference}/").text
    assert english.index("They keep a record of &lt;b&gt;what") < english.index("Une trace")
    french = visitor.get(f"/fr/practices/{practice.reference}/").text
    assert french.index("Une trace") < french.index("They keep a record")
    client.post(at("plain", practice, "fr"), {"take_out": "1"})
    assert "Une trace" not in visitor.get(f"/fr/practices/{practice.reference}/").text


def test_a29_who_wrote_plain_words_stands_on_the_page_alone_and_goes_with_the_person(cast):
    practice, client, visitor = published_practice(cast), cast.client("owner"), cast.client("visitor")
    page, version = f"/en/practices/{practice.reference}/", f"/en/practices/{practice.reference}/v1/fr/"
    writer = "Demo Writer"
    said = {"text": "They keep a record.", "made_on": "2026-10-05"}
    client.post(at("plain", practice, "en"), {**said, "translator": writer})
    client.post(at("plain", practice, "ar"), {**said, "translator": "Demo Service"})
    write(client, practice, translator=writer)
    client.post(at("publish_translation", practice))
    with only_public_tables():
        shown = visitor.get(page)
    assert shown.context["writers"] == [("ar", "العربية", "Demo Service"), ("en", "English", writer)]
    assert writer in shown.text
    assert writer not in shown.context["text"], "what is drawn once can be kept for an hour after a name was taken out"
    assert shown.context["reviewers"] == []
    assert f"by {writer}" in visitor.get(version).text
    nightly = io.BytesIO()
    dumps._lines(nightly)
    answer = visitor.get(f"/api/v1/publications/{practice.reference}").text
    for form in (answer, nightly.getvalue().decode(), visitor.get(f"{page}?format=json").text):
        assert practice.reference in form
        assert writer not in form
    assert "They keep a record." in answer

    for who in ("other_owner", "owner"):
        type(cast.owner).objects.filter(pk=getattr(cast, who).pk).update(name=writer)
    elsewhere = type(cast.owner).objects.get(pk=cast.other_owner.pk)
    overview.erase(elsewhere)
    assert overview.personal_data(elsewhere)["named_as_translator_of"] == []
    assert writer in visitor.get(page).text, "of another body: a name that is taken on takes nothing out"
    person = type(cast.owner).objects.get(pk=cast.owner.pk)
    assert overview.personal_data(person)["named_as_translator_of"] == [str(practice)]
    overview.erase(person)
    assert overview.personal_data(person)["named_as_translator_of"] == []
    assert visitor.get(page).context["writers"] == [("ar", "العربية", "Demo Service")]
    assert "Translated on 5 October 2026<" in visitor.get(version).text
    kept = [PlainSummary.objects, PlainSummary.history, PracticeTranslation.objects, PracticeTranslation.history]
    left = str([list(one.values()) for one in (*kept, PublicationContent.objects)])
    assert writer not in left
    assert "Demo Service" in left


def test_p58_nobody_else_translates_or_sees_that_somebody_does(cast):
    practice = published_practice(cast)
    cast.client("owner").post(at("translation_start", practice))
    addresses = {
        name: at(name, practice) for name in ("translation", "publish_translation", "plain", "translation_start")
    }
    addresses["all"] = reverse("practices:languages", args=[practice.pk])
    save = at("translation_save", practice)
    for who in ("other_owner", "officer", "focal_point", "visitor"):
        client, person = cast.client(who), getattr(cast, who, AnonymousUser())
        for name, address in addresses.items():
            for method in ("get", "post"):
                code = getattr(client, method)(address).status_code
                assert code in ((302, 401) if who == "visitor" else (404, 405)), (who, method, name)
        sent = {"person": person.pk or "", "field": "title", "title": "Mine", "title-seen": ""}
        assert client.post(save, sent).status_code == (401 if who == "visitor" else 404)
        assert not PracticeTranslation.objects.visible_to(person).exists()
    assert PracticeTranslation.objects.get().title == ""


def test_a18_a_reviewer_is_named_when_she_and_the_author_agree_and_until_one_takes_it_back(cast):
    round_ = complete(cast)
    deciding.decide(round_, by=cast.officer, verdict="publish", letter="x", summary="x", released=[])
    assignment = round_.assignments.select_related("reviewer").first()
    reviewer, owner, visitor = client_of(cast, assignment.reviewer), cast.client("owner"), cast.client("visitor")
    name = reverse("practices:assess_name", args=["PR-0001", assignment.pk])
    agree = reverse("practices:name_reviewers", args=[round_.practice_id])
    page = "/en/practices/PR-0001/"
    assert reviewer.post(name, {"yes": "1"}).status_code == 403  # not public yet
    publication.publish(Practice.objects.get(), by=cast.second_officer)
    assert client_of(cast, round_.assignments.last().reviewer).post(name, {"yes": "1"}).status_code == 404

    assert "an e-mail address is never shown" in reviewer.post(name, {"yes": "1"}, follow=True).text
    type(assignment.reviewer).objects.filter(pk=assignment.reviewer.pk).update(name="Demo Reviewer")
    reviewer.post(name, {"yes": "1"})
    assert "Read by" not in visitor.get(page).text
    assert "Demo Reviewer" not in owner.get(Practice.objects.get().get_absolute_url()).text
    assert cast.client("other_owner").post(agree, {"yes": "1"}).status_code == 404
    owner.post(agree, {"yes": "1"})
    with only_public_tables():
        text = visitor.get(page).text
    shown = text[text.index("Read by") :]
    assert "Demo Reviewer" in shown
    assert assignment.reviewer.email not in text
    assert shown.count('<span dir="auto">') == 1
    assert "Demo Reviewer" not in visitor.get(f"{page}?format=json").text
    reviewer.post(name, {"yes": "0"})
    assert "Read by" not in visitor.get(page).text
    reviewer.post(name, {"yes": "1"})
    owner.post(agree, {"yes": "0"})
    assert "Read by" not in visitor.get(page).text
