"""The closed lists of this app."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

MEMBER_STATES = 193
"""Of the United Nations; a figure says of how many it counts."""


class CountryKind(TextChoices):
    """What a row of Country is. Only the first two are States; `sample` is the demo's invented one, `practice` the
    one of the practice spaces, which stands in no list."""

    MEMBER_STATE = "member_state", _("Member State")
    OBSERVER_STATE = "observer_state", _("Observer State")
    SAMPLE = "sample", _("Sample")
    PRACTICE = "practice", _("For practice")


class RegionKind(TextChoices):
    """The three levels of the M49 standard below the world."""

    REGION = "region", _("Region")
    SUBREGION = "subregion", _("Subregion")
    INTERMEDIATE = "intermediate", _("Intermediate region")
