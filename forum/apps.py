from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ForumConfig(AppConfig):
    """Forum cycles with their milestones, and when to remind of them."""

    name = "forum"
    verbose_name = _("Forum")
