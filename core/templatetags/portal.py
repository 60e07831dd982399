"""What every template may use; loaded as a builtin, so no `{% load %}` is needed."""

import json
import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.forms import BoundField
from django.template import Context, Engine
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, gettext_lazy, ngettext, pgettext

from core import rehearsal as rounds
from core import rich_text, web_addresses, words
from core.differences import Piece

register = template.Library()

ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}
"""As JSON writes them, so that no text closes the block it stands in."""
MIRRORED = {"next", "previous", "out"}  # arrows of movement turn round in Arabic
CITIES = {"America/New_York": gettext_lazy("New York"), "UTC": ""}


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str, extra: str = "") -> SafeString:
    """A drawing of `static/icons.svg`, always beside a word: `{% icon "check" %}`, `{% icon "file" "big" %}`."""
    classes = " ".join(filter(None, ["i", "i-flip" if name in MIRRORED else "", extra]))
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"></use></svg>',
        classes,
        static("icons.svg"),
        name,
    )


@register.simple_block_tag(takes_context=True)
def component(context: Context, content: str, name: str, **inputs: Any) -> str:
    """A component that goes round something: `{% component "alert" kind="warning" %}…{% endcomponent %}`.

    It is `components/<name>.html` and sees its inputs, `content`, and nothing else of the page.
    """
    drawn = Engine.get_default().get_template(f"components/{name}.html")
    return drawn.render(context.new({"content": content, **inputs}))


@register.simple_tag
def fixed(template: str, **inputs: str | int | None) -> SafeString:
    """A template that shows nothing but its inputs and words of the active language, drawn once for each:
    `{% fixed "components/….html" kind="info" %}`."""
    return (_fixed.__wrapped__ if settings.DEBUG else _fixed)(template, get_language(), tuple(inputs.items()))


@lru_cache(maxsize=2048)
def _fixed(template: str, _language: str | None, inputs: tuple[tuple[str, str | int | None], ...]) -> SafeString:
    return render_to_string(template, dict(inputs))


BOX = '<label class="form-check"><input class="form-check-input" type="{}" name="{}" value="'
BESIDE = '><span class="form-check-label" lang="{}" dir="{}">{}{}</span></label>\n'


@register.simple_tag
def boxes(name: str, options: Iterable[Any], kind: str = "checkbox") -> SafeString:
    """The boxes of one question, from options with value, mark, label, chosen: `{% boxes name options "radio" %}`.

    Not in a template: for 23 objectives, ten principles and all stakeholders that takes five times as long.
    """
    box = format_html(BOX, kind, name)
    rows = (
        f'{box}{escape(one.value)}"{" checked" if one.chosen else ""}'
        f"{_beside(one.mark, one.label, getattr(one.label, 'lang', ''), getattr(one.label, 'dir', ''))}"
        for one in options
    )
    return SafeString("".join(rows))


@lru_cache(maxsize=2048)
def _beside(mark: str, label: str, lang: str, direction: str) -> SafeString:
    """What stands beside a box, drawn once: the lists are the same for everybody."""
    # Escaped in any case: a text that is marked safe is the same key as one that is not.
    return format_html(BESIDE, lang, direction, format_html("<b>{}</b> ", escape(mark)) if mark else "", escape(label))


TABLE = re.compile(r"<table>(?:(?!</?table>).)*</table>", re.DOTALL)


@register.simple_tag
def languages() -> list[tuple[str, str]]:
    """Code and own name of each language; Django's tag would translate the names."""
    return list(settings.LANGUAGES)


@register.simple_tag
def words_language() -> str:
    """The language that the portal's own words have on a page: English until a catalogue of ours says another.

    An interface that nobody has translated is marked as English, whatever the address asks for (DOMAIN 7); `base.css`
    keeps such words in order on a page that runs from right to left.
    """
    # Translators: write the code of the language you translate into, as addresses have it: ar, zh-hans, fr, ru, es.
    return pgettext("code of the language of these words", "en")


@register.simple_tag(takes_context=True)
def translated_url(context: Context, code: str) -> str:
    """The address of this very page in the language `code`.

    The language is the first part of every address that has one, so it is exchanged and not
    resolved: six languages stand on every page, and an address that is missing has them too.
    """
    request = context.get("request")
    path = request.get_full_path() if request else "/"
    first, _slash, rest = path.removeprefix("/").partition("/")
    return f"/{code}/{rest}" if first in dict(settings.LANGUAGES) else f"/{code}/"


