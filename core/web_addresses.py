"""Addresses on the web that people type: http and https alone, and such as anybody can open (RELIABILITY B35)."""

import ipaddress
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def check(text: str) -> str:
    """The host of a web address that anybody can open. Raises ValidationError."""
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").encode("idna").decode()
        _port = parts.port
    except (ValueError, UnicodeError) as broken:
        raise ValidationError(_("This is not a web address. Write for example https://www.un.org/")) from broken
    if parts.scheme.lower() not in ("http", "https") or not host or " " in text:
        raise ValidationError(_("This is not a web address. Write for example https://www.un.org/"))
    if parts.username is not None or parts.password is not None:
        raise ValidationError(_("Leave name and password out of the address."))
    if "." not in host or not is_public(host):
        raise ValidationError(_("Only your own network knows this address. Give one that anybody can open."))
    return host


def is_public(host: str) -> bool:
    """Whether `host` is a name, or a number of the public Internet."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_global
    except ValueError:
        return not host.endswith((".local", ".internal", ".localhost"))
