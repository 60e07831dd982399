from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People, organisations, roles, invitations, handover."""

    name = "accounts"
    verbose_name = _("People and bodies")

    def ready(self) -> None:
        """Mail asks here for the working days and office hours of those who work for a State."""
        from accounts import overview
        from notifications import working

        working.weeks_of_people.append(overview.weeks_of)
