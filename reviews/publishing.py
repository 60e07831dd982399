"""What is frozen when a review is submitted, and the part of it that the public gets.

A submission keeps everything; a publication leaves out what is for the secretariat only. Both are
complete: a page drawn from them asks no other table, so that version 1 says for ever what it said.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any

from django.utils import timezone, translation

from publications.choices import Kind
from publications.choices import Standing as Worth
from publications.register import FileToPublish, Head
from reference.choices import CountryKind
from reviews import earlier, languages, question_types
from reviews.checks import Asked, covered_in, everything_asked
from reviews.choices import Audience, Meaning, QuestionType, Round, Standing
from reviews.frozen import SCHEMA, Content, FrozenAnswer, FrozenSection, FrozenTranslation
from reviews.models import (
    Attachment,
    Consultation,
    ReceivedDocument,
    ReviewLanguage,
    Submission,
    VoluntaryReview,
)

LANGUAGE = "en"


def content_of(review: VoluntaryReview, *, log: Any = None) -> Content:
    """Everything that `review` says as it stands now, labels in the review's own language.

    `log` are the consultations that somebody may read, for whom not all are to be shown.

    A file goes along only with the answer that lists it: one of a question left aside, or of an objective that
    is no longer covered, stays with the State.
    """
    whole = everything_asked(review)
    asked = [one for one in whole if not one.why_not]
    language = language_of(asked)
    sections = sections_of(review, asked)
    with translation.override(language):
        content = Content(
            schema=SCHEMA,
            form="answers",
            reference=review.reference,
            round=review.round,
            kind=review.kind,
            country=_country(review.country),
            cycle={"year": review.cycle.year, "name": str(review.cycle)},
            language=language,
            questionnaire={
                "title": str(review.questionnaire.title),
                "version": review.questionnaire.version,
                "sample": review.questionnaire.is_sample,
            },
            objectives=covered_in(whole),
            sections=sections,
            consultations=[_consultation(one) for one in _consultations_of(review, log)],
            files=_listed_in(sections, map(_file, review.attachments.standing().select_related("question"))),
        )
    further = [into for into in review.languages.all() if into.language != language]  # the original may have changed
    if translations := [_translation(into, review, asked, language) for into in further]:
        content["translations"] = translations
    if corrects := earlier.corrected(review):
        content["corrects"] = corrects
    if update_of := earlier.frozen(review, whole):
        content["update_of"] = update_of
    return content


def sections_of(
    review: VoluntaryReview, asked: list[Asked], codes: Container[str] | None = None
) -> list[FrozenSection]:
    """What is answered of all that is `asked`, or in the sections `codes`, in the review's own language."""
    asked = [one for one in asked if not one.why_not]
    with translation.override(language_of(asked)):
        return _sections(review, [one for one in asked if codes is None or one.place.section.code in codes])


def language_of(asked: list[Asked]) -> str:
    """The language that the review says it is written in."""
    for one in asked:
        if one.question.meaning == Meaning.LANGUAGE and one.answer is not None and one.answer.value:
            return str(one.answer.value)
    return LANGUAGE


def public_part(content: Content) -> Content:
    """`content` without what is for the secretariat only; of such a file not even the name is left."""
    public: Any = dict(content)
    files = [file for file in content["files"] if file["audience"] == Audience.PUBLISHED]
    public["sections"] = [
        {**section, "answers": list(_public_answers(section["answers"], files))} for section in content["sections"]
    ]
    public["sections"] = [section for section in public["sections"] if section["answers"]]
    public["consultations"] = [one for one in content["consultations"] if one["public"]]
    public["files"] = _listed_in(public["sections"], files)
    if "translations" in content:
        public["translations"] = [
            {"language": one["language"], "standing": one["standing"]} for one in content["translations"]
        ]
    return public


def translations_of(content: Content) -> list[Content]:
    """The public part of each translation in a submission: a whole text, that says of which original it is.

    What changed since an earlier review is shown beside the original alone: words of two languages do not compare.
    """
    found = []
    for one in content.get("translations", []):
        said: Any = {**content, **one, "translation_of": content["language"]}
        for compared in ("update_of", "corrects"):
            said.pop(compared, None)
        whole: Any = public_part(said)
        behind = sum(answer.get("behind", False) for section in whole["sections"] for answer in section["answers"])
        whole["translation"] = {**one.get("translation", {}), "behind": behind}
        found.append(whole)
    return found


def part_of(content: Content, codes: Container[str]) -> Content:
    """`content` with the sections `codes` alone and the files that belong to their answers."""
    part: Any = dict(content)
    part["sections"] = [section for section in content["sections"] if section["code"] in codes]
    if "translations" in content:
        part["translations"] = [
            {**one, "sections": [section for section in one["sections"] if section["code"] in codes]}
            for one in content["translations"]
        ]
    part["files"] = _listed_in(part["sections"], content["files"])
    return part


