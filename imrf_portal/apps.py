from django.contrib.admin import apps


class PortalAdminConfig(apps.AdminConfig):
    """Django's admin on the portal's own site class: its rights, not Django's permission tables."""

    default_site = "imrf_portal.pages.day.DeskSite"
    default = False
