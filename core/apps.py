from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from core import words


class CoreConfig(AppConfig):
    """Mechanisms that every app shares; its tables are the log of acts and how officers keep their lists."""

    name = "core"
    verbose_name = _("Log of acts, regular work")

    def ready(self) -> None:
        """Languages that wait for their words speak English."""
        words.speak_english(words.untranslated())
