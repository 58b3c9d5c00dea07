"""Whether two reports tell of one action, and how surely: place, act, number, date and topic decide.

Headlines of one event share as little as an eighth of their words, so likeness only settles what the
facts leave open.
"""

from __future__ import annotations

import re

from transforms.actions.nodes import Node

# Topics that go with almost any act tell little of which act it is.
_LOOSE = frozenset({"discipline_oversight", "litigation_funding", "call_on_higher_government"})
_SAME_FIELD = (
    frozenset(
        {
            "sanctuary_declaration",
            "status_inquiry",
            "information_sharing",
            "operational_assistance",
            "detainers_jail",
        }
    ),
    frozenset({"agreement_287g", "detainers_jail", "operational_assistance"}),
    frozenset({"facility_access", "sanctuary_declaration"}),
    frozenset({"detention_facility", "detainers_jail"}),
    frozenset({"surveillance_data", "information_sharing", "operational_assistance"}),
)
# In the order of a measure's life; the same rank twice is the same stage.
_RANK = {"introduced": 0, "hearing": 1, "amended": 2, "adopted": 3, "rejected": 3, "vetoed": 4, "repealed": 5}
_TURNS = frozenset({"rejected", "vetoed", "repealed", "agreement_ended"})
_REPEATED = frozenset({"hearing", "statement", "ruling", "funding", "training", "investigation"})

MEASURE_DAYS = 150
STATE_MEASURE_DAYS = 75
SAME_DAYS = 10
# How long the stages of one action may take, by what it is.
FAMILY_DAYS = {"measure": MEASURE_DAYS, "oversight": 60, "litigation": 400}
UNDATED_DAYS = 21
_YEAR = 400
_YEAR_PART = re.compile(r"\A(?:19|20)\d\d-|-(?:19|20)\d\d\Z")
_LOCAL_KEY = re.compile(r" [a-z]{2}\Z")
# Adopted twice, two months apart, is two acts.
_ONE_ACT_DAYS = 60
# One decision is read as several of these: ending a contract by a vote, an order by resolution.
_DECISIONS = frozenset(
    {"adopted", "directive_issued", "executive_order", "agreement_signed", "agreement_ended", "funding"}
)
# A letter, declaration or opinion on an act is a stage of it; an inquiry, suit or training is its own.
_STATED_ON = frozenset({"measure", "order", "agreement"})
_STATED_DAYS = 14


# What two documents are about within these days in one place, on one subject, is one story.
STORY_DAYS = 4
COURSE_DAYS = 30
_STORY_OVERLAP = 0.4
_ALIKE_UNDATED = 0.15
_STATED_OVERLAP = 0.6
_COURSE = frozenset({"measure", "order", "agreement"})
_MADE = frozenset({"measure", "agreement"})


def likeness(first: frozenset[str], second: frozenset[str]) -> float:
    """Return the shared part of two sets, 0 to 1."""
    return len(first & second) / len(first | second) if first and second else 0.0


def topic_overlap(first: Node, second: Node) -> float:
    """Return 0 to 1: 1 for the same topics, above a half for one in common, less for one field of policy."""
    telling = (first.topics - _LOOSE, second.topics - _LOOSE)
    if not telling[0] or not telling[1]:
        return 0.6 if first.topics & second.topics or first.topics == second.topics else 0.3
    shared = likeness(*telling)
    if shared:
        return 0.5 + shared / 2
    return 0.4 if any(field & telling[0] and field & telling[1] for field in _SAME_FIELD) else 0.0


def _same_number(first: Node, second: Node) -> bool | None:
    """Return whether both name one instrument; None where they name none or different kinds of number."""
    if not first.instrument or not second.instrument:
        return None
    if first.instrument == second.instrument:
        return True
    kinds = (first.instrument.partition(":"), second.instrument.partition(":"))
    if kinds[0][0] != kinds[1][0]:
        return None
    numbers = {kinds[0][2], kinds[1][2]}
    # "Ordinance 2025-31" and "Ordinance 31" are one; "2024-31" and "2025-31" are not.
    bare = {_YEAR_PART.sub("", each) for each in numbers}
    return len(bare) == 1 and bool(bare & numbers)


def _is_aligned(first: Node, second: Node) -> bool:
    """Return whether the directions agree, or differ as a measure and its defeat do."""
    if "unclear" in (first.direction, second.direction):
        return True
    turned = (first.action_type in _TURNS) != (second.action_type in _TURNS)
    return (first.direction == second.direction) != turned


