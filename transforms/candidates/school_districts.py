"""School districts, which the gazetteer does not know: named by the text, in the state it speaks of most."""

from __future__ import annotations

import re
from dataclasses import dataclass

from transforms.candidates.gazetteer.context import PageContext
from transforms.candidates.gazetteer.divisions import fold, load_gazetteer
from transforms.candidates.place_words import BOARD_OF, DISTRICT, DISTRICT_OF, UNIFIED
from warehouse.records import Reason


@dataclass(frozen=True, slots=True)
class ResolvedPlace:
    """Whose policy it is. `places` are all the jurisdictions that the act touches, this one first."""

    jurisdiction: str
    ocd_id: str | None
    geoid: str | None
    reasons: tuple[Reason, ...] = ()
    places: tuple[str, ...] = ()


def school_district(
    text: str, sentence: tuple[int, int], page: PageContext, written: str | None
) -> ResolvedPlace | None:
    """Return the district that a sentence names, in the state that the page speaks of most."""
    state = max(page.states, key=lambda each: (page.states[each], each), default=None)
    if state is None:
        return None
    of = DISTRICT_OF.search(text, max(0, sentence[0] - 200), sentence[1])
    if of is not None:
        return _told(f"School District of {of['name']}, {state}", "school district in sentence")
    match = DISTRICT.search(text, max(0, sentence[0] - 200), sentence[1])
    if match is None:
        unified = UNIFIED.search(text, max(0, sentence[0] - 200), sentence[1])
        if unified is not None:
            name = unified.group(1).removeprefix("The ")
            return _told(f"{name} School District, {state}", "school district in sentence")
        by_board = _by_board(text, sentence, page, state)
        return _told(by_board, "school board in sentence") if by_board is not None else None
    if written and page.source is None and written.partition(",")[0] == match.group(1):
        return ResolvedPlace(written, None, None, (), (written,))
    name = re.sub(r"^(?:The|A|At|In|For) ", "", match.group(1))
    return _told(f"{name}, {state}", "school district in sentence")


def _told(label: str, rule: str) -> ResolvedPlace:
    return ResolvedPlace(label, None, None, (Reason(rule=rule, words=label, weight=4.0),), (label,))


def _by_board(text: str, sentence: tuple[int, int], page: PageContext, state: str) -> str | None:
    """Return the label of the district of a board that is named for no county or place."""
    board = BOARD_OF.search(text, max(0, sentence[0] - 200), sentence[1])
    if board is None:
        return None
    words = re.sub(r"^(?:The|A|At|In|For|On) ", "", board["name"].strip())
    is_division = bool(load_gazetteer().by_name.get(fold(words))) or any(
        each.start < board.end() and board.start() < each.end for each in page.mentions
    )
    # "The State College Area school board" is no board of the borough.
    is_named = words.endswith(" Area") or not is_division
    return f"{words} School District, {state}" if is_named and words not in ("The", "County") else None