@register.simple_block_tag
def page_title(content: str) -> SafeString:
    """The title of a page, for the browser and for those who share its address."""
    return format_html(
        '<title>{0}</title>\n<meta property="og:title" content="{0}">',
        SafeString(" ".join(content.split()).replace('"', "&quot;")),
    )


@register.simple_block_tag
def description(content: str) -> SafeString:
    """What a page is about in a sentence, for search engines and for those who share its address; or nothing."""
    words = SafeString(" ".join(content.split()).replace('"', "&quot;"))
    tags = '<meta name="description" content="{0}">\n<meta property="og:description" content="{0}">'
    return format_html(tags, words) if words else SafeString("")


@register.simple_tag(takes_context=True)
def same_in_languages(context: Context) -> list[tuple[str, str]]:
    """(code, whole address) of this page in each language, for a public page alone: nobody finds a desk."""
    request = context.get("request")
    page = getattr(request, "resolver_match", None)
    if request is None or page is None or getattr(page.func, "login_required", True):
        return []
    first, _slash, rest = request.path.removeprefix("/").partition("/")
    if first not in dict(settings.LANGUAGES):
        return []
    return [(code, f"{settings.SITE_URL}/{code}/{rest}") for code, _name in settings.LANGUAGES]


@register.filter
def as_linked_data(said: Any) -> SafeString:
    """What schema.org calls it, as a block of data that no browser runs and no text can leave."""
    text = json.dumps(said, ensure_ascii=False).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', SafeString(text))


@register.filter
def styled(field: BoundField) -> SafeString:
    """The box of a form field with the class our sheet knows, without a placeholder that only repeats its label."""
    kind = getattr(field.field.widget, "input_type", "")
    name = {"checkbox": "form-check-input", "radio": "form-check-input", "select": "form-select"}.get(
        kind, "form-control"
    )
    classes = [field.field.widget.attrs.get("class", ""), name, "is-invalid" if field.errors else ""]
    attrs: dict[str, Any] = {"class": " ".join(filter(None, classes))}
    if str(field.field.widget.attrs.get("placeholder", "")).startswith(str(field.label)):
        attrs["placeholder"] = False
    return field.as_widget(attrs=attrs)


def zoned(zone: str | tzinfo) -> tzinfo:
    """The zone itself, or the one of that name."""
    return ZoneInfo(zone) if isinstance(zone, str) else zone


@register.filter
def city(zone: str) -> Any:
    """`New York`: what a time zone is called in a sentence; "" for UTC, which its offset names."""
    return CITIES.get(zone, zone.rpartition("/")[2].replace("_", " "))


def written_day(when: date) -> str:
    """Day, month in letters, year, as the active language writes them: for data in that language."""
    return words.written_day(when, get_language() or "en")


def day_of(when: date) -> str:
    """`28 February 2030` for a sentence of ours, in the language that our words have; English puts the day first, as
    the UN does."""
    return date_format(when)


def offset(when: datetime) -> SafeString:
    """`UTC−5`, with the true minus and kept in one piece in Arabic; half hours as `UTC+5:30`."""
    minutes = int((when.utcoffset() or timedelta()).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else "+"
    return format_html("<bdi>{}</bdi>", f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "") if minutes else "UTC")


@register.filter
def clock(when: datetime) -> str:
    """`09:41 (UTC+1)` today, else with the day: `28 February 2026, 09:41 (UTC+1)`, in the reader's zone."""
    local = timezone.localtime(when)
    # Only the text of the offset: it goes into sentences that escape what they are given.
    zone = str(offset(local)).removeprefix("<bdi>").removesuffix("</bdi>")
    parts = {"day": day_of(local), "time": f"{local:%H:%M}", "offset": zone}
    words = "{time} ({offset})" if local.date() == timezone.localdate() else gettext("{day}, {time} ({offset})")
    return words.format(**parts)


@register.simple_tag
def forum_time(when: datetime, zone: str | tzinfo) -> SafeString:
    """`28 February 2026, 23:59 New York (UTC−5)`: a moment in the forum's own zone, named."""
    local = when.astimezone(zoned(zone))
    parts = {
        "day": day_of(local),
        "time": f"{local:%H:%M}",
        "city": city(str(local.tzinfo)),
        "offset": offset(local),
    }
    # Translators: a deadline, for example "28 February 2026, 23:59 New York (UTC−5)".
    words = format_html(gettext("{day}, {time} {city} ({offset})"), **parts)
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), words)


