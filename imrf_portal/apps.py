from django.contrib.admin.apps import AdminConfig


class PortalAdminConfig(AdminConfig):
    """Django's admin on the portal's own site class: its rights, not Django's permission tables."""

    default_site = "core.admin.PortalAdminSite"
