"""Take over reviews from a list; what a row means is in reviews/steps/import_reviews.py."""

from publications.management.import_command import ImportCommand
from reviews.steps.import_reviews import ReviewImport


class Command(ImportCommand):
    """`import_reviews FILE`."""

    help = "Import voluntary reviews as documents received from States. It publishes nothing. --undo takes it back."
    importer = ReviewImport()
