"""The third reading of stories, by a sentence encoder, and how its words are cut."""

from __future__ import annotations

import numpy as np
import pytest

from transforms.candidates import propose_candidates
from transforms.candidates.encoder import MOST_PIECES, Encoder, encoder
from transforms.candidates.second_reading import LEANINGS
from transforms.candidates.third_reading import (
    JUDGED,
    MOST_CHARS,
    NAMES,
    VALUES,
    passage_around,
    read_meaning,
)
from transforms.candidates.word_pieces import cut

NOTHING = (
    "The Fairport Falls town board voted Tuesday to buy two snow plows and to repair the roof of the "
    "library. Residents asked about road salt, and the clerk said the farmers' market would open in May. "
)
ACT = (
    "The Fairport Falls town board voted Tuesday to end its agreement with federal immigration authorities, "
    "under which jail officers had questioned inmates about their status."
)

# As the tokenizers library (0.22) cuts them with this vocabulary.
CUT = {
    "Sheriff won't honor ICE detainers": "sheriff won ' t honor ice det ##aine ##rs",
    "287(g)—ended 4–1, 3/12/2025": "287 ( g ) — ended 4 – 1 , 3 / 12 / 202 ##5",
    "Cañon City, CO; José's naïve façade": "canon city , co ; jose ' s naive facade",
    "line\none\ttwo\u00a0three\u200bfour": "line one two three ##fo ##ur",
    "移民 policy": "[UNK] 民 policy",
    "Ⅷ ½ €5 ™": "[UNK] ½ € ##5 ™",
    "x" * 101: "[UNK]",
    "": "",
}


@pytest.mark.parametrize("text", CUT)
def test_words_are_cut_as_the_vocabulary_was_made(text: str) -> None:
    """Accents and case go, signs stand alone, unknown words come in known pieces."""
    vocabulary = encoder().vocabulary
    names = {at: name for name, at in vocabulary.items()}
    assert " ".join(names[piece] for piece in cut(text, vocabulary)) == CUT[text]


def test_what_is_too_long_loses_the_end_of_its_longer_part() -> None:
    """Marks stand at begin, between and at the end; the title stays whole beside a long text."""
    ids, titled = encoder().pieces("Town ends pact", NOTHING * 20)
    marks = [encoder().vocabulary[name] for name in ("[CLS]", "[SEP]")]
    assert len(ids) == MOST_PIECES
    assert (ids[0], ids[titled - 1], ids[-1]) == (marks[0], marks[1], marks[1])
    assert titled == 2 + len(cut("Town ends pact", encoder().vocabulary))


def test_every_judgement_has_its_place() -> None:
    """Relevance and news, then a place for each value of each field."""
    assert JUDGED[:2] == ("relevance", "news")
    for name, values in VALUES.items():
        assert JUDGED[NAMES[name]] == tuple(f"{name}:{value}" for value in values)
    assert encoder().judge("", "").shape == (len(JUDGED),)


def test_an_act_is_likelier_than_none() -> None:
    """Two stories of one board, in the same town and week."""
    act = read_meaning(ACT, "Town ends immigration pact", (0, len(ACT)))
    nothing = read_meaning(NOTHING, "Town buys plows", (0, len(NOTHING)))
    assert act.chance > 0.9
    assert nothing.chance < 0.1
    assert max(act.leanings["action_type"], key=act.leanings["action_type"].__getitem__) == "agreement_ended"


RULES = (
    "Commissioners adopted a rule that keeps the jail from holding people for immigration agents.",
    "Commissioners struck down a rule that kept the jail from holding people for immigration agents.",
)
AGREEMENTS = (
    "The sheriff ended the county's 287(g) agreement with immigration authorities on Friday.",
    "The sheriff renewed the county's 287(g) agreement with immigration authorities on Friday.",
)


def _pull(text: str) -> float:
    leaning = read_meaning(text, None, (0, len(text))).leanings["direction"]
    return leaning["limits"] - leaning["expands"]


@pytest.mark.parametrize(("limits", "expands"), [
    pytest.param(*RULES, marks=pytest.mark.xfail(strict=True, reason="it leans over, but not across")),
    AGREEMENTS,
])  # fmt: skip
def test_one_other_verb_points_the_other_way(limits: str, expands: str) -> None:
    """The rest of the words stays."""
    assert _pull(limits) > 0 > _pull(expands)


@pytest.mark.parametrize(("limits", "expands"), [RULES, AGREEMENTS])
def test_one_other_verb_turns_the_direction_of_all_readings(limits: str, expands: str) -> None:
    """The encoder leans over by as much as the other readings need."""
    assert _pull(limits) > _pull(expands) + 0.3
    for name, text in (("limits", limits), ("expands", expands)):
        reading = propose_candidates(
            document_id="d", text=text, title=None, url=None, published="2025-05-15", source_kind="news",
            jurisdiction=None,
        )  # fmt: skip
        assert [each.direction for each in reading.candidates] == [name]


@pytest.mark.parametrize(
    "text", ["", "\n", "\x00\ud800", "a" * 50_000, "ICE " * 20_000, "\u0301" * 99, "ﷺ" * 500]
)
def test_any_text_is_read(text: str) -> None:
    """Chances are chances, whatever comes."""
    found = read_meaning(text, text[:500], passage_around(text, len(text) // 2))
    assert 0.0 <= found.chance <= 1.0
    for name in LEANINGS:
        assert sum(found.leanings[name].values()) == pytest.approx(1.0)
    assert np.isfinite(found.news)


@pytest.mark.parametrize("menus", [
    [(0, 90)],  # before the passage
    [(1_400, 1_500)],  # after it
    [(0, 90), (150, 200), (700, 760), (1_400, 1_500)],
    [(0, 90), (60, 150)],  # reaching into it
])  # fmt: skip
def test_only_what_menus_hide_of_the_passage_is_left_out(
    menus: list[tuple[int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A menu before or after the passage hides nothing of it."""
    text = "".join(chr(ord("a") + n % 26) for n in range(2_000))
    start, end = 100, 1_200
    hidden = {at for begin, stop in menus for at in range(begin, stop)}
    seen: list[str] = []
    judge = type(encoder()).judge

    def judged(self: Encoder, title: str, words: str):  # type: ignore[no-untyped-def]
        seen.append(words)
        return judge(self, title, words)

    monkeypatch.setattr(Encoder, "judge", judged)
    read_meaning(text, None, (start, end), menus=menus)
    assert seen[0].replace(" ", "") == "".join(text[at] for at in range(start, end) if at not in hidden)


def test_of_a_long_page_the_passage_of_the_act_is_read() -> None:
    """It begins a little before the act, at a word, and is as long as what was learned from."""
    packet = NOTHING * 50
    at = packet.index("library", 4_000)
    start, end = passage_around(packet, at)
    assert start < at < end
    assert end - start <= MOST_CHARS
    assert packet[start - 1].isspace()
    assert passage_around(packet, 0) == (0, MOST_CHARS)
    assert passage_around(packet, len(packet) - 5)[1] == len(packet)
    assert passage_around(ACT, 90) == (0, len(ACT))
