"""Joins the rules' reading of a story with the second reading by words: which of the two is followed when.

What the rules found stands: no word elsewhere vetoes it. Where they found nothing and the second reading is
very sure, its likeliest sentence is put forward. It tips the scale between kinds of act and between actors.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, cast

from transforms.candidates.confidence import WORDS_ALONE
from transforms.candidates.drafts import Draft
from transforms.candidates.narrative import ResolveDate
from transforms.candidates.newness import tell_newness
from transforms.candidates.reading import SentenceReading
from transforms.candidates.second_reading import (
    SURE,
    SecondReading,
    read_words,
    sentence_weight,
    telling_words,
)
from warehouse.records import ActionType, Actor, Direction, Reason, Topic

# How much the rules' first and further choices weigh against the second reading's chances.
_RULES_TYPE: Final = 0.17
_RULES_ACTOR: Final = 0.2
_RULES_FURTHER: Final = 0.3
_ENOUGH_WORDS: Final = 60
_LEAST_TOPIC: Final = 0.5
_MOST_TOPICS: Final = 3
_SHARE: Final = 0.35
"""How much of the joined score the second reading gives, in log odds."""


@dataclass(frozen=True)
class Joined:
    """The judgement of both readings on one story."""

    relevant: bool
    score: float
    drafts: list[Draft]
    reasons: tuple[Reason, ...]


def join_readings(
    text: str,
    title: str | None,
    readings: Sequence[SentenceReading],
    drafts: list[Draft],
    *,
    relevant: bool,
    score: float,
    published: str | None,
    resolve_date: ResolveDate,
    is_other: bool = False,
) -> Joined:
    """Return the joined judgement; `drafts` and `score` are the rules', offsets are into `text`.

    `is_other`: the page is of another kind (reference, campaign, Congress), so words alone say nothing.
    """
    told = [reading for reading in readings if not reading.is_navigation]
    centers = [draft.sentence.start for draft in drafts] if relevant else []
    centers = centers or [each.sentence.start for each in told if each.policies or each.agencies]
    second = read_words(text, title, centers)
    words = telling_words(text[second.start : second.end], title)
    reason = Reason(rule="words", words=words, weight=round(_log_odds(second.chance), 3))
    joined_score = _joined(score, second.chance)
    if relevant:
        _lean(drafts, second, scale=_rules_scale(text, second))
        return Joined(True, max(0.5, joined_score), drafts, (reason,))
    is_sure = second.chance >= SURE and not is_other
    if is_sure and not drafts:
        drafts = _put_forward(text, told, second, published, resolve_date)
    if is_sure and drafts:
        return Joined(True, max(0.5, joined_score), drafts, (reason,))
    return Joined(False, min(0.49, joined_score), drafts, (reason,))


def _log_odds(chance: float) -> float:
    chance = min(0.995, max(0.005, chance))
    return math.log(chance / (1.0 - chance))


def _joined(score: float, chance: float) -> float:
    total = (1.0 - _SHARE) * _log_odds(score) + _SHARE * _log_odds(chance) * 1.6
    return 1.0 / (1.0 + math.exp(-total))


def _rules_scale(text: str, second: SecondReading) -> float:
    """Return how many times the rules' usual weight they have: in few words grammar tells more than words."""
    words = len(text[second.start : second.end].split())
    return 1.0 + max(0.0, _ENOUGH_WORDS - words) / 10.0


def _lean(drafts: list[Draft], second: SecondReading, *, scale: float) -> None:
    """Let the second reading tip the type and the actor of the likeliest draft."""
    best = max(drafts, key=lambda draft: draft.score)
    rivals = [each for each in drafts if each is not best and each.is_new == best.is_new]
    action_type = _tipped(
        second.leanings["action_type"], best.action_type, [each.action_type for each in rivals],
        _RULES_TYPE * scale,
    )  # fmt: skip
    if action_type != best.action_type:
        twin = next((each for each in rivals if each.action_type == action_type), None)
        share = second.leanings["action_type"][action_type]
        if twin is not None:
            twin.score = best.score + 0.001
            twin.reasons.append(Reason(rule="words: type", words=action_type, weight=round(share, 3)))
        else:
            best.reasons.append(
                Reason(
                    rule="words: type", words=f"{action_type}, not {best.action_type}", weight=round(share, 3)
                )
            )
            best.action_type = cast("ActionType", action_type)
    actor = _tipped(second.leanings["actor"], best.actor, [], _RULES_ACTOR * scale)
    if actor != best.actor:
        share = second.leanings["actor"][actor]
        best.reasons.append(
            Reason(rule="words: actor", words=f"{actor}, not {best.actor}", weight=round(share, 3))
        )
        best.actor_by_words = cast("Actor", actor)


def _tipped(chances: dict[str, float], own: str, rivals: Sequence[str], weight: float) -> str:
    shares = dict(chances)
    shares[own] = shares.get(own, 0.0) + weight
    for each in rivals:
        shares[each] = shares.get(each, 0.0) + weight * _RULES_FURTHER
    return max(shares, key=lambda name: (shares[name], name == own, name))


def _put_forward(
    text: str,
    told: Sequence[SentenceReading],
    second: SecondReading,
    published: str | None,
    resolve_date: ResolveDate,
) -> list[Draft]:
    """Return one draft of the sentence whose words speak most for an act; none where there is no sentence."""
    inside = [each for each in told if second.start <= each.sentence.start < second.end] or list(told)
    if not inside:
        return []
    best = max(inside, key=lambda each: (_sentence_value(each), -each.sentence.start))
    topics = sorted(second.topics, key=lambda name: -second.topics[name])
    chosen = [name for name in topics if second.topics[name] >= _LEAST_TOPIC][:_MOST_TOPICS] or topics[:1]
    act = best.acts[0] if best.acts else None
    start, end = (act.start, act.end) if act is not None else (0, 0)
    at = best.sentence.start
    found = resolve_date(text, best.sentence, at + start, at + end)
    day, raw = found if found is not None else (None, None)
    newness = tell_newness(
        best.words, start, end, published=published, resolved=day, is_news=True, latest_year=None, raw=raw
    )
    return [
        Draft(
            action_type=cast("ActionType", _likeliest(second.leanings["action_type"])),
            actor=cast("Actor", _likeliest(second.leanings["actor"])),
            topics=tuple(cast("Topic", name) for name in chosen),
            direction=cast("Direction", _likeliest(second.leanings["direction"])),
            is_new=newness.is_new,
            sentence=best.sentence,
            act_start=at + start,
            act_end=at + end,
            score=0.3,
            reasons=[Reason(rule=WORDS_ALONE, words=best.words[:80], weight=round(second.chance, 3))],
            action_date=day,
            action_date_raw=raw,
            newness_weight=newness.weight,
        )
    ]


def _sentence_value(reading: SentenceReading) -> float:
    return sentence_weight(reading.words) + 0.3 * bool(reading.acts) + 0.3 * bool(reading.actors)


def _likeliest(chances: dict[str, float]) -> str:
    return max(chances, key=lambda name: (chances[name], name))
