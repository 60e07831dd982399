"""Who may do what with cycles, milestones and reminder plans (RELIABILITY P48)."""

from typing import Any

import rules

from core.access import is_secretariat
from forum.choices import Confidence, PlanStatus

works_in_secretariat = rules.predicate(is_secretariat, name="works_in_secretariat")


@rules.predicate
def is_sure_enough(user: Any, record: Any) -> bool:
    """Whether the public may see it: all but what is unconfirmed."""
    return record is not None and record.confidence != Confidence.UNCONFIRMED


@rules.predicate
def is_draft(user: Any, plan: Any) -> bool:
    """Whether the plan, or the text, can still be written: not once it was proposed."""
    return plan is not None and plan.status == PlanStatus.DRAFT


@rules.predicate
def is_another_than_the_proposer(user: Any, plan: Any) -> bool:
    """Whether somebody else proposed it: nobody releases what they proposed (condition 4)."""
    return plan is not None and plan.proposed_by_id is not None and plan.proposed_by_id != user.pk


@rules.predicate
def rests_on_a_sure_document(user: Any, report: Any) -> bool:
    """Whether the document of a report may be seen."""
    return report is not None and is_sure_enough.test(user, report.document)


@rules.predicate
def is_of_a_sure_report(user: Any, recommendation: Any) -> bool:
    """Whether the report of a recommendation may be seen."""
    return recommendation is not None and rests_on_a_sure_document.test(user, recommendation.report)


@rules.predicate
def is_in_force(user: Any, text: Any) -> bool:
    """Whether the words of a page are those that readers see."""
    return text is not None and text.status == PlanStatus.IN_FORCE


for name in ("forumcycle", "regionalreview", "fund", "textpage"):
    rules.add_perm(f"forum.view_{name}", rules.always_true)
    rules.add_perm(f"forum.change_{name}", works_in_secretariat)
SURE = (
    "milestone",
    "forumdocument",
    "championmembership",
    "championcount",
    "thematicarea",
    "jointprogramme",
    "fundfigure",
)
for name in SURE:
    rules.add_perm(f"forum.view_{name}", is_sure_enough | works_in_secretariat)
    rules.add_perm(f"forum.change_{name}", works_in_secretariat)

rules.add_perm("forum.view_secretarygeneralreport", rests_on_a_sure_document | works_in_secretariat)
rules.add_perm("forum.change_secretarygeneralreport", works_in_secretariat)
rules.add_perm("forum.view_recommendation", (is_sure_enough & is_of_a_sure_report) | works_in_secretariat)
rules.add_perm("forum.change_recommendation", works_in_secretariat)

rules.add_perm("forum.view_pagetext", is_in_force | works_in_secretariat)
rules.add_perm("forum.view_errorreport", works_in_secretariat)
rules.add_perm("forum.answer_errorreport", works_in_secretariat)
rules.add_perm("forum.close_errorreport", works_in_secretariat)

rules.add_perm("forum.view_reminderplan", works_in_secretariat)
for name in ("reminderplan", "pagetext"):
    rules.add_perm(f"forum.change_{name}", works_in_secretariat & is_draft)
    rules.add_perm(f"forum.delete_{name}", works_in_secretariat & is_draft)
    rules.add_perm(f"forum.propose_{name}", works_in_secretariat)
    rules.add_perm(f"forum.take_back_{name}", works_in_secretariat)
    rules.add_perm(f"forum.put_in_force_{name}", works_in_secretariat & is_another_than_the_proposer)
    rules.add_perm(f"forum.end_{name}", works_in_secretariat)
