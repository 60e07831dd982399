"""Take over practices from a list; what a row means is in practices/steps/import_practices.py."""

from practices.steps.import_practices import PracticeImport
from publications.management.import_command import ImportCommand


class Command(ImportCommand):
    """`import_practices FILE`."""

    help = "Import practices for the secretariat to look at. Nothing is published by it. --undo takes an import back."
    importer = PracticeImport()
