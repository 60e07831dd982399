"""The last number that was given to a meeting; its row is locked while the next one is given."""

from django.db import models, transaction


class LastMeetingNumber(models.Model):
    """One row. Numbers are given with the announcement, in its transaction: none is lost or given twice."""

    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_row_of_meeting_numbers")]

    def __str__(self) -> str:
        return str(self.last)


@transaction.atomic
def next_reference() -> str:
    """`DI-0042`, one more than the last. Waits for whoever is being given a number at this moment."""
    LastMeetingNumber.objects.get_or_create(pk=1)
    row = LastMeetingNumber.objects.select_for_update().get(pk=1)
    row.last += 1
    row.save(update_fields=["last"])
    return f"DI-{row.last:04}"
