"""Joins the rules' reading of a story with those by words and by meaning: which of them is followed when.

Whether an act is told, whether it is news and which way it points is decided by all together, with weights
fitted on pages new to each. Where the rules have no draft, the likeliest sentence is put forward. A passage
is judged by its own words: nothing elsewhere on a page speaks against an act. Words and meaning also tip the
scale between kinds of act and between actors, and add topics.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, cast

from transforms.candidates.confidence import WORDS_ALONE
from transforms.candidates.drafts import Draft, likeliest_drafts
from transforms.candidates.joining_figures import (
    best_draft,
    chance_of,
    direction_figures,
    newness_figures,
    parts_of,
    relevance_figures,
)
from transforms.candidates.narrative import ResolveDate
from transforms.candidates.newness import tell_newness
from transforms.candidates.reading import SentenceReading
from transforms.candidates.second_reading import (
    LEANINGS,
    WINDOW,
    SecondReading,
    read_words,
    sentence_weight,
    telling_words,
)
from transforms.candidates.third_reading import passage_around, read_meaning
from warehouse.records import ActionType, Actor, Direction, Reason, Topic

# How much the rules' first and further choices weigh against the second reading's chances.
_RULES_TYPE: Final = 0.17
_RULES_ACTOR: Final = 0.2
_RULES_FURTHER: Final = 0.3
_ENOUGH_WORDS: Final = 60
_LEAST_TOPIC: Final = 0.5
_MOST_TOPICS: Final = 3
EVEN: Final = 0.5
_LEAST_ALONE: Final = 0.66
"""What no rule knows for an act must be likelier than two to one."""
_FEW_CHARS: Final = 250
_LEAST_ALONE_IN_FEW: Final = 0.81
"""Of few words the encoder is too sure: there it must be likelier than four to one."""
SURE: Final = SecondReading(1.0, 0.5, 0, 0, {"direction": {"limits": 0.5, "expands": 0.5}}, {})
"""A reading that is certain of an act and knows nothing else."""


@dataclass(frozen=True)
class Joined:
    """The judgement of all readings on one story."""

    relevant: bool
    score: float
    drafts: list[Draft]
    reasons: tuple[Reason, ...]


def join_readings(
    text: str,
    title: str | None,
    readings: Sequence[SentenceReading],
    drafts: list[Draft],
    features: Mapping[str, float],
    *,
    found: bool,
    score: float,
    published: str | None,
    resolve_date: ResolveDate,
) -> Joined:
    """Return the joined judgement; offsets are into `text`.

    `features`, `drafts`, `score` and `found` (is there an act?) are the rules'.
    """
    told = [reading for reading in readings if not reading.is_navigation]
    centers = [draft.sentence.start for draft in drafts]
    centers = centers or [each.sentence.start for each in told if each.policies or each.agencies]
    second = read_words(text, title, centers)
    likely = likeliest_drafts(drafts)
    scale = _rules_scale(text, second)
    most = relevance_figures(features, likely, second, SURE, score=score, scale=scale)
    if not found and chance_of("relevance", most) < EVEN:
        # The encoder costs as much as all the rest: it is not asked where no answer would count.
        figures = {**most, "meaning": 0.0}
        return Joined(False, chance_of("relevance", figures), drafts, _reasons(figures, text, title, second))
    menus = [(each.sentence.start, each.sentence.end) for each in readings if each.is_navigation]
    third = read_meaning(text, title, passage_around(text, _start_of(likely, second)), menus=menus)
    figures = relevance_figures(features, likely, second, third, score=score, scale=scale)
    chance = chance_of("relevance", figures)
    if found and chance < EVEN:
        # What stands around the act may be another matter, as in a packet: the act's own sentence decides.
        second = _read_alone(text, title, likely, second)
        third = read_meaning(text, title, (second.start, second.end))
        figures = relevance_figures(features, likely, second, third, score=score, scale=scale)
        chance = chance_of("relevance", figures)
    reasons = _reasons(figures, text, title, second)
    alone = _LEAST_ALONE if len(text) > _FEW_CHARS else _LEAST_ALONE_IN_FEW
    if chance < (EVEN if drafts else alone):
        return Joined(False, chance, drafts, reasons)
    both = _blended(second, third)
    if not drafts:
        drafts = _put_forward(text, told, both, published, resolve_date)
        return Joined(bool(drafts), chance, drafts, reasons)
    best = best_draft(likely)
    assert best is not None
    newness = chance_of("newness", newness_figures(likely, second, third))
    direction = chance_of("direction", direction_figures(likely, second, third, score=score), rules=scale)
    _settle_newness(likely, best, newness)
    _settle_direction(likely, best, direction)
    _widen_topics(best, both)
    _lean(likely, best, both, scale=scale)
    return Joined(True, chance, drafts, reasons)


def _reasons(
    figures: Mapping[str, float], text: str, title: str | None, second: SecondReading
) -> tuple[Reason, ...]:
    """Return what each figure gave to the chance of an act, the greatest part first."""
    words = telling_words(text[second.start : second.end], title)
    return tuple(
        Reason(
            rule=f"joined:{name}", words=words if name == "words" else f"{figures[name]:.2f}",
            weight=round(part, 3),
        )
        for name, part in parts_of("relevance", figures)
        if round(part, 3)
    )  # fmt: skip


def _start_of(drafts: Sequence[Draft], second: SecondReading) -> int:
    best = best_draft(drafts)
    return best.sentence.start if best is not None else second.start


def _blended(second: SecondReading, third: SecondReading) -> SecondReading:
    """Return what words and encoder together lean to; chance and passage are the words'."""
    leanings = {
        name: {key: (value + third.leanings[name][key]) / 2 for key, value in second.leanings[name].items()}
        for name in LEANINGS
    }
    topics = {key: (value + third.topics[key]) / 2 for key, value in second.topics.items()}
    return replace(second, leanings=leanings, topics=topics)


