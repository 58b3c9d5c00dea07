# ruff: noqa: E501 (a pattern stays on one line, so that it can be searched for)
"""Place and date of an act: the words of the act's sentence first, then the page, then the source."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from transforms.candidates.dates import find_dates, resolve_action_date
from transforms.candidates.drafts import Draft
from transforms.candidates.instruments import find_instruments
from transforms.candidates.places import resolve_jurisdiction
from transforms.candidates.sentences import Sentence
from warehouse.records import ActionType

# Leanings that tell nothing of a level of government.
_ANYBODY = (None, "other", "union")
_HEAD = 4_000
_WHOLE_DAY = re.compile(r"\d")
_NEAR_REGISTER = (-30, 45)
_DATED = re.compile(
    r"\b(?:adopted|passed|approved|ratified|enacted|signed|issued|executed|dated?|effective|adoption|agenda|minutes|meeting|hearing|reading)\b[^.\n]{0,50}\Z",
    re.I,
)
_DATED_BY: dict[str, re.Pattern[str]] = {
    "adopted": re.compile(
        r"\b(?:adopted|passed|approved|ratified|enacted|adoption|ordained|session)\b[^.\n]{0,50}\Z", re.I
    ),
    "introduced": re.compile(r"\b(?:introduced|first reading|filed|read)\b[^.\n]{0,40}\Z", re.I),
    "hearing": re.compile(r"\b(?:agenda|meeting|hearing|session|minutes)\b[^.\n]{0,50}\Z", re.I),
    "directive_issued": re.compile(r"\b(?:issued|effective|dated?)\b[^.\n]{0,30}\Z", re.I),
    "executive_order": re.compile(r"\b(?:issued|signed|dated?|order|given)\b[^.\n]{0,40}\Z", re.I),
    "agreement_signed": re.compile(r"\b(?:signed|executed|dated?|entered)\b[^.\n]{0,50}\Z", re.I),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Whose policy it is, what other places the act touches, and the instrument's number."""

    name: str | None
    ocd_id: str | None = None
    others: tuple[str, ...] = ()
    instrument: str | None = None


def _day(published: str | None) -> date | None:
    try:
        return date.fromisoformat(published[:10]) if published else None
    except ValueError:
        return None


def resolve_date_of(
    published: str | None, title: str | None
) -> Callable[[str, Sentence, int, int], tuple[str, str] | None]:
    """Return a function that finds the date of the act at the given offsets of a text."""

    def resolve(text: str, sentence: Sentence, start: int, end: int) -> tuple[str, str] | None:
        return resolve_action_date(text=text, span=(start, end), published=published, title=title)

    return resolve


def date_of_instrument(
    text: str, sentence: Sentence, published: str | None, action_type: ActionType | None = None
) -> tuple[str | None, str | None]:
    """Return the day of the act that an instrument records: what its head or foot says, else the register's.

    A day that is told further than `_NEAR_REGISTER` from the register's is some other act's.
    """
    day = _day(published)
    words = _DATED_BY.get(action_type or "", _DATED)
    best: tuple[int, int] | None = None
    chosen: tuple[str, str] | None = None
    foot = max(_HEAD, len(text) - 2_000)
    for start, part in ((0, text[:_HEAD]), (foot, text[foot:])):
        for found in find_dates(part, published=None):
            if found.precision != "day":
                continue
            if day is not None and not _is_near(found.iso, day):
                continue
            before = part[max(0, found.start - 70) : found.start]
            rank = 2 if words.search(before) else 1 if _DATED.search(before) else 0
            if rank == 0 and (day is not None or start > 0):
                continue
            if best is None or rank > best[0]:
                best, chosen = (rank, start + found.start), (found.iso, found.raw)
    if chosen is not None:
        return chosen
    return (published[:10], None) if day is not None and published else (None, None)


def _is_near(iso: str, day: date) -> bool:
    return _NEAR_REGISTER[0] <= (date.fromisoformat(iso) - day).days <= _NEAR_REGISTER[1]


def is_fresh_instrument(text: str, published: str | None, *, kind: str | None = None) -> bool:
    """Return whether a date in the instrument's head or tail stands within two weeks of its publication.

    An item of an agenda is dated by its meeting, and fresh unless it tells another day. A code is never fresh.
    """
    day = _day(published)
    if day is None or kind == "statute":
        return False
    told = False
    for part in (text[:_HEAD], text[-2_000:] if len(text) > _HEAD else ""):
        for found in find_dates(part, published=published):
            if found.precision != "day" or not _WHOLE_DAY.search(found.raw):
                continue
            told = True
            if -14 <= (date.fromisoformat(found.iso) - day).days <= 60:
                return True
    return kind == "agenda_item" and not told


def resolve_place(
    *,
    text: str,
    title: str | None,
    url: str | None,
    source_jurisdiction: str | None,
    draft: Draft,
    is_instrument: bool,
    published: str | None,
) -> Place:
    """Return the jurisdiction of the act.

    An instrument's own record belongs to the body that keeps it. Where the place found is the source's own,
    the source's spelling of it is kept, so that rows of one source join.
    """
    numbers = find_instruments(text[max(0, draft.sentence.start) : draft.sentence.end])
    number = numbers[0].number if numbers else None
    found = resolve_jurisdiction(
        text=text,
        title=title,
        url=url,
        source_jurisdiction=source_jurisdiction,
        span=(draft.act_start, max(draft.act_end, draft.act_start + 1)),
        actor=draft.actor_by_words if draft.actor_by_words not in _ANYBODY else draft.actor,
        action_type=draft.action_type,
        published=published,
    )
    if source_jurisdiction and (
        found is None or is_instrument or _same(found.jurisdiction, source_jurisdiction)
    ):
        ocd_id = (
            found.ocd_id if found is not None and _same(found.jurisdiction, source_jurisdiction) else None
        )
        others = found.places if found is not None else ()
        return Place(source_jurisdiction, ocd_id, others, number)
    if found is None:
        return Place(None, None, (), number)
    return Place(found.jurisdiction, found.ocd_id, found.places, number)


def _same(one: str, other: str) -> bool:
    return _plain_name(one) == _plain_name(other)


def _plain_name(name: str) -> str:
    plain = name.lower().strip()
    state = re.match(r"(.+?) \(state\)(?:, [a-z]{2})?$", plain)
    if state:
        return state.group(1)
    return re.sub(r"^(?:city|town|village|county|borough) of ", "", plain).replace(
        "new york city,", "new york,"
    )