def _apart(first: Node, second: Node) -> int | None:
    if first.when is None or second.when is None:
        return None
    return abs(first.when - second.when)


def is_conflicting(first: Node, second: Node) -> bool:
    """Return whether nothing may make these one action: other places, or other numbers of one kind."""
    if first.action_id and second.action_id:
        return first.action_id != second.action_id
    if first.place and second.place and first.place != second.place:
        mutual = (first.place in second.touched, second.place in first.touched)
        # A county's suit against its state's law is told as the one's or the other's.
        return not (any(mutual) if first.family == second.family == "litigation" else all(mutual))
    number = _same_number(first, second)
    if first.family == second.family == "litigation" and number is None and first.place == second.place:
        # Suits of other counties against one state's law are other suits.
        parties = (first.touched - {first.place}, second.touched - {second.place})
        if parties[0] and parties[1] and not parties[0] & parties[1]:
            return True
    if number is False and first.family == second.family:
        return True
    is_one_act = (
        first.action_type == second.action_type
        and first.action_type not in _REPEATED
        and first.is_main == second.is_main
    )
    apart = _apart(first, second)
    return not number and is_one_act and apart is not None and apart > _ONE_ACT_DAYS


def link_strength(first: Node, second: Node) -> float:
    """Return how surely two reports tell of one action: 0 (do not join) to 1."""
    if is_conflicting(first, second):
        return 0.0
    if first.action_id and first.action_id == second.action_id:
        return 1.0
    apart = _apart(first, second)
    overlap = topic_overlap(first, second)
    # A training or an inquiry that names a resolution is no stage of it.
    is_of_number = first.family == second.family or "oversight" not in (first.family, second.family)
    if is_of_number and _same_number(first, second) and (apart is None or apart <= _YEAR):
        return 0.98 if first.family == second.family else 0.9
    same_document = bool(first.document_ids & second.document_ids)
    if first.place is None or second.place is None:
        return _placeless(first, second, overlap, apart)
    if first.place != second.place and (first.family != "litigation" or second.family != "litigation"):
        return 0.0
    if first.action_type == second.action_type:
        strength = _same_act(first, second, overlap, apart, same_document)
    elif first.family == second.family:
        strength = _same_family(first, second, overlap, apart, same_document)
    else:
        strength = _other_family(first, second, overlap, apart, same_document)
    return strength or (0.0 if same_document else _same_story(first, second, overlap, apart))


def _same_story(first: Node, second: Node, overlap: float, apart: int | None) -> float:
    """What two documents are about, in one place on one subject at one time, is one story however it is read.

    Act and direction are read from the words of one sentence and may differ between two reports of one event;
    place, subject and day seldom do. Decisions that follow within weeks are steps of one course.
    """
    if not (first.is_main and second.is_main) or first.place != second.place or overlap < _STORY_OVERLAP:
        return 0.0
    families = {first.family, second.family}
    is_numbered = bool(first.instrument or second.instrument)
    is_apart = "litigation" in families or ("oversight" in families and families & _MADE)
    if len(families) == 2 and (is_apart or (is_numbered and not families <= _COURSE)):
        # An inquiry, a suit and a numbered measure on one matter are three acts, however near in time.
        return 0.0
    if apart is not None:
        if apart <= STORY_DAYS:
            return 0.34 - 0.02 * apart
        others = {first.family, second.family} - {"statement"}
        if len(others) == 1 and "statement" in (first.family, second.family) and others <= _STATED_ON:
            return 0.24 if apart <= _STATED_DAYS and overlap > _STATED_OVERLAP else 0.0
        is_local = first.place is not None and _LOCAL_KEY.search(first.place) is not None
        is_course = {first.family, second.family} <= _COURSE and is_local and overlap > 0.5
        return 0.26 - 0.1 * apart / COURSE_DAYS if is_course and apart <= COURSE_DAYS else 0.0
    alike = likeness(first.words, second.words)
    if not _is_aligned(first, second) and alike < _ALIKE_UNDATED:
        return 0.0
    return 0.2 + alike / 10 if overlap > 0.5 or alike >= 0.1 else 0.0


def _placeless(first: Node, second: Node, overlap: float, apart: int | None) -> float:
    alike = likeness(first.words, second.words)
    is_near = apart is not None and apart <= 4
    is_one = first.action_type == second.action_type and overlap >= 0.5 and _is_aligned(first, second)
    return 0.5 + alike / 3 if is_near and is_one and alike >= 0.4 else 0.0


