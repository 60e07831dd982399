"""Observations of others on pledges, and the forums that take them (FEATURES C19)."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from core.access import SECRETARIAT
from core.admin import PortalAdmin, ReadOnlyAdmin, Step
from core.models import Act
from pledges.forms.steps import LetterForm
from pledges.models import Observation, ObservationsOpen
from pledges.notifications import speakers_of
from pledges.steps import observations as steps


def observers(observation: Observation) -> list[str]:
    """Those who wrote it, by name and address."""
    return [person.mailbox for person in speakers_of(observation.organisation)]


def both_sides(observation: Observation) -> list[str]:
    """Those who wrote it, and those who pledged."""
    lead = speakers_of(observation.pledge.organisation)
    return [*observers(observation), *(person.mailbox for person in lead)]


@admin.register(Observation)
class ObservationAdmin(ReadOnlyAdmin):
    """What came in; each is published or declined once."""

    about = gettext_lazy(
        "Observations of bodies outside States on published pledges. Look at the form alone: about this pledge, with a "
        "source that can be opened, fit to be public. Those who pledged can answer."
    )
    list_display = ("number_of_pledge", "organisation", "status", "written_at", "source_title", "answered_at")
    list_filter = ("status",)
    list_select_related = ("pledge", "organisation")
    search_fields = ("pledge__reference", "organisation__name")
    ordering = ("-written_at",)
    fields = readonly_fields = ("number_of_pledge", "organisation", "status", "written_at", "text", "source_title",
                                "source_url", "letter", "published_at", "answer", "answered_at")  # fmt: skip
    steps: ClassVar[dict[str, Step]] = {
        "publish": Step(
            steps.publish,
            explain=gettext_lazy("It stands on the public page of the pledge, beside its reports."),
            mail=both_sides,
            proof=True,
        ),
        "decline": Step(
            steps.decline,
            form=LetterForm,
            explain=gettext_lazy("It does not become public. Those who wrote it read your letter."),
            mail=observers,
        ),
    }

    @admin.display(description=gettext_lazy("number"), ordering="pledge__reference")
    def number_of_pledge(self, observation: Observation) -> str:
        """PL-0042."""
        return str(observation.pledge.reference)


@admin.register(ObservationsOpen)
class ObservationsOpenAdmin(PortalAdmin):
    """The switch for each forum: a row is on."""

    about = gettext_lazy(
        "Observations are taken on pledges of the forums that stand here. Taking one out closes them again; what is "
        "published stays."
    )
    list_display = ("cycle", "opened_at")
    fields = ("cycle",)
    add_roles = SECRETARIAT

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return Act.objects.log("opened observations", obj, by=request.user, detail=str(obj))

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        return [Act.objects.log("closed observations", one, by=request.user, detail=str(one)) for one in queryset]
