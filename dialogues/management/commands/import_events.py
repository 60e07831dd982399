"""Take over dialogues from a list; what a row means is in dialogues/steps/import_events.py."""

from dialogues.steps.import_events import EventImport
from publications.management.import_command import ImportCommand


class Command(ImportCommand):
    """`import_events FILE`."""

    help = "Import events as drafts of dialogues. Nothing is announced by it. --undo takes an import back."
    importer = EventImport()
