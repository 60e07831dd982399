"""The demo's accounts, named by their role, and the invented States they belong to."""

from django.utils import timezone

from accounts import steps as accounts
from accounts.choices import OrganisationKind, Role
from accounts.models import Membership, Organisation, User
from reference.choices import CountryKind
from reference.models import Country

DOMAIN = "demo.example"
"""Reserved by RFC 2606: no mail to it ever arrives."""
STATES = {"ZZ": "Demo State", "XZ": "Other Demo State"}
"""User-assigned codes of ISO 3166: no State has them, and none will."""
ASSOCIATION = "Demo Association of Migrants (sample)"
BANK = "Demo Development Bank (sample)"
CITY = "Demo City (sample)"
UN_ENTITY = "Demo UN Entity (sample)"
OFFICE = "Demo Regional Office (sample)"
OUTSIDE = {"demo-association": ASSOCIATION, "demo-bank": BANK, "demo-city": CITY}
"""Organisations outside States, by their address."""
PEOPLE = (
    ("focal-point", "ZZ", Role.FOCAL_POINT, "Migration office (sample)"),
    ("ministry", "Ministry of Labour (sample)", Role.MINISTRY_CONTRIBUTOR, "Unit for labour migration (sample)"),
    ("other-state", "XZ", Role.FOCAL_POINT, "Migration office (sample)"),
    ("secretariat", "", Role.SECRETARIAT_OFFICER, "Officer for reviews (sample)"),
    ("secretariat-head", "", Role.SECRETARIAT_ADMIN, "Head (sample)"),
    ("practice-owner", ASSOCIATION, Role.STAKEHOLDER, "Programme office (sample)"),
    ("pledger", BANK, Role.STAKEHOLDER, "Programme office (sample)"),
    ("partner", CITY, Role.STAKEHOLDER, "Mayor’s office (sample)"),
    ("regional-office", OFFICE, Role.REGIONAL_OFFICE, "Programme office (sample)"),
    ("moderator", "", Role.MODERATOR, "Moderator of discussions (sample)"),
    ("peer-reviewer", "", Role.PEER_REVIEWER, "Reviewer (sample)"),
    ("reviewer-un", "", Role.PEER_REVIEWER, "Reviewer from the United Nations (sample)"),
    ("note-drafter", UN_ENTITY, Role.NOTE_DRAFTER, "Migration unit (sample)"),
    ("co-chair", "ZZ", Role.ROUNDTABLE_CO_CHAIR, "Permanent mission (sample)"),
    ("second-co-chair", "XZ", Role.ROUNDTABLE_CO_CHAIR, "Permanent mission (sample)"),
    ("reviewer-outside", "", Role.PEER_REVIEWER, "Reviewer from outside (sample)"),
)


def make_people(password: str | None, domain: str = DOMAIN) -> dict[str, User]:
    """The accounts by name, each with its role and `password`; without one nobody signs in yet."""
    bodies = {code: state(code, name) for code, name in STATES.items()}
    bodies[""] = Organisation.objects.get(kind=OrganisationKind.SECRETARIAT)
    ministry = PEOPLE[1][1]
    bodies[ministry] = accounts.ministry("ZZ", ministry)
    for slug, name in OUTSIDE.items():
        bodies[name], _made = Organisation.objects.get_or_create(
            slug=slug, defaults={"name": name, "kind": OrganisationKind.STAKEHOLDER}
        )
    bodies[OFFICE], _made = Organisation.objects.get_or_create(
        slug="demo-regional-office", defaults={"name": OFFICE, "kind": OrganisationKind.REGIONAL_OFFICE}
    )
    bodies[UN_ENTITY], _made = Organisation.objects.get_or_create(
        slug="demo-un-entity", defaults={"name": UN_ENTITY, "kind": OrganisationKind.UN_ENTITY}
    )
    return {
        name: person(name, bodies[body], role, office, password, domain=domain) for name, body, role, office in PEOPLE
    }


def state(code: str, name: str) -> Organisation:
    """A sample State and its organisation."""
    country, _made = Country._base_manager.update_or_create(  # ZZ may be there already, for practice
        code=code, defaults={"names": {"en": name}, "kind": CountryKind.SAMPLE}
    )
    body, _made = Organisation.objects.get_or_create(
        kind=OrganisationKind.STATE, country=country, defaults={"name": name, "slug": f"state-{country.slug}"}
    )
    return body


def person(
    name: str, body: Organisation, role: str, office: str, password: str | None, *, domain: str = DOMAIN
) -> User:
    """Somebody with a confirmed address and one role, as after an accepted invitation."""
    email = f"{name}@{domain}"
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, password)
    if password and not user.check_password(password):
        user.set_password(password)
        user.save()
    user.emailaddress_set.get_or_create(email=email, defaults={"verified": True, "primary": True})
    released = {"released_at": timezone.now()} if role.startswith("secretariat_") else {}
    Membership.objects.get_or_create(
        user=user, organisation=body, role=role, ends_at=None, defaults={"office": office, **released}
    )
    return user
