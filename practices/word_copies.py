"""Where Word copies of a draft wait: made by a worker, fetched by its people, sent back, read by a worker.

No table holds them. A copy lies under what it was made from, a file that came back under its sender and digest; a day
later both are gone (`forget`), and until then they leave through views that ask each time.
"""

import io
import json
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core import made_once, uploads
from core.word import package
from practices import word
from practices.forms.draft import PracticeForm
from practices.models import Practice
from publications.register import fingerprint

OUT, BACK = "practices/word", "practices/returned"
KEPT = timedelta(days=1)


def wanted(practice: Practice) -> made_once.Wanted:
    """The copy of the draft as it is now, and the task that makes it."""
    boxes = PracticeForm(instance=practice).boxes
    now = fingerprint({"day": timezone.localdate().isoformat(), **{name: box.seen for name, box in boxes.items()}})
    name = f"{OUT}/{practice.pk.hex}-{now[:20]}"
    return made_once.Wanted(
        name=name,
        task="practices.tasks.make_word",
        args=[str(practice.pk), name],
        file_name=f"{practice.reference or _('practice')}-{timezone.localdate().isoformat()}.docx",
        content_type=uploads.TYPES["docx"],
        title=practice.title or _("Draft of a practice"),
        back=reverse("practices:word", kwargs=practice.address),
    )


def make(practice: Practice, name: str) -> None:
    """Make that file, unless it is there."""
    if made_once.is_made(name):
        return
    try:
        data = word.write(practice)
    except Exception:
        made_once.failed(name)
        raise
    made_once.keep(name, data)


def take_in(practice: Practice, file: UploadedFile, *, by: Any) -> str:
    """Keep a file that came back, to be read; its digest. Raises ValidationError with a sentence."""
    digest = package.check(file).sha256[:20]
    name = _name(practice, by.pk, digest)
    if not default_storage.exists(name):
        default_storage.save(name, file)
    return digest


def found(practice: Practice, person: int, digest: str) -> made_once.Wanted:
    """What is read out of that file, and the task that reads it."""
    return made_once.Wanted(
        name=f"{_name(practice, person, digest)}.json",
        task="practices.tasks.read_word",
        args=[str(practice.pk), person, digest],
        file_name="",
        content_type="application/json",
        title=practice.title or _("Draft of a practice"),
        back=reverse("practices:word", kwargs=practice.address),
    )


def read(practice: Practice, person: int, digest: str) -> None:
    """Read it, and say what stands in none of our boxes; the file itself goes."""
    wanted_, name = found(practice, person, digest), _name(practice, person, digest)
    if made_once.is_made(wanted_.name) or not default_storage.exists(name):
        return
    try:
        with default_storage.open(name) as stored:
            said = word.read(io.BytesIO(stored.read()))
        ours = set(word.read(io.BytesIO(word.write(practice)))["outside"])
        said["outside"] = [text for text in said["outside"] if text not in ours]
    except ValidationError as refused:
        said = {"problem": refused.messages[0]}
    except Exception:
        made_once.failed(wanted_.name)
        raise
    made_once.keep(wanted_.name, json.dumps(said).encode())
    default_storage.delete(name)


def read_before(practice: Practice, person: int, digest: str) -> dict[str, Any]:
    """What was read; see `practices.word.read`, or {"problem": sentence}."""
    with default_storage.open(found(practice, person, digest).name) as stored:
        said: dict[str, Any] = json.loads(stored.read())
    return said


def is_known(practice: Practice, person: int, digest: str) -> bool:
    """Whether this person sent such a file within the day."""
    name = _name(practice, person, digest)
    return default_storage.exists(name) or default_storage.exists(f"{name}.json")


def forget() -> None:
    """Take away what is a day old."""
    for folder in (OUT, BACK):
        if not default_storage.exists(folder):
            continue
        for file in default_storage.listdir(folder)[1]:
            if default_storage.get_modified_time(f"{folder}/{file}") < timezone.now() - KEPT:
                default_storage.delete(f"{folder}/{file}")


def _name(practice: Practice, person: int, digest: str) -> str:
    return f"{BACK}/{practice.pk.hex}-{person}-{digest}"
