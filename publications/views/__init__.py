"""The pages of this app, and what sibling apps draw theirs with."""

from publications.lists import Listing
from publications.views.public import (
    cacheable,
    citation_file,
    pdf_file,
    public_list,
    public_page,
    withdrawn,
)

__all__ = ["Listing", "cacheable", "citation_file", "pdf_file", "public_list", "public_page", "withdrawn"]
