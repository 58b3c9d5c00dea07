"""The words in which mails tell what happened: plain, and acceptable on either side of the question."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from typing import Final

from warehouse.records import ActionType, Actor, Corroboration, Direction, SourceKind, Topic

ACTORS: Final[dict[Actor, str]] = {
    "council": "council",
    "mayor": "mayor",
    "police": "police department",
    "sheriff": "sheriff",
    "county_board": "county board",
    "prosecutor": "prosecutor",
    "state_legislature": "state legislature",
    "governor": "governor",
    "attorney_general": "attorney general",
    "court": "court",
    "federal": "federal government",
    "school_board": "school board",
    "union": "police union",
    "other": "",
}

STAGES: Final[dict[ActionType, tuple[str, str]]] = {
    # With the instrument's number, and without one.
    "introduced": ("introduced {}", "proposed a measure"),
    "hearing": ("is considering {}", "is considering a measure"),
    "adopted": ("adopted {}", "adopted a measure"),
    "amended": ("amended {}", "amended a measure"),
    "rejected": ("rejected or dropped {}", "rejected or dropped a measure"),
    "vetoed": ("vetoed {}", "vetoed a measure"),
    "repealed": ("repealed {}", "repealed a measure"),
    "executive_order": ("issued executive order {}", "issued an executive order"),
    "directive_issued": ("issued directive {}", "issued a directive"),
    "agreement_signed": ("approved or signed an agreement ({})", "approved or signed an agreement"),
    "agreement_ended": ("ended or declined an agreement ({})", "ended or declined an agreement"),
    "investigation": ("opened an investigation ({})", "opened an investigation"),
    "discipline": ("took disciplinary action ({})", "took disciplinary action"),
    "training": ("ordered or began training ({})", "ordered or began training"),
    "lawsuit_filed": ("filed a lawsuit ({})", "filed a lawsuit"),
    "ruling": ("ruled, or a case ended ({})", "ruled, or a case ended"),
    "funding": ("acted on funding ({})", "acted on funding"),
    "statement": ("issued a formal statement ({})", "issued a formal statement"),
}

STAGE_NAMES: Final[dict[ActionType, str]] = {
    "introduced": "introduced",
    "hearing": "hearing or committee",
    "adopted": "adopted",
    "amended": "amended",
    "rejected": "rejected or dropped",
    "vetoed": "vetoed",
    "repealed": "repealed",
    "executive_order": "executive order",
    "directive_issued": "directive issued",
    "agreement_signed": "agreement approved or signed",
    "agreement_ended": "agreement ended or declined",
    "investigation": "investigation",
    "discipline": "discipline",
    "training": "training",
    "lawsuit_filed": "lawsuit filed",
    "ruling": "ruling",
    "funding": "funding",
    "statement": "formal statement",
}

TOPICS: Final[dict[Topic, str]] = {
    "sanctuary_declaration": "sanctuary declaration",
    "detainers_jail": "detainers and jail access",
    "agreement_287g": "287(g) agreement",
    "information_sharing": "information sharing",
    "status_inquiry": "questions about status",
    "operational_assistance": "operational assistance",
    "facility_access": "access to facilities",
    "detention_facility": "detention facilities",
    "agent_identification": "identification of agents",
    "legal_defense": "legal defense",
    "municipal_id": "municipal identity cards",
    "surveillance_data": "surveillance data",
    "discipline_oversight": "discipline and oversight",
    "litigation_funding": "litigation and funding",
    "call_on_higher_government": "call on a higher government",
}

DIRECTIONS: Final[dict[Direction, str]] = {
    "limits": "limits cooperation",
    "expands": "expands cooperation",
    "unclear": "effect unclear",
}

DIRECTIONS_AT_LENGTH: Final[dict[Direction, str]] = {
    "limits": "Limits local cooperation with federal immigration enforcement",
    "expands": "Expands local cooperation with federal immigration enforcement",
    "unclear": "Effect on local cooperation with federal immigration enforcement is not clear from the words",
}

VOUCHERS: Final[dict[Corroboration, str]] = {
    "record": "the body's own record",
    "official_statement": "an official statement",
    "news": "news reports",
}


def stage_words(value: object) -> str:
    """Return the name of a kind of act as it is kept in data, "" where it is none."""
    return {str(name): words for name, words in STAGE_NAMES.items()}.get(str(value), "")


def direction_words(value: object, *, at_length: bool = False) -> str:
    """Return the words for a direction as it is kept in data, those for "unclear" where it is none."""
    known = DIRECTIONS_AT_LENGTH if at_length else DIRECTIONS
    return {str(name): words for name, words in known.items()}.get(str(value), known["unclear"])


SOURCE_KINDS: Final[dict[SourceKind, str]] = {
    "council": "council",
    "city_hall": "city hall",
    "police": "police",
    "sheriff": "sheriff",
    "county": "county",
    "court": "court",
    "state": "state",
    "news": "news",
}

# What a reader cannot see but a program obeys: control characters, directional overrides, surrogates.
_UNSEEN: Final = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff]+"
)
_SURROGATES: Final = re.compile("[\ud800-\udfff]")

# Whom the ids of feed entries name as their maker, whatever address a feed is served from.
FEED_AUTHORITY: Final = "policywatch.invalid,2025"


def day_instant(day: str) -> str:
    """Return the RFC 3339 instant that stands for an ISO day in feeds."""
    return f"{day[:10]}T00:00:00Z"


def one_line(text: str | None) -> str:
    """Return `text` as a single clean line: no control or directional characters, spaces collapsed."""
    if not text:
        return ""
    seen = _SURROGATES.sub("\ufffd", _UNSEEN.sub(" ", text))
    return " ".join(unicodedata.normalize("NFC", seen).split())


def shortened(text: str, limit: int) -> str:
    """Return `text` in at most `limit` characters, cut between words and marked "[…]" where it was cut."""
    if len(text) <= limit:
        return text
    mark = " […]"
    if limit <= len(mark):
        return text[:limit]
    head = text[: limit - len(mark)]
    space = head.rfind(" ")
    if space > limit // 2:
        head = head[:space]
    return head.rstrip(" ,;:-–—") + mark


def spoken_date(value: str | None) -> str | None:
    """Return "April 24, 2025" for an ISO date or time, None where `value` is not one."""
    day = day_of(value)
    return f"{day:%B} {day.day}, {day.year}" if day else None


def day_of(value: str | None) -> date | None:
    """Return the calendar day of an ISO date or time as it was written, None where it is neither."""
    if not value:
        return None
    try:
        return date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value).date()
    except ValueError:
        return None


def what_happened(actor: Actor, action_type: ActionType, instrument: str | None) -> str:
    """Return one clause, as "council adopted Int. 171"."""
    number = shortened(one_line(instrument), 60)
    with_number, without = STAGES[action_type]
    deed = with_number.replace("{}", number) if number else without
    return f"{ACTORS[actor]} {deed}".strip()