def path_of(round_: str, year: int, country: str) -> str:
    """The public address of a State's review, without language."""
    regional = "regional/" if round_ == Round.REGIONAL else ""
    return f"reviews/{regional}{year}/{country.lower()}/"


def head_of_submission(submission: Submission, content: Content | None = None) -> Head:
    """What lists and filters know of a published submission, or of one of its translations."""
    content = content or submission.content
    assert content is not None  # noqa: S101 - a submission has its content
    return Head(
        reference=content["reference"],
        kind=Kind.REVIEW,
        title=f"{content['country']['name']}: {content['cycle']['name']}",
        path=path_of(content["round"], submission.cycle_id, submission.country_id),
        language=content["language"],
        standing=content.get("standing", Worth.ORIGINAL),
        cycle=submission.cycle,
        countries=[submission.country_id],
        objectives=content["objectives"],
        received_at=submission.received_at,
        facets={
            "form": ["answers"],
            "kind": [content["kind"]],
            "round": [content["round"]],
            "consulted": _consulted(content),
        },
    )


def _consulted(content: Content) -> list[str]:
    """Codes of the stakeholder groups that a review says, for all to read, to have consulted."""
    public = [one for one in content["consultations"] if one["public"]]
    return sorted({code for one in public for code in one.get("group_codes", [])})


def files_of_submission(content: Content) -> list[FileToPublish]:
    """The public files of a submission's public part."""
    stored = {str(file.pk): file for file in Attachment.objects.filter(pk__in=[f["id"] for f in content["files"]])}
    return [
        FileToPublish(
            file=stored[row["id"]].file,
            name=row["name"],
            content_type=row["content_type"],
            language=row["language"],
            title=row["name"],
        )
        for row in content["files"]
    ]


def _country(country: Any) -> dict[str, Any]:
    """A State by code and name; `sample` says that it is an invented one."""
    return {"code": country.pk, "name": str(country), "sample": country.kind == CountryKind.SAMPLE}


def _translation(into: ReviewLanguage, review: VoluntaryReview, asked: list[Asked], original: str) -> FrozenTranslation:
    """The whole in the language of `into`: labels of the questionnaire, texts as the State translated them."""
    with translation.override(into.language):
        sections = _sections(review, asked)
        texts = {row.asked.name: row for row in languages.beside(asked, languages.texts_of(into))}
        days = [row.text.changed_at for row in texts.values() if row.text and row.value]
        for section in sections:
            for answer in section["answers"]:
                if row := texts.get(earlier.name_of((answer["key"], earlier.number_of(section)))):
                    _say_again(answer, row, original)
        return FrozenTranslation(
            language=into.language,
            standing=into.standing,
            country=_country(review.country),
            cycle={"year": review.cycle.year, "name": str(review.cycle)},
            sections=sections,
            translation={"as_of": timezone.localdate(max(days)).isoformat() if days else ""},
        )


def _say_again(answer: FrozenAnswer, row: languages.Beside, original: str) -> None:
    """Put the translation in the place of the text; one that is not translated says in which language it is."""
    if not row.value:
        answer["lang"] = original
        return
    kind, question = question_types.of(row.asked.question), row.asked.question
    answer["value"] = row.value
    answer["html"] = str(kind.shown(row.value, question))
    answer["plain"] = kind.plain(row.value, question)
    if row.is_behind:
        answer["behind"] = True


def _sections(review: VoluntaryReview, asked: list[Asked]) -> list[FrozenSection]:
    sections: list[FrozenSection] = []
    days, said = earlier.days_of(review), earlier.said_of_sections(review)
    for one in asked:
        if not sections or _is_other(sections[-1], one):
            sections.append(
                FrozenSection(
                    code=one.place.section.code,
                    title=str(one.place.section.title),
                    objective=_objective(one.objective),
                    answers=[],
                )
            )
        if not one.is_open and one.question.type != "consultations":
            sections[-1]["answers"].append(_answer(one, days))
    for section in sections:
        if since := said.get(section["code"]):
            section["since"] = since
    return [section for section in sections if section["answers"]]


