"""What a password must be (RELIABILITY S3): long enough, not made of words that anybody would guess.

No rules of composition, no expiry; pasting is allowed. The common list is Django's validator.
"""

import re
import unicodedata
from typing import Any

from allauth.mfa.adapter import get_adapter
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from reference.models import Country

WITH_SECOND_FACTOR = 12
WITHOUT_SECOND_FACTOR = 15
LONGEST = 128
OWN_WORDS = (
    "imrf", "iom", "gcm", "migration", "migrant", "portal", "forum", "review", "compact", "network",
    "secretariat", "focalpoint", "unitednations", "voluntary", "password", "passphrase",
)  # fmt: skip
REST = 8
"""Letters and digits that must remain when the own words are taken away."""


class LengthValidator:
    """At least 12 characters with a second factor, 15 without; at most 128."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError with the present length."""
        least = WITH_SECOND_FACTOR if _has_second_factor(user) else WITHOUT_SECOND_FACTOR
        numbers = {"least": least, "most": LONGEST, "now": len(password)}
        if len(password) < least:
            raise ValidationError(
                _("Use at least %(least)s characters; these are %(now)s. A few words in a row are easy to keep.")
                % numbers
            )
        if len(password) > LONGEST:
            raise ValidationError(_("Use at most %(most)s characters; these are %(now)s.") % numbers)

    def get_help_text(self) -> str:
        """For the page where it is chosen."""
        return _("At least %(least)s characters, for example four or five words in a row.") % {
            "least": WITHOUT_SECOND_FACTOR
        }


class OwnWordsValidator:
    """Not mainly our own words, a State's or an organisation's name, or parts of the address."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError when little is left without the words that anybody would guess."""
        rest = _plain(password)
        for word in sorted(own_words(user), key=len, reverse=True):
            rest = rest.replace(word, "")
        if len(rest) < REST:
            raise ValidationError(
                _("Easy to guess: it is made of your address, the name of a State or a word of this portal.")
            )

    def get_help_text(self) -> str:
        """For the page where it is chosen."""
        return _("Not your address, the name of a State or organisation, or a word of this portal.")


def own_words(user: Any) -> set[str]:
    """What somebody who knows this portal and this person would try first."""
    words = {*OWN_WORDS, *re.split(r"[^\w]+", (getattr(user, "email", "") or "").lower())}
    for names in Country.objects.values_list("names", flat=True):
        words.update(names.values())
    if getattr(user, "pk", None):
        for membership in user.current_memberships:
            words.update(membership.organisation.all_names)
    return {plain for word in words if len(plain := _plain(word)) >= 3}


def _plain(text: str) -> str:
    """Letters and digits in lower case without marks."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if letter.isalnum())


def _has_second_factor(user: Any) -> bool:
    return bool(getattr(user, "pk", None)) and get_adapter().is_mfa_enabled(user)
