"""The answer to a reader who reported an error."""

from forum import steps
from forum.notifications import ErrorAnswered
from tests.cast import Cast
from tests.notifications.samples import sample


@sample("forum.error_answered")
def error_answered(cast: Cast):
    report = steps.report_error("/en/roadmap/", "The date is wrong.", "reader@example.org", "en")
    return ErrorAnswered(steps.answer_error(report, by=cast.officer, note="Thank you. It is corrected."))