def _listed_in(sections: Iterable[FrozenSection], files: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those of `files` that an answer in `sections` lists."""
    lists = [answer["value"] for section in sections for answer in section["answers"] if _is_of_files(answer)]
    listed = {one for ids in lists for one in ids or []}
    return [file for file in files if file["id"] in listed]


def _is_of_files(answer: FrozenAnswer) -> bool:
    return answer["type"] == QuestionType.FILE


def _public_answers(answers: Iterable[FrozenAnswer], files: list[dict[str, Any]]) -> Iterator[FrozenAnswer]:
    """The answers that are published; one of files names those of `files` alone, and goes where none is left."""
    for answer in answers:
        if answer["audience"] != Audience.PUBLISHED:
            continue
        if not answer["value"] or not _is_of_files(answer):
            yield answer
        elif shown := [file for file in files if file["id"] in answer["value"]]:
            names = [file["name"] for file in shown]
            yield {
                **answer,
                "value": [file["id"] for file in shown],
                "html": str(question_types.list_of_names(names)),
                "plain": "\n".join(names),
            }


def _is_other(section: FrozenSection, one: Asked) -> bool:
    return earlier.mark_of(section) != (one.place.section.code, one.objective)


def _objective(number: int | None) -> dict[str, Any] | None:
    return {"number": number, "title": question_types.objective_titles()[number]} if number else None


def _answer(one: Asked, days: Mapping[int, str]) -> FrozenAnswer:
    question, answer = one.question, one.answer
    assert answer is not None  # noqa: S101 - the caller leaves open questions out
    kind = question_types.of(question)
    said = answer.standing == Standing.ANSWERED
    frozen = FrozenAnswer(
        key=question.key,
        label=str(question.label),
        label_lang=question.label.lang,
        type=question.type,
        audience=question.audience,
        standing=answer.standing,
        value=answer.value if said else None,
        html=str(kind.shown(answer.value, question)) if said else "",
        plain=kind.plain(answer.value, question) if said else str(Standing(answer.standing).label),
    )
    if as_of := days.get(answer.pk):
        frozen["as_of"] = as_of
    return frozen


def _consultations_of(review: VoluntaryReview, log: Any) -> Any:
    standing = review.consultations.standing() if log is None else log.filter(review=review).standing()
    return standing.prefetch_related("stakeholder_groups", "objectives")


def _consultation(one: Consultation) -> dict[str, Any]:
    return {
        "title": one.title,
        "form": one.form,
        "form_label": one.get_form_display(),
        "starts_on": one.starts_on.isoformat(),
        "ends_on": one.ends_on.isoformat() if one.ends_on else None,
        "place": one.place,
        "level": one.get_level_display(),
        "approach": one.approach,
        "approach_label": one.get_approach_display(),
        "bodies": one.bodies.splitlines(),
        "stakeholder_groups": [str(group) for group in one.stakeholder_groups.all()],
        "group_codes": [group.code for group in one.stakeholder_groups.all()],
        "objectives": [objective.number for objective in one.objectives.all()],
        "participants": one.participants,
        "women": one.women,
        "men": one.men,
        "migrants_part": one.migrants_part,
        "summary": one.summary,
        "use": one.use,
        "public": one.is_public,
    }


def _file(one: Attachment) -> dict[str, Any]:
    return {
        "id": str(one.pk),
        "question": one.question.key,
        "name": one.name,
        "content_type": one.content_type,
        "size": one.size,
        "sha256": one.sha256,
        "language": one.language,
        "audience": one.audience,
    }


def content_of_document(document: ReceivedDocument) -> dict[str, Any]:
    """A review received as a file: what the secretariat registered about it, schema 1, form "document"."""
    return {
        "schema": SCHEMA,
        "form": "document",
        "reference": document.reference,
        "round": document.round,
        "kind": document.kind,
        "country": _country(document.country),
        "cycle": {"year": document.year, "name": str(document.cycle) if document.cycle else str(document.year)},
        "language": document.language,
        "title": document.title,
        "received_on": document.received_on,
        "lead_body": document.lead_body,
        "partners": document.partners,
        "objectives": sorted(document.objectives.values_list("pk", flat=True)),
        "objectives_complete": document.objectives_complete,
        "consultations": [one if isinstance(one, dict) else {"title": str(one)} for one in document.consultations],
        "summary": document.summary,
        "results": document.results,
        "web_address": document.web_address,
        "source_title": document.source_title,
        "files": [{"name": document.file_name, "sha256": document.sha256}] if document.file else [],
    }


def head_of_document(document: ReceivedDocument) -> Head:
    """What lists and filters know of a published document."""
    return Head(
        reference=document.reference,
        kind=Kind.REVIEW,
        title=document.title,
        summary=document.summary[:500],
        path=path_of(document.round, document.year, document.country_id or ""),
        language=document.language or LANGUAGE,
        cycle=document.cycle,
        countries=[document.country_id] if document.country_id else [],
        objectives=list(document.objectives.values_list("pk", flat=True)),
        facets={"form": ["document"], "kind": [document.kind], "round": [document.round]},
    )
