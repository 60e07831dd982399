"""The twins: the same pages in the same frame and middleware, as one would write them who knows nothing of the portal's
care: queries by hand, one plain template, a Django form, one conditional UPDATE. They are the measure, not the aim."""

import json
from difflib import SequenceMatcher
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import strip_tags

LIST = """
    SELECT reference, title, path, published_at, language,
        (SELECT string_agg(c.names ->> 'en', ', ') FROM publications_publication_countries l
            JOIN reference_country c ON c.code = l.country_id WHERE l.publication_id = p.id),
        (SELECT array_agg(l.objective_id ORDER BY l.objective_id)
            FROM publications_publication_objectives l WHERE l.publication_id = p.id)
    FROM publications_publication p
    WHERE is_current AND standing = 'original' AND withdrawn_at IS NULL AND kind = %s
    ORDER BY published_at DESC, id DESC LIMIT 25"""
COUNT = """
    SELECT count(*) FROM publications_publication
    WHERE is_current AND standing = 'original' AND withdrawn_at IS NULL AND kind = %s"""
NEWEST = """
    SELECT kind, reference, title, path, published_at, language FROM publications_publication
    WHERE is_current AND standing = 'original' AND withdrawn_at IS NULL ORDER BY published_at DESC LIMIT 5"""
ROAD = """
    SELECT code, starts_on FROM forum_milestone WHERE cycle_id = 2030 ORDER BY starts_on"""
ON_OBJECTIVE = """
    SELECT p.kind, p.reference, p.title, p.path, p.published_at, p.language
    FROM publications_publication p JOIN publications_publication_objectives l ON l.publication_id = p.id
    WHERE l.objective_id = %s AND p.kind = %s AND is_current AND standing = 'original' AND withdrawn_at IS NULL
    ORDER BY p.published_at DESC LIMIT 3"""
HOW_MANY = """
    SELECT kind, count(*) FROM publications_publication p
    JOIN publications_publication_objectives l ON l.publication_id = p.id
    WHERE l.objective_id = %s AND is_current AND standing = 'original' AND withdrawn_at IS NULL GROUP BY kind"""
MATCHES = """
    SELECT p.kind, p.reference, p.title, p.path, p.published_at, p.language, s.passages
    FROM publications_publication p JOIN publications_searchtext s ON s.publication_id = p.id
    WHERE s.vector @@ %s::tsquery AND is_current AND standing = 'original' AND withdrawn_at IS NULL
    ORDER BY ts_rank(s.vector, %s::tsquery) DESC, p.id DESC LIMIT 25"""
HOW_MANY_MATCH = "SELECT count(*) FROM publications_searchtext WHERE vector @@ %s::tsquery"
PAGE = """
    SELECT p.title, p.published_at, c.content
    FROM publications_publication p JOIN publications_publicationcontent c ON c.publication_id = p.id
    WHERE p.reference = %s AND is_current AND standing = 'original' AND withdrawn_at IS NULL"""
FILL = """
    SELECT q.key, q.labels, q.type, q.options, a.value
    FROM reviews_question q JOIN reviews_section s ON s.id = q.section_id
    JOIN reviews_voluntaryreview r ON r.questionnaire_id = s.questionnaire_id
    LEFT JOIN reviews_answer a ON a.question_id = q.id AND a.review_id = r.id
    WHERE r.id = %s AND s.code = %s ORDER BY q."order" """
ANSWERS = """
    SELECT q.key, a.objective_id, a.value FROM reviews_answer a JOIN reviews_question q ON q.id = a.question_id
    WHERE a.review_id = %s"""
POSTS = """
    SELECT c.id, c.name, c.body, c.text, c.language, c.published_at, c.reply_to_id
    FROM dialogues_contribution c JOIN dialogues_discussionspace s ON s.id = c.space_id
    JOIN dialogues_meeting m ON m.id = s.meeting_id
    WHERE m.reference = %s AND c.status = 'published' AND c.reply_to_id IS NULL
    ORDER BY c.written_at DESC LIMIT 25"""
REPLIES = """
    SELECT id, name, body, text, language, published_at, reply_to_id FROM dialogues_contribution
    WHERE reply_to_id = ANY(%s) AND status = 'published' ORDER BY written_at"""
SITTINGS = """
    SELECT s.starts_at, s.ends_at, s.time_zone, s.city, s.languages, s.interpretation
    FROM dialogues_session s JOIN dialogues_meeting m ON m.id = s.meeting_id
    WHERE m.reference = %s ORDER BY s.starts_at"""
CHOICES = {
    "stakeholders": "SELECT code, names FROM reference_stakeholdergroup ORDER BY code",
    "objectives": "SELECT number, names FROM reference_objective ORDER BY number",
    "principles": "SELECT number, names FROM reference_guidingprinciple ORDER BY number",
}
SAVE = "UPDATE reviews_answer SET value = %s, version = version + 1 WHERE id = %s AND version = %s"


