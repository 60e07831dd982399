from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, organisations, roles, invitations, handover."""

    name = "accounts"
