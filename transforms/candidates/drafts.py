"""A candidate in the making, before its place, its date and its confidence are settled."""

from __future__ import annotations

from dataclasses import dataclass, field

from transforms.candidates.sentences import Sentence
from warehouse.records import ActionType, Actor, Direction, Reason, Topic

QUOTE_LONGEST = 600
MOST_CANDIDATES = 8
# Words of procedure and announcement, in which a more particular act is often told.
_GENERAL = frozenset({"adopted", "introduced", "hearing", "statement", "directive_issued"})


@dataclass(slots=True)
class Draft:
    """One action that the text seems to report; offsets are into the whole text."""

    action_type: ActionType
    actor: Actor
    topics: tuple[Topic, ...]
    direction: Direction
    is_new: bool
    sentence: Sentence
    act_start: int
    act_end: int
    score: float
    further: list[Sentence] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    action_date: str | None = None
    action_date_raw: str | None = None
    newness_weight: float = 0.0
    actor_by_words: Actor | None = None
    """Who acted, as the second reading has it; the place is still settled by the rules' own actor."""


def quote_span(text: str, sentence: Sentence, around: int | None = None) -> tuple[int, int]:
    """Return the span to quote: the whole sentence, or at most `QUOTE_LONGEST` of it cut at word ends."""
    start, end = sentence.start, sentence.end
    if end - start <= QUOTE_LONGEST:
        return start, end
    if around is not None and around - start > QUOTE_LONGEST // 2:
        start = min(around - QUOTE_LONGEST // 2, end - QUOTE_LONGEST)
        cut = text.find(" ", start, start + 60)
        start = cut + 1 if cut >= 0 else start
    stop = min(end, start + QUOTE_LONGEST)
    if stop < end:
        cut = text.rfind(" ", start + 1, stop)
        stop = cut if cut > start else stop
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    while start < stop and text[start].isspace():
        start += 1
    return start, stop


def likeliest_drafts(drafts: list[Draft]) -> list[Draft]:
    """Return the drafts worth telling, the likeliest new one first."""
    if not drafts:
        return []
    best = max(draft.score for draft in drafts)
    kept = [draft for draft in drafts if draft.score >= max(0.45, 0.3 * best)] or drafts[:1]
    kept = _one_telling(kept)
    kept.sort(key=lambda draft: (-draft.score, draft.act_start))
    return kept[:MOST_CANDIDATES]


def _one_telling(drafts: list[Draft]) -> list[Draft]:
    """Return the drafts without those that tell a sentence's act a second time in more general words.

    "Voted to open an investigation" is an investigation, not also a measure adopted; a statement on a suit
    is no directive. Two particular acts of one sentence both stand.
    """
    kept = []
    for draft in drafts:
        own = [each for each in drafts if each.sentence.start == draft.sentence.start]
        strongest = max(each.score for each in own)
        particular = [
            each for each in own if each.action_type not in _GENERAL and each.score >= 0.85 * strongest
        ]
        if draft.action_type not in _GENERAL or (
            not particular and draft is max(own, key=lambda each: each.score)
        ):
            kept.append(draft)
    return kept
