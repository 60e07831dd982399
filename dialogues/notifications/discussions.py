"""Of discussions: to writers what was decided, to moderators what waits, to followers a digest instead of an e-mail
for each contribution (D7, D14, D17)."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.choices import Role
from accounts.models import User
from core.templatetags.portal import day_of
from dialogues import queue, replies
from dialogues.choices import PUBLIC, Decision, Outcome, Rhythm, Standing
from dialogues.models import (
    Contribution,
    ContributionFlag,
    DiscussionSpace,
    Meeting,
    ModerationDecision,
    SpaceFollower,
)
from dialogues.notifications.meetings import Letter
from notifications.kinds import Recipient, absolute

WAITED = timedelta(hours=12)
"""What has waited so long moderators are reminded of, once a day (D17)."""
MORNING = time(6)
"""When digests and reminders go, in the portal's zone."""
NAMED = 10
"""So many contributions a digest names; the others it counts."""


class Moderated(Letter):
    """To the author: what a moderator decided, by which rule, in words (D7)."""

    name = "dialogues.moderated"
    label = gettext_lazy("A decision on your contribution")
    reason = gettext_lazy("You get this because you contributed to a discussion.")
    optional = False
    mandatory_because = gettext_lazy("It is about your own words.")
    button = gettext_lazy("Open your contribution")
    about: ModerationDecision

    def meeting(self) -> Meeting:
        """The meeting of the discussion."""
        meeting: Meeting = self.about.contribution.space.meeting
        return meeting

    def recipients(self) -> list[User]:
        author = self.about.contribution.author
        return [author] if author and author.is_active else []

    def occasion(self) -> str:
        return f"{self.name}:{self.about.pk}"

    def irrelevant(self, recipient: Recipient) -> str:
        return "" if self.about.contribution.author_id == recipient.pk else _("no longer the author")

    def subject(self, recipient: Recipient) -> str:
        hidden = self.about.decision == Decision.HIDE
        words = _("Hidden: your contribution to %(title)s") if hidden else _("Public: your contribution to %(title)s")
        return words % {"title": self.meeting().title}

    def paragraphs(self, recipient: Recipient) -> list[str]:
        if self.about.decision != Decision.HIDE:
            return [_("A moderator has read your contribution, and everybody can read it now."), self.about.words]
        return [
            _("A moderator has hidden your contribution. The rule: %(rule)s") % {"rule": self.about.rule},
            self.about.words,
            _("You can write it anew, or appeal once: another moderator then answers."),
        ]

    def url(self) -> str:
        return absolute("dialogues:contribution", pk=self.about.contribution_id)


class AppealAnswered(Moderated):
    """To the author: what another moderator answers to the appeal."""

    name = "dialogues.appeal_answered"
    label = gettext_lazy("The answer to your appeal")

    def subject(self, recipient: Recipient) -> str:
        return _("Your appeal: it stays hidden") if self.about.upheld else _("Your appeal: it is public again")

    def paragraphs(self, recipient: Recipient) -> list[str]:
        return [_("Another moderator has looked at your contribution and answers:"), self.about.answer]


class FlagAnswered(Letter):
    """To somebody who reported a contribution: what came of it (D6). No report leads nowhere."""

    name = "dialogues.flag_answered"
    label = gettext_lazy("What came of your report")
    reason = gettext_lazy("You get this because you reported a contribution.")
    button = gettext_lazy("Open the discussion")
    about: ContributionFlag

    def meeting(self) -> Meeting:
        """The meeting of the discussion."""
        meeting: Meeting = self.about.contribution.space.meeting
        return meeting

    def recipients(self) -> list[User]:
        return [self.about.by] if self.about.by else []

    def occasion(self) -> str:
        return f"{self.name}:{self.about.pk}"

    def irrelevant(self, recipient: Recipient) -> str:
        return "" if self.about.by_id == recipient.pk else _("no longer who reported it")

    def subject(self, recipient: Recipient) -> str:
        return _("Your report: %(title)s") % {"title": self.meeting().title}

    def paragraphs(self, recipient: Recipient) -> list[str]:
        said = {
            Outcome.HIDDEN: _("A moderator has looked at the contribution and hidden it."),
            Outcome.STANDS: _("A moderator has looked at the contribution. It stays public."),
            Outcome.GONE: _("Its author has taken the contribution back."),
        }
        return [said.get(Outcome(self.about.outcome), ""), self.about.words]

    def url(self) -> str:
        return absolute("dialogues:discussion", reference=self.meeting().reference)


