from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class PublicationsConfig(AppConfig):
    """What the public sees frozen, numbered versions of whatever the apps publish."""

    name = "publications"
    verbose_name = _("What is published")

    def ready(self) -> None:
        """Load what each app says of its public list (`lists.offered`): workers open no page."""
        autodiscover_modules("overview")
