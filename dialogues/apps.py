from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DialoguesConfig(AppConfig):
    """Dialogues and roundtables: announced, held, and what came of them."""

    name = "dialogues"
    verbose_name = _("Dialogues and roundtables")
