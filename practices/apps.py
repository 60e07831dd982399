from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PracticesConfig(AppConfig):
    """Repository of practices: calls, submissions, screening, peer review, publication."""

    name = "practices"
    verbose_name = _("Practices")
