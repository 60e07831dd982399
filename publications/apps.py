from django.apps import AppConfig


class PublicationsConfig(AppConfig):
    """What the public sees frozen, numbered versions of whatever the apps publish."""

    name = "publications"
