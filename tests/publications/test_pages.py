"""What the pages of all kinds share: provenance, citations, withdrawn, files, fingerprints, conditional answers."""

import json
import re

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from publications import citations, register
from publications.models import Publication
from publications.register import FileToPublish

PAGE = "/en/samples/RV-2030-ZZ/"
PDF = b"%PDF-1.7 sample"


@pytest.fixture
def visitor() -> Client:
    return Client()


@pytest.fixture
def with_file(publish):
    return publish(
        files=[FileToPublish(file=ContentFile(PDF), name="Exämen\n.pdf", content_type="application/pdf", language="fr")]
    )


@pytest.mark.parametrize("who", ["visitor", "member", "focal_point", "contributor", "reviewer", "moderator",
                                 "officer", "head", "superuser"])  # fmt: skip
def test_p16_p31_p37_everybody_reads_what_is_published(cast, with_file, who):
    client = cast.client(who)
    assert client.get(PAGE).status_code == 200
    assert client.get(f"{PAGE}v1/").status_code == 200
    file = client.get(f"/en/files/{with_file.files.get().pk}/")
    assert (file.status_code, b"".join(file)) == (200, PDF)


def test_o5_an_address_of_before_leads_to_the_one_of_now_for_ever(visitor, publish):
    for path in ("dialogues/first-name/", "dialogues/second-name/", "dialogues/third-name/"):
        publish(reference="DI-0042", kind="dialogue", path=path)
    for old in ("first-name", "second-name"):
        moved = visitor.get(f"/en/dialogues/{old}/")
        assert (moved.status_code, moved["Location"]) == (301, "/en/dialogues/third-name/")
    moved = visitor.get("/en/dialogues/first-name/v3/")
    assert (moved.status_code, moved["Location"]) == (301, "/en/dialogues/third-name/v3/")


def test_o5_every_address_of_a_record_stands_without_its_language_too(visitor, publish):
    publish(path="samples/RV-2030-ZZ/")
    moved = visitor.get("/samples/RV-2030-ZZ/", headers={"accept-language": "fr"})
    assert (moved.status_code, moved["Location"]) == (302, "/fr/samples/RV-2030-ZZ/")
    publish(text := {"schema": 1, "text": "Changed."}, path="samples/RV-2030-ZZ/")
    first = visitor.get("/en/samples/RV-2030-ZZ/v1/")
    assert ("What we did." in first.text, text["text"] in first.text) == (True, False), "a version is frozen"
    assert text["text"] in visitor.get("/en/samples/RV-2030-ZZ/").text


def test_the_page_says_where_the_text_comes_from(visitor, publish):
    publish({"schema": 1, "text": "first words"})
    second = publish({"schema": 1, "text": "second words"}, note="One figure corrected.")
    page = visitor.get(PAGE).text
    assert second.content.sha256 in page
    assert "One figure corrected." in page
    assert 'href="/en/samples/RV-2030-ZZ/v1/"' in page
    assert "second words" in page
    old = visitor.get(f"{PAGE}v1/").text
    assert "first words" in old
    assert "second words" not in old


def test_p17_of_a_withdrawn_publication_every_address_says_so_and_nothing_more(cast, visitor, publish):
    canary = "canary-withdrawn"
    made = publish(
        {"schema": 1, "text": canary},
        summary=canary,
        files=[FileToPublish(file=ContentFile(PDF), name=f"{canary}.pdf", content_type="application/pdf")],
    )
    address = f"/en/files/{made.files.get().pk}/"
    sha256, file_sha256 = made.content.sha256, made.files.get().sha256
    register.withdraw("RV-2030-ZZ", by=cast.officer, reason="Asked by the State.")
    for page in (PAGE, f"{PAGE}v1/", f"{PAGE}?format=ris"):
        answer = visitor.get(page)
        assert answer.status_code == 410
        assert "Asked by the State." in answer.text
        assert sha256 in answer.text
        assert canary not in answer.text
    told = visitor.get(f"{PAGE}?format=json")
    assert (told.status_code, told["Content-Type"]) == (410, "application/problem+json; charset=utf-8")
    assert (told.json()["status"], told.json()["reason"]) == (410, "Asked by the State.")
    assert canary not in told.text
    for who in ("visitor", "focal_point", "head", "superuser"):
        assert cast.client(who).get(address).status_code == 404
    assert "Withdrawn" in visitor.get(f"/en/verify/?sha256={sha256}").text
    assert canary not in visitor.get(f"/en/verify/?sha256={file_sha256}").text


