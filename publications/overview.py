"""What this app holds of a person, and how it lets go of it (docs/architecture.md, "Deletion")."""

from typing import Any

from accounts.merging import Holding, declare, moving
from publications import register
from publications.models import ImportedRecord, ImportRun, PublicationContent, SavedSearch, WithdrawnContent


def personal_data(user: Any) -> dict[str, Any]:
    """The name shown by consent, saved searches, lists sent to be imported, and decisions on imported rows."""
    shown = PublicationContent.objects.filter(names__has_key=str(user.pk)).select_related("publication")
    decided = ImportedRecord.objects.filter(decided_by=user).order_by("pk")
    return {
        "names_shown": [
            {"publication": str(one.publication), **one.names[str(user.pk)]}
            for one in shown.defer("content").order_by("pk")
        ],
        "saved_searches": list(
            SavedSearch.objects.visible_to(user).values("name", "kind", "query", "rhythm", "created_at")
        ),
        "imports": list(ImportRun.objects.filter(by=user).order_by("at").values("file_name", "command", "at", "state")),
        "decisions_on_imported_rows": [
            {"row": str(one), "decision": one.decision, "at": one.decided_at} for one in decided
        ],
    }


def erase(user: Any) -> None:
    """Take the name from beside every publication, and the saved searches away. Texts, fingerprints and decisions
    stay: they are the record."""
    SavedSearch.objects.filter(person=user).delete()
    key = str(user.pk)
    for model in (PublicationContent, WithdrawnContent):
        for one in model.objects.filter(names__has_key=key).defer("content"):
            one.names.pop(key)
            one.save(update_fields=["names"])


declare(
    Holding(
        "publications.Publication.organisation",
        register.lead_on,
        stays="Frozen under the body of its day; the page of the body that stays lists it.",
    ),
    moving("publications.ImportRun.organisation"),
    moving("publications.ImportedRecord.organisation"),
)