class ForModerators(Letter):
    """What messages to moderators share: they are about a discussion that one answers for."""

    reason = gettext_lazy("You get this because you answer for this discussion.")
    button = gettext_lazy("Open the queue")
    optional = False
    mandatory_because = gettext_lazy("Somebody’s words wait for you.")
    roles = (Role.MODERATOR, Role.SECRETARIAT_OFFICER, Role.SECRETARIAT_ADMIN)
    about: DiscussionSpace

    def irrelevant(self, recipient: Recipient) -> str:
        may_read = self.about.meeting.status in PUBLIC and DiscussionSpace.objects.assigned_to(recipient)
        heads = queue.heads_of_secretariat().filter(pk=recipient.pk)
        return "" if heads or (may_read and may_read.filter(pk=self.about.pk)) else _("no longer answers for it")

    def url(self) -> str:
        return absolute("dialogues:moderate", reference=self.about.meeting.reference)


class WaitsForReader(ForModerators):
    """To the named colleague: a contribution waits in a language that no moderator there reads. Facts: contribution,
    language. Where nobody is named, the heads of the secretariat get it: it does not wait for ever."""

    name = "dialogues.waits_for_reader"
    label = gettext_lazy("A contribution waits in a language that you read")

    def recipients(self) -> list[User]:
        reader = self.about.reader
        own = reader and self.about.contributions.filter(pk=self.facts["contribution"], author=reader).exists()
        return [reader] if reader and reader.is_active and not own else list(queue.heads_of_secretariat())

    def occasion(self) -> str:
        return f"{self.name}:{self.facts['contribution']}:{self.facts['since']}"

    def irrelevant(self, recipient: Recipient) -> str:
        waits = Contribution.objects.filter(pk=self.facts["contribution"], status=Standing.WAITING)
        return super().irrelevant(recipient) if waits.exists() else _("it waits no longer")

    def subject(self, recipient: Recipient) -> str:
        words = {"language": self.facts["language"], "title": self.about.meeting.title}
        return _("Waits for you in %(language)s: %(title)s") % words

    def paragraphs(self, recipient: Recipient) -> list[str]:
        words = {"language": self.facts["language"]}
        return [_("A contribution is written in %(language)s, which no moderator of the discussion reads. It is not "
                  "public before you have read it.") % words]  # fmt: skip


class HandedOver(ForModerators):
    """To whoever moderates from now on. Facts: to, by (who went), at."""

    name = "dialogues.handed_over"
    label = gettext_lazy("A discussion is handed over to you")

    def recipients(self) -> list[User]:
        return list(User.objects.filter(pk=self.facts["to"]))

    def occasion(self) -> str:
        return f"{self.name}:{self.about.pk}:{self.facts['to']}:{self.facts['at']}"

    def subject(self, recipient: Recipient) -> str:
        return _("You moderate from now on: %(title)s") % {"title": self.about.meeting.title}

    def paragraphs(self, recipient: Recipient) -> list[str]:
        said = _("%(name)s has handed this discussion over to you.") % {"name": self.facts["by"]}
        return [said, in_the_queue(queue.of(self.about))]


class QueueReminder(ForModerators):
    """Something has waited for 12 hours: once a day, to all who may decide (D17). Facts: day."""

    name = "dialogues.queue_reminder"
    label = gettext_lazy("Something waits in a discussion that you moderate")

    @classmethod
    def plan(cls, now: datetime) -> Iterable["QueueReminder"]:
        """The reminders of today, from the morning on; a query for each discussion where something waits."""
        local = timezone.localtime(now, timezone.get_default_timezone())
        if local.time() < MORNING:
            return
        spaces = DiscussionSpace.objects.filter(pk__in=queue.spaces_with_waiting(now - WAITED))
        for space in spaces.filter(meeting__status__in=PUBLIC).select_related("meeting"):
            yield cls(space, day=local.date())

    def recipients(self) -> list[User]:
        return queue.who_answers(self.about)

    def occasion(self) -> str:
        return f"{self.name}:{self.about.pk}:{self.facts['day']}"

    def irrelevant(self, recipient: Recipient) -> str:
        return super().irrelevant(recipient) if queue.of(self.about).oldest else _("nothing waits any more")

    def subject(self, recipient: Recipient) -> str:
        return _("Waits for a moderator: %(title)s") % {"title": self.about.meeting.title}

    def paragraphs(self, recipient: Recipient) -> list[str]:
        waits = queue.of(self.about)
        since = day_of(waits.oldest) if waits.oldest else ""
        return [in_the_queue(waits), _("The oldest has waited since %(day)s.") % {"day": since}]


