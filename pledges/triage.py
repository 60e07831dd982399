"""What an officer should look at in a submitted pledge: form alone, never merit. Signs, not verdicts."""

import re
from typing import NamedTuple

from django.utils.translation import gettext as _

from accounts.choices import OrganisationKind
from accounts.models import Organisation
from pledges.choices import Answer
from pledges.models import PledgeVersion

REFUGEES = re.compile(
    r"\b(refugees?|asylum[- ]seekers?|réfugiés?|refugiad[oa]s?|беженц\w*|لاجئ\w*)\b|难民", re.IGNORECASE
)
MIGRANTS = re.compile(r"\b(migra\w*|diaspora\w*|мигра\w*|مهاجر\w*)\b|移民|移徙", re.IGNORECASE)
ALIKE = 88
"""Of 100: how alike two titles are that may be one pledge."""
MOST_COMPARED = 2_000


class Sign(NamedTuple):
    """A sentence, and the version that it points to (or none)."""

    text: str
    other: PledgeVersion | None = None


def signs_of(version: PledgeVersion) -> list[Sign]:
    """Everything worth a look, the gravest first."""
    return [*holding_back(version), *_recorded_already(version)]


def holding_back(version: PledgeVersion) -> list[Sign]:
    """Those for which a person has to look before it is published: that two are alike is known of an import already."""
    return [*_in_a_states_name(version), *_not_about_migrants(version)]


def _in_a_states_name(version: PledgeVersion) -> list[Sign]:
    """A body outside States that writes as if a State pledged: held back until that is cleared up."""
    if version.content["of_state"]:
        return []
    part = version.pledge.participants.filter(answer=Answer.CONFIRMED).values("organisation")
    states = Organisation.objects.filter(kind=OrganisationKind.STATE).exclude(pk__in=part)
    words = f" {version.title} {version.content['text']} ".casefold()
    where = {one["name"].casefold() for one in version.content["countries"]}
    signs = []
    for name in states.values_list("name", flat=True):
        said = rf"\b(government|state|ministry|republic|kingdom) of (the )?{re.escape(name.casefold())}\b"
        if re.search(said, words) or (name.casefold() not in where and f" {name.casefold()} pledges" in words):
            sentence = _(
                "It speaks of the government of %(state)s, which has not filed or confirmed it. A State's pledge comes "
                "from its focal point: hold it back, ask, or decline it."
            )
            signs.append(Sign(sentence % {"state": name}))
    return signs


def _not_about_migrants(version: PledgeVersion) -> list[Sign]:
    words = f"{version.title} {version.content['text']} {version.content['beneficiaries']}"
    if REFUGEES.search(words) and not MIGRANTS.search(words):
        return [Sign(_("It speaks of refugees, never of migrants: point to the Global Refugee Forum."))]
    return []


def _recorded_already(version: PledgeVersion) -> list[Sign]:
    from rapidfuzz import fuzz

    others = PledgeVersion.objects.exclude(pledge=version.pledge_id).defer("content").select_related("pledge")
    seen, signs = set(), []
    for other in others.order_by("-submitted_at")[:MOST_COMPARED]:
        if other.pledge_id not in seen and fuzz.token_set_ratio(other.title, version.title) >= ALIKE:
            seen.add(other.pledge_id)
            signs.append(Sign(_("Much like %(other)s.") % {"other": other}, other))
    return signs[:5]