def test_s26_a_file_leaves_as_an_attachment_that_can_run_nothing(visitor, with_file):
    answer = visitor.get(f"/en/files/{with_file.files.get().pk}/")
    assert b"".join(answer) == PDF
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "\n" not in answer["Content-Disposition"]
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "application/pdf"


def test_a_file_that_the_visitor_has_is_not_sent_again_until_it_is_withdrawn(cast, visitor, with_file):
    address = f"/en/files/{with_file.files.get().pk}/"
    first = visitor.get(address)
    b"".join(first)
    assert visitor.get(address, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304
    register.withdraw("RV-2030-ZZ", by=cast.officer, reason="Asked.")
    assert visitor.get(address, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 404


def test_b48_pages_are_read_and_not_written(visitor, with_file):
    assert visitor.put("/en/verify/").status_code == 405
    assert visitor.post(f"/en/files/{with_file.files.get().pk}/").status_code == 405


def test_a_page_is_drawn_again_when_a_version_or_a_fact_changes(visitor, publish):
    publish()
    first = visitor.get(PAGE)
    assert visitor.get(PAGE, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304
    register.restate("RV-2030-ZZ", facts={"confirmed": True})
    second = visitor.get(PAGE, HTTP_IF_NONE_MATCH=first["ETag"])
    assert second.status_code == 200
    publish()
    assert visitor.get(PAGE, HTTP_IF_NONE_MATCH=second["ETag"]).status_code == 200


def test_a_page_kept_by_a_shared_cache_holds_no_trace_of_who_is_signed_in(cast, publish):
    publish()
    assert cast.client("focal_point").get(PAGE)["Cache-Control"] == "private, no-store"
    page = Client().get(PAGE)
    assert page["Cache-Control"].startswith("public")
    assert "focal-point" not in page.text
    assert not page.cookies


def test_r29_a_fingerprint_leads_to_its_publication_or_file(visitor, with_file):
    text, file = with_file.content.sha256, with_file.files.get()
    found = visitor.get(f"/en/verify/?sha256={text}").text
    assert "It was published here" in found
    assert 'href="/en/samples/RV-2030-ZZ/v1/"' in found
    assert f"/en/files/{file.pk}/" not in found
    spaced = " ".join(re.findall("....", file.sha256.upper()))
    assert f"/en/files/{file.pk}/" in visitor.get("/en/verify/", {"sha256": spaced}).text


def test_r29_a_fingerprint_of_nothing_is_answered_in_words(visitor, publish):
    publish()
    assert "Nothing published here" in visitor.get(f"/en/verify/?sha256={'0' * 64}").text
    assert "It was published here" not in visitor.get("/en/verify/").text


@pytest.mark.parametrize("typed", ["abc", "g" * 64, "0" * 65, "0" * 5000, "<b>", "٣" * 64])
def test_r29_what_is_no_fingerprint_is_said_beside_the_box(visitor, db, typed):
    page = visitor.get("/en/verify/", {"sha256": typed})
    assert page.status_code == 400
    assert "exactly 64 characters" in page.text
    assert 'aria-describedby="sha256-help sha256-error"' in page.text
    assert "<b>" not in page.text.partition('id="sha256-help"')[2].partition("</form>")[0]


# --- citations (FEATURES O6)


def cited(cast, publish, **head) -> Publication:
    return publish(organisation=cast.state, title="Steps & means: 50% {done} \\ ~5_000", language="fr", **head)


def test_o6_the_sentence_names_author_title_version_day_and_address(cast, publish, settings):
    text = citations.cite(cited(cast, publish)).text
    assert text.startswith("Demo State. Steps & means: 50% {done} \\ ~5_000 (RV-2030-ZZ, version 1). IMRF Portal, ")
    assert text.endswith(f"{settings.SITE_URL}/en/samples/RV-2030-ZZ/v1/")


def test_o6_the_work_is_cited_without_a_version(cast, publish, settings):
    text = citations.cite(cited(cast, publish), every_version=True).text
    assert "(RV-2030-ZZ)." in text
    assert text.endswith(f"{settings.SITE_URL}/en/samples/RV-2030-ZZ/")


def test_o6_bibtex_escapes_what_tex_would_read(cast, publish):
    text = citations.cite(cited(cast, publish)).bibtex
    assert text.startswith("@techreport{RV-2030-ZZ-v1,\n  author = {{Demo State}},\n")
    assert r"Steps \& means: 50\% \{done\} \textbackslash{} \textasciitilde{}5\_000" in text
    assert text.endswith("\n}\n")


def test_o6_ris_has_one_tag_a_line(cast, publish):
    lines = citations.cite(cited(cast, publish)).ris.split("\r\n")
    assert lines[0] == "TY  - RPRT"
    assert lines[1] == "AU  - Demo State"
    assert lines[-2:] == ["ER  - ", ""]
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines[:-1])


def test_o6_csl_is_json_that_programs_take(cast, publish):
    made = cited(cast, publish)
    (item,) = json.loads(citations.cite(made).csl)
    when = made.published_at
    assert item["author"] == [{"literal": "Demo State"}]
    assert item["issued"] == {"date-parts": [[when.year, when.month, when.day]]}
    assert (item["type"], item["id"], item["language"]) == ("report", "RV-2030-ZZ-v1", "fr")


def test_o6_a_title_of_several_lines_cannot_add_a_field(publish):
    made = publish(title="One\r\nAU  - Somebody else\ntwo")
    assert "AU  - Somebody" not in citations.cite(made).ris.split("\r\n")
    assert [line for line in citations.cite(made).ris.split("\r\n") if line.startswith("AU")] == ["AU  - Demo State"]


def test_o6_a_doi_by_setting_names_the_version_or_all_of_them(cast, publish, settings):
    settings.DOI_PREFIX = "10.99999"
    made = cited(cast, publish)
    one, work = citations.cite(made), citations.cite(made, every_version=True)
    (item,) = json.loads(one.csl)
    doi = f"10.99999/{made.reference.lower()}-v{made.version}"
    assert (item["DOI"], item["URL"]) == (doi, f"https://doi.org/{doi}")
    assert f"doi = {{{doi}}}" in one.bibtex
    assert f"DO  - 10.99999/{made.reference.lower()}\r\n" in work.ris
    assert one.text.endswith(f"https://doi.org/{doi}")


def test_o6_all_versions_are_cited_by_programs_too(cast, visitor, publish):
    made = cited(cast, publish)
    page = made.get_absolute_url()
    answer = visitor.get(f"{page}?format=csl&of=all")
    (item,) = json.loads(answer.content)
    assert (item["id"], item["URL"].endswith(page)) == (made.reference, True)
    assert f'filename="{made.reference}.json"' in answer["Content-Disposition"]
    assert "?format=ris&amp;of=all" in visitor.get(page).text


@pytest.mark.parametrize(("form", "ending"), [("bibtex", "bib"), ("ris", "ris"), ("csl", "json")])
def test_o6_each_form_is_a_file(visitor, publish, form, ending):
    publish()
    answer = visitor.get(f"{PAGE}?format={form}")
    assert answer["Content-Disposition"] == f'attachment; filename="RV-2030-ZZ-v1.{ending}"'
    assert b"RV-2030-ZZ" in answer.content


TURNED = "</script><b id=out>\u2028 <!-- é"
"""What ends a script or a line of one, in a title."""


def test_b56_a_title_ends_no_script_and_every_json_of_a_page_is_json(visitor, publish):
    publish(title=TURNED, summary=TURNED)
    for address in (PAGE, "/en/samples/", "/en/search/?q=out", "/en/objectives/5/", "/en/changes/", "/en/"):
        page = visitor.get(address)
        assert page.status_code == 200, address
        assert "<b id=out>" not in page.text, address
        for kind, said in re.findall(r'<script type="(application/[\w+]+)"[^>]*>(.*?)</script>', page.text, re.DOTALL):
            assert kind in ("application/ld+json", "application/json"), address
            json.loads(said)
            assert "\u2028" not in said, address
