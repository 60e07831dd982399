"""From submission to publication, change and withdrawal, each in one transaction."""

import uuid
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.models import Act
from core.workflow import MovedOn, NotReady, perform, signed
from pledges import notifications, publishing
from pledges.choices import Answer, Outcome, ReportStatus, Status
from pledges.models import Pledge, PledgeVersion, next_reference
from pledges.reports import in_a_year, standing_of
from pledges.steps import partners
from pledges.triage import holding_back
from publications import register
from publications.models import Publication

MOST_AT_ONCE = 200
"""Imported pledges that one press publishes while somebody waits."""


@transaction.atomic
def submit(pledge: Pledge, *, by: Any, form_key: uuid.UUID | None = None, note: str = "") -> PledgeVersion:
    """Freeze it, give it its number, tell both sides. The same `form_key` gives the first version again (F2).

    Raises NotReady with what is missing (never for a State but where there is no text), MovedOn, PermissionDenied.
    """
    if first := _made_before(pledge, form_key):
        return first
    if pledge.reference is None:
        _give_number(pledge)
    pledge = perform(pledge, "submit", by=by, note=note)
    version = _freeze(pledge, by=by, form_key=form_key, note=note)
    if pledge.submitted_at is None:
        pledge.submitted_at = version.submitted_at
        signed(pledge, by, "submit")
        pledge.save(update_fields=["submitted_at"])
    partners.ask_again(pledge, by=by)
    Act.objects.log("submitted", version, by=by)
    notifications.Receipt(version).queue()
    notifications.Received(version).queue()
    return version


@transaction.atomic
def send_back(version: PledgeVersion, *, by: Any, letter: str) -> PledgeVersion:
    """Return it with remarks; its people can write in it again."""
    _perform_on_waiting(version, "send_back", by=by)
    return _settle(version, Outcome.RETURNED, notifications.Returned, by=by, letter=letter)


@transaction.atomic
def decline(version: PledgeVersion, *, by: Any, reason: str, letter: str) -> PledgeVersion:
    """Do not record it, for a reason of form, with a letter. Nothing of it becomes public."""
    _perform_on_waiting(version, "decline", by=by)
    version.reason = reason
    return _settle(version, Outcome.DECLINED, notifications.Declined, by=by, letter=letter)


@transaction.atomic
def publish(version: PledgeVersion, *, by: Any, note: str = "") -> Publication:
    """Show it to the public with the partners that have confirmed it by now. An officer's `note` is for officers."""
    pledge = _perform_on_waiting(version, "publish", by=by, log=False)
    version.pledge = pledge
    if pledge.published_at is None:
        pledge.published_at = timezone.now()
        pledge.next_report_on = pledge.next_report_on or in_a_year()
        signed(pledge, by, "publish")
        pledge.save(update_fields=["published_at", "next_report_on"])
    _settle(version, Outcome.PUBLISHED, notifications.Published, by=by, letter="")
    return _to_register(version, by=by)


def imported_waiting() -> Any:
    """Versions that an import brought and nobody has looked at, the oldest first."""
    waiting = PledgeVersion.objects.waiting().filter(pledge__is_imported=True)
    return waiting.select_related("pledge__organisation").order_by("submitted_at", "pk")


def publish_imported(*, by: Any) -> tuple[int, int]:
    """Publish imported pledges, at most MOST_AT_ONCE; how many were, and how many were left for somebody to look at.

    What `triage.holding_back` names stays in the queue and takes nobody's place. Each is published in a
    transaction of its own: one that cannot be is left and hinders no other.
    """
    done = left = 0
    for key in list(imported_waiting().values_list("pk", flat=True)):
        if done == MOST_AT_ONCE:
            break
        version = imported_waiting().filter(pk=key).first()
        if version is None:
            continue
        if holding_back(version):
            left += 1
            continue
        try:
            publish(version, by=by)
        except (MovedOn, NotReady):
            left += 1
        else:
            done += 1
    return done, left


@transaction.atomic
def drop_change(pledge: Pledge, *, by: Any) -> Pledge:
    """Discard a change that was begun: the draft says again what the public reads. What was written stays in the
    history."""
    pledge = perform(pledge, "drop_change", by=by)
    publishing.take_back(pledge, pledge.published_version().content)
    signed(pledge, by, "drop_change")
    pledge.save()
    return pledge


def start_change(pledge: Pledge, *, by: Any) -> Pledge:
    """Its people write in it; the public reads the published version meanwhile."""
    return perform(pledge, "start_change", by=by)


