"""A practice in use elsewhere: a body tells it, the practice's people confirm it, the secretariat checks it, the public
page shows it (FEATURES A28)."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organisation
from core.access import fresh, organisations_of
from core.models import Act
from core.templatetags.portal import day_of
from core.workflow import MovedOn, perform, signed
from practices.choices import Status, UseStatus
from practices.models import Practice, UsedElsewhere
from practices.notifications import uses as mail
from practices.notifications.submitter import people_of
from practices.rules import WRITERS
from practices.steps import publication
from publications import register


@transaction.atomic
def tell(
    practice: Practice, organisation: Organisation, account: str, *, by: Any, form_key: uuid.UUID | None = None
) -> UsedElsewhere:
    """Keep what `organisation` says. The practice's people are asked first; where it has none on the portal, the
    secretariat checks it at once. The same `form_key` gives the first one again.

    Raises PermissionDenied for somebody of another body, MovedOn for a practice that is not public or one's own, and
    while an earlier word of the same body waits for its answer.
    """
    by = fresh(by)
    if form_key and (first := UsedElsewhere.objects.filter(form_key=form_key, said_by=by).first()):
        return first
    if organisation.pk not in organisations_of(by, *WRITERS):
        raise PermissionDenied(_("Only people of that organisation say this."))
    if practice.status != Status.PUBLISHED or practice.organisation_id == organisation.pk:
        raise MovedOn(_("Only another body says that it took up a practice that is published."))
    earlier = practice.uses.unanswered().filter(organisation=organisation).first()
    if earlier:
        words = {"body": organisation, "day": day_of(earlier.said_at)}
        raise MovedOn(
            _("%(body)s told it on %(day)s, and that waits for its answer. Tell more once it has one.") % words
        )
    people = people_of(practice)
    asked = UseStatus.ASKED if people else UseStatus.WAITING
    use = UsedElsewhere(
        practice=practice, organisation=organisation, account=account, status=asked, said_by=by, form_key=form_key
    )
    signed(use, by)
    use.save()
    Act.objects.log("told", use, by=by)
    (mail.UseAsked(use) if people else mail.UseTold(use)).queue()
    return use


@transaction.atomic
def agree(use: UsedElsewhere, *, by: Any, note: str = "") -> UsedElsewhere:
    """The practice's people confirm it; now the secretariat checks."""
    use = perform(use, "agree", by=by, note=note)
    if use.answer:  # what they said when they did not agree yet
        use.answer = ""
        signed(use, by)
        use.save()
    mail.UseTold(use).queue()
    return use


@transaction.atomic
def refuse(use: UsedElsewhere, *, by: Any, note: str) -> UsedElsewhere:
    """The practice's people say that it is not so; whoever told it reads why."""
    use = perform(use, "refuse", by=by, note=note)
    use.answer = note
    signed(use, by, note)
    use.save()
    mail.UseAnswered(use, status=use.status, at=timezone.now()).queue()
    return use


@transaction.atomic
def confirm(use: UsedElsewhere, *, by: Any, note: str = "") -> UsedElsewhere:
    """Checked: the public page shows it. The officer's `note` is for officers; whoever told it reads none."""
    return _answered(perform(use, "confirm", by=by, note=note), by, "")


@transaction.atomic
def decline(use: UsedElsewhere, *, by: Any, note: str) -> UsedElsewhere:
    """Not shown, or not any more; whoever told it reads why."""
    return _answered(perform(use, "decline", by=by, note=note), by, note)


def _answered(use: UsedElsewhere, by: Any, note: str) -> UsedElsewhere:
    use.checked_by, use.checked_at, use.answer = by, timezone.now(), note
    signed(use, by, note)
    use.save()
    register.restate(str(use.practice.reference), facts={"uses": publication.uses(use.practice)})
    mail.UseAnswered(use, status=use.status, at=use.checked_at).queue()
    return use
