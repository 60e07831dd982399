"""What changed between two texts, word by word: nothing of either is lost, and what is kept of them holds no word."""

import random
from itertools import pairwise

import pytest

from core import differences
from core.differences import Piece, difference, side
from core.templatetags.portal import marked

SIGNS = ("we", "care", "é", "、", " ", "  ", "\n", "\n\n", ".", "")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Two regions.", "Two regions.", "Two regions."),
        ("", "", ""),
        ("", "Now.", "<ins>Now.</ins>"),
        ("Two ministries wrote.", "Four ministries wrote.", "<del>Two</del><ins>Four</ins> ministries wrote."),
        ("Two wrote", "Two wrote it", "Two wrote<ins> it</ins>"),
        ("Two of them wrote", "Two wrote", "Two <del>of them </del>wrote"),
        ("One  place", "One place", "One<del>  </del><ins> </ins>place"),
        ("a < b", "a > b", "a <del>&lt;</del><ins>&gt;</ins> b"),
    ],
)
def test_a_reader_sees_the_words_that_went_and_came(old, new, said):
    assert marked(difference(old, new)) == said


@pytest.mark.parametrize("many", [differences.MANY_WORDS, 3], ids=["by word", "by line"])
def test_the_pieces_give_back_both_texts_to_the_last_space(monkeypatch, many):
    monkeypatch.setattr(differences, "MANY_WORDS", many)
    monkeypatch.setattr(differences, "_kept", {})
    rng = random.Random(1)
    for _time in range(500):
        old, new = ("".join(rng.choices(SIGNS, k=rng.randrange(12))) for _side in "ab")
        pieces = difference(old, new)
        assert "".join(piece.text for piece in side(pieces, "del")) == old
        assert "".join(piece.text for piece in side(pieces, "ins")) == new
        assert all(one.kind != other.kind for one, other in pairwise(pieces))


def test_texts_compared_before_are_not_compared_again_and_no_word_of_them_is_kept(monkeypatch):
    monkeypatch.setattr(differences, "_kept", {})
    first = difference("A confidential draft.", "A confidential text.")
    assert Piece("ins", "text") in first
    assert "confidential" not in repr(differences._kept)
    monkeypatch.setattr(differences, "SequenceMatcher", None)
    assert difference("A confidential draft.", "A confidential text.") == first
    with pytest.raises(TypeError):
        difference("A confidential draft.", "Another.")


def test_what_is_kept_has_an_end(monkeypatch):
    monkeypatch.setattr(differences, "_kept", {})
    monkeypatch.setattr(differences, "KEPT", 3)
    for number in range(10):
        difference("before", str(number))
    assert len(differences._kept) <= 3
