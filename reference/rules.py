"""Who may do what with the reference lists: everybody reads, the secretariat edits, nobody deletes."""

import rules

from core.access import is_secretariat

MODELS = (
    "objective",
    "action",
    "guidingprinciple",
    "sustainabledevelopmentgoal",
    "region",
    "regionalcommission",
    "country",
    "stakeholdergroup",
)

works_in_secretariat = rules.predicate(is_secretariat, name="works_in_secretariat")

for model in MODELS:
    rules.add_perm(f"reference.view_{model}", rules.always_true)
    rules.add_perm(f"reference.change_{model}", works_in_secretariat)
