"""Who reads what is published: everyone (RELIABILITY P16); a withdrawn file opens to nobody."""

import rules

is_standing = rules.predicate(
    lambda user, file: file.publication.withdrawn_at is None, name="is_standing"
)
rules.add_perm("publications.view_publication", rules.always_true)
rules.add_perm("publications.read_file", is_standing)
