"""Bodies that come into being while people work."""

from collections.abc import Collection
from datetime import time
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.choices import OrganisationKind
from accounts.models import MailDomain, Organisation
from core.access import demand
from core.models import Act
from core.workflow import NotReady, signed


def ministry(country: Any, name: str) -> Organisation:
    """The ministry called `name` of a State (object or two-letter code); made when there is none yet.

    Upper and lower case are the same name; of two people naming it at once both get the same row.
    """
    code = str(getattr(country, "pk", country))
    state = Organisation.objects.get(kind=OrganisationKind.STATE, country=code)
    same = Organisation.objects.filter(kind=OrganisationKind.MINISTRY, country=code, name__iexact=name)
    found = same.first()
    if found:
        return found
    kind = OrganisationKind.MINISTRY
    try:
        with transaction.atomic():
            return Organisation.objects.create(
                name=name, slug=free_slug(code, name), kind=kind, parent=state, country=state.country
            )
    except IntegrityError:
        return same.get()


@transaction.atomic
def ask_for_second_factor(state: Organisation, *, by: Any, compulsory: bool) -> None:
    """A State makes a second factor compulsory for all who work for it, or takes that back (S1). Nobody is signed out:
    who has none sets one up at the next page, and the rest of the team is not held up. Raises PermissionDenied."""
    by = demand(by, "accounts.manage_team", state)
    locked = Organisation.objects.select_for_update().get(pk=state.pk)
    if locked.asks_own_people_for_second_factor == compulsory:
        return
    locked.asks_own_people_for_second_factor = compulsory
    signed(locked, by)
    locked.save(update_fields=["asks_own_people_for_second_factor"])
    Act.objects.log("second factor made compulsory" if compulsory else "second factor left open", locked, by=by)


@transaction.atomic
def set_office_hours(
    state: Organisation, *, by: Any, days_off: Collection[int], opens_at: time, closes_at: time
) -> None:
    """A State says on which weekdays (Monday is 0) and when its offices are open, each in the own time zone of whoever
    works there: what is due waits for that (FEATURES N11). Raises PermissionDenied."""
    by = demand(by, "accounts.manage_team", state)
    locked = Organisation.objects.select_for_update().get(pk=state.pk)
    locked.days_off = "".join(str(day) for day in sorted(days_off))
    locked.opens_at, locked.closes_at = opens_at, closes_at
    signed(locked, by)
    locked.save(update_fields=["days_off", "opens_at", "closes_at"])
    Act.objects.log("office hours set", locked, by=by)


@transaction.atomic
def set_mail_domains(body: Organisation, domains: Collection[str], *, by: Any) -> None:
    """An officer says by which domains addresses of `body` are known (FEATURES U5): whoever has such an address is
    told whom to ask, and joins no sooner than anybody else. Raises PermissionDenied; NotReady for one of another."""
    by = demand(by, "accounts.change_organisation", body)
    locked = Organisation.objects.select_for_update().get(pk=body.pk)
    kept = set(locked.mail_domains.values_list("domain", flat=True))
    if kept == set(domains):
        return
    if taken := MailDomain.objects.exclude(organisation=body).filter(domain__in=domains).first():
        raise NotReady(_("%(domain)s is the domain of another body.") % {"domain": taken})
    locked.mail_domains.exclude(domain__in=domains).delete()
    MailDomain.objects.bulk_create(MailDomain(organisation=body, domain=one) for one in sorted(set(domains) - kept))
    Act.objects.log("domains of addresses set", locked, by=by, detail=", ".join(sorted(domains))[:200])


def free_slug(code: str, name: str) -> str:
    """`mx-ministry-of-labour`, or with a number where that is taken or the name has no Latin letter."""
    stem = f"{code.lower()}-{slugify(name)[:90] or 'ministry'}"
    taken = set(Organisation.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return stem if stem not in taken else next(slug for slug in numbered if slug not in taken)
