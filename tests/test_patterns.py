"""Every regular expression of ours is linear in what it reads (RELIABILITY B39)."""

import ast
import re
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from re import _constants as kinds  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest
from django.conf import settings
from django.utils.html import urlize

from core import rich_text
from core.templatetags import portal

ROOT = Path(settings.BASE_DIR)
SOURCES = [path for path in sorted(ROOT.glob("*/**/*.py")) if path.relative_to(ROOT).parts[0] not in (
    ".venv", ".tools", "tests", "benchmarks", "docs", "scripts", "var")]  # fmt: skip
CALLS = {"compile", "match", "fullmatch", "search", "findall", "finditer", "split", "sub", "subn"}
ASKS = re.compile(rf"\.({'|'.join(CALLS)})\(")
ANYWHERE = CALLS - {"compile", "match", "fullmatch"}
"""Ways of asking that begin anew at every character."""
SIZES = (20, 256, 2048)
"""Characters. At the first an exponential pattern is seen without waiting for it; at the last a linear one takes a
tenth of a millisecond, a quadratic one ten milliseconds or more."""
MOST = 0.005
"""Seconds of the processor."""


class Known(dict):
    """The names of a module; a name that only a function knows stands for a plain word."""

    def __missing__(self, name: str) -> Any:
        return "box"


class Plain(ast.NodeTransformer):
    """What is escaped, or made by a function's own object, is a plain word as well."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        return ast.Constant("box") if ast.unparse(node.func) == "re.escape" else self.generic_visit(node)


def patterns() -> Iterator[tuple[str, re.Pattern[Any], bool]]:
    """Where it stands, the pattern, and whether it is looked for anywhere in a text."""
    texts = {path: path.read_text(encoding="utf-8") for path in SOURCES}
    trees = {path: ast.parse(text) for path, text in texts.items() if ASKS.search(text)}
    sought = {name for path, tree in trees.items() for name in _sought(path, tree)}
    for path, tree in trees.items():
        kept = _kept(tree)
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
                continue
            if ast.unparse(node.func.value) != "re" or node.func.attr not in CALLS:
                continue
            module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))
            said = ast.fix_missing_locations(ast.Expression(Plain().visit(node.args[0])))
            pattern = eval(compile(said, str(path), "eval"), Known(vars(module)))  # noqa: S307 - our own code
            flags = re.IGNORECASE if "IGNORECASE" in ast.unparse(node) else 0
            flags |= re.DOTALL if "DOTALL" in ast.unparse(node) else 0
            where = f"{path.relative_to(ROOT)}:{node.lineno}"
            name = kept.get(node, "")
            anywhere = node.func.attr in ANYWHERE or (
                node.func.attr == "compile" and (not name or bool({(path, name), (None, name)} & sought))
            )
            yield where, re.compile(pattern, flags), anywhere


def _kept(tree: ast.Module) -> dict[ast.AST, str]:
    """What is assigned to one name, and the name."""
    found = (one for one in ast.walk(tree) if isinstance(one, ast.Assign) and len(one.targets) == 1)
    return {one.value: ast.unparse(one.targets[0]) for one in found}


def _sought(path: Path, tree: ast.Module) -> Iterator[tuple[Path | None, str]]:
    """The names with which this file looks anywhere in a text; those of other files without their place."""
    own = set(_kept(tree).values())
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in ANYWHERE:
            name = ast.unparse(node.value).rpartition(".")[2]
            yield path if name in own else None, name


def alphabet(tree: Any) -> set[str]:
    """A character for each thing that the pattern tells apart, and one that it may not know."""
    found = {"!", "a", " ", "1"}
    for operation, value in tree:
        if operation in (kinds.LITERAL, kinds.NOT_LITERAL):
            found.add(chr(value))
        elif operation is kinds.RANGE:
            found.add(chr(value[0]))
        elif isinstance(value, parser.SubPattern):
            found |= alphabet(value)
        elif isinstance(value, tuple | list):
            found |= {one for part in value for one in _of(part)}
    return found


def _of(part: Any) -> set[str]:
    if isinstance(part, parser.SubPattern):
        return alphabet(part)
    if isinstance(part, tuple) and len(part) == 2 and isinstance(part[0], type(kinds.LITERAL)):
        return alphabet([part])
    if isinstance(part, list):
        return {one for inner in part for one in _of(inner)}
    return set()


def hard_texts(pattern: re.Pattern[Any], size: int) -> Iterator[Any]:
    """Long runs of what the pattern repeats, ended by what it refuses, after each beginning that it may have."""
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    letters = sorted(alphabet(parser.parse(source, pattern.flags & ~re.UNICODE)))[:10]
    beginnings = ["", *re.findall(r"[<&#(/\[_a-zA-Z.-]{2,12}", source)[:4], *letters[:2]]
    for letter in letters:
        for beginning in beginnings:
            yield beginning + letter * size + "!"
            if beginning:
                yield (beginning + letter) * (size // (len(beginning) + 1)) + "\n"


def seconds(pattern: re.Pattern[Any], text: Any, *, anywhere: bool) -> float:
    text = text if isinstance(pattern.pattern, str) else text.encode("utf-8", "replace")
    started = time.process_time()
    if anywhere:
        for _found in pattern.finditer(text):
            pass
    else:
        pattern.fullmatch(text)
    return time.process_time() - started


def slow_text(pattern: re.Pattern[Any], *, anywhere: bool) -> str:
    """What takes a pattern more than linear time, or "": small first, so that the worst one ends as well."""
    for size in SIZES:
        for text in hard_texts(pattern, size):
            if all(seconds(pattern, text, anywhere=anywhere) > MOST for _try in range(3)):
                return f"{text[:14]!r}… of {len(text)} characters"
    return ""


@pytest.mark.parametrize("bad", ["(a+)+$", r"(.+?)\s*\((.+)\)", r"<.*?>"])
def test_a_pattern_that_is_not_linear_is_found(bad):
    assert slow_text(re.compile(bad), anywhere=True)


def test_b39_every_regular_expression_is_linear():
    every = list(patterns())
    assert len(every) > 100
    slow = {f"{where} {pattern.pattern!r}": slow_text(pattern, anywhere=anywhere) for where, pattern, anywhere in every}
    assert {where: text for where, text in slow.items() if text} == {}


MARKUP_HELPER = re.compile(r"\|(striptags|urlize|urlizetrunc|truncatechars_html|truncatewords_html|removetags)\b")
LETTERS = {"announcement.html", "own_words.html", "demo_mail.html"}
"""What officers write to many, at most 10,000 characters, gets its links by urlize."""


def test_b40_helpers_that_read_markup_see_no_text_of_the_public():
    for path in ROOT.glob("templates/**/*.html"):
        used = set(MARKUP_HELPER.findall(path.read_text(encoding="utf-8")))
        assert used <= ({"urlize"} if path.name in LETTERS else set()), path
    for path in SOURCES:
        code = path.read_text(encoding="utf-8")
        assert not re.search(r"import .*\burlize\b|Truncator.*html=True", code), path
        for said in re.findall(r"strip_tags\((?:str\()?(\w+)", code):
            assert said in ("forum_time", "own_time", "when", "words"), (path, said)  # a moment, in our own words


@pytest.mark.parametrize("tag", ["<", "<a", "<li ", "<!--", "</", "&", "&lt", "<table>", "<![CDATA["])
def test_b40_a_hundred_thousand_tags_that_never_end_are_read_in_time(tag):
    started = time.process_time()
    rich_text.to_plain(tag * 100_000)
    portal.rich(tag * 20_000)
    urlize(tag * 10_000)
    assert time.process_time() - started < 2
