"""The closed lists of accounts (roles as in DOMAIN 2 and RELIABILITY 2)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    STATE = "state", _("State")
    MINISTRY = "ministry", _("Ministry or public body")
    UN_ENTITY = "un_entity", _("UN entity")
    REGIONAL_OFFICE = "regional_office", _("Regional office")
    STAKEHOLDER = "stakeholder", _("Stakeholder")
    SECRETARIAT = "secretariat", _("Secretariat")


class Role(models.TextChoices):
    FOCAL_POINT = "focal_point", _("National focal point")
    MINISTRY_CONTRIBUTOR = "ministry_contributor", _("Ministry contributor")
    MISSION_READER = "mission_reader", _("Reader of the permanent mission")
    COUNTRY_NETWORK_SUPPORT = "country_network_support", _("Support of the country network")
    UN_ENTITY = "un_entity", _("Contributor of a UN entity")
    STAKEHOLDER = "stakeholder", _("Contributor of a stakeholder")
    ORGANISATION_ADMINISTRATOR = "organisation_administrator", _("Administrator of an organisation")
    PEER_REVIEWER = "peer_reviewer", _("Peer reviewer")
    MODERATOR = "moderator", _("Moderator")
    NOTE_DRAFTER = "note_drafter", _("Drafter of a background note")
    ROUNDTABLE_CO_CHAIR = "roundtable_co_chair", _("Co-chair of a roundtable")
    REGIONAL_OFFICE = "regional_office", _("Regional office")
    SECRETARIAT_OFFICER = "secretariat_officer", _("Secretariat officer")
    SECRETARIAT_ADMIN = "secretariat_admin", _("Head of the secretariat")


class Right(models.TextChoices):
    """What an office can keep to itself when it names an alternate for a time; to read and to write go with it."""

    AGREE = "agree", _("Agree to sections of the review")
    SUBMIT = "submit", _("Submit, publish, correct and withdraw")
    TEAM = "team", _("Invite, end roles and change the team")


class Scope(models.TextChoices):
    """What a personal token opens; a closed list (RELIABILITY S16)."""

    OWN_EXPORTS = "own_exports", _("Reads the reviews of your State, as far as you may take a copy of them")


class InvitationState(models.TextChoices):
    WAITING = "waiting", _("Waiting for a second officer")
    OPEN = "open", _("Invited")
    ACCEPTED = "accepted", _("Accepted")
    EXPIRED = "expired", _("Expired")
    REVOKED = "revoked", _("Taken back")


class RequestOutcome(models.TextChoices):
    """What became of somebody's wish to work for an organisation."""

    WAITING = "waiting", _("Waiting for an answer")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Declined")
    TAKEN_BACK = "taken_back", _("Taken back")


CONTRIBUTORS = {OrganisationKind.UN_ENTITY: Role.UN_ENTITY, OrganisationKind.STAKEHOLDER: Role.STAKEHOLDER}
"""The kinds of organisations that one asks to join, and the role that one has there. States invite (S6)."""
SECRETARIAT_ROLES = (Role.SECRETARIAT_OFFICER, Role.SECRETARIAT_ADMIN)
STATE_ROLES = (
    Role.FOCAL_POINT,
    Role.MINISTRY_CONTRIBUTOR,
    Role.MISSION_READER,
    Role.COUNTRY_NETWORK_SUPPORT,
)
READ_ONLY_ROLES = (Role.MISSION_READER, Role.COUNTRY_NETWORK_SUPPORT)
"""State roles that read a draft and change nothing; each ends on a date that the State sets."""
SECOND_FACTOR_ROLES = (*SECRETARIAT_ROLES, Role.MODERATOR)
"""Roles that work only with a second factor (RELIABILITY S1)."""
FACTORS = ("totp", "webauthn")
"""What counts as a second factor, in the words of allauth: an authenticator, a passkey; recovery codes alone do not."""
