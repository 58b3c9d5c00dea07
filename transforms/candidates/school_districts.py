"""School districts, which the gazetteer does not know: named by the text, in the state it speaks of most."""

from __future__ import annotations

import re
from dataclasses import dataclass

from transforms.candidates.gazetteer.context import PageContext
from transforms.candidates.place_words import DISTRICT, UNIFIED
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
    match = DISTRICT.search(text, max(0, sentence[0] - 200), sentence[1])
    unified = UNIFIED.search(text, max(0, sentence[0] - 200), sentence[1]) if match is None else None
    if unified is not None and state is not None:
        label = f"{unified.group(1).removeprefix('The ')} School District, {state}"
        return ResolvedPlace(
            label,
            None,
            None,
            (Reason(rule="school district in sentence", words=label, weight=4.0),),
            (label,),
        )
    if match is None or state is None:
        return None
    if written and page.source is None and written.partition(",")[0] == match.group(1):
        return ResolvedPlace(written, None, None, (), (written,))
    name = re.sub(r"^(?:The|A|At|In|For) ", "", match.group(1))
    label = f"{name}, {state}"
    return ResolvedPlace(
        jurisdiction=label,
        ocd_id=None,
        geoid=None,
        reasons=(Reason(rule="school district in sentence", words=name, weight=4.0),),
        places=(label,),
    )
