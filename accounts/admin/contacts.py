"""The list of contacts: who answers for which State, and who was invited to (FEATURES W7)."""

from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import OrganisationKind, Role
from accounts.models import Invitation, Membership, Organisation
from core import downloads, proof
from core.models import Act

COLUMNS = ("code", "state", "region", "name", "email", "office", "standing", "since", "last_sign_in")
STANDINGS = {
    "in office": gettext_lazy("Focal point"),
    "waiting": gettext_lazy("Invitation waits for a second officer"),
    "open": gettext_lazy("Invited"),
    "expired": gettext_lazy("Invitation expired"),
    "nobody": gettext_lazy("Nobody yet"),
}


class Contact(NamedTuple):
    """A person in office or invited; a State that has neither stands with empty cells. Days and months as text."""

    state: Organisation
    regions: list[str]
    standing: str
    name: str = ""
    email: str = ""
    office: str = ""
    since: str = ""
    last_sign_in: str = ""

    @property
    def words(self) -> str:
        """The standing in words."""
        return str(STANDINGS[self.standing])

    def row(self) -> tuple[Any, ...]:
        """For CSV, in the order of COLUMNS."""
        code = self.state.country_id
        return (code, str(self.state), "; ".join(self.regions), self.name, self.email, self.office, self.standing,
                self.since, self.last_sign_in)  # fmt: skip


def contacts(user: Any) -> list[Contact]:
    """Every State by name with its focal points and pending invitations that `user` may know of, in four queries."""
    states = Organisation.objects.visible_to(user).filter(kind=OrganisationKind.STATE).order_by("name")
    points, offers = _by_state(user)
    found = []
    for state in states.select_related("country").prefetch_related("country__review_regions"):
        regions = [str(one.review_name) for one in state.country.review_regions.all()] if state.country else []
        people = [Contact(state, regions, *said) for said in [*points.get(state.pk, []), *offers.get(state.pk, [])]]
        found += people or [Contact(state, regions, "nobody")]
    return found


def _by_state(user: Any) -> tuple[dict[int, list[Any]], dict[int, list[Any]]]:
    points: dict[int, list[Any]] = {}
    offers: dict[int, list[Any]] = {}
    for one in Membership.objects.focal_points().visible_to(user).select_related("user").order_by("starts_at"):
        seen = f"{one.user.last_login:%Y-%m}" if one.user.last_login else ""
        said = ("in office", one.user.name, one.user.email, one.office, f"{one.starts_at:%Y-%m-%d}", seen)
        points.setdefault(one.organisation_id, []).append(said)
    pending = Invitation.objects.pending().visible_to(user).filter(role=Role.FOCAL_POINT, within_state=False)
    for offer in pending.order_by("created_at"):
        since = f"{offer.sent_at or offer.created_at:%Y-%m-%d}"
        offers.setdefault(offer.organisation_id, []).append(
            (str(offer.state), offer.name, offer.email, offer.office, since)
        )
    return points, offers


def page(request: HttpRequest, frame: dict[str, Any]) -> HttpResponseBase:
    """The list by region and standing; as CSV with fresh proof and on record, since names leave with it (S11, P57)."""
    every = contacts(request.user)
    region, standing = request.GET.get("region", ""), request.GET.get("standing", "")
    chosen = [one for one in every if region in ("", *one.regions) and standing in ("", one.standing)]
    if request.GET.get("format") == "csv":
        return _export(request, chosen)
    kept = request.GET.copy()
    kept.pop("format", None)
    context = {
        **frame,
        "title": _("Contacts of States"),
        "contacts": chosen,
        "filters": [
            ("region", _("Region"), [(one, one) for one in sorted({name for one in every for name in one.regions})],
             region),
            ("standing", _("Standing"), list(STANDINGS.items()), standing),
        ],
        "query": kept.urlencode(),
    }  # fmt: skip
    return TemplateResponse(request, "accounts/admin/contacts.html", context)


def _export(request: HttpRequest, chosen: list[Contact]) -> HttpResponse | HttpResponseBase:
    if not proof.is_fresh(request):
        return proof.ask(request)
    person: Any = request.user
    Act.objects.log("exported contacts", person, by=person, detail=f"{len(chosen)} rows")
    return downloads.as_csv("contacts", COLUMNS, (one.row() for one in chosen))
