"""The people of the permission matrix (docs/promises.md): who they are, and clients signed in as them.

`cast.focal_point`, `cast.client("focal_point")`. "own" is Demo State (ZZ), "other" is another State.
"""

from functools import cached_property
from typing import Any

from django.test import Client

from accounts.choices import OrganisationKind, Role
from accounts.models import Membership, Organisation, User
from reference.models import Country

PASSWORD = "a-long-enough-passphrase"  # pragma: allowlist secret
OWN, OTHER = "ZZ", "XZ"


class Cast:
    """People are made when they are first asked for; asking twice gives the same person."""

    def __init__(self) -> None:
        self._people: dict[str, User] = {}
        self._clients: dict[str, Client] = {}

    def __getattr__(self, name: str) -> User:
        if name.startswith("_") or name not in MAKERS:
            raise AttributeError(name)
        if name not in self._people:
            self._people[name] = MAKERS[name](self)
        return self._people[name]

    def client(self, name: str) -> Client:
        """A client signed in as `name`; "visitor" is nobody."""
        if name not in self._clients:
            self._clients[name] = client = Client()
            if name != "visitor":
                client.force_login(getattr(self, name), backend="allauth.account.auth_backends.AuthenticationBackend")
        return self._clients[name]

    def prove(self, name: str, *, anew: bool = False) -> Client:
        """The client of `name`, who has just given the password again (fresh proof), or signed in `anew`."""
        import time

        if anew:
            self._people[name].refresh_from_db()
            self._clients.pop(name, None)
        client = self.client(name)
        session = client.session
        session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
        session["account_authentication_methods_user"] = str(getattr(self, name).pk)
        session.save()
        return client

    @cached_property
    def state(self) -> Organisation:
        """Demo State."""
        return state(OWN, "Demo State")

    @cached_property
    def other_state(self) -> Organisation:
        """A second sample State."""
        return state(OTHER, "Other Demo State")

    @cached_property
    def labour(self) -> Organisation:
        """A ministry of Demo State."""
        return ministry(self.state, "Ministry of Labour")

    @cached_property
    def health(self) -> Organisation:
        """Another ministry of Demo State."""
        return ministry(self.state, "Ministry of Health")

    @cached_property
    def association(self) -> Organisation:
        """A stakeholder that submits practices."""
        return stakeholder("Demo Association of Migrants")

    @cached_property
    def other_association(self) -> Organisation:
        """Another one."""
        return stakeholder("Other Demo Association")

    @cached_property
    def secretariat(self) -> Organisation:
        """The secretariat."""
        return Organisation.objects.get(kind=OrganisationKind.SECRETARIAT)


def state(code: str, name: str) -> Organisation:
    """A sample State and its organisation."""
    country, _made = Country.objects.get_or_create(
        code=code, defaults={"names": {"en": name}, "kind": "sample", "iso3": f"{code}Z"}
    )
    body, _made = Organisation.objects.get_or_create(
        kind=OrganisationKind.STATE, country=country, defaults={"name": name, "slug": f"state-{code.lower()}"}
    )
    return body


def ministry(of: Organisation, name: str) -> Organisation:
    """A ministry of a State."""
    slug = f"{of.country_id.lower()}-{name.lower().replace(' ', '-')}"
    return Organisation.objects.create(
        kind=OrganisationKind.MINISTRY, name=name, parent=of, country=of.country, slug=slug
    )


def stakeholder(name: str) -> Organisation:
    """An organisation outside States."""
    body, _made = Organisation.objects.get_or_create(
        slug=name.lower().replace(" ", "-"), defaults={"name": name, "kind": OrganisationKind.STAKEHOLDER}
    )
    return body


def person(address: str, **fields: Any) -> User:
    """Somebody with an account, a confirmed address and no role."""
    user = User.objects.create_user(f"{address}@demo.example", PASSWORD, **fields)
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    return user


def member(address: str, body: Organisation, role: str, **fields: Any) -> User:
    """Somebody who holds `role` in `body` now; a role of the secretariat is released."""
    from django.utils import timezone

    user = person(address)
    released = {"released_at": timezone.now()} if role.startswith("secretariat_") else {}
    Membership.objects.create(user=user, organisation=body, role=role, **released, **fields)
    return user


def organisation(name: str, kind: str = OrganisationKind.STAKEHOLDER) -> Organisation:
    """An organisation outside States; the same one when asked twice."""
    slug = name.lower().replace(" ", "-")
    return Organisation.objects.get_or_create(slug=slug, defaults={"name": name, "kind": kind})[0]


def regional_office(name: str) -> Organisation:
    """A regional office; the same one when asked twice."""
    return organisation(name, OrganisationKind.REGIONAL_OFFICE)


def un_entity(name: str) -> Organisation:
    """A UN entity; the same one when asked twice."""
    return organisation(name, OrganisationKind.UN_ENTITY)


MAKERS: dict[str, Any] = {
    "member": lambda cast: person("member"),
    "guest": lambda cast: person("guest"),
    "focal_point": lambda cast: member("focal-point", cast.state, Role.FOCAL_POINT, office="Migration office"),
    "alternate": lambda cast: member("alternate", cast.state, Role.FOCAL_POINT),
    "contributor": lambda cast: member("ministry", cast.labour, Role.MINISTRY_CONTRIBUTOR),
    "other_contributor": lambda cast: member("health", cast.health, Role.MINISTRY_CONTRIBUTOR),
    "reader": lambda cast: member("mission", cast.state, Role.MISSION_READER),
    "other_focal_point": lambda cast: member("other-state", cast.other_state, Role.FOCAL_POINT),
    "officer": lambda cast: member("secretariat", cast.secretariat, Role.SECRETARIAT_OFFICER),
    "second_officer": lambda cast: member("second-officer", cast.secretariat, Role.SECRETARIAT_OFFICER),
    "head": lambda cast: member("secretariat-head", cast.secretariat, Role.SECRETARIAT_ADMIN),
    "superuser": lambda cast: person("superuser", is_superuser=True),
    "reviewer": lambda cast: member("peer-reviewer", cast.secretariat, Role.PEER_REVIEWER),
    "pledger": lambda cast: member("pledger", organisation("Demo Development Bank"), Role.STAKEHOLDER),
    "partner": lambda cast: member("partner", organisation("Demo City"), Role.ORGANISATION_ADMINISTRATOR),
    "office": lambda cast: member("regional-office", regional_office("Demo Regional Office"), Role.REGIONAL_OFFICE),
    "other_office": lambda cast: member("other-office", regional_office("Other Regional Office"), Role.REGIONAL_OFFICE),
    "moderator": lambda cast: member("moderator", cast.secretariat, Role.MODERATOR),
    "drafter": lambda cast: member("note-drafter", un_entity("Demo UN Entity"), Role.NOTE_DRAFTER),
    "second_drafter": lambda cast: member("second-drafter", un_entity("Demo UN Entity"), Role.NOTE_DRAFTER),
    "co_chair": lambda cast: member("co-chair", cast.state, Role.ROUNDTABLE_CO_CHAIR, office="Permanent mission"),
    "second_co_chair": lambda cast: member("second-co-chair", cast.other_state, Role.ROUNDTABLE_CO_CHAIR),
    "owner": lambda cast: member("practice-owner", cast.association, Role.STAKEHOLDER),
    "co_owner": lambda cast: member("practice-co-owner", cast.association, Role.STAKEHOLDER),
    "other_owner": lambda cast: member("other-owner", cast.other_association, Role.STAKEHOLDER),
}
"""Every person of the matrix by name."""
