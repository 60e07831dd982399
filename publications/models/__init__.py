"""Tables of what is public, and of what imports brought."""

from publications.models.imported import ImportedRecord, ImportLine, ImportRun
from publications.models.published import (
    PRINTED,
    CanonicalJSONField,
    Dump,
    FacetCount,
    Publication,
    PublicationContent,
    PublicationFacet,
    PublishedFile,
    SavedSearch,
    SearchText,
    SearchWord,
    WithdrawnContent,
    canonical,
    place_of_file,
)

__all__ = [
    "PRINTED",
    "CanonicalJSONField",
    "Dump",
    "FacetCount",
    "ImportLine",
    "ImportRun",
    "ImportedRecord",
    "Publication",
    "PublicationContent",
    "PublicationFacet",
    "PublishedFile",
    "SavedSearch",
    "SearchText",
    "SearchWord",
    "WithdrawnContent",
    "canonical",
    "place_of_file",
]
