from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Mechanisms that every app shares; the only table is the log of acts."""

    name = "core"
