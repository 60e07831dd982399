"""The notes of officers on the page of a record in admin."""

from typing import Any

from django import template

from accounts.models import DeskNote
from core.access import is_secretariat

register = template.Library()


@register.inclusion_tag("accounts/admin/notes.html", takes_context=True)
def desk_notes(context: Any, record: Any) -> dict[str, Any]:
    """Notes beside `record` and the way to write one; nothing for a kind of record that has none, or an outsider."""
    label = getattr(getattr(record, "_meta", None), "label_lower", "")
    request = context.get("request")
    if label not in DeskNote.NOTED or record.pk is None or request is None or not is_secretariat(request.user):
        return {}
    return {"label": label, "record": record, "notes": DeskNote.objects.visible_to(request.user).of(record)[:50]}
