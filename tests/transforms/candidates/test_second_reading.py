"""The second reading of stories by their words, and how it is joined with the rules' reading."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from transforms.candidates import propose_candidates
from transforms.candidates.confidence import MOST_BY_WORDS, weigh_candidates
from transforms.candidates.detector import read_sentences
from transforms.candidates.joining import Joined, join_readings
from transforms.candidates.reading import SentenceReading
from transforms.candidates.second_reading import LEANINGS, WINDOW, read_words, telling_words
from transforms.candidates.settle import resolve_date_of
from transforms.candidates.train_words import WEIGHTS, corpus_sha256
from transforms.candidates.weights import score_page
from transforms.candidates.word_forms import plain_words, weigh_counts, word_counts

CORPUS = Path(__file__).parents[2] / "corpus"
ACT = (
    "The Fairport Falls town board voted Tuesday to end its agreement with federal immigration authorities, "
    "under which jail officers had questioned inmates about their status. The sheriff said deputies would no "
    "longer hold anyone for immigration agents past the time of release without a judge's warrant."
)
NOTHING = (
    "The Fairport Falls town board voted Tuesday to buy two snow plows and to repair the roof of the "
    "library. Residents asked about road salt, and the clerk said the farmers' market would open in May. "
)


def test_numbers_and_names_are_hidden_bodies_and_agencies_stay() -> None:
    """What is learned of one place must not be believed of all its stories."""
    said = plain_words(
        "The sheriff told Anna-Maria Rodriguez that ICE and Border Patrol paid $1,200 in Rochester."
    )
    assert "rodriguez" not in said
    assert "rochester" not in said
    assert "ice and border patrol paid $0 in xx" in said


def test_words_and_pairs_are_counted() -> None:
    """Words of one letter are none."""
    assert dict(word_counts("a board a board votes")) == {
        "board": 2, "votes": 1, "board board": 1, "board votes": 1,
    }  # fmt: skip


def test_weights_have_length_one_whatever_the_length_of_the_text() -> None:
    """A long text is not surer for its length; unknown words weigh nothing."""
    rarity = {"board": (0, 2.0), "votes": (3, 1.0)}
    found = weigh_counts({"board": 9, "votes": 1, "unknown": 5}, rarity)
    assert set(found) == {0, 3}
    assert sum(value * value for value in found.values()) == pytest.approx(1.0)
    assert weigh_counts({"unknown": 1}, rarity) == {}


def test_an_act_is_likelier_than_none() -> None:
    """Two stories of one board, in the same town and week."""
    act, nothing = (
        read_words(ACT, "Town ends immigration pact", []),
        read_words(NOTHING * 2, "Town buys plows", []),
    )
    assert act.chance > 0.8
    assert nothing.chance < 0.4
    assert max(act.leanings["action_type"], key=act.leanings["action_type"].__getitem__) == "agreement_ended"


@pytest.mark.parametrize("text", ["", "\n", "\x00\ud800", "a" * 50_000, "ICE " * 20_000])
def test_any_text_is_read(text: str) -> None:
    """Chances are chances, whatever comes."""
    found = read_words(text, None, range(0, len(text), 7))
    assert 0.0 <= found.chance <= 1.0
    for name in LEANINGS:
        assert sum(found.leanings[name].values()) == pytest.approx(1.0)
    assert 0 <= found.start <= found.end <= len(text)


def test_a_long_page_is_read_around_its_centers() -> None:
    """One act in a packet of snow and roofs is not drowned."""
    packet = NOTHING * 400
    at = len(packet) // 2
    text = packet[:at] + ACT + packet[at:]
    found = read_words(text, None, [at])
    assert found.chance > 0.4
    assert found.end - found.start <= WINDOW
    assert found.start <= at < found.end
    assert read_words(text, None, [0]).chance < found.chance - 0.2


def test_the_words_that_decided_are_told() -> None:
    """For and against, each a term of the text."""
    told = telling_words(ACT, None)
    assert told.count("+") + told.count("-") == 5
    assert all(term[1:] in " ".join(word_counts(ACT)) for term in told.split(", "))


def test_weights_fit_the_committed_pages() -> None:
    """Run `python -m transforms.candidates.train_words` after any change of the labelled sets."""
    with np.load(WEIGHTS, allow_pickle=False) as kept:
        assert bytes(kept["corpus"]).decode() == corpus_sha256(CORPUS)


def read(text: str, title: str | None = None):  # type: ignore[no-untyped-def]
    """Return the detector's reading of a news page."""
    return propose_candidates(
        document_id="d", text=text, title=title, url=None, published="2025-05-07", source_kind="news",
        jurisdiction=None,
    )  # fmt: skip


