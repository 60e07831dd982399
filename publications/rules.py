"""Who may read what is published: everybody (RELIABILITY P16, P31, P37); held rows of imports the
secretariat; a saved search its person alone."""

from typing import Any

import rules

from core.access import is_secretariat

works_in_secretariat = rules.predicate(is_secretariat, name="works_in_secretariat")


@rules.predicate
def is_not_withdrawn(user: Any, publication: Any) -> bool:
    """Whether the text is still to be read."""
    return publication is not None and publication.withdrawn_at is None


@rules.predicate
def its_publication_is_not_withdrawn(user: Any, file: Any) -> bool:
    """Whether the file still belongs to something that is to be read."""
    return file is not None and file.publication.withdrawn_at is None


@rules.predicate
def is_open(user: Any, record: Any) -> bool:
    """Whether nobody has decided on the held row yet."""
    return record is not None and record.is_open


@rules.predicate
def is_the_secretariats(user: Any, imported: Any) -> bool:
    """Whether an import, or a row of one, is no body's own."""
    return imported is not None and imported.organisation_id is None


@rules.predicate
def sent_it_for_a_body(user: Any, run: Any) -> bool:
    """Whether this person sent the file, into drafts of a body."""
    return run is not None and run.organisation_id is not None and run.by_id == user.pk


@rules.predicate
def is_own(user: Any, saved: Any) -> bool:
    """Whether the saved search is this person's."""
    return saved is not None and saved.person_id == user.pk


rules.add_perm("publications.view_publication", rules.always_true)
rules.add_perm("publications.read_content", is_not_withdrawn)
rules.add_perm("publications.read_file", its_publication_is_not_withdrawn)
rules.add_perm("publications.view_importedrecord", works_in_secretariat & is_the_secretariats)
rules.add_perm("publications.change_importedrecord", works_in_secretariat & is_the_secretariats & is_open)
rules.add_perm("publications.view_importrun", (works_in_secretariat & is_the_secretariats) | sent_it_for_a_body)
rules.add_perm("publications.view_savedsearch", is_own)
rules.add_perm("publications.change_savedsearch", is_own)
