"""Rich text: cleaned HTML, at writing and at reading."""

import time

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from core import rich_text

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<p onclick=alert(1)>a</p>",
    "<a href='javascript:alert(1)'>a</a>",
    "<a href=' jav&#x09;ascript:alert(1)'>a</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>a</a>",
    "<a href='vbscript:x'>a</a>",
    "<svg><a><set attributeName=href to=javascript:alert(1)>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<p style='position:fixed;inset:0'>a</p>",
    "<base href=//evil.example>",
    "<form action=//evil.example><input name=q></form>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=x></object><embed src=x>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<link rel=stylesheet href=//evil.example>",
    "<p id=main class=private>a</p>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<s<b>cript>alert(1)</s</b>cript>",
    "<textarea><img src=x onerror=alert(1)></textarea>",
    "<xmp><script>alert(1)</script></xmp>",
    "<!--><img src=x onerror=alert(1)>-->",
    '<p lang="en" dir="rtl&quot; onmouseover=&quot;x">a</p>',
]


def tags_in(html):
    """(name, attribute names) of each tag, as a browser would read them."""
    from html.parser import HTMLParser

    found = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            found.append((tag, dict(attrs)))

    Reader().feed(html)
    return found


def is_harmless(html):
    for tag, attributes in tags_in(html):
        if tag not in rich_text.TAGS:
            return False
        allowed = rich_text.ATTRIBUTES.get(tag, set()) | ({"rel"} if tag == "a" else set())
        if set(attributes) - allowed:
            return False
        scheme, colon, _rest = attributes.get("href", "").partition(":")
        if colon and scheme.lower() not in {"http", "https", "mailto"} and "/" not in scheme:
            return False
    return True


@pytest.mark.parametrize("attack", ATTACKS)
def test_b29_nothing_that_runs_is_left(attack):
    cleaned = rich_text.clean(f"<p>before</p>{attack}<p>after</p>")
    assert is_harmless(cleaned), cleaned
    assert rich_text.clean(cleaned) == cleaned


@pytest.mark.parametrize("attack", ATTACKS)
def test_b29_what_came_into_the_table_uncleaned_is_cleaned_at_reading(attack):
    page = Template("{% load portal %}{{ html|rich }}").render(Context({"html": attack}))
    assert is_harmless(page), page


@given(st.text(alphabet="<>/&;\"'=! abipsvgtblemhrcxo:-\x07ن", max_size=200))
def test_b29_any_text_is_harmless_and_stays_as_it_is_once_cleaned(text):
    once = rich_text.clean(text)
    assert is_harmless(once)
    assert rich_text.clean(rich_text.clean(once)) == rich_text.clean(once)


def test_b29_what_people_write_is_kept():
    written = '<h3>One</h3><p lang="ar" dir="rtl"><strong>a</strong> <em>b</em></p><ul><li>c</li></ul>'
    assert rich_text.clean(written) == written
    assert rich_text.clean("<a href='https://un.org/a?b=1&c=2'>UN</a>") == (
        '<a href="https://un.org/a?b=1&amp;c=2" rel="noopener nofollow">UN</a>'
    )


def seconds(html):
    """Of this thread's own work: what else the machine does is not counted."""
    started = time.thread_time()
    rich_text.clean(html)
    return time.thread_time() - started


def growth(html):
    """How many times longer four such texts take than one: four times, or sixteen where each word costs what stands
    before it. What the machine is worth is no matter."""
    one, four = (min(seconds(html * times) for _try in range(5)) for times in (1, 4))
    return four / one


NESTED = ["div", "b", "p", "ul><li", "blockquote", "table><tr><td", "a href=x", "i><b><u", "font"]


@pytest.mark.parametrize("tag", NESTED)
def test_b30_ten_thousand_nested_tags_are_cleaned_in_time(tag):
    names = tag.split("><")
    html = f"<{tag}>" * (10_000 // len(names)) + "the words"
    assert growth(html) < 10
    assert "the words" in rich_text.to_plain(rich_text.clean(html))


def test_b30_a_very_deep_text_keeps_its_words_and_costs_no_more_than_it_is_long():
    html = "<ul><li>" * 40_000 + "the words"
    assert growth(html) < 10
    assert "the words" in rich_text.clean(html)


WORD = (
    "<p class=MsoNormal style='margin:0'><b><span lang=EN-US style='font-family:\"Calibri\"'>Heading<o:p></o:p></span>"
    "</b></p><!--[if gte mso 9]><xml><w:View/><w:Zoom/></xml><![endif]--><table class=MsoTable><tr><td width=100>"
    "<p>cell</p></td></tr></table><ul><li class=x>one</li></ul><br>"
)


def test_b30_a_megabyte_from_word_is_cleaned_in_time_and_keeps_its_structure():
    html = WORD * (1_000_000 // len(WORD))
    cleaned = rich_text.clean(html)
    assert growth(html) < 10
    for piece in ("<p><strong>Heading</strong></p>", "<td><p>cell</p></td>", "<ul><li>one</li></ul>"):
        assert cleaned.count(piece) == html.count("<o:p>")
    assert "mso" not in cleaned.lower()


def test_plain_text_becomes_paragraphs_and_lists_and_back():
    html = rich_text.from_plain("One <b>\nline\n\n- a\n- b\n\n\nTwo")
    assert html == "<p>One &lt;b&gt;<br>line</p><ul><li>a</li><li>b</li></ul><p>Two</p>"
    assert rich_text.to_plain(html) == "One <b>\nline\n- a\n- b\nTwo"


@pytest.mark.parametrize(
    ("html", "plain"),
    [
        (
            "<p>One</p><ul><li>a<ul><li>b</li><li>c</li></ul></li><li>d</li></ul><p>Two</p>",
            "One\n- a\n- b\n- c\n- d\nTwo",
        ),
        ('<ul><li lang="ar">a</li><li><strong>b</strong><ol><li>c</li></ol></li></ul>', "- a\n- b\n- c"),
        ("<ul><li><p>a</p></li></ul>", "- a"),
    ],
)
def test_an_item_of_a_list_within_a_list_has_a_line_of_its_own(html, plain):
    assert rich_text.to_plain(html) == plain


TYPED = ["<b>bold</b>", "{{ 7|add:7 }}", "{% load x %}", "%s %(a)s", "${x}", "</textarea><script>"]


@pytest.mark.parametrize("typed", TYPED)
def test_b31_plain_text_is_shown_as_typed(typed):
    from html import unescape

    page = Template("{{ text }}").render(Context({"text": typed}))
    assert unescape(page) == typed
    assert "<" not in page
    assert rich_text.to_plain(rich_text.from_plain(typed)) == typed


def test_a_table_in_a_text_moves_in_a_frame_that_the_keyboard_reaches():
    html = "<p>Before</p><table><tbody><tr><td>a</td></tr></tbody></table><p>After</p>"
    shown = Template("{{ text|rich }}").render(Context({"text": html}))
    frame = '<div class="wide" tabindex="0" role="region" aria-label="Table"><table>'
    assert shown.startswith(f"<p>Before</p>{frame}")
    assert shown.endswith("</table></div><p>After</p>")
    assert Template("{{ text|rich }}").render(Context({"text": "<p>none</p>"})) == "<p>none</p>"