def _read_alone(
    text: str, title: str | None, drafts: Sequence[Draft], around: SecondReading
) -> SecondReading:
    """Return the second reading of the likeliest of the drafts' sentences, each read by itself."""
    sentences = {draft.sentence.start: draft.sentence for draft in drafts}
    spans = [(start, min(each.end, start + WINDOW)) for start, each in sentences.items()]
    alone = [(read_words(text[start:end], title, []), start, end) for start, end in spans]
    second, start, end = max(alone, key=lambda each: each[0].chance)
    return replace(around, chance=second.chance, news=second.news, start=start, end=end)


def _settle_direction(drafts: Sequence[Draft], best: Draft, chance: float) -> None:
    """Turn the direction of the best draft, and of those that told the same, as all readings together say.

    `chance` is that of `limits`.
    """
    direction: Direction = "limits" if chance >= EVEN else "expands"
    if best.direction in (direction, "unclear"):
        return
    before = best.direction
    for draft in drafts:
        if draft is best or (draft.direction == before and draft.sentence.start == best.sentence.start):
            draft.reasons.append(
                Reason(
                    rule="joined: direction",
                    words=f"{direction}, not {before}",
                    weight=round(max(chance, 1 - chance), 3),
                )
            )
            draft.direction = direction


def _settle_newness(drafts: Sequence[Draft], best: Draft, chance: float) -> None:
    """Take the best draft for news, or all for background, where `chance` of all readings says so."""
    if (chance >= EVEN) == best.is_new:
        return
    told = [best] if chance >= EVEN else [draft for draft in drafts if draft.is_new]
    for draft in told:
        draft.is_new = chance >= EVEN
        draft.reasons.append(
            Reason(
                rule="joined: new", words="news" if draft.is_new else "background", weight=round(chance, 3)
            )
        )


def _widen_topics(draft: Draft, second: SecondReading) -> None:
    """Add what the words are about to what the rules named, likeliest first, up to `_MOST_TOPICS` in all."""
    topics = sorted(second.topics, key=lambda name: -second.topics[name])
    likely = [name for name in topics if second.topics[name] >= _LEAST_TOPIC] or topics[:1]
    room = max(0, _MOST_TOPICS - len(draft.topics))
    draft.topics += tuple(cast("Topic", name) for name in likely if name not in draft.topics)[:room]


def _rules_scale(text: str, second: SecondReading) -> float:
    """Return how many times the rules' usual weight they have: in few words grammar tells more than words."""
    words = len(text[second.start : second.end].split())
    return 1.0 + max(0.0, _ENOUGH_WORDS - words) / 10.0


def _lean(drafts: list[Draft], best: Draft, second: SecondReading, *, scale: float) -> None:
    """Let the second reading tip the type and the actor of the best draft."""
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
    if best.actor == "federal":
        return  # named as such; the words are often those of whom it strikes: a mayor's statement on a suit
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
