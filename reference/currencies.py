"""Currencies of ISO 4217 in circulation, with those that have other than two decimals."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MAX_AMOUNT = Decimal(10) ** 15
CODES = frozenset(
    """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP
    CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF
    IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD
    MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB
    RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU
    UZS VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
    """.split()  # noqa: SIM905 - codes read best as words
)
WITHOUT_DECIMALS = frozenset("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split())  # noqa: SIM905
THREE_DECIMALS = frozenset(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"])


def decimals(code: str) -> int:
    """How many decimals an amount in the currency `code` can have."""
    if code in WITHOUT_DECIMALS:
        return 0
    return 3 if code in THREE_DECIMALS else 2


def check_amount(amount: str, currency: str) -> None:
    """Raise ValidationError for an amount that no budget has (B12)."""
    if not currency:
        raise ValidationError(_("Say in which currency, for example USD."))
    if currency not in CODES:
        sentence = _("“%(code)s” is not a currency. Use its three letters, for example USD.")
        raise ValidationError(sentence % {"code": currency[:20]})
    if amount.startswith("-"):
        raise ValidationError(_("An amount cannot be less than zero."))
    if Decimal(amount) >= MAX_AMOUNT:
        raise ValidationError(_("The amount is too large. Look at the zeros again."))
    allowed = decimals(currency)
    if len(amount.partition(".")[2]) > allowed:
        raise ValidationError(
            _("An amount in %(code)s has at most %(count)s decimals.") % {"code": currency, "count": allowed}
        )
