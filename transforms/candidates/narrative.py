# ruff: noqa: E501 (a pattern stays on one line, so that it can be searched for)
"""Acts that a story tells: each sentence's events, gathered into drafts of candidates."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from transforms.candidates.drafts import Draft
from transforms.candidates.effects import choose_topics, strong_policies, tell_direction
from transforms.candidates.events import Event, find_events
from transforms.candidates.genres import Genre
from transforms.candidates.newness import tell_newness
from transforms.candidates.reading import SentenceReading
from transforms.candidates.sentences import Sentence
from transforms.candidates.subjects import headline_actor
from warehouse.records import ActionType, Actor, Reason

_YEAR = re.compile(r"\b(?:19[5-9]\d|20[0-4]\d)\b")

ResolveDate = Callable[[str, Sentence, int, int], "tuple[str, str] | None"]

# When two types are told of one sentence, the more telling one stands.
_RANK: dict[ActionType, float] = {
    "lawsuit_filed": 0.12, "ruling": 0.1, "vetoed": 0.12, "rejected": 0.1, "agreement_ended": 0.1,
    "agreement_signed": 0.06, "repealed": 0.1, "executive_order": 0.12, "adopted": 0.08, "discipline": 0.12,
    "investigation": 0.1, "amended": 0.06, "funding": 0.08, "introduced": 0.05, "hearing": 0.02,
    "directive_issued": 0.03, "statement": -0.02, "training": 0.08,
}  # fmt: skip


_KEEPERS: dict[str, Actor] = {
    "council": "council", "county": "county_board", "police": "police", "sheriff": "sheriff", "city_hall": "mayor",
    "court": "court", "court_doj": "court",
}  # fmt: skip


_AGENDA = re.compile(r"\bagenda\b", re.I)
_UNDECIDED_ON_AGENDA: frozenset[ActionType] = frozenset(
    {
        "adopted",
        "rejected",
        "agreement_signed",
        "agreement_ended",
        "amended",
        "repealed",
        "funding",
        "statement",
    }
)


def latest_year(text: str) -> int | None:
    """Return the newest year that the first 20,000 characters name."""
    years = [int(match.group()) for match in _YEAR.finditer(text[:20_000])]
    return max(years, default=None)


def read_narrative(
    text: str,
    readings: Sequence[SentenceReading],
    title: SentenceReading | None,
    genre: Genre,
    *,
    published: str | None,
    source_kind: str | None,
    resolve_date: ResolveDate,
) -> tuple[list[Draft], list[Event]]:
    """Return the drafts of a story, the likeliest first, and all its events."""
    doubtful = genre.is_campaign or genre.is_congress or genre.is_model
    factor = 0.15 if doubtful else (0.6 if genre.is_reference or genre.is_forum else 1.0)
    events = find_events(readings, title, factor=factor, keeper=_KEEPERS.get(source_kind or ""))
    if not events:
        return [], []
    year = latest_year(text)
    is_news = not (
        genre.is_reference or genre.is_opinion or genre.is_standing or genre.is_model or genre.is_campaign
    )
    if source_kind in ("council", "county", "city_hall") and _AGENDA.search(
        f"{title.words if title else ''} {text[:300]}"
    ):
        for event in events:
            if event.act.term.tense in ("bare", "noun") and event.action_type in _UNDECIDED_ON_AGENDA:
                event.action_type = "hearing"  # an item without a result
    titled: dict[ActionType, float] = {}
    for event in events:
        if event.at < 0:
            titled[event.action_type] = max(titled.get(event.action_type, 0.0), event.score)
            # A headline in the present or past tells news, on a page that tells events at all.
            event.freshness = 0.6 if is_news and event.act.term.tense in ("present", "past") else 0.0
    leading = headline_actor(title)
    titled_types = set(titled) | {"statement", "investigation", "funding"}
    groups: dict[tuple[ActionType, bool], list[tuple[float, Event, str | None, str | None, float, str]]] = {}
    for event in events:
        if event.at < 0:
            continue
        reading = readings[event.at]
        start, end = event.act.start, event.act.end
        found = resolve_date(
            text, reading.sentence, reading.sentence.start + start, reading.sentence.start + end
        )
        iso, raw = found if found is not None else (None, None)
        news = tell_newness(
            reading.words, start, end, published=published, resolved=iso, is_news=is_news, latest_year=year,
            is_here=raw is None or raw in reading.sentence.of(text),
            raw=raw,
        )  # fmt: skip
        fresh_day = tell_newness("", 0, 0, published=published, resolved=iso, is_news=False, latest_year=None)
        if raw is not None and not news.is_new and (fresh_day.is_new or raw not in reading.sentence.of(text)):
            iso, raw = None, None  # the day is another act's
        event.freshness = news.weight
        value = event.score + _RANK[event.action_type] + 0.35 * titled.get(event.action_type, 0.0)
        value += 0.28 if event.at == 0 else (0.14 if event.at == 1 else (0.06 if event.at <= 3 else 0.0))
        if event.actor == leading and event.action_type in titled_types:
            value += 0.2
        groups.setdefault((event.action_type, news.is_new), []).append(
            (value, event, iso, raw, news.weight, news.words)
        )
    inquired = any(kind in ("investigation", "discipline") for kind, _ in groups)
    for key in [key for key in groups if key[0] == "statement" and inquired]:
        # "The chief said that it violated policy" is why there is an inquiry, not an act of its own.
        groups[key] = [member for member in groups[key] if member[1].act.term.family != "find"]
        if not groups[key]:
            del groups[key]
    drafts = []
    everywhere = strong_policies(readings) + (strong_policies([title]) if title is not None else [])
    for (kind, is_new), members in groups.items():
        members.sort(key=lambda member: (-member[0], member[1].at, member[1].act.start))
        value, event, iso, raw, weight, news_words = members[0]
        drafts.append(
            _draft(
                text,
                readings,
                title,
                event,
                kind,
                is_new,
                value,
                iso,
                raw,
                weight,
                news_words,
                everywhere,
                members,
            )
        )
    drafts.extend(
        _title_drafts(readings, title, events, titled, {kind for kind, _ in groups}, everywhere, is_news)
    )
    drafts.sort(key=lambda draft: (-draft.score, draft.act_start))
    return drafts, events


def _draft(
    text: str,
    readings: Sequence[SentenceReading],
    title: SentenceReading | None,
    event: Event,
    kind: ActionType,
    is_new: bool,
    value: float,
    iso: str | None,
    raw: str | None,
    weight: float,
    news_words: str,
    everywhere: list,  # type: ignore[type-arg]
    members: list,  # type: ignore[type-arg]
) -> Draft:
    reading = readings[event.at]
    own = [policy for policy in reading.policies if policy.strength >= 0.3]
    is_borrowed = not any(policy in own for policy in event.policies)
    extra = list(event.policies) if is_borrowed else []
    titles = strong_policies([title]) if title is not None else []
    topics = choose_topics(own + extra + titles, action_type=kind, words=reading.words, others=everywhere)
    direction, clear, because = tell_direction(
        [*own, *extra],
        action_type=kind,
        actor=event.actor,
        words=reading.words,
        act=event.act,
        own_policies=own,
        others=[*titles, *everywhere],
        context=f"{title.words if title is not None else ''}. {readings[event.at + 1].words if event.at + 1 < len(readings) else ''}",
        following=readings[event.at + 1].words if event.at + 1 < len(readings) else "",
        headline=titles if title is not None and any(act.term.tense != "noun" for act in title.acts) else (),
    )
    reasons = [Reason(rule=rule, words=words, weight=round(part, 3)) for rule, words, part in event.parts]
    reasons.append(Reason(rule="direction", words=because[:80], weight=round(clear, 3)))
    reasons.append(Reason(rule="newness", words=news_words, weight=round(weight, 3)))
    if iso is None and is_new:
        # Another sentence that tells the same act may give its day: "Two deputies filed on Aug. 7".
        iso, raw = next(((m[2], m[3]) for m in members[1:] if m[2] is not None and m[0] >= 0.5), (None, None))
    further = []
    for member in members[1:]:
        sentence = readings[member[1].at].sentence
        if sentence != reading.sentence and sentence not in further:
            further.append(sentence)
    start = reading.sentence.start
    return Draft(
        action_type=kind, actor=event.actor, topics=topics, direction=direction, is_new=is_new,
        sentence=reading.sentence, act_start=start + event.act.start, act_end=start + event.act.end,
        score=value, further=further[:1], reasons=reasons, action_date=iso, action_date_raw=raw,
        newness_weight=weight,
    )  # fmt: skip


def _title_drafts(
    readings: Sequence[SentenceReading],
    title: SentenceReading | None,
    events: Sequence[Event],
    titled: dict[ActionType, float],
    told: set[ActionType],
    everywhere: list,  # type: ignore[type-arg]
    is_news: bool,
) -> list[Draft]:
    """Return drafts for acts that only the title tells, quoted by the nearest sentence of the text."""
    if title is None or not readings:
        return []
    drafts = []
    for kind, score in titled.items():
        if kind in told or score < 0.4:
            continue
        event = max((e for e in events if e.at < 0 and e.action_type == kind), key=lambda e: e.score)
        nearest = max(range(len(readings)), key=lambda at: (round(min(readings[at].strength, 0.8), 1), -at))
        own = strong_policies([title], 0.3)
        direction, clear, because = tell_direction(
            own,
            action_type=kind,
            actor=event.actor,
            words=title.words,
            act=event.act,
            own_policies=own,
            others=everywhere,
        )
        sentence = readings[nearest].sentence
        reasons = [
            Reason(rule=f"title {rule}", words=words, weight=round(part, 3))
            for rule, words, part in event.parts
        ]
        reasons.append(Reason(rule="direction", words=because[:80], weight=round(clear, 3)))
        drafts.append(
            Draft(
                action_type=kind,
                actor=event.actor,
                direction=direction,
                is_new=is_news,
                topics=choose_topics(own, action_type=kind, words=title.words, others=everywhere),
                sentence=sentence,
                act_start=sentence.start,
                act_end=sentence.start,
                score=score * 0.9 + _RANK[kind],
                reasons=reasons,
                newness_weight=0.2,
            )
        )
    return drafts
