"""Finds the messages that the other apps send, and the groups of people to whom letters can go."""

import pkgutil
import sys
from importlib import import_module

from django.apps import AppConfig, apps
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    """The outbox: every message is a row before it is an e-mail."""

    name = "notifications"
    verbose_name = _("Messages")

    def ready(self) -> None:
        """Load every app's `notifications`, and all files where that room has become a folder: a row is
        rebuilt into its kind by name alone, in processes that never import the rest of the app."""
        autodiscover_modules("notifications", "audiences")
        for app in apps.get_app_configs():
            room = sys.modules.get(f"{app.name}.notifications")
            for file in pkgutil.iter_modules(getattr(room, "__path__", ())):
                import_module(f"{app.name}.notifications.{file.name}")
