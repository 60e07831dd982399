"""The same pages as one would write them who knows nothing of the portal's care: queries by hand, plain
templates, a Django form, one conditional UPDATE. They are the measure, not the aim."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def rows(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    """What a query gives."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


@login_not_required
def published_list(request: HttpRequest) -> HttpResponse:
    """The newest 25 publications with their State."""
    found = rows(
        "SELECT p.reference, p.title, p.published_at, p.version, c.country_id FROM publications_publication p "
        "LEFT JOIN publications_publication_countries c ON c.publication_id = p.id "
        "WHERE p.is_current AND p.withdrawn_at IS NULL AND p.kind = 'review' ORDER BY p.published_at DESC LIMIT 26"
    )
    count = rows("SELECT count(*) FROM publications_publication WHERE is_current AND kind = 'review'")[0][0]
    countries = rows("SELECT code, names FROM reference_country ORDER BY code")
    objectives = rows("SELECT number, names FROM reference_objective ORDER BY number")
    cycles = rows("SELECT year FROM forum_forumcycle ORDER BY year")
    context = {"rows": found, "count": count, "countries": countries, "objectives": objectives, "cycles": cycles}
    return render(request, "bare/list.html", context)


@login_not_required
def published_page(request: HttpRequest, reference: str) -> HttpResponse:
    """One publication, its content as it is."""
    import json

    [(title, published_at, content)] = rows(
        "SELECT p.title, p.published_at, c.content FROM publications_publication p "
        "JOIN publications_publicationcontent c ON c.publication_id = p.id WHERE p.reference = %s AND p.is_current",
        reference,
    )
    content = json.loads(content) if isinstance(content, str) else content
    return render(request, "bare/page.html", {"title": title, "published_at": published_at, "content": content})


def fill_page(request: HttpRequest, review: int, code: str) -> HttpResponse:
    """A section as a Django form of text areas."""
    found = rows(
        "SELECT q.key, q.labels, a.value FROM reviews_question q JOIN reviews_section s ON s.id = q.section_id "
        "JOIN reviews_voluntaryreview r ON r.questionnaire_id = s.questionnaire_id "
        "LEFT JOIN reviews_answer a ON a.question_id = q.id AND a.review_id = r.id "
        'WHERE r.id = %s AND s.code = %s ORDER BY q."order"',
        review,
        code,
    )
    form = forms.Form(initial={key: value for key, _labels, value in found})
    for key, labels, _value in found:
        form.fields[key] = forms.CharField(label=str(labels), widget=forms.Textarea, required=False)
    return render(request, "bare/fill.html", {"form": form})


def save(request: HttpRequest, answer: int) -> HttpResponse:
    """One answer by one conditional UPDATE."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE reviews_answer SET value = %s, version = version + 1 WHERE id = %s AND version = %s",
            [f'"{request.POST["text"]}"', answer, request.POST["version"]],
        )
        saved = cursor.rowcount
    return HttpResponse(status=200 if saved else 409)
