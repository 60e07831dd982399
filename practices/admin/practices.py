"""Screening: what came in, what is alike, and the steps with their letters."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin import ReadOnlyAdmin, Step
from core.forms import LinesField
from core.models import Act
from practices.choices import UNDECIDED, Looked, Reason
from practices.models import Decision, Practice, PracticeVersion
from practices.notifications.submitter import Published, people_of
from practices.steps import publication, screening
from practices.views.versions import recused_from
from publications.models import Publication

TO_REVIEW_LETTER = gettext_lazy(
    "Dear colleagues,\n\nthank you for sending this practice. It is now read by reviewers from the United Nations and "
    "from outside. You hear from us when they have reported."
)
RETURN_LETTER = gettext_lazy(
    "Dear colleagues,\n\nthank you for sending this practice. Before it goes to the reviewers, please:\n\n- "
)
DECLINE_LETTER = gettext_lazy(
    "Dear colleagues,\n\nthank you for sending this practice. We cannot take it into the repository, because\n\n\n\n"
    "This says nothing about the worth of your work. You are welcome to send another one."
)
ABOUT = gettext_lazy(
    "Practices that were submitted. Open one to read it and to decide. Drafts are never shown; of a text that is "
    "being changed you see the version that was submitted last."
)


def mailboxes(practice: Practice) -> list[str]:
    """Who will hear of a step, by name and address."""
    return [person.mailbox for person in people_of(practice)]


def on_the_screen(practice: Practice) -> dict[str, Any]:
    """The version that the officer decides on; a newer one has to be read first."""
    return {"version": practice.latest_version().number}


class LetterForm(forms.Form):
    """A letter, looked at before it goes: the page comes back with it until `seen` is pressed."""

    unfinished: ClassVar[Any] = gettext_lazy("Say what should change: the letter still stands as it was offered.")
    """What is said of a letter that nobody completed; nothing where it can go as it is offered."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    letter = LinesField(
        label=gettext_lazy("Letter"),
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 14, "cols": 90}),
        help_text=gettext_lazy("It goes out as it stands here. The next page shows it once more."),
        initial=RETURN_LETTER,
    )

    def clean_letter(self) -> str:
        """The letter. Raises ValidationError while what it has to say is missing."""
        letter = str(self.cleaned_data["letter"])
        if self.unfinished and letter.split() == str(self.fields["letter"].initial).split():
            raise forms.ValidationError(self.unfinished)
        return letter


