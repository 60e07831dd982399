"""The addresses of voluntary reviews, in the order of the story.

A year is four digits, a State two letters, a number at most four digits: anything else is an address
that does not exist, and never reaches a database (RELIABILITY B13).
"""

from typing import Any

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from reviews.choices import PRACTICE
from reviews.views import (
    across,
    attachments,
    autosave,
    check,
    consultations,
    copies,
    documents_read,
    earlier,
    fill,
    guests,
    history,
    intention,
    languages,
    meeting,
    overview,
    paper,
    practice,
    public,
    returned,
    rights,
    signing,
    start,
    submissions,
    talk,
    team,
    translating,
)


class _Number(StringConverter):
    """Western digits, as a number."""

    regex = "[1-9][0-9]{0,3}"

    def to_python(self, value: str) -> Any:
        return int(value)


class _Year(_Number):
    regex = "[0-9]{4}"


class _YearOrPractice(_Year):
    """A year; or `practice`, in whose place one's own practice space stands."""

    regex = f"[0-9]{{4}}|{PRACTICE}"

    def to_python(self, value: str) -> Any:
        return value if value == PRACTICE else int(value)


class _State(StringConverter):
    """A two-letter code in lower case, as addresses have it."""

    regex = "[a-z]{2}"


class _Row(_Number):
    """A primary key."""

    regex = "[1-9][0-9]{0,17}"


class _Act(StringConverter):
    """What can be done with an invitation."""

    regex = "again|take-back"


for _name, _converter in (
    ("n", _Number),
    ("year", _Year),
    ("when", _YearOrPractice),
    ("state", _State),
    ("row", _Row),
    ("act", _Act),
):
    register_converter(_converter, _name)

app_name = "reviews"
DRAFT = "<year:year>/<state:country>/fill/"
TRIED = "<when:year>/<state:country>/fill/"
"""What may be tried in a practice space as well: nothing from which a message, a submission or a role follows."""

