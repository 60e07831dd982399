"""Ties between a person and a practice, found before anybody is asked (FEATURES A6).

Two small descriptions are read once, a `Person` for each reviewer and a `Matter` for the practice; `ties` compares
them and asks the database nothing, so that a thousand people are compared with a practice in a moment.

Hard, cannot be invited by anyone: wrote it, or is its focal point by any verified address; decides on it in the
secretariat; works for the submitter, for a body above or below it or beside it under the same one, for a declared
implementer, partner or donor; holds a role for the State that submits it.
Soft, only with another officer's agreement: worked for one of these in the last four years; says so on the roster;
works above or below a partner; holds a role for a State in which it was carried out; took part in a practice with the
submitter in the last three years; shares the mail domain of its people.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, NamedTuple

from allauth.account.models import EmailAddress
from django.db.models import Q, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.choices import SECRETARIAT_ROLES, STATE_ROLES, OrganisationKind, Role
from accounts.models import Membership, Organisation
from core import downloads
from practices.choices import Seat, Status, Tie
from practices.models import ConflictCheck, Practice, PracticeParticipant, PracticeVersion, ReviewerProfile
from practices.rules import OF_STATES

RECENT = timedelta(days=4 * 365 + 1)
TOGETHER = timedelta(days=3 * 365 + 1)
OPEN_MAIL = {"gmail.com", "outlook.com", "hotmail.com", "yahoo.com", "icloud.com", "proton.me", "gmx.net", "mail.ru"}
"""Domains that say nothing about where somebody works."""
READ = ("bodies__organisation", "co_authors", "countries")
"""What of a practice is read for its ties; for many practices at once by `prefetch_related_objects`."""
OF_UN = (OrganisationKind.UN_ENTITY, OrganisationKind.REGIONAL_OFFICE)

WORDS: dict[str, tuple[Tie, Any]] = {
    "author": (Tie.HARD, _("Wrote or submitted it")),
    "address": (Tie.HARD, _("Is its focal point: the same e-mail address")),
    "secretariat": (Tie.HARD, _("Works in the secretariat, which decides on it")),
    "same_body": (Tie.HARD, _("Works for the body that submits it")),
    "same_family": (Tie.HARD, _("Works for a body that belongs together with the submitter")),
    "same_state": (Tie.HARD, _("Holds a role for the State that submits it")),
    "partner": (Tie.HARD, _("Works for a body that takes part in it")),
    "former": (Tie.SOFT, _("Worked for the submitter or a partner in the last four years")),
    "said": (Tie.SOFT, _("Names the submitter or a partner among past employers")),
    "partner_family": (Tie.SOFT, _("Works for a body that belongs together with a partner")),
    "where": (Tie.SOFT, _("Holds a role for a State in which it was carried out")),
    "together": (Tie.SOFT, _("Took part in a practice together with the submitter in the last three years")),
    "domain": (Tie.SOFT, _("Uses the mail domain of its people")),
}


class Finding(NamedTuple):
    """One tie: its code in WORDS and with what (a body's name, a State), never an address."""

    code: str
    about: str = ""

    @property
    def tie(self) -> Tie:
        """Hard or soft."""
        return WORDS[self.code][0]

    @property
    def words(self) -> str:
        """What the officer reads."""
        return f"{WORDS[self.code][1]}: {self.about}" if self.about else str(WORDS[self.code][1])


@dataclass(frozen=True)
class Person:
    """Whatever of a reviewer can be a tie. Bodies by id; names folded; addresses in lower case."""

    pk: int
    bodies: frozenset[int] = frozenset()
    family: frozenset[int] = frozenset()
    former: frozenset[int] = frozenset()
    said: frozenset[int] = frozenset()
    names: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    in_secretariat: bool = False
    seat: str = Seat.OUTSIDE


@dataclass(frozen=True)
class Matter:
    """Whatever of a practice can be one."""

    people: frozenset[int] = frozenset()
    addresses: frozenset[str] = frozenset()
    submitter: int = 0
    submitters: frozenset[int] = frozenset()
    state: str = ""
    partners: frozenset[int] = frozenset()
    partner_family: frozenset[int] = frozenset()
    partner_names: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    together: frozenset[int] = frozenset()
    people_together: frozenset[int] = frozenset()
    labels: Mapping[int, str] = field(default_factory=dict)


def ties(person: Person, matter: Matter) -> list[Finding]:
    """Every tie between the two, hard ones first; empty where none is known."""

    def named(found: Iterable[int]) -> str:
        return ", ".join(sorted(filter(None, (matter.labels.get(one, "") for one in found))))

    involved = matter.partners | {matter.submitter}
    checks = [
        ("author", person.pk in matter.people, ""),
        ("address", person.addresses & matter.addresses, ""),
        ("secretariat", person.in_secretariat, ""),
        ("same_body", matter.submitter in person.bodies, named({matter.submitter})),
        ("same_family", (person.family & matter.submitters) and matter.submitter not in person.bodies, ""),
        ("same_state", matter.state and matter.state in person.states, matter.state),
        ("partner", (person.bodies & matter.partners) or (person.names & matter.partner_names),
         named(person.bodies & matter.partners)),
        ("former", person.former & involved, named(person.former & involved)),
        ("said", person.said & involved, named(person.said & involved)),
        ("partner_family", person.family & matter.partner_family and not person.bodies & matter.partners, ""),
        ("where", person.states & matter.states - {matter.state}, ", ".join(sorted(person.states & matter.states))),
        ("together", (person.bodies & matter.together) or person.pk in matter.people_together, ""),
        ("domain", domains(person.addresses) & domains(matter.addresses), ""),
    ]  # fmt: skip
    return [Finding(code, about) for code, found, about in checks if found]


def result(findings: Iterable[Finding]) -> Tie:
    """The heaviest of them."""
    weights = {finding.tie for finding in findings}
    return Tie.HARD if Tie.HARD in weights else Tie.SOFT if weights else Tie.NONE


def domains(addresses: Iterable[str]) -> set[str]:
    """The mail domains that say where somebody works; names under .example belong to nobody (RFC 2606)."""
    found = {address.rpartition("@")[2] for address in addresses} - OPEN_MAIL - {""}
    return {one for one in found if not one.endswith(".example")}


def folded(name: str) -> str:
    """A body's name for comparing."""
    return " ".join(name.casefold().split())


# --- read from the database: a fixed number of questions, however many people


def people_of(profiles: Iterable[ReviewerProfile]) -> dict[int, Person]:
    """The person of each profile, by the id of the user. Six questions."""
    profiles = list(profiles)
    ids = [profile.user_id for profile in profiles]
    parents, addresses = parents_of_bodies(), _addresses_of(ids)
    held: dict[int, list[Membership]] = defaultdict(list)
    for one in Membership.objects.filter(user__in=ids).select_related("organisation"):
        held[one.user_id].append(one)
    said = defaultdict(set)
    for profile, body in ReviewerProfile.ties.through.objects.filter(reviewerprofile__in=profiles).values_list(
        "reviewerprofile", "organisation"
    ):
        said[profile].add(body)
    return {
        one.user_id: _person(one, held[one.user_id], addresses[one.user_id], said[one.pk], parents) for one in profiles
    }


def _person(
    profile: ReviewerProfile, held: list[Membership], addresses: set[str], said: set[int], parents: dict[int, int]
) -> Person:
    # The secretariat lends the role of reviewer to people from outside: that is no employment with it.
    lent = (Role.PEER_REVIEWER, OrganisationKind.SECRETARIAT)
    work = [one for one in held if (one.role, one.organisation.kind) != lent]
    current = [one for one in work if one.is_current]
    bodies = {one.organisation_id for one in current}
    since = timezone.now() - RECENT
    over = (one for one in work if one.ends_at and since < one.ends_at <= timezone.now())
    ended = {one.organisation.merged_into_id or one.organisation_id for one in over}
    of_state = (one for one in current if one.role in STATE_ROLES or one.organisation.kind in OF_STATES)
    return Person(
        pk=profile.user_id,
        bodies=frozenset(bodies),
        family=frozenset(_family(bodies, parents)),
        former=frozenset(ended - bodies),
        said=frozenset(said),
        names=frozenset(
            {folded(profile.affiliation)} - {""}
            | {folded(name) for one in current for name in one.organisation.all_names}
        ),
        states=frozenset(one.organisation.country_id for one in of_state if one.organisation.country_id),
        addresses=frozenset(addresses | {profile.user.email.lower()}),
        in_secretariat=any(one.role in SECRETARIAT_ROLES for one in current),
        seat=Seat.UN if any(one.organisation.kind in OF_UN for one in current) else Seat.OUTSIDE,
    )


def matter_of(practice: Practice) -> Matter:
    """What of `practice` and its versions can be a tie."""
    return matters_of([practice])[practice.pk]


def matters_of(practices: Sequence[Practice]) -> dict[Any, Matter]:
    """The same of many, by key. Eight questions, however many."""
    prefetch_related_objects(practices, *READ)
    parents, writers = parents_of_bodies(), _writers_of(practices)
    addresses = _addresses_of({pk for people in writers.values() for pk in people})
    shared = _Shared.beside({one.organisation_id for one in practices if one.organisation_id})
    return {one.pk: _matter(one, parents, writers[one.pk], addresses, shared) for one in practices}


def _matter(
    practice: Practice, parents: dict[int, int], people: set[int], addresses: Mapping[int, set[str]], shared: "_Shared"
) -> Matter:
    body, parts = practice.organisation, list(practice.bodies.all())
    submitter = body.pk if body is not None else 0
    partners = {part.organisation_id for part in parts if part.organisation_id} - {submitter}
    together, people_together = shared.with_submitter(submitter, practice.pk)
    own = {practice.contact_email.lower()} - {""}
    return Matter(
        people=frozenset(people),
        addresses=frozenset(own.union(*(addresses[pk] for pk in people))),
        submitter=submitter,
        submitters=frozenset(_family({submitter}, parents)),
        state=(body.country_id or "") if body is not None and body.kind in OF_STATES else "",
        partners=frozenset(partners),
        partner_family=frozenset(_family(partners, parents)),
        partner_names=frozenset(
            {folded(name) for name in (practice.implementer, *(part.name for part in parts))} - {""}
        ),
        states=frozenset(one.pk for one in practice.countries.all()),
        together=frozenset(together - {submitter}),
        people_together=frozenset(people_together - people),
        labels=_labels(parts, body),
    )


def _writers_of(practices: Sequence[Practice]) -> dict[Any, set[int]]:
    """Who started, wrote along with or submitted each."""
    found: dict[Any, set[Any]] = {one.pk: {writer.pk for writer in one.co_authors.all()} for one in practices}
    for one in practices:
        found[one.pk].add(one.started_by_id)
    submitted = PracticeVersion.objects.filter(practice__in=list(found)).order_by()
    for practice, person in submitted.values_list("practice", "submitted_by").distinct():
        found[practice].add(person)
    return {pk: {one for one in people if one} for pk, people in found.items()}


def _addresses_of(people: Iterable[int]) -> dict[int, set[str]]:
    """Their verified addresses."""
    found: dict[int, set[str]] = defaultdict(set)
    rows = EmailAddress.objects.filter(user__in=list(people), verified=True)
    for user, address in rows.values_list("user", "email"):
        found[user].add(address.lower())
    return found


def _labels(parts: list[PracticeParticipant], body: Organisation | None) -> dict[int, str]:
    bodies = [part.organisation for part in parts if part.organisation is not None]
    return {one.pk: one.name for one in (*bodies, *([body] if body else []))}


@dataclass(frozen=True)
class _Shared:
    """Of the last three years, by practice: the bodies that took part, the submitter among them, and who wrote it."""

    bodies: Mapping[Any, set[int]]
    people: Mapping[Any, set[int]]
    of: Mapping[int, list[Any]]
    """The practices in which a body took part."""

    @classmethod
    def beside(cls, submitters: Iterable[int]) -> "_Shared":
        """Of every practice in which one of `submitters` took part. Three questions."""
        submitters = list(submitters)
        recent = Practice.objects.exclude(status=Status.DRAFT).filter(submitted_at__gt=timezone.now() - TOGETHER)
        beside = PracticeParticipant.objects.filter(organisation__in=submitters).values("practice")
        shared = recent.filter(Q(organisation__in=submitters) | Q(pk__in=beside)).order_by()
        rows = shared.values_list("pk", "organisation")
        bodies: dict[Any, set[int]] = {pk: {body} if body else set() for pk, body in rows}
        people: dict[Any, set[int]] = {pk: set() for pk in bodies}
        parts = PracticeParticipant.objects.filter(practice__in=shared.values("pk"), organisation__isnull=False)
        for pk, body in parts.order_by().values_list("practice", "organisation"):
            bodies[pk].add(body)
        wrote = Practice.co_authors.through.objects.filter(practice__in=shared.values("pk"))
        for pk, person in wrote.values_list("practice", "user"):
            people[pk].add(person)
        of: dict[int, list[Any]] = defaultdict(list)
        for pk, took_part in bodies.items():
            for body in took_part:
                of[body].append(pk)
        return cls(bodies, people, of)

    def with_submitter(self, submitter: int, practice: Any) -> tuple[set[int], set[int]]:
        """Bodies and people that took part with the submitter in others than this practice."""
        others = [pk for pk in self.of.get(submitter, ()) if pk != practice]
        return set().union(*(self.bodies[pk] for pk in others)), set().union(*(self.people[pk] for pk in others))


def parents_of_bodies() -> dict[int, int]:
    """Which body is part of which. States and the UN as such make no family: only named parents do."""
    rows = Organisation.objects.filter(parent__isnull=False).exclude(kind__in=OF_STATES)
    return {pk: parent for pk, parent in rows.values_list("pk", "parent") if parent is not None}


def _family(bodies: set[int], parents: dict[int, int]) -> set[int]:
    """The bodies and everything above them; two that share a member belong together."""
    found, waiting = set(), [body for body in bodies if body]
    while waiting:
        body = waiting.pop()
        if body not in found:
            found.add(body)
            if body in parents:
                waiting.append(parents[body])
    return found


def keep(version: PracticeVersion, found: Mapping[int, list[Finding]], *, by: Any) -> None:
    """Keep what was computed for each person, once for each different result."""
    rows = []
    for person, findings in found.items():
        said = [{"code": one.code, "about": one.about} for one in findings]
        mark = hashlib.sha256(downloads.dumps(said).encode()).hexdigest()
        rows.append(
            ConflictCheck(
                version=version, person_id=person, result=result(findings), findings=said, fingerprint=mark, by=by
            )
        )
    ConflictCheck.objects.bulk_create(rows, ignore_conflicts=True)