class DeclineForm(LetterForm):
    """Why, from the list, and the letter."""

    field_order = ("reason", "letter")
    unfinished = gettext_lazy("Say why it is not taken: the letter still stands as it was offered.")
    reason = forms.ChoiceField(label=gettext_lazy("Reason"), choices=Reason.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["letter"].initial = DECLINE_LETTER


class ToReviewForm(LetterForm):
    """What the secretariat looks through itself, each point once, before anybody reviews (DOMAIN 5.4); the letter."""

    field_order = ("looked", "letter")
    unfinished = ""
    looked = forms.MultipleChoiceField(
        label=gettext_lazy("Looked through"),
        choices=Looked.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Look through all of these first.")},
        help_text=gettext_lazy("Where one does not hold, return the practice for changes."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["letter"].initial = TO_REVIEW_LETTER

    def clean_looked(self) -> list[str]:
        """All of them. Raises ValidationError with those that are left."""
        ticked: list[str] = self.cleaned_data["looked"]
        if left := [str(one.label) for one in Looked if one.value not in ticked]:
            raise forms.ValidationError([_("Not looked through yet: %(what)s") % {"what": what} for what in left])
        return ticked


class SubmittedFilter(admin.ChoicesFieldListFilter):
    """By status; drafts are not in this list, so none is offered."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        draft = str(dict(self.field.flatchoices)["draft"])
        return (one for one in super().choices(changelist) if str(one["display"]) != draft)


@admin.register(Practice)
class PracticeAdmin(ReadOnlyAdmin):
    """Submitted practices, those waiting longest on request; each leads to its reading page."""

    about = ABOUT
    list_display = ("reference", "title_sent", "organisation", "status", "status_since", "days_waiting")
    extra_columns = ("call", "submitted_at", "closing_reason")
    list_filter = (("status", SubmittedFilter), "call", "is_imported")
    list_select_related = ("organisation", "call")
    search_fields = ("reference", "organisation__name", "versions__title")
    ordering = ("-status_since",)
    fields = (
        *("reference", "title_sent", "organisation", "call", "status", "status_since"),
        *("submitted_at", "reading_page", "peer_review", "closing_reason"),
    )
    readonly_fields = fields
    steps: ClassVar[dict[str, Step]] = {
        "send_back": Step(
            screening.send_back,
            form=LetterForm,
            explain=gettext_lazy("It goes back to its people as a draft; you see it again when they submit it."),
            mail=mailboxes,
            initial=on_the_screen,
        ),
        "decline": Step(
            screening.decline,
            form=DeclineForm,
            explain=gettext_lazy("It is not taken. Its people read the letter and may send a copy anew."),
            mail=mailboxes,
            initial=on_the_screen,
        ),
        "send_to_review": Step(
            screening.send_to_review,
            form=ToReviewForm,
            explain=gettext_lazy("It fits and is complete. Reviewers are invited next; its people are told."),
            mail=mailboxes,
            initial=on_the_screen,
        ),
        "carry_over": Step(
            screening.carry_over,
            explain=gettext_lazy(
                "It was published in another repository and goes on as it stands there. Its page says that it was not "
                "peer reviewed here."
            ),
        ),
        "publish": Step(
            publication.publish,
            explain=gettext_lazy("Everyone can read it from then on, at a permanent address."),
            mail=mailboxes,
            tells=[Published],
            proof=True,
        ),
    }

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """What the secretariat may see, also of one's own organisation only what was submitted."""
        latest = PracticeVersion.objects.filter(practice=models.OuterRef("pk")).order_by("-number")
        rows = super().get_queryset(request).exclude(reference=None).exclude(status="draft")
        return rows.annotate(sent=models.Subquery(latest.values("title")[:1]))

    def acts_of(self, request: HttpRequest, record: Any) -> models.QuerySet[Act]:
        """Also what was decided in its rounds, which is in no other list since a recused officer reads those (A8), and
        what of it became public."""
        own: models.QuerySet[Act] = super().acts_of(request, record)
        public = Publication.objects.filter(reference=record.reference)
        return own | Act.objects.on(*Decision.objects.filter(round__practice=record), *public)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """What one is recused from is only counted (FEATURES A19)."""
        hidden = Practice.objects.with_secretariat().count() - Practice.objects.handled_by(request.user).count()
        about = format_html("{} {}", ABOUT, recused_from(hidden)) if hidden else ABOUT
        return super().changelist_view(request, {"about": about, **(extra_context or {})})

    @admin.display(description=gettext_lazy("title"))
    def title_sent(self, practice: Any) -> str:
        """The title of the version that was submitted last."""
        return str(practice.sent)

    @admin.display(description=gettext_lazy("days waiting"), ordering="status_since")
    def days_waiting(self, practice: Practice) -> int | str:
        """Whole days in this status, while it waits for a decision."""
        return (timezone.now() - practice.status_since).days if practice.status in UNDECIDED else "–"

    @admin.display(description=gettext_lazy("text"))
    def reading_page(self, practice: Practice) -> Any:
        """The way to the text."""
        return format_html('<a href="{}">{}</a>', practice.latest_version().get_absolute_url(), _("Read it"))

    @admin.display(description=gettext_lazy("peer review"))
    def peer_review(self, practice: Practice) -> Any:
        """The way to the desk of its last round, which tells a recused officer why it stays closed."""
        last = practice.rounds.order_by("opened_at").last()
        return format_html('<a href="{}">{}</a>', last.get_absolute_url(), last) if last else "–"

    def step_view(self, request: HttpRequest, object_id: str, step: str) -> HttpResponse:
        """A letter is shown once more as it will go out, before it does."""
        offered = self.steps.get(step)
        if request.method != "POST" or offered is None or "seen" in request.POST:
            return super().step_view(request, object_id, step)
        form = offered.form(request.POST)
        record = self.get_object(request, object_id)
        if "letter" not in form.fields or record is None or not form.is_valid():
            return super().step_view(request, object_id, step)
        words = dict(self.open_steps(request, record)).get(step)
        if words is None:
            return super().step_view(request, object_id, step)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": record,
            "title": words,
            "letter": form.cleaned_data["letter"],
            "form": form,
            "mail": offered.mail(record),
            "list_url": self.list_url(),
        }
        return TemplateResponse(request, "practices/admin/letter.html", context)
