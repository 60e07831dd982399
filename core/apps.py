from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    """Mechanisms that every app shares; the only table is the log of acts."""

    name = "core"
    verbose_name = _("Log of acts, regular work")
