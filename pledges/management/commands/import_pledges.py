"""Take over pledges from a list; what a row means is in pledges/steps/import_pledges.py."""

from pledges.steps.import_pledges import PledgeImport
from publications.management.import_command import ImportCommand


class Command(ImportCommand):
    """`import_pledges FILE`."""

    help = "Import pledges for the secretariat to look at. Nothing is published by it. --undo takes an import back."
    importer = PledgeImport()