@pytest.mark.parametrize("text", [
    "Easton will pay for lawyers. By 5 to 2 the council set aside money on Tuesday so that families facing "
    "removal by immigration agents do not stand alone in court.",
    "Deputies of the county will be able to act as immigration officers inside the jail after the board gave "
    "its blessing on Tuesday to a pact with the federal agency.",
])  # fmt: skip
def test_what_words_alone_put_forward_is_quoted_and_waits_for_a_person(text: str) -> None:
    """Where the rules find nothing, a sentence of the page stands for the find, with little confidence."""
    readings, _ = read_sentences(text, None)
    joined = join(text, readings)
    assert joined.relevant
    (draft,) = joined.drafts
    assert draft.sentence in [reading.sentence for reading in readings]
    assert "immigration" in text[draft.sentence.start : draft.sentence.end]
    assert draft.topics
    assert draft.is_new
    ((chance, _),) = weigh_candidates([draft], page_score=0.99, is_instrument=False)
    assert chance <= MOST_BY_WORDS < 0.5


def test_words_alone_say_less_of_another_kind_of_page() -> None:
    """What rules know of a campaign's page, a reference or Congress lowers their score, and the joined."""
    readings, _ = read_sentences(ACT, None)
    story, _ = score_page({"event_best": 1.0})
    congress, _ = score_page({"event_best": 1.0, "is_congress": 1.0})
    assert congress < story
    assert join(ACT, readings, score=story).relevant
    assert join(ACT, readings, score=congress).score < join(ACT, readings, score=story).score


def join(text: str, readings: list[SentenceReading], *, score: float = 0.3) -> Joined:
    """Return what is made of a story in which the rules found nothing."""
    return join_readings(
        text, None, readings, [], {}, found=False, score=score,
        published="2025-05-07", resolve_date=resolve_date_of("2025-05-07", None),
    )  # fmt: skip


def test_a_page_that_the_encoder_is_spared_tells_why_too() -> None:
    """Whoever asks why nothing was found is told what spoke against it."""
    readings, _ = read_sentences(NOTHING, None)
    joined = join(NOTHING, readings, score=0.004)
    assert not joined.relevant
    assert {reason.rule for reason in joined.reasons} >= {"joined:words", "joined:rules"}
    assert "joined:meaning" not in {reason.rule for reason in joined.reasons}


def test_the_words_stand_among_the_reasons() -> None:
    """Whoever asks why is told which words spoke for and against."""
    reading = read(ACT, "Town ends immigration pact")
    assert reading.relevant
    assert reading.candidates[0].action_type == "agreement_ended"
    (reason,) = [reason for reason in reading.reasons if reason.rule == "joined:words"]
    assert "+" in reason.words


@pytest.mark.parametrize("place", ["Dayton", "Yakima", "Evanston"])
def test_a_mayors_words_on_a_federal_suit_do_not_make_it_the_mayors(place: str) -> None:
    """Who sues is told by grammar, whoever's words the page is made of."""
    text = (
        "Mayor Dana Brooks issued the following written statement today, April 25, 2025, on the lawsuit that "
        f"the U.S. Department of Justice filed yesterday against the City of {place} over its sanctuary "
        f"policies.\nThe City will answer the complaint in court. {place}'s policy keeps city workers out of "
        "civil immigration enforcement. It does not keep anyone from pursuing criminals, and the City stands "
        "by it."
    )
    reading = propose_candidates(
        document_id="d", text=text, title="Mayor's written statement on the federal lawsuit", url=None,
        published="2025-04-25", source_kind="city_hall", jurisdiction=None,
    )  # fmt: skip
    assert reading.candidates[0].action_type == "lawsuit_filed"
    assert reading.candidates[0].actor == "federal"
