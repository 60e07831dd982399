"""A practice while it is written: started once, saved as typed, its own people's alone (RELIABILITY P21)."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from practices.models import Practice, PracticeImage
from practices.steps import drafting, submission
from practices.urls import urlpatterns
from tests.factories import CANARY
from tests.practices.builders import practice, ready_practice

pytestmark = pytest.mark.django_db
KEY = "0b0f4a56-7a3f-4b06-a5f0-0f5a6f1d2c3b"


def page(draft, at="desk", **parts):
    return reverse(f"practices:{at}", kwargs={"key": draft.pk, **parts})


def test_starting_asks_for_little_and_leads_to_the_draft(cast):
    client = cast.client("owner")
    sent = {"organisation": cast.association.pk, "title": "Evening classes", "language": "fr", "form_key": KEY}
    first = client.post(reverse("practices:start"), sent)
    again = client.post(reverse("practices:start"), sent)
    draft = Practice.objects.get()
    assert first.url == again.url == draft.get_absolute_url()
    assert (draft.organisation, draft.language, draft.reference) == (cast.association, "fr", None)
    assert "Evening classes" in client.get(first.url).text


def test_a1_characters_are_counted_where_few_are_enough(cast):
    draft = practice(cast, title="Evening classes", summary="Ж" * 1600)
    text = cast.client("owner").get(page(draft)).text
    assert "15 of at most 150 characters" in text
    assert "1600 of at most 1500 characters" in text


@pytest.mark.parametrize("name", ["consent", "is_ongoing", "on_behalf"])
def test_a_box_to_tick_stands_beside_its_words(cast, name):
    text = cast.client("owner").get(page(practice(cast))).text
    box = re.search(
        f'<div class="form-check"><input type="checkbox" name="{name}"[^>]*><label[^>]*>(.+?)</label>', text
    )
    assert box is not None
    assert text.count(box[1]) == 1, "and the words stand there once"


def test_nobody_starts_a_practice_for_an_organisation_of_others(cast):
    sent = {"organisation": cast.other_association.pk, "title": "x", "language": "en", "form_key": KEY}
    assert cast.client("owner").post(reverse("practices:start"), sent).status_code == 400
    assert not Practice.objects.exists()


def test_a_person_of_no_organisation_is_told_how_to_join_one(cast):
    assert reverse("accounts:find_organisation") in cast.client("member").get(reverse("practices:start")).text


@pytest.mark.once
def test_p21_every_address_of_a_draft_is_missing_for_everybody_else(cast):
    draft = ready_practice(cast)
    seen = {}
    for pattern in urlpatterns:
        if "key" not in pattern.pattern.converters:
            continue
        parts = {"name": "withdraw", "pk": KEY, "language": "fr", "digest": "0" * 20}
        address = page(draft, pattern.name, **{k: v for k, v in parts.items() if k in pattern.pattern.converters})
        for who in ("other_owner", "focal_point", "officer", "head", "superuser", "reviewer", "visitor"):
            for method in ("get", "post"):
                code = getattr(cast.client(who), method)(address).status_code
                if code not in ((302, 401, 405) if who == "visitor" else (404, 405)):
                    seen[who, method, pattern.name] = code
    tokens = ("save", "translation_save")  # where a GET gives whoever is signed in a token, and nothing else
    assert {key for key, code in seen.items() if code != 403 and key[2] not in tokens} == set()


def test_a_field_saves_itself_and_a_colleague_is_not_overwritten(cast):
    draft = practice(cast, title="First")
    mine, hers = cast.client("owner"), cast.client("co_owner")
    seen = {who: seen_of(client, draft, "title") for who, client in (("owner", mine), ("co_owner", hers))}
    assert save(cast, "owner", draft, seen["owner"], title="Second").json()["state"] == "saved"
    clash = save(cast, "co_owner", draft, seen["co_owner"], title="Third")
    assert (clash.status_code, clash.json()["state"]) == (409, "conflict")
    assert Practice.objects.get(pk=draft.pk).title == "Second"


def seen_of(client, draft, name):
    text = client.get(page(draft)).text
    start = text.index(f'name="{name}-seen" value="') + len(f'name="{name}-seen" value="')
    return text[start : text.index('"', start)]


def save(cast, who, draft, seen, **typed):
    name = next(iter(typed))
    sent = {**typed, f"{name}-seen": seen, "field": name, "person": getattr(cast, who).pk}
    return cast.client(who).post(page(draft, "save"), sent)


def test_two_hundred_partners_fit_and_one_more_is_refused(cast):
    draft = practice(cast)
    client = cast.client("owner")
    lines = "\n".join(f"Body {number}; Partner; Academia; Demo State" for number in range(200))
    assert client.post(page(draft, "many"), {"lines": lines}).status_code == 302
    stored = Practice.objects.get(pk=draft.pk).participants
    assert len(stored) == 200
    assert stored[7] == {"name": "Body 7", "part": "partner", "kind": "academia", "country": "Demo State"}
    assert client.post(page(draft, "many"), {"lines": "One more"}).status_code == 400
    assert client.get(page(draft)).status_code == 200


def test_a_word_that_is_no_kind_of_body_is_named_with_its_line_and_nothing_is_lost(cast):
    draft = practice(cast)
    answer = cast.client("owner").post(page(draft, "many"), {"lines": "A body\nAnother; ; wizards"})
    assert answer.status_code == 400
    assert "Line 2" in answer.text
    assert "Another; ; wizards" in answer.text


def test_markup_in_every_field_is_shown_and_never_run(cast):
    nasty = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
    draft = ready_practice(cast, title=nasty, summary=nasty, scope_note=nasty, implementer=nasty, dates_note=nasty)
    draft.participants = [{"name": nasty, "part": "partner", "kind": "", "country": nasty}]
    draft.impact = nasty
    draft.links = [{"title": nasty, "url": "https://demo.example/"}]
    draft.save()
    for name in ("desk", "check", "preview"):
        text = cast.client("owner").get(page(draft, name)).text
        assert "<script>alert" not in text, name
        assert "<img src=x" not in text, name


def test_a_copy_has_the_text_and_neither_consent_nor_number(cast):
    draft = ready_practice(cast)
    submission.submit(draft, by=cast.owner)
    made = drafting.clone(Practice.objects.get(pk=draft.pk), by=cast.co_owner)
    assert (made.title, made.reference, made.consent, made.status) == (draft.title, None, False, "draft")
    assert list(made.main_objectives.values_list("pk", flat=True)) == [18]
    assert CANARY in made.resources


def test_a_discarded_draft_comes_back(cast):
    draft = practice(cast, title="Kept")
    client = cast.client("owner")
    client.post(page(draft, "act", name="discard"))
    assert not Practice.objects.get(pk=draft.pk).is_editable
    client.post(page(draft, "act", name="restore"))
    assert "Kept" in client.get(page(draft)).text


def test_co_authors_are_people_of_the_organisation_alone(cast):
    draft = practice(cast)
    outsider = cast.other_owner.pk
    answer = cast.client("owner").post(page(draft, "co_authors"), {"people": [outsider]})
    assert answer.status_code == 400
    cast.client("owner").post(page(draft, "co_authors"), {"people": [cast.co_owner.pk]})
    assert list(draft.co_authors.all()) == [cast.co_owner]


# --- pictures


def picture(kind="JPEG", behind=b"", **info) -> SimpleUploadedFile:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x013B] = f"{CANARY} photographer"  # author
    exif.get_ifd(0x8825)[2] = (40.0, 26.0, 46.0)  # latitude
    Image.new("RGB", (60, 40), "teal").save(out, kind, exif=exif, **info)
    return SimpleUploadedFile(f"shot.{'jpg' if kind == 'JPEG' else 'png'}", out.getvalue() + behind)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_b28_a_picture_loses_place_and_author_and_its_sender_is_told(cast, kind):
    draft = practice(cast)
    answer = cast.client("owner").post(
        page(draft, "images"), {"file": picture(kind), "alternative": "A classroom"}, follow=True
    )
    assert "was left out" in answer.text
    stored = PracticeImage.objects.get()
    with stored.file.open() as file:
        data = file.read()
    assert CANARY.encode() not in data
    assert not Image.open(io.BytesIO(data)).getexif()


def test_b25_nothing_that_stands_behind_the_picture_is_kept(cast):
    draft = practice(cast)
    tail = b"<script>alert(1)</script>PK\x03\x04"
    cast.client("owner").post(page(draft, "images"), {"file": picture(behind=tail), "alternative": "A classroom"})
    with PracticeImage.objects.get().file.open() as file:
        assert tail not in file.read()
    opened = cast.client("owner").get(page(draft, "image", pk=PracticeImage.objects.get().pk))
    assert opened["Content-Disposition"].startswith("attachment")
    assert opened["X-Content-Type-Options"] == "nosniff"
    opened.close()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("shot.jpg", b"GIF89a/*\x00*/=1;alert(1)"),
        ("shot.jpg", b"\xff\xd8\xff\xe0 cut"),
        ("shot.png", b""),
    ],
)
def test_b26_what_is_no_sound_picture_is_refused_with_the_reason(cast, name, content):
    draft = practice(cast)
    sent = {"file": SimpleUploadedFile(name, content), "alternative": "A classroom"}
    answer = cast.client("owner").post(page(draft, "images"), sent)
    assert answer.status_code == 400
    assert "A classroom" in answer.text
    assert not PracticeImage.objects.exists()