@register.simple_tag
def own_time(when: datetime, zone: str | tzinfo) -> SafeString | str:
    """The same moment in the reader's own zone; nothing where that is unknown or shows the same clock."""
    mine = timezone.localtime(when)
    unknown = timezone.get_current_timezone() == timezone.get_default_timezone()
    if unknown or mine.utcoffset() == when.astimezone(zoned(zone)).utcoffset():
        return ""
    # Translators: a moment in the reader's own zone, for example "1 March 2026, 05:59 (UTC+1)".
    return format_html(gettext("{day}, {time} ({offset})"), day=day_of(mine), time=f"{mine:%H:%M}", offset=offset(mine))


@register.simple_tag
def time_left(when: datetime, zone: str | tzinfo) -> str:
    """`19 days left`, `Less than a day left`, `Past the preferred date`; a day ends in the forum's zone."""
    here, now = zoned(zone), timezone.now()
    if now > when:
        return gettext("Past the preferred date")
    days = (when.astimezone(here).date() - now.astimezone(here).date()).days
    if not days:
        return gettext("Less than a day left")
    words = ngettext("%(days)s day left", "%(days)s days left", days)
    return words % {"days": number_format(days, force_grouping=True)}


@register.simple_tag
def rehearsal() -> dict[str, str]:
    """`title` and `words` that everything of a rehearsal bears; empty where this is none."""
    if not rounds.is_on():
        return {}
    words = gettext(
        "Nothing here is official: States, people and what they write are invented. Everything is emptied on {end}."
    )
    return {"title": gettext("Rehearsal"), "words": words.format(end=clock(rounds.next_end()))}


@register.simple_tag
def link_out(address: str, label: str = "") -> SafeString:
    """A link to elsewhere that names its host (B35): `{% link_out link.url link.title %}`."""
    return web_addresses.as_link(address, label)


@register.filter
def rich(html: str) -> SafeString:
    """Stored rich text, cleaned once more at reading: `{{ answer.html|rich }}`. A table of it moves sideways in its
    frame where the page is too narrow for its columns, with the keyboard too (WCAG 2.1.1)."""
    frame = format_html('<div class="wide" tabindex="0" role="region" aria-label="{}">', gettext("Table"))
    return mark_safe(TABLE.sub(rf"{frame}\g<0></div>", rich_text.shown(html)))  # noqa: S308 - cleaned in this expression


PIECES = {"same": "%s", "ins": "<ins>%s</ins>", "del": "<del>%s</del>"}


@register.filter
def marked(pieces: Iterable[Piece]) -> SafeString:
    """What is only in the new text and only in the old one, for readers and for their programs: `{{ pieces|marked }}`.

    Not in a template: a page of two reviews has more than a thousand pieces.
    """
    return SafeString("".join(PIECES[kind] % escape(text) for kind, text in pieces))


@register.filter
def raised(html: str) -> str:
    """Rich text that is a whole page: `{{ text.body|rich|raised }}`; its headings follow the page's own at once."""
    for level in (3, 4):
        html = html.replace(f"<h{level}>", f"<h{level - 1}>").replace(f"</h{level}>", f"</h{level - 1}>")
    return mark_safe(html)  # noqa: S308 - what `rich` has cleaned


@register.filter
def figure(value: Any) -> str:
    """A stored number with its thousands grouped and no empty decimals: `{{ row.target|figure }}`; "" for none."""
    if value is None or value == "":
        return ""
    return f"{value.normalize() if isinstance(value, Decimal) else Decimal(str(value)):,f}"


@register.filter
def language_name(code: str) -> str:
    """`Français`: one of our languages in its own words; another code as it is."""
    return dict(settings.LANGUAGES).get(code, code)


@register.filter
def iso_day(text: str) -> str:
    """A frozen ISO date in words, or as much of one as is known: `28 February 2030`, `February 2030`, `2030`."""
    if text.count("-") == 1:
        return date_format(date.fromisoformat(f"{text}-01"), "YEAR_MONTH_FORMAT")
    return day_of(date.fromisoformat(text)) if "-" in text else text


@register.filter
def day(when: date) -> str:
    """`28 February 2030`: a date, or a moment in the reader's own zone."""
    return day_of(timezone.localtime(when) if isinstance(when, datetime) else when)
