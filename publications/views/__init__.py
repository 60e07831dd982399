"""The pages of this app, and what sibling apps draw theirs with."""

from publications.lists import Listing
from publications.views.public import (
    Versions,
    cacheable,
    citation_file,
    pdf_file,
    public_page,
    withdrawn,
)
from publications.views.public_lists import public_list, whole_list
from publications.views.versions import json_file, linked_data, of_version, points_to, public_page_at

__all__ = [
    "Listing",
    "Versions",
    "cacheable",
    "citation_file",
    "json_file",
    "linked_data",
    "of_version",
    "pdf_file",
    "points_to",
    "public_list",
    "public_page",
    "public_page_at",
    "whole_list",
    "withdrawn",
]
