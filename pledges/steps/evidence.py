"""Evidence that reports name: kept as addresses to look at, looked at by workers, copies added by its people (C17)."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from core import reachable
from core.access import demand
from core.models import Act
from pledges.models import EvidenceLink, ProgressReport
from pledges.models.evidence import AGAIN, EVERY
from publications import register


def keep(report: ProgressReport) -> None:
    """The addresses of the published `report`, each once; what it names no longer is looked at no longer."""
    named = {row["url"]: row.get("label", "") for row in report.evidence if row.get("url")}
    report.links.exclude(url__in=named).delete()
    for url, label in named.items():
        made = {"due_at": timezone.now()}
        EvidenceLink.objects.update_or_create(
            report=report, url=url, defaults={"label": label}, create_defaults={"label": label, **made}
        )
    say(report)


def look_at(link: EvidenceLink) -> None:
    """Ask for the page, and tell its people and readers where it cannot be opened for the second time.

    It is put off until tomorrow before anything is asked: what never comes to an end does not hold up the others.
    """
    EvidenceLink.objects.filter(pk=link.pk).update(due_at=timezone.now() + AGAIN)
    found = reachable.answers(link.url)
    now = timezone.now()
    was_broken = link.is_broken
    if found is False:
        link.failures = min(link.failures + 1, 1000)
        link.failing_since = link.failing_since or now
    elif found:
        link.failures, link.failing_since = 0, None
    link.checked_at, link.due_at = now, now + (AGAIN if 0 < link.failures < 2 else EVERY)
    with transaction.atomic():
        link.save(update_fields=["failures", "failing_since", "checked_at", "due_at"])
        if link.is_broken != was_broken:
            say(link.report)


@transaction.atomic
def archive(link: EvidenceLink, *, by: Any, archived_url: str) -> None:
    """Its people name a copy, or take the name of one back. Raises PermissionDenied."""
    by = demand(by, "pledges.keep_evidence_of_report", link.report)
    link.archived_url = archived_url
    link.save(update_fields=["archived_url"])
    Act.objects.log("named a copy of evidence", link.report, by=by)
    say(link.report)


def say(report: ProgressReport) -> None:
    """The public pages of `report` and its pledge say which of its evidence cannot be opened, and where copies are."""
    facts = {
        one.url: {
            "broken_since": one.failing_since.date().isoformat() if one.is_broken and one.failing_since else "",
            "archived": one.archived_url,
        }
        for one in report.links.all()
        if one.is_broken or one.archived_url
    }
    register.restate(report.reference or "", facts={"evidence": facts})
    register.restate(report.pledge.reference or "")