class DiscussionDigest(Letter):
    """What was contributed in a day or a week, to those who asked for it (D14). Facts: rhythm, day, begin, end."""

    name = "dialogues.discussion_digest"
    label = gettext_lazy("What is new in a discussion that you follow")
    reason = gettext_lazy("You get this because you follow this discussion.")
    button = gettext_lazy("Open the discussion")
    policy = "resend"
    about: DiscussionSpace

    @classmethod
    def plan(cls, now: datetime) -> Iterable["DiscussionDigest"]:
        """Those of today, from the morning on: daily ones, and on Mondays weekly ones; of what nobody wrote, none."""
        local = timezone.localtime(now, timezone.get_default_timezone())
        if local.time() < MORNING:
            return
        end = datetime.combine(local.date(), MORNING, timezone.get_default_timezone())
        spans = {Rhythm.DAILY: timedelta(days=1)} | ({Rhythm.WEEKLY: timedelta(days=7)} if end.weekday() == 0 else {})
        for rhythm, span in spans.items():
            followed = SpaceFollower.objects.filter(rhythm=rhythm).values("space")
            new = Contribution.objects.filter(
                space__in=followed, status=Standing.PUBLISHED, published_at__gt=end - span, published_at__lte=end
            )
            for space in DiscussionSpace.objects.filter(pk__in=new.values("space")).select_related("meeting"):
                yield cls(space, rhythm=rhythm, day=local.date(), begin=end - span, end=end)

    def recipients(self) -> list[User]:
        of_rhythm = SpaceFollower.objects.filter(space=self.about, rhythm=self.facts["rhythm"]).values("user")
        return list(User.objects.filter(pk__in=of_rhythm, is_active=True))

    def occasion(self) -> str:
        return f"{self.name}:{self.about.pk}:{self.facts['rhythm']}:{self.facts['day']}"

    def news(self) -> Any:
        """What is new and still public."""
        begin, end = (datetime.fromisoformat(self.facts[name]) for name in ("begin", "end"))
        public = self.about.contributions.filter(status=Standing.PUBLISHED)
        return public.filter(published_at__gt=begin, published_at__lte=end).order_by("published_at", "pk")

    def irrelevant(self, recipient: Recipient) -> str:
        if self.about.meeting.status not in PUBLIC or not self.news().exists():
            return _("nothing new")
        follows = SpaceFollower.objects.filter(space=self.about, user=recipient, rhythm=self.facts["rhythm"])
        return "" if follows.exists() else _("no longer follows it")

    def subject(self, recipient: Recipient) -> str:
        count = self.news().count()
        words = ngettext("%(count)d contribution: %(title)s", "%(count)d contributions: %(title)s", count)
        return words % {"count": count, "title": self.about.meeting.title}

    def paragraphs(self, recipient: Recipient) -> list[str]:
        new = list(self.news()[: NAMED + 1])
        said = [f"{', '.join(filter(None, [one.name, one.body]))}: {one.text[:200]}" for one in new[:NAMED]]
        more = [_("And more.")] if len(new) > NAMED else []
        if self._takes_answers():
            more.append(_("You can contribute by answering to this message. A moderator reads your answer before it is "
                          "public; what is quoted below your words is left out."))  # fmt: skip
        return [*said, *more]

    def _takes_answers(self) -> bool:
        return replies.is_on() and self.about.is_open

    def answers_to(self, recipient: Recipient | None = None) -> str:
        """An address that is this person's own, while the discussion is open (D22)."""
        mine = isinstance(recipient, User) and self._takes_answers()
        return replies.address_for(recipient, self.about) if mine and recipient else super().answers_to(recipient)

    def url(self) -> str:
        return absolute("dialogues:discussion", reference=self.about.meeting.reference)


def in_the_queue(waits: queue.Waiting) -> str:
    """What waits, kind by kind, without those of which nothing does."""
    if not waits.number:
        return _("Nothing waits in the queue.")
    said = [
        (ngettext("%(n)d contribution", "%(n)d contributions", waits.contributions), waits.contributions),
        (ngettext("%(n)d report", "%(n)d reports", waits.flags), waits.flags),
        (ngettext("%(n)d appeal", "%(n)d appeals", waits.appeals), waits.appeals),
    ]
    return _("In the queue: %(what)s.") % {"what": ", ".join(words % {"n": n} for words, n in said if n)}
