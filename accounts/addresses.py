"""E-mail addresses as people type them (RELIABILITY B34), and the domains of bodies (FEATURES U5)."""

import re
import unicodedata
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from accounts.models import MembershipRequest

LONGEST = 254
PLAIN = re.compile(r"[^\s\"\\(),:;<>@\[\]]+@[^\s\"\\(),:;<>@\[\]]+\.[^\s\"\\(),:;<>@\[\]]+")


def normalised(typed: str) -> str:
    """The address in lower case, trimmed, NFC. Raises ValidationError for anything but one plain address.

    Quoted names, addresses of machines in brackets and several addresses at once are refused: no
    ministry has them, and each has been a way to smuggle a header.
    """
    address = unicodedata.normalize("NFC", typed).strip().lower()
    if len(address) > LONGEST:
        raise ValidationError(
            _("An address has at most %(most)s characters; this has %(now)s.") % {"most": LONGEST, "now": len(address)}
        )
    refusal = _("Write one e-mail address, for example name@ministry.example.")
    if not PLAIN.fullmatch(address):
        raise ValidationError(refusal)
    try:
        validate_email(address)
    except ValidationError:
        raise ValidationError(refusal) from None
    return address


# --- domains

FREE_MAIL = frozenset({
    "aliyun", "aol", "bluewin", "daum", "fastmail", "foxmail", "gmail", "gmx", "googlemail", "hanmail", "hotmail",
    "hushmail", "icloud", "laposte", "mailbox", "msn", "naver", "outlook", "posteo", "protonmail", "qq", "rediffmail",
    "rocketmail", "seznam", "sohu", "t-online", "tutanota", "wanadoo", "yahoo", "yandex", "ymail", "zoho",
    "bk.ru", "free.fr", "hey.com", "inbox.lv", "inbox.ru", "libero.it", "list.ru", "live.com", "live.fr", "live.nl",
    "mac.com", "mail.com", "mail.ru", "me.com", "orange.fr", "pm.me", "proton.me", "rambler.ru", "sina.cn", "sina.com",
    "terra.com.br", "tuta.com", "tuta.io", "uol.com.br", "web.de", "wp.pl", "ya.ru", "yeah.net", "126.com", "163.com",
})  # fmt: skip
"""Houses that give an address to anybody: by the name before any ending, or whole where others bear that name."""
ENDINGS = frozenset({
    "ac", "co", "com", "edu", "go", "gob", "gov", "gouv", "govt", "gub", "gv", "int", "mil", "ne", "net", "or", "org",
})  # fmt: skip
"""Second parts of endings under which anybody, or every ministry of a State, has a name: `org.uk`, `gov.uk`."""
DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])")


def domains_of(addresses: Iterable[str]) -> set[str]:
    """`geneva.iom.int` and `iom.int` for `name@geneva.iom.int`; no single ending."""
    hosts = (address.rpartition("@")[2].lower().split(".") for address in addresses)
    return {".".join(labels[start:]) for labels in hosts for start in range(len(labels) - 1)}


def normalised_domain(typed: str) -> str:
    """The domain of one body, in small letters, from `iom.int`, `@iom.int` or an address.

    Raises ValidationError for what is no domain, for an ending, and for a house that gives an address to anybody.
    """
    text = unicodedata.normalize("NFC", typed).strip().rpartition("@")[2].rstrip(".").lower()
    try:
        domain = text.encode("idna").decode("ascii")
    except UnicodeError:
        domain = ""
    if not DOMAIN.fullmatch(domain):
        raise ValidationError(
            _("“%(typed)s” is no domain. Write what stands after the @, for example iom.int.") % {"typed": typed[:80]}
        )
    labels = domain.split(".")
    if len(labels) == 2 and labels[0] in ENDINGS:
        raise ValidationError(
            _("“%(domain)s” is an ending that many bodies share. Write the body's own domain.") % {"domain": domain}
        )
    name = labels[-3] if len(labels) > 2 and labels[-2] in ENDINGS else labels[-2]
    if {name, *domains_of([domain])} & FREE_MAIL:
        raise ValidationError(
            _("“%(domain)s” gives addresses to anybody: it says nothing about where a person works.")
            % {"domain": domain}
        )
    return domain


def address_tells(asked: MembershipRequest) -> str:
    """What the confirmed addresses of who asks say about the body, in words; empty where it has no domain.

    It decides nothing (RELIABILITY S6): whoever answers knows the person, or asks.
    """
    known = [one.domain for one in asked.organisation.mail_domains.all()] if asked.organisation else []
    if not known:
        return ""
    if domains_of(asked.person.confirmed_addresses()) & set(known):
        return _("A confirmed address of this person is of the organisation’s own domain.")
    return _("No confirmed address of this person is of the organisation’s own domain (%(domains)s).") % {
        "domains": ", ".join(known)
    }
