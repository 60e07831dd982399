"""The secretariat's pages of cycles, milestones, documents and reminder plans.

Nothing public is deleted: a milestone is moved or cancelled, and keeps the days it had.
"""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from core.admin import Step
from core.templatetags.portal import day_of
from forum import audiences, calendar, steps
from forum.admin.base import ForumAdmin
from forum.choices import PlanStatus
from forum.forms import ReminderPlanForm
from forum.models import ForumCycle, ForumDocument, Milestone, RegionalReview, ReminderPlan
from notifications.choices import LetterStatus, Nature
from notifications.kinds import registry
from notifications.models import Announcement


@admin.register(ForumCycle)
class ForumCycleAdmin(ForumAdmin):
    """Forum cycles."""

    fixed = ("year",)
    about = _("The editions of the forum. Everything that prepares one belongs to its cycle; its dates are milestones.")
    list_display = ("year", "name", "starts_on", "ends_on", "dates_provisional")


@admin.register(Milestone)
class MilestoneAdmin(ForumAdmin):
    """Milestones of all cycles, by filters."""

    fixed = ("cycle", "code")
    about = _(
        "Every date of the forums, in one place: pages, calendars and reminders read it here. Moving a date shows the "
        "earlier one as such, and reminders by plans in force move with it."
    )
    list_display = ("label", "cycle", "when", "kind", "audience", "confidence", "moves")
    ordering = ("-cycle", "starts_on", "pk")
    list_filter = ("cycle", "kind", "audience", "confidence")
    list_select_related = ("cycle",)
    search_fields = ("code", "labels")
    readonly_fields = ("earlier_plans", "reminders", "told")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002 Django's signature
        """The boxes of a time say in which zone it is read (B18)."""
        zone = obj.cycle.time_zone if obj else _("the cycle's own, New York for every forum so far")
        words = {
            "time_of_day": _("A deadline's moment, or when an event begins. Time zone: %(zone)s.") % {"zone": zone},
            "time_until": _("When an event ends. Time zone: %(zone)s.") % {"zone": zone},
        }
        return super().get_form(request, obj, change=change, help_texts=words, **kwargs)

    @admin.display(description=_("when"), ordering="starts_on")
    def when(self, milestone: Milestone) -> str:
        """The days in words."""
        return calendar.when(milestone)

    @admin.display(description=_("moves"))
    def moves(self, milestone: Milestone) -> int:
        """How often the date was moved."""
        return len(milestone.previous_dates)

    @admin.display(description=_("earlier dates"))
    def earlier_plans(self, milestone: Milestone) -> str:
        """The days that were announced before."""
        return "; ".join(calendar.earlier_plans(milestone)) or "–"

    @admin.display(description=_("reminders"))
    def reminders(self, milestone: Milestone) -> Any:
        """The plans that count back from this date, each with the way to it."""
        plans = milestone.reminder_plans.exclude(status=PlanStatus.ENDED) if milestone.pk else []
        lines = [
            (reverse("admin:forum_reminderplan_change", args=[plan.pk]), plan.kind_label, plan.get_status_display(),
             in_words(plan))
            for plan in plans
        ]  # fmt: skip
        return format_html_join(mark_safe("<br>"), '<a href="{}">{}</a> ({}): {}', lines) or gettext("No reminder.")

    @admin.display(description=_("who was told"))
    def told(self, milestone: Milestone) -> Any:
        """How many people got a message about this date, the letters to them, the way to write another (N17)."""
        people = (
            len({member.recipient for member in audiences.Told(str(milestone.pk)).members()}) if milestone.pk else 0
        )
        if not people:
            return gettext("Nobody was told of this date.")
        words = ngettext("%(count)d person was told of this date.", "%(count)d people were told of this date.", people)
        letters = Announcement.objects.filter(audience=key_of(milestone)).exclude(status=LetterStatus.CALLED_OFF)
        written = [
            (reverse("admin:notifications_announcement_change", args=[one.pk]), one, one.get_status_display())
            for one in letters
        ]
        said = format_html_join("", '<br><a href="{}">{}</a> ({})', written)
        return format_html("{} {}{}", words % {"count": people}, correction_of(milestone), said)

    def response_change(self, request: HttpRequest, obj: Milestone) -> HttpResponse:
        """Say when the reminders of a date go out now, and offer to correct what was said of it."""
        if obj.previous_dates and any(True for _member in audiences.Told(str(obj.pk)).members()):
            told = gettext("People were told of the earlier date.")
            messages.warning(request, format_html("{} {}", told, correction_of(obj)))
        for plan in obj.reminder_plans.in_force():
            words = {"kind": plan.kind_label, "moments": in_words(plan) or gettext("none to come")}
            messages.info(request, gettext("%(kind)s: goes out on %(moments)s.") % words)
        return super().response_change(request, obj)


