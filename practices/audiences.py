"""Groups of people to whom the secretariat can write about practices. Never by who reviews what (P30), and of drafts
nothing is known."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import Role
from accounts.models import Membership, User
from notifications.audiences import Audience, Member
from practices.choices import UNDECIDED, Status
from practices.models import CallForPractices, Practice, PracticeVersion
from practices.rules import OF_STATES, WRITERS

STILL_THERE = (*UNDECIDED, Status.PUBLISHED, Status.DECLINED)


class Submitters(Audience):
    """The people of the practices that answered one call, without those that were withdrawn."""

    name = "practices.submitters"
    label = gettext_lazy("Those who submitted a practice to a call")
    reason = gettext_lazy("You get this because you submitted a practice to a call.")

    @classmethod
    def choices(cls) -> Iterable[tuple[str, Any]]:
        return [(str(call.pk), str(call)) for call in CallForPractices.objects.public()]

    def members(self, seat: str = "", seen_by: Any = None) -> Iterable[Member]:
        answers = (
            Practice.objects.filter(call_id=int(self.choice)) if self.choice.isdecimal() else Practice.objects.none()
        )
        answers = answers.filter(status__in=STILL_THERE, discarded_at__isnull=True, organisation__isnull=False)
        answers = answers.filter(pk=seat) if seat else answers
        answers = answers.handled_by(seen_by) if seen_by else answers
        practices = list(answers.select_related("organisation").order_by("reference", "pk"))
        return [
            Member(person, str(practice.pk), _("submitted %(practice)s") % {"practice": practice.reference})
            for practice, people in people_of_each(practices)
            for person in people
        ]


def people_of_each(practices: list[Practice]) -> Iterator[tuple[Practice, list[User]]]:
    """Each with `submitter.people_of`: who started, submitted or wrote along, while they still work there; else all
    who may. Three queries, however many there are."""
    named: dict[Any, set[int | None]] = {practice.pk: {practice.started_by_id} for practice in practices}
    for key, person in PracticeVersion.objects.filter(practice__in=named).values_list("practice", "submitted_by"):
        named[key].add(person)
    along = Practice.co_authors.through.objects.filter(practice__in=named)
    for key, person in along.values_list("practice", "user"):
        named[key].add(person)
    bodies = [practice.organisation for practice in practices if practice.organisation]
    states = {body.country_id for body in bodies if body.kind in OF_STATES}
    held = Membership.objects.current().select_related("user", "organisation").order_by("user")
    held = held.filter(
        Q(organisation__in=bodies, role__in=WRITERS) | Q(role=Role.FOCAL_POINT, organisation__country__in=states)
    )
    by_body: dict[Any, dict[int, User]] = defaultdict(dict)
    for one in held:
        by_body[one.organisation_id][one.user_id] = one.user
        if one.role == Role.FOCAL_POINT:
            by_body[one.organisation.country_id][one.user_id] = one.user
    for practice in practices:
        body: Any = practice.organisation
        there = {**by_body[body.pk], **(by_body[body.country_id] if body.kind in OF_STATES else {})}
        yield practice, [there[key] for key in there if key in named[practice.pk]] or list(there.values())
