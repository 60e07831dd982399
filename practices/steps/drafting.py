"""Starting a practice, copying one, discarding a draft, naming who writes along, its pictures."""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Membership, Organisation, User
from core import uploads
from core.access import demand, fresh
from core.models import Act
from core.workflow import MovedOn, demand_kept, perform, signed
from practices import pictures
from practices.models import CallForPractices, Practice, PracticeImage
from practices.rules import BODIES, WRITERS

FOR_ITS_PEOPLE = gettext_lazy("Only people of the submitting organisation do this.")
MOST_IMAGES = 10
MOST_BODIES = 200
MAX_BYTES = 20_000_000
TEXTS = (
    *("title", "language", "summary", "type", "type_note", "scope", "scope_note"),
    *("starts_on", "ends_on", "is_ongoing", "dates_note", "stage"),
    *("implementer", "implementer_kind", "web_address", "on_behalf", "contact_name", "contact_email", "participants"),
    *("impact", "lessons", "recommendations", "innovation", "resources", "links"),
)
PICKS = ("main_objectives", "further_objectives", "principles", "goals", "countries", "regions")


def bodies_of(user: Any) -> Any:
    """The organisations for which `user` may submit practices."""
    held = [m.organisation for m in user.current_memberships if m.role in WRITERS and m.organisation.kind in BODIES]
    return Organisation.objects.filter(pk__in=[body.pk for body in held]).order_by("name")


@transaction.atomic
def start(
    organisation: Organisation | None,
    *,
    by: Any,
    form_key: uuid.UUID | None = None,
    call: CallForPractices | None = None,
    **written: Any,
) -> Practice:
    """A draft of `organisation`; the same `form_key` gives the first one again. Raises PermissionDenied."""
    by = fresh(by)
    if form_key and (first := Practice.objects.own_of(by).filter(form_key=form_key).first()):
        return first
    practice = Practice(organisation=organisation, call=call, started_by=by, form_key=form_key, **written)
    demand(by, "practices.start_practice", practice, FOR_ITS_PEOPLE)
    signed(practice, by)
    practice.save()
    Act.objects.log("started", practice, by=by)
    return practice


@transaction.atomic
def clone(practice: Practice, *, by: Any, form_key: uuid.UUID | None = None) -> Practice:
    """A new draft with the text of `practice`, without its consent, call, pictures and number."""
    by = demand(by, "practices.read_draft_of_practice", practice, FOR_ITS_PEOPLE)
    copied = {name: getattr(practice, name) for name in TEXTS}
    made = start(practice.organisation, by=by, form_key=form_key, cloned_from=practice, **copied)
    for name in PICKS:
        getattr(made, name).set(getattr(practice, name).all())
    return made


def discard(practice: Practice, *, by: Any, note: str = "") -> Practice:
    """Out of sight; taken back within 30 days."""
    return perform(practice, "discard", by=by, note=note)


@transaction.atomic
def restore(practice: Practice, *, by: Any, note: str = "") -> Practice:
    """Take a discarded draft back. Raises MovedOn after 30 days."""
    demand_kept(practice)
    return perform(practice, "restore", by=by, note=note)


# --- who writes along (A3)


def colleagues(practice: Practice) -> Any:
    """The people of its organisation who may write in it."""
    held = Membership.objects.current().filter(organisation=practice.organisation, role__in=WRITERS).values("user")
    return User.objects.filter(pk__in=held, is_active=True).order_by("name", "email")


@transaction.atomic
def set_co_authors(practice: Practice, people: Any, *, by: Any) -> None:
    """Name those who write along and get its messages; all of the organisation may write in any case."""
    demand(by, "practices.edit_practice", practice, FOR_ITS_PEOPLE)
    practice.co_authors.set(colleagues(practice).filter(pk__in=[person.pk for person in people]))
    Act.objects.log("named co-authors", practice, by=by)


# --- many bodies at once


@transaction.atomic
def add_bodies(practice: Practice, rows: list[dict[str, str]], *, by: Any) -> bool:
    """Put `rows` under those of the table, without those that stand there; False where they would be too many."""
    locked = _open(practice, by)
    names = {row["name"].casefold() for row in locked.participants}
    new = [row for row in rows if row["name"].casefold() not in names]
    if len(locked.participants) + len(new) > MOST_BODIES:
        return False
    locked.participants = [*locked.participants, *new]
    signed(locked, by)
    locked.save(update_fields=["participants"])
    return True


# --- its pictures


@transaction.atomic
def add_image(practice: Practice, *, file: UploadedFile, by: Any, **words: str) -> tuple[PracticeImage, bool]:
    """Check and store a picture anew; whether something hidden in it was left out.

    Raises ValidationError with a sentence, MovedOn when the text is closed; neither file nor row is left then.
    """
    locked = _open(practice, by)
    if locked.images.standing().count() >= MOST_IMAGES:
        raise ValidationError(_("A practice can have at most %(count)d pictures.") % {"count": MOST_IMAGES})
    uploads.check(file, max_bytes=MAX_BYTES, extensions=pictures.EXTENSIONS, may_wait=True)
    drawn = pictures.drawn_anew(file)
    image = PracticeImage(practice=locked, language=locked.language, uploaded_by=by, **words)
    uploads.store(image, drawn.file, max_bytes=MAX_BYTES, extensions=pictures.EXTENSIONS)
    return image, drawn.had_more


@transaction.atomic
def describe_image(image: PracticeImage, *, by: Any, **words: str) -> None:
    """Other words beside a picture. A version that was submitted keeps those it had."""
    _open(image.practice, by)
    for name, text in words.items():
        setattr(image, name, text)
    image.save(update_fields=list(words))


@transaction.atomic
def take_out_image(image: PracticeImage, *, by: Any) -> None:
    """Take it out. The file stays where it is: a version may rest on it."""
    _open(image.practice, by)
    image.removed_at = timezone.now()
    image.save(update_fields=["removed_at"])


@transaction.atomic
def put_back_image(image: PracticeImage, *, by: Any) -> None:
    """Put it in again. Raises ValidationError where there are as many as there may be."""
    locked = _open(image.practice, by)
    if locked.images.standing().count() >= MOST_IMAGES:
        raise ValidationError(_("A practice can have at most %(count)d pictures.") % {"count": MOST_IMAGES})
    image.removed_at = None
    image.save(update_fields=["removed_at"])


def _open(practice: Practice, by: Any) -> Practice:
    """The locked record while it can be written in. Raises MovedOn or PermissionDenied."""
    locked = (
        Practice.objects.select_for_update(of=("self",), no_key=True).select_related("organisation").get(pk=practice.pk)
    )
    if not locked.is_editable:
        raise MovedOn(_("It has been submitted meanwhile. Nothing was stored."))
    demand(by, "practices.edit_practice", locked, FOR_ITS_PEOPLE)
    return locked