@transaction.atomic
def change(
    pledge: Pledge, *, by: Any, note: str, editorial: bool = False, form_key: uuid.UUID | None = None
) -> Publication:
    """Publish what was changed as a further version, with the reason (C7, P39).

    `editorial` keeps the confirmations: then targets, money, dates and kind must be as they were, else NotReady.
    Otherwise every partner is asked again and appears once it has confirmed the new text.
    """
    if first := _made_before(pledge, form_key):
        return Publication.objects.current().get(reference=first.pledge.reference)
    before = pledge.latest_version()
    if editorial and not is_editorial(pledge):
        words = _("Targets, money, dates or partners' kind are different now: that is more than wording.")
        raise NotReady(words)
    pledge = perform(pledge, "change", by=by, note=note, log=False)
    version = _freeze(pledge, by=by, form_key=form_key, note=note)
    version.is_editorial, version.outcome, version.decided_at = editorial, Outcome.PUBLISHED, version.submitted_at
    version.save(update_fields=["is_editorial", "outcome", "decided_at"])
    if editorial and before is not None:
        agreed = pledge.participants.filter(answer=Answer.CONFIRMED, agreed_to=before.commitment)
        agreed.update(agreed_to=version.commitment)
    publication = _to_register(version, by=by)
    partners.ask_again(pledge, by=by)
    return publication


def is_editorial(pledge: Pledge) -> bool:
    """Whether nothing but words differs from the version that was submitted last."""
    before = pledge.latest_version()
    return before is not None and before.content["binding"] == pledge.commitment(with_text=False)


@transaction.atomic
def withdraw(pledge: Pledge, *, by: Any, note: str) -> Pledge:
    """Take it back. What was public keeps number, dates and reason (C7)."""
    was_public = pledge.status == Status.PUBLISHED
    pledge = perform(pledge, "withdraw", by=by, note=note, log=not was_public)
    pledge.versions.filter(outcome=Outcome.WAITING).update(outcome=Outcome.WITHDRAWN, decided_at=timezone.now())
    if was_public:
        register.withdraw(pledge.reference or "", by=by, reason=note)
        _say_to_others(pledge.published_version())
        for report in pledge.reports.filter(status=ReportStatus.PUBLISHED):
            register.withdraw(report.reference or "", by=by, reason=note)
    return pledge


def restate(pledge: Pledge) -> None:
    """Say around the published version what is true today: partners that have confirmed, progress."""
    version = pledge.published_version()
    if version is not None and pledge.reference:
        version.pledge = pledge
        told = pledge.reports.filter(status=ReportStatus.PUBLISHED).select_related("organisation", "pledge")
        register.restate(pledge.reference, **publishing.restated(version, standing_of(told)))


def _made_before(pledge: Pledge, form_key: uuid.UUID | None) -> PledgeVersion | None:
    return PledgeVersion.objects.filter(pledge=pledge, form_key=form_key).first() if form_key else None


def _give_number(pledge: Pledge) -> None:
    """In the same transaction as the step: if that is refused, so is the number."""
    Pledge.objects.filter(pk=pledge.pk, reference__isnull=True).update(reference=next_reference())


def _freeze(pledge: Pledge, *, by: Any, form_key: uuid.UUID | None, note: str) -> PledgeVersion:
    content = publishing.content_of(pledge)
    number = (pledge.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    return PledgeVersion.objects.create(
        pledge=pledge,
        number=number,
        title=pledge.title,
        language=pledge.language,
        content=content,
        sha256=register.fingerprint(content),
        commitment=pledge.commitment(),
        submitted_by=by,
        office=by.office,
        note=note,
        form_key=form_key,
    )


def _perform_on_waiting(version: PledgeVersion, step: str, *, by: Any, log: bool = True) -> Pledge:
    """Take `step` on the pledge. Raises MovedOn where the version was answered meanwhile."""
    if PledgeVersion.objects.get(pk=version.pk).outcome != Outcome.WAITING:
        raise MovedOn(_("This version has been answered already. Look at the page again."))
    return perform(version.pledge, step, by=by, log=log)


def _settle(version: PledgeVersion, outcome: str, kind: Any, *, by: Any, letter: str) -> PledgeVersion:
    version.outcome, version.decided_by, version.decided_at, version.letter = outcome, by, timezone.now(), letter
    version.save(update_fields=["outcome", "decided_by", "decided_at", "letter", "reason"])
    kind(version).queue()
    return version


def _note(version: PledgeVersion) -> str:
    """What is new, marked where it is wording alone."""
    if not version.is_editorial:
        return version.note
    with translation.override(version.language):
        return f"{_('Editorial: wording alone.')}\n{version.note}"


def _to_register(version: PledgeVersion, *, by: Any) -> Publication:
    publishing.keep_targets(version, timezone.now())
    before = version.pledge.versions.filter(outcome=Outcome.PUBLISHED, number__lt=version.number)
    publication = register.publish(
        publishing.head_of(version),
        publishing.public_part(version.content),
        files=publishing.files_of(version.pledge),
        by=by,
        note=_note(version),
    )
    restate(version.pledge)
    _say_to_others(version, before.order_by("-number").first())
    return publication


def _say_to_others(*versions: PledgeVersion | None) -> None:
    """The pages of pledges that these answer or continue lead to them: they are another page now."""
    ties = [version.content[how] for version in versions if version for how in ("answers", "continues")]
    for number in sorted({one["reference"] for one in ties if one}):
        register.restate(number)
