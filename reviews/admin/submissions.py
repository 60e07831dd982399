"""What States submitted: outcome and dates here, the text on its own reading page.

No column holds content. Of a submission that its State called back only the receipt is shown, and what
a State does after a return is seen by nobody (RELIABILITY P1, P12, P64).
"""

from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin import ReadOnlyAdmin, ReasonForm, Step
from reference.models import RegionalCommission
from reviews.choices import Outcome
from reviews.forms.submission import NoteForm
from reviews.models import Submission
from reviews.models.draft import reference_of
from reviews.notifications.submission import Accepted, focal_points
from reviews.steps import submission as steps


def mailboxes(submission: Submission) -> list[str]:
    """The focal points who will hear of a step, by name and address."""
    return [person.mailbox for person in focal_points(submission.country_id)]


def what_is_left(submission: Submission) -> str:
    """What a withdrawal does, with the reason that a second officer agrees to."""
    told = _(
        "The public page keeps title, dates and reason; the text is hidden at once everywhere. "
        "This cannot be taken back. Reason: “%(reason)s”"
    )
    return told % {"reason": submission.review.withdrawal_reason}


class RegionFilter(admin.SimpleListFilter):
    """The State's Regional Review."""

    title = gettext_lazy("region")
    parameter_name = "region"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(commission.pk, str(commission.review_name)) for commission in RegionalCommission.objects.all()]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        return queryset.filter(country__review_regions=self.value()) if self.value() else queryset


@admin.register(Submission)
class SubmissionAdmin(ReadOnlyAdmin):
    """Submissions, those waiting longest on request; each leads to its reading page."""

    about = gettext_lazy(
        "What States submitted. Open one to read it, to return it with questions, or to accept it; another officer "
        "then publishes it. Drafts are never shown."
    )
    list_display = ("receipt_number", "country", "outcome", "received_at", "after_preferred_date", "days_waiting")
    extra_columns = ("cycle", "outcome_at", "office")
    list_filter = ("cycle", "outcome", RegionFilter, "after_preferred_date")
    list_select_related = ("country", "review", "cycle")
    search_fields = ("country__names", "country__code")
    date_hierarchy = "received_at"
    ordering = ("-received_at",)
    fields = ("receipt_number", "country", "cycle", "outcome", "outcome_at", "received_at", "office",
              "after_preferred_date", "reading_page")  # fmt: skip
    readonly_fields = fields
    steps: ClassVar[dict[str, Step]] = {
        "send_back": Step(steps.send_back),  # its page is the reading page with a box beside each answer
        "accept": Step(
            steps.accept,
            form=NoteForm,
            explain=gettext_lazy("A second officer can then publish it. The text is not changed."),
            mail=mailboxes,
            tells=[Accepted],
        ),
        "publish": Step(
            steps.publish,
            form=NoteForm,
            explain=gettext_lazy("Everyone can read it from then on, at a permanent address. It stays for ever."),
            mail=mailboxes,
            proof=True,
        ),
        "propose_withdrawal": Step(
            steps.propose_withdrawal,
            form=ReasonForm,
            initial=lambda submission: {"note": submission.review.withdrawal_reason},  # in the words of the State
            explain=gettext_lazy(
                "Another officer carries the withdrawal out. The reason will be public. It cannot be taken back then."
            ),
        ),
        "withdraw": Step(
            steps.withdraw,
            explain=what_is_left,
            proof=True,
        ),
    }

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return super().get_queryset(request).defer("content")

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        found = self.get_queryset(request).select_related("review__country", "country", "cycle")
        try:
            return found.filter(pk=object_id).first()
        except ValidationError:
            return None

    @admin.display(description=gettext_lazy("receipt"), ordering="country")
    def receipt_number(self, submission: Submission) -> str:
        """`RV-2030-MX/s2`, without loading the text."""
        reference = reference_of(submission.review.round, submission.cycle_id, submission.country_id)
        return f"{reference}/s{submission.number}"

    @admin.display(description=gettext_lazy("days waiting"), ordering="outcome_at")
    def days_waiting(self, submission: Submission) -> int | str:
        """Whole days since it began to wait for an officer; nothing where it does not."""
        waits = submission.outcome in (Outcome.WAITING, Outcome.ACCEPTED)
        return (timezone.now() - submission.outcome_at).days if waits else "–"

    @admin.display(description=gettext_lazy("text"))
    def reading_page(self, submission: Submission) -> Any:
        """The way to the text; of what was called back there is only the receipt."""
        if submission.outcome == Outcome.CALLED_BACK:
            return _("Called back by the State: its text is no longer shown.")
        return format_html('<a href="{}">{}</a>', self._site_url(submission, "reviews:submission"), _("Read it"))

    def workflow_of(self, record: Submission) -> Any:
        """The steps are those of the review that the submission belongs to."""
        return record.review

    def open_steps(self, request: HttpRequest, record: Submission) -> list[tuple[str, str]]:
        """None on a submission that was replaced by a newer one."""
        if Submission.objects.filter(review=record.review_id, number__gt=record.number).exists():
            return []
        return super().open_steps(request, record)

    def step_url(self, object_id: str, step: str) -> str:
        """Returning has a page of its own on the site."""
        if step != "send_back":
            return super().step_url(object_id, step)
        record = Submission.objects.select_related("review").defer("content").get(pk=object_id)
        return self._site_url(record, "reviews:remarks")

    def step_view(self, request: HttpRequest, object_id: str, step: str) -> HttpResponse:
        """The page of a step; to the page of remarks for a return."""
        if step == "send_back":
            if self.get_object(request, object_id) is None:
                raise Http404
            return HttpResponseRedirect(self.step_url(object_id, step))
        return super().step_view(request, object_id, step)

    def _site_url(self, submission: Submission, name: str) -> str:
        return reverse(name, kwargs={**submission.review.address, "number": submission.number})
