from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublicationsConfig(AppConfig):
    """What the public sees frozen, numbered versions of whatever the apps publish."""

    name = "publications"
    verbose_name = _("What is published")
