"""Which organisations on record a name looks like, in whatever letters (RELIABILITY B6, FEATURES U5)."""

import unicodedata

from accounts.models import Organisation
from accounts.querysets import OrganisationQuerySet

LOOK_ALIKES = str.maketrans("асԁеһіјӏорԛѕѵхуԝαεικνορτυχ", "acdehijlopqsvxywaeiknoptux")
"""Small letters of Cyrillic and Greek that cannot be told from Latin ones."""
NEAR = 82
"""Of 100: below it two names of organisations have little in common."""


def outline(name: str) -> str:
    """`name` as the eye takes it: without case, marks, and the difference between look-alike letters."""
    letters = unicodedata.normalize("NFKD", name.casefold()).translate(LOOK_ALIKES)
    return " ".join("".join(c if c.isalnum() else " " for c in letters if not unicodedata.combining(c)).split())


def looks_like(name: str, among: OrganisationQuerySet, limit: int = 8) -> list[Organisation]:
    """Those of `among` whose name in any language, or short name, resembles `name`, nearest first; three queries."""
    from rapidfuzz import fuzz, process

    wanted = outline(name)
    if not wanted:
        return []
    known: dict[str, int] = {}
    former = Organisation.objects.filter(merged_into__in=among)
    for pk, name_on_record, short, names in [*former.known_as(), *among.known_as()]:
        known.update({outline(one): pk for one in (name_on_record, short, *names.values()) if one})
    near = process.extract(wanted, list(known), scorer=fuzz.WRatio, score_cutoff=NEAR, limit=limit * 2)
    order = list(dict.fromkeys(known[text] for text, _score, _place in near))[:limit]
    found = among.in_bulk(order)
    return [found[pk] for pk in order]
