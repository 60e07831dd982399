from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PledgesConfig(AppConfig):
    """Pledges: measurable commitments, those who made them, and what came of them."""

    name = "pledges"
    verbose_name = _("Pledges")
