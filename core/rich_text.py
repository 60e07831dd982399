"""Rich text: cleaned HTML, by an allow-list, when written and again when read (B29, B30)."""

import re
from html import unescape

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from core import plain_text

TAGS = {"p", "br", "strong", "em", "u", "s", "sub", "sup", "ul", "ol", "li", "blockquote", "h3", "h4", "a"} | {
    "table", "thead", "tbody", "tr", "th", "td", "caption"
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
    **{tag: {"lang", "dir"} for tag in ("p", "li", "blockquote")},
}
RENAMED = {"b": "strong", "i": "em", "h1": "h3", "h2": "h3", "h5": "h4", "h6": "h4", "strike": "s"}
OLD_TAG = re.compile(rf"<(/?)({'|'.join(RENAMED)})(?=[\s>])", re.IGNORECASE)
BLOCK = re.compile(r"</(?:p|li|h3|h4|tr|blockquote)>|<br>")
MARKUP = re.compile(r"<[^<>]*>")
ITEM = re.compile(r"<li\b[^<>]*>")
INNER_ITEM = re.compile(rf"(?<=[^\n]){ITEM.pattern}")
INNER_LIST_END = re.compile(r"(</[uo]l>\s*)</li>")
ALL_BUT_ITEMS = re.compile(r"<(?!li\b)[^<>]*>")
TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]*)(?:[^<>]*?(/)>)?")
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
DEEPEST = 1_000
"""Tags within one another. The parser's time grows with the square of it, and nobody writes like that."""


def clean(html: str) -> str:
    """The allowed part of `html`; scripts and styles vanish with what they hold, other tags keep their text.

    Word's headings, bold and italics become ours, its fonts and classes are lost.
    """
    html = plain_text.CONTROLS.sub("", html)
    if is_too_deep(html):
        html = from_plain(unescape(MARKUP.sub(" ", html)))
    html = OLD_TAG.sub(lambda tag: f"<{tag[1]}{RENAMED[tag[2].lower()]}", html)
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        clean_content_tags={"script", "style", "title", "svg", "math", "template", "noscript"},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener nofollow",
        strip_comments=True,
    ).strip()


def is_too_deep(html: str) -> bool:
    """Whether tags stand in one another more than DEEPEST levels deep; the words are then kept without them (B30)."""
    if html.count("<") <= DEEPEST:
        return False
    depth = 0
    for closing, name, closed in TAG.findall(html):
        if closing:
            depth = max(0, depth - 1)
        elif not closed and name.lower() not in VOID:
            depth += 1
        if depth > DEEPEST:
            return True
    return False


def from_plain(text: str) -> str:
    """HTML of plain text in which blank lines part paragraphs and "- " begins an item of a list."""
    blocks = []
    for part in re.split(r"\n\s*\n", text.strip()):
        lines = [line.strip() for line in part.splitlines() if line.strip()]
        if lines and all(line.startswith("- ") for line in lines):
            items = "".join(f"<li>{escape(line[2:])}</li>" for line in lines)
            blocks.append(f"<ul>{items}</ul>")
        elif lines:
            blocks.append(f"<p>{'<br>'.join(escape(line) for line in lines)}</p>")
    return "".join(blocks)


def to_plain(html: str) -> str:
    """The words of cleaned `html`, a line for each block, items of lists with "- "."""
    text = BLOCK.sub("\n", INNER_LIST_END.sub(r"\1", clean(html)))
    text = ITEM.sub("- ", INNER_ITEM.sub("\n- ", ALL_BUT_ITEMS.sub("", text)))
    return unescape(text).strip()


def shown(html: str) -> SafeString:
    """Cleaned again and marked safe, for templates; the only way stored HTML reaches a page."""
    return mark_safe(clean(html))  # noqa: S308 - cleaned in this very expression
