from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReferenceConfig(AppConfig):
    """The Compact and the lists of the United Nations."""

    name = "reference"
    verbose_name = _("The Compact and lists of the UN")
