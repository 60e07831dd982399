"""Partners of a joint pledge: asked by the lead, public only once they have confirmed."""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from pledges.choices import Answer
from pledges.querysets import ParticipantQuerySet


class PledgeParticipant(models.Model):
    """A body that was asked to take part, or that offers to (FEATURES C13).

    `organisation` is empty until one on record answers at the address `email`.

    `agreed_to` is the `Pledge.commitment` that it confirmed: where the text is another now, it is asked again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pledge = models.ForeignKey("pledges.Pledge", models.CASCADE, related_name="participants")
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, blank=True, related_name="pledges_joined"
    )
    name = models.CharField(_("name"), max_length=250)
    email = models.EmailField(_("e-mail address"), max_length=254, blank=True)
    contribution = models.CharField(_("what it contributes"), max_length=500, blank=True)
    offer = models.TextField(_("what was offered, for the lead alone"), max_length=2000, blank=True)
    answer = models.CharField(_("answer"), max_length=12, choices=Answer, default=Answer.INVITED)
    agreed_to = models.CharField(max_length=64, blank=True, editable=False)
    asked_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    times_asked = models.PositiveSmallIntegerField(default=1)
    answered_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(_("answered"), null=True)
    reason = models.TextField(_("reason, for the lead alone"), max_length=1000, blank=True)
    left_on = models.DateField(_("left on"), null=True)
    form_key = models.UUIDField(null=True, unique=True, editable=False)
    history = HistoricalRecords(excluded_fields=["reason", "offer"])

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = _("partner of a pledge")
        verbose_name_plural = _("partners of pledges")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(answer__in=Answer.values), name="a_partner_answer_of_the_list"),
            models.UniqueConstraint(
                fields=["pledge", "organisation"],
                condition=Q(answer__in=["offered", "invited", "confirmed"]),
                name="a_partner_once_in_a_pledge",
            ),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | ~Q(email=""), name="a_partner_can_be_asked"
            ),
            models.CheckConstraint(
                condition=~Q(answer="confirmed") | Q(organisation__isnull=False), name="only_a_known_body_confirms"
            ),
            models.CheckConstraint(
                condition=~Q(answer="left") | Q(left_on__isnull=False), name="a_partner_leaves_with_a_date"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_confirmed(self) -> bool:
        """Whether it has confirmed, this text or an earlier one."""
        return self.answer == Answer.CONFIRMED

    def get_absolute_url(self) -> str:
        """The page on which the partner answers."""
        return reverse("pledges:partner", kwargs={"pk": self.pk})

    def act_country(self) -> str:
        """The State that files the pledge, for the log of acts."""
        return str(self.pledge.act_country())

    def is_confidential(self) -> bool:
        """As the pledge is."""
        return bool(self.pledge.is_confidential())

    @property
    def reference(self) -> Any:
        """The pledge's, for the log of acts."""
        return self.pledge.reference