def rows(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    """What a query gives."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def options(sql: str) -> list[tuple[Any, str]]:
    """Value and English label of a list, from a query that gives a key and texts by language."""
    return [(key, json.loads(texts)["en"]) for key, texts in rows(sql)]


@login_not_required
def published_list(request: HttpRequest, kind: str = "review") -> HttpResponse:
    """The newest 25 publications with their States and objectives, and the filters."""
    context = {
        "rows": rows(LIST, kind),
        "count": rows(COUNT, kind)[0][0],
        "filters": {
            "country": options("SELECT code, names FROM reference_country ORDER BY names ->> 'en'"),
            "objective": options("SELECT number, short_labels FROM reference_objective ORDER BY number"),
            "cycle": rows("SELECT year, year FROM forum_forumcycle ORDER BY year DESC"),
        },
    }
    return render(request, "bare/list.html", context)


@login_not_required
def published_page(request: HttpRequest, reference: str, template: str = "bare/page.html") -> HttpResponse:
    """One publication, its content as it is."""
    [(title, published_at, content)] = rows(PAGE, reference)
    context = {"title": title, "published_at": published_at, "content": json.loads(content)}
    return render(request, template, context)


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """The road, the objectives, the five newest."""
    context = {"road": rows(ROAD), "objectives": options(CHOICES["objectives"]), "newest": rows(NEWEST)}
    return render(request, "bare/home.html", context)


@login_not_required
def objective(request: HttpRequest, number: int) -> HttpResponse:
    """How many there are of each kind, and the three newest."""
    many = rows(HOW_MANY, number)
    newest = [one for kind, _count in many for one in rows(ON_OBJECTIVE, number, kind)]
    return render(request, "bare/home.html", {"many": many, "newest": newest})


@login_not_required
def search(request: HttpRequest) -> HttpResponse:
    """The 25 that match best, with the filters, as PostgreSQL's own search finds them."""
    word = request.GET["q"]
    context = {
        "newest": rows(MATCHES, word, word),
        "many": rows(HOW_MANY_MATCH, word),
        "objectives": options(CHOICES["objectives"]),
        "countries": options("SELECT code, names FROM reference_country ORDER BY names ->> 'en'"),
    }
    return render(request, "bare/home.html", context)


@login_not_required
def compared(request: HttpRequest, old: str, new: str) -> HttpResponse:
    """Two publications beside one another, with their differing words."""
    before, after = (json.loads(rows(PAGE, reference)[0][2]) for reference in (old, new))
    return render(request, "bare/compared.html", {"rows": _pairs(before, _answers(after))})


def check_page(request: HttpRequest, review: int, old: str) -> HttpResponse:
    """The answers of a draft beside an earlier publication, with their differing words."""
    said = {(key, objective): strip_tags(str(json.loads(value))) for key, objective, value in rows(ANSWERS, review)}
    before = json.loads(rows(PAGE, old)[0][2])
    return render(request, "bare/compared.html", {"rows": _pairs(before, said)})


def _answers(content: dict[str, Any]) -> dict[Any, str]:
    parts = ((part["objective"] and part["objective"]["number"], part["answers"]) for part in content["sections"])
    return {(answer["key"], number): answer["plain"] for number, answers in parts for answer in answers}


def _pairs(before: dict[str, Any], after: dict[Any, str]) -> list[tuple[str, str, str, list[tuple[str, str]]]]:
    """Code, both texts, and what leads from one to the other."""
    found = []
    for key, old in _answers(before).items():
        a, b = old.split(), after.get(key, "").split()
        pieces: list[tuple[str, str]] = []
        if a != b:
            for kind, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
                pieces += (
                    [(kind, " ".join(b[k:m]))]
                    if kind == "equal"
                    else [("del", " ".join(a[i:j])), ("ins", " ".join(b[k:m]))]
                )
        found.append((f"{key[0]} {key[1] or ''}", old, after.get(key, ""), pieces))
    return found


@login_not_required
def discussion(request: HttpRequest, reference: str) -> HttpResponse:
    """The newest 25 contributions with their replies."""
    posts = rows(POSTS, reference)
    answers: dict[Any, list[Any]] = {}
    for reply in rows(REPLIES, [one[0] for one in posts]):
        answers.setdefault(reply[6], []).append(reply)
    context = {"title": "Discussion", "posts": [(one, answers.get(one[0], [])) for one in posts]}
    return render(request, "bare/discussion.html", context)


@login_not_required
def meeting(request: HttpRequest, reference: str) -> HttpResponse:
    """One meeting with its sessions."""
    [(title, published_at, content)] = rows(PAGE, reference)
    context = {"title": title, "published_at": published_at, "content": json.loads(content)}
    return render(request, "bare/meeting.html", {**context, "sessions": rows(SITTINGS, reference)})


def fill_page(request: HttpRequest, review: int, code: str) -> HttpResponse:
    """A section as a Django form: a box for each text and table, check boxes where there is something to choose."""
    found = rows(FILL, review, code)
    form = forms.Form(initial={key: json.loads(value) for key, *_rest, value in found if value})
    for key, labels, kind, choices, _value in found:
        form.fields[key] = _field(json.loads(labels)["en"], kind, json.loads(choices or "[]"))
    return render(request, "bare/fill.html", {"form": form})


def _field(label: str, kind: str, choices: list[dict[str, Any]]) -> forms.Field:
    if kind in CHOICES or choices:
        found = options(CHOICES[kind]) if kind in CHOICES else [(one["value"], one["labels"]["en"]) for one in choices]
        widget = forms.RadioSelect if kind == "single" else forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(label=label, choices=found, widget=widget, required=False)
    return forms.CharField(label=label, widget=forms.Textarea, required=False)


def save(request: HttpRequest, answer: int) -> HttpResponse:
    """One answer by one conditional UPDATE."""
    with connection.cursor() as cursor:
        cursor.execute(SAVE, [json.dumps(request.POST["text"]), answer, request.POST["version"]])
        saved = cursor.rowcount
    return HttpResponse(status=200 if saved else 409)
