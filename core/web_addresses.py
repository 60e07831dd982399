"""Addresses on the web that people type: http and https alone, and such as anybody can open (RELIABILITY B35)."""

import ipaddress
import re
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

UNICAST = ipaddress.ip_network("2000::/3")
"""All of IPv6 that is given out; beside it are own networks, many receivers, IPv4 numbers in disguise (NAT64)."""
TUNNELLED = ipaddress.ip_network("2002::/16")
"""6to4: leads to the IPv4 number that it holds, whichever that is."""
BARE = re.compile(r"[\w-]+(?:\.[\w-]+)+(?:/.*)?")


def read(text: str) -> str:
    """`text` as an address; `www.un.org/en`, as people type it, is https. Raises ValidationError."""
    address = f"https://{text}" if BARE.fullmatch(text) else text
    check(address)
    return address


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


def as_link(address: str, words: str = "") -> SafeString:
    """`words` as a link that says which host it leads to: `Handbook (www.un.org)`; a look-alike shows its true letters.

    What is no such address, as a record from elsewhere may hold, is text.
    """
    try:
        host = check(address)
    except ValidationError:
        return format_html("{}", " ".join(filter(None, (words, address))))
    link = '<a href="{}" rel="nofollow noopener" dir="auto">{}</a> <bdi class="muted">({})</bdi>'
    return format_html(link, address, words or address, host)


def is_public(host: str) -> bool:
    """Whether `host` is a name, or a number of the public Internet."""
    try:
        number = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return not host.endswith((".local", ".internal", ".localhost"))
    number = getattr(number, "ipv4_mapped", None) or number
    if number.version == 6 and (number not in UNICAST or number in TUNNELLED):
        return False
    return number.is_global and not number.is_multicast