@admin.register(ForumDocument)
class ForumDocumentAdmin(ForumAdmin):
    """Resolutions, reports and outcome documents by cycle."""

    fixed = ("cycle", "code")
    about = _("Resolutions, reports and outcome documents, as the pages of their forum name them.")
    list_display = ("symbol", "name", "cycle", "dated_on", "confidence")
    list_display_links = ("symbol", "name")
    list_filter = ("cycle", "kind", "confidence")
    list_select_related = ("cycle",)


@admin.register(RegionalReview)
class RegionalReviewAdmin(ForumAdmin):
    """Regional Reviews by round."""

    fixed = ("round", "commission")
    about = _("The reviews that the regional commissions hold between two forums. The day of each is a milestone.")
    list_display = ("round", "commission", "milestone", "place")
    list_filter = ("round", "commission")
    list_select_related = ("commission", "milestone")


def key_of(milestone: Milestone) -> str:
    """The audience of those who were told of `milestone`."""
    return f"{audiences.Told.name}:{milestone.pk}"


def correction_of(milestone: Milestone) -> str:
    """The way to a letter to exactly those who were told of `milestone`."""
    page = reverse("admin:notifications_announcement_add")
    query = f"audience={key_of(milestone)}&nature={Nature.CORRECTION}"
    return format_html('<a href="{}?{}">{}</a>', page, query, gettext("Write a correction to exactly them"))


def in_words(plan: ReminderPlan) -> str:
    """The moments of `plan`, in the forum's time zone."""
    starts = [moment.not_before for moment in plan.moments()]
    return "; ".join(f"{day_of(start.date())}, {start:%H:%M %Z}" for start in starts)


def what_begins(plan: ReminderPlan) -> str:
    """What putting `plan` in force will do."""
    words = gettext(
        "“%(kind)s” goes out on %(moments)s, each time to those for whom it is still true in that minute. "
        "The page “Who gets what on a day” lists them."
    )
    return words % {"kind": plan.kind_label, "moments": in_words(plan) or gettext("no day to come")}


def whom_it_reaches(plan: ReminderPlan) -> list[str]:
    """Those who would get it as things stand now, each with the reason (FEATURES N2)."""
    kind = next((one for one in registry() if one.name == plan.kind), None)
    return kind.audience(plan.milestone) if kind else []


@admin.register(ReminderPlan)
class ReminderPlanAdmin(ForumAdmin):
    """When reminders go out: written and proposed by one officer, put in force by another."""

    form = ReminderPlanForm
    about = _(
        "How many days before a date which message goes out. One officer writes and proposes a plan, another puts it "
        "in force. What is in force is not edited: end it, and propose another."
    )
    list_display = ("kind_label", "milestone", "days_ahead", "status", "proposed_by", "released_by")
    list_filter = ("status", "milestone__cycle")
    list_select_related = ("milestone__cycle", "proposed_by", "released_by")
    readonly_fields = ("status", "proposed_by", "released_by", "plan_in_words")
    written = ("kind", "milestone", "lead_days")
    in_words = ("kind_label", "milestone", "days_ahead")
    steps: ClassVar[dict[str, Step]] = {
        "propose": Step(
            steps.propose,
            explain=_("A second officer sees the plan and puts it in force. Until taken back it is not edited."),
        ),
        "take_back": Step(steps.take_back, explain=_("The plan can be edited and proposed again.")),
        "put_in_force": Step(
            steps.put_in_force,
            explain=what_begins,
            mail=whom_it_reaches,
            of_the_procedure=False,
        ),
        "end": Step(steps.end, explain=_("No further reminder goes out by this plan.")),
    }

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What is in force is read as words, not as it is stored."""
        can_write = obj is None or self.has_change_permission(request, obj)
        return (*(self.written if can_write else self.in_words), *self.readonly_fields)

    @admin.display(description=_("days ahead"))
    def days_ahead(self, plan: ReminderPlan) -> str:
        """The lead times, largest first."""
        return ", ".join(map(str, plan.lead_days))

    @admin.display(description=_("kind of message"), ordering="kind")
    def kind_label(self, plan: ReminderPlan) -> str:
        """What the kind is called."""
        return plan.kind_label

    @admin.display(description=_("moments"))
    def plan_in_words(self, plan: ReminderPlan) -> str:
        """When each reminder goes out, in the forum's time zone."""
        return "–" if plan._state.adding else in_words(plan)