def _same_act(first: Node, second: Node, overlap: float, apart: int | None, same_document: bool) -> float:
    if overlap < 0.4:
        return 0.0
    if not _is_aligned(first, second):
        # One day, place and act, told in two lights: kept together as a conflict of its reports.
        days = SAME_DAYS if first.action_type == "lawsuit_filed" else 2
        is_told_once = first.action_type not in _REPEATED or (first.actor == second.actor and overlap >= 0.75)
        is_same_day = is_told_once and apart is not None and apart <= days
        return 0.55 if is_same_day and not same_document and overlap >= 0.5 else 0.0
    bonus = (first.actor == second.actor) * 0.05 + (overlap - 0.4) / 6
    if apart is not None:
        both_told = first.day is not None and second.day is not None
        window = SAME_DAYS if both_told else UNDATED_DAYS
        if both_told and first.action_type in _REPEATED:
            window = 4
        if apart > window:
            return 0.0
        return 0.85 - 0.2 * apart / window + bonus
    if same_document:
        return 0.8 + bonus
    # One of them is undated: background of the same act, or a page without a date.
    alike = likeness(first.words, second.words)
    if (overlap < 0.6 and alike < 0.3) or (first.words and second.words and alike < 0.05):
        return 0.0
    dated = first if first.when is not None else second
    other = second if dated is first else first
    if dated.when is not None and other.seen is not None and dated.when > other.seen + SAME_DAYS:
        return 0.0
    return 0.5 + bonus


def _same_family(first: Node, second: Node, overlap: float, apart: int | None, same_document: bool) -> float:
    # What a court rules may be the other way than the suit asked.
    if overlap < 0.5 or not (first.family == "litigation" or _is_aligned(first, second)):
        return 0.0
    if first.family == "measure":
        return _same_measure(first, second, overlap, apart)
    window = FAMILY_DAYS.get(first.family, SAME_DAYS)
    if first.family == "agreement" or (same_document and first.family != "litigation"):
        return 0.0
    if apart is None:
        return 0.45 if first.family == "order" and overlap >= 0.7 else 0.0
    return 0.6 - 0.1 * apart / window + overlap / 20 if apart <= window else 0.0


def _same_measure(first: Node, second: Node, overlap: float, apart: int | None) -> float:
    early, late = sorted((first, second), key=lambda each: _RANK[each.action_type])
    if late.action_type in ("repealed", "amended") and early.action_type in ("adopted", "amended"):
        return 0.0
    if apart is None:
        return 0.45 + overlap / 20 if overlap >= 0.7 and first.is_new == second.is_new else 0.0
    is_override = late.action_type == "vetoed" and early.action_type == "adopted"
    if early.day is not None and late.day is not None and early.day > late.day and not is_override:
        return 0.0
    # A state has many bills at once: without a number their stages must follow closer.
    is_state = first.place is not None and not _LOCAL_KEY.search(first.place)
    if apart > (STATE_MEASURE_DAYS if is_state else MEASURE_DAYS):
        return 0.0
    return 0.7 - 0.15 * apart / MEASURE_DAYS + (overlap - 0.5) / 5


def _other_family(first: Node, second: Node, overlap: float, apart: int | None, same_document: bool) -> float:
    """Two readings of one event, or a statement on a measure just before or after it."""
    if overlap < 0.7 or first.is_new != second.is_new:
        return 0.0
    is_one_way = first.direction == second.direction or "unclear" in (first.direction, second.direction)
    alike = likeness(first.words, second.words)
    if {first.action_type, second.action_type} <= _DECISIONS and is_one_way and first.actor == second.actor:
        return 0.6 if apart is not None and apart <= (0 if same_document else 2) else 0.0
    if same_document or not first.is_new:
        return 0.0
    if "statement" in (first.family, second.family):
        other = second if first.family == "statement" else first
        if other.family not in _STATED_ON or overlap < 0.75:
            return 0.0
        if apart is None:
            return 0.35 if alike >= 0.1 else 0.0
        return 0.42 - 0.1 * apart / _STATED_DAYS if apart <= _STATED_DAYS else 0.0
    is_one_event = apart is not None and apart <= 3 and first.actor == second.actor and is_one_way
    return 0.4 + alike / 3 if is_one_event and alike >= 0.25 else 0.0