urlpatterns = [
    path("", public.published, name="list"),
    # published ones beside one another: everybody
    path("objectives/<n:number>/", across.on_objective, name="on_objective"),
    path("compare/", across.compare, name="compare"),
    # to begin
    path("questionnaires/", paper.questionnaires, name="questionnaires"),
    path("questionnaires/<row:pk>/", paper.blank, name="blank"),
    path("questionnaires/<row:pk>/<slug:language>.docx", paper.blank_word, name="blank_word"),
    path("start/", start.start, name="start"),
    path("<year:year>/<state:country>/intention/", intention.intention, name="intention"),
    path("<year:year>/<state:country>/intention/take-back/", intention.take_back, name="intention_take_back"),
    path("<year:year>/<state:country>/discarded/<row:pk>/restore/", start.restore, name="restore"),
    # to try everything first
    path("practice/", practice.practice, name="practice"),
    path("practice/empty/", practice.empty, name="practice_empty"),
    # the draft: its State's team alone
    path(TRIED, overview.overview, name="overview"),
    path(f"{DRAFT}newer/", overview.newer, name="newer"),
    path(f"{DRAFT}discard/", start.discard, name="discard"),
    path(f"{DRAFT}rights/", rights.rights, name="rights"),
    path(f"{DRAFT}team/", team.team, name="team"),
    path(f"{DRAFT}team/invite/", team.invite, name="team_invite"),
    path(f"{DRAFT}team/give/", team.give, name="team_give"),
    path(f"{DRAFT}team/reading/", team.reading, name="team_reading"),
    path(f"{DRAFT}team/sections/<row:pk>/", team.assignment, name="team_assignment"),
    path(f"{DRAFT}team/sections/<row:pk>/take-back/", team.take_back, name="team_take_back"),
    path(f"{DRAFT}team/invitations/<row:pk>/<act:act>/", team.invitation, name="team_invitation"),
    path(f"{DRAFT}team/people/<row:pk>/remove/", team.remove, name="team_remove"),
    path(f"{DRAFT}team/guests/invite/", guests.invite, name="guest_invite"),
    path(f"{DRAFT}team/guests/<uuid:pk>/", guests.invited, name="guest_invited"),
    path(f"{DRAFT}team/guests/<uuid:pk>/end/", guests.end, name="guest_end"),
    path(f"{TRIED}consultations/", consultations.consultations, name="consultations"),
    path(f"{TRIED}consultations/new/", consultations.add, name="consultation_add"),
    path(f"{TRIED}consultations/<uuid:pk>/", consultations.change, name="consultation"),
    path(f"{TRIED}consultations/<uuid:pk>/remove/", consultations.remove, name="consultation_remove"),
    path(f"{TRIED}consultations/<uuid:pk>/put-back/", consultations.put_back, name="consultation_put_back"),
    path(f"{DRAFT}earlier/", earlier.beside, name="earlier"),
    path(f"{DRAFT}earlier/word-documents/", documents_read.send, name="earlier_documents"),
    path(f"{DRAFT}earlier/word-documents/<uuid:pk>/", documents_read.document, name="earlier_document"),
    path(f"{DRAFT}earlier/<slug:code>/", earlier.say, name="earlier_say"),
    path(f"{TRIED}history/", history.history, name="history"),
    path(f"{TRIED}history/<uuid:pk>/restore/", history.restore, name="history_restore"),
    path(f"{TRIED}print/", paper.as_it_stands, name="print"),
    path(f"{TRIED}copies/", copies.copies, name="copies"),
    path(f"{TRIED}copies/<uuid:pk>/", copies.fetch, name="copy"),
    path(f"{TRIED}copies/send-back/", returned.send_back, name="send_copy_back"),
    path(f"{TRIED}copies/returned/<uuid:pk>/", returned.returned, name="returned"),
    path(f"{TRIED}files/<uuid:pk>/", attachments.attachment, name="attachment"),
    path(f"{TRIED}files/<uuid:pk>/take-out/", attachments.take_out, name="attachment_take_out"),
    path(f"{TRIED}files/<uuid:pk>/put-back/", attachments.put_back, name="attachment_put_back"),
    path(f"{TRIED}files/<slug:name>/", attachments.attachments, name="attachments"),
    path(f"{TRIED}check/", check.check, name="check"),
    path(f"{TRIED}preview/", check.preview, name="preview"),
    path(f"{DRAFT}submit/", check.submit, name="submit"),
    path(f"{DRAFT}submit-part/", check.submit_part, name="submit_part"),
    path(f"{DRAFT}languages/", languages.all_of_them, name="languages"),
    path(f"{DRAFT}languages/<slug:language>/", languages.language, name="language"),
    path(f"{DRAFT}languages/<slug:language>/take-out/", languages.take_out, name="language_take_out"),
    path(f"{DRAFT}languages/<slug:language>/<slug:code>/", translating.translate, name="translate"),
    path(f"{DRAFT}languages/<slug:language>/<slug:code>/text/", translating.save_text, name="translate_save"),
    path(f"{DRAFT}signatures/", signing.sign_offs, name="sign_offs"),
    path(f"{DRAFT}signatures/<row:pk>/sign/", signing.sign, name="sign"),
    path(f"{DRAFT}signatures/<row:pk>/take-out/", signing.take_out, name="sign_take_out"),
    path(f"{DRAFT}meeting/", meeting.begin, name="meeting"),
    path(f"{DRAFT}meeting/<slug:name>/", meeting.question, name="meeting_question"),
    path(f"{DRAFT}<slug:code>/comments/", talk.comments, name="comments"),
    path(f"{DRAFT}<slug:code>/comments/<row:pk>/", talk.resolve, name="comment_resolve"),
    path(f"{DRAFT}<slug:code>/hand-back/", talk.hand_back, name="hand_back"),
    path(f"{DRAFT}<slug:code>/agree/", overview.agree, name="agree"),
    path(f"{DRAFT}<slug:code>/take-agreement-back/", overview.take_agreement_back, name="take_agreement_back"),
    path(f"{DRAFT}<slug:code>/ready/", overview.ready, name="ready"),
    path(f"{TRIED}<slug:code>/", fill.section, name="section"),
    path(f"{TRIED}<slug:code>/<n:objective>/", fill.section_objective, name="section_objective"),
    path(f"{TRIED}<slug:code>/answer/", autosave.answer, name="answer"),
    path(f"{TRIED}<slug:code>/leave/", autosave.leave, name="leave"),
    # sections of a draft: a named person from outside, until a day
    path("guest/<uuid:pk>/", guests.guest, name="guest"),
    path("guest/<uuid:pk>/<slug:code>/", guests.section, name="guest_section"),
    path("guest/<uuid:pk>/<slug:code>/<n:objective>/", guests.section, name="guest_objective"),
    path("guest/<uuid:pk>/<slug:code>/files/<uuid:file>/", guests.file, name="guest_file"),
    # what was submitted: its State's team and the secretariat
    path("<year:year>/<state:country>/submissions/<n:number>/", submissions.submission, name="submission"),
    path("<year:year>/<state:country>/submissions/<n:number>/remarks/", submissions.remarks, name="remarks"),
    path("<year:year>/<state:country>/submissions/<n:number>/reply/", submissions.reply, name="submission_reply"),
    path(
        "<year:year>/<state:country>/submissions/<n:number>/files/<uuid:pk>/",
        submissions.attachment,
        name="submission_file",
    ),
    path(
        "<year:year>/<state:country>/submissions/<n:number>/<slug:name>/",
        submissions.step,
        name="submission_step",
    ),
    # what was published: everybody
    path("<year:year>/<state:country>/", public.public, name="public"),
    path("<year:year>/<state:country>/v<n:number>/", public.public, name="public_version"),
    path("<year:year>/<state:country>/v<n:number>/<slug:language>/", public.translated, name="public_translation"),
    path("regional/<year:year>/<state:country>/", public.public, {"round": "regional"}, name="regional"),
    path(
        "regional/<year:year>/<state:country>/v<n:number>/",
        public.public,
        {"round": "regional"},
        name="regional_version",
    ),
]
