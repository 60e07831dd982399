"""The closed lists of this app."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CountryKind(TextChoices):
    """What a row of Country is. Only the first two are States; `sample` is the demo's invented one."""

    MEMBER_STATE = "member_state", _("Member State")
    OBSERVER_STATE = "observer_state", _("Observer State")
    SAMPLE = "sample", _("Sample")


class RegionKind(TextChoices):
    """The three levels of the M49 standard below the world."""

    REGION = "region", _("Region")
    SUBREGION = "subregion", _("Subregion")
    INTERMEDIATE = "intermediate", _("Intermediate region")
