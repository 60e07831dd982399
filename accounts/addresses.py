"""E-mail addresses as people type them (RELIABILITY B34)."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

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
