"""Topics and direction of an act: what its policies are about, and which way its effect points."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from transforms.candidates.reading import PolicyHit, SentenceReading
from warehouse.records import ActionType, Actor, Direction, Topic

_REVERSING: frozenset[ActionType] = frozenset(
    {"rejected", "vetoed", "repealed", "agreement_ended", "lawsuit_filed", "investigation", "discipline"}
)
_COMPELLING = re.compile(
    r"\b(?:asks?|asking|seeks?|seeking|ordering|to (?:make|force|require|compel)|demanding)\b[^.]{0,60}\b(?:make|force|require|compel|order|honor|cooperate|inform)\b",
    re.I,
)
_UNDECIDED = re.compile(
    r"\b(?:postpon\w*|tabled|tabling|deferred|delayed? (?:a |the )?(?:vote|decision)|forum|oversight|update on|discussion|receive (?:a |an )?(?:report|update)|presentation|examining|recommendations for|proposed response)\b",
    re.I,
)
_GENERIC: frozenset[str] = frozenset(
    {
        "help enforcement",
        "share with ICE",
        "city resources",
        "jail access",
        "enforce immigration law",
        "immigration status",
        "federal immigration policy body",
        "use of public property",
    }
)


def choose_topics(
    policies: Sequence[PolicyHit], *, action_type: ActionType, words: str, others: Iterable[PolicyHit] = ()
) -> tuple[Topic, ...]:
    """Return the topics of an act, the surest first, at most four; `others` are policies told elsewhere."""
    weights: dict[Topic, float] = {}
    for share, group in ((1.0, policies), (0.35, others)):
        for policy in group:
            value = policy.strength * share * (0.8 if policy.hit.term.name in _GENERIC else 1.0)
            for topic in policy.hit.term.topics:
                weights[topic] = max(weights.get(topic, 0.0), value) + 0.05 * value
    if action_type in ("lawsuit_filed", "ruling"):
        weights["litigation_funding"] = max(weights.get("litigation_funding", 0.0), 0.5)
    if action_type == "funding" and not {"legal_defense"} & weights.keys():
        weights["litigation_funding"] = max(weights.get("litigation_funding", 0.0), 0.55)
    if action_type in ("discipline", "investigation"):
        weights["discipline_oversight"] = max(weights.get("discipline_oversight", 0.0), 0.6)
        weights["operational_assistance"] = max(weights.get("operational_assistance", 0.0), 0.45)
    if is_call_on_higher(words):
        weights["call_on_higher_government"] = 0.7
    if not weights:
        return ("operational_assistance",)
    best = max(weights.values())
    ranked = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
    return tuple(topic for topic, value in ranked if value >= 0.4 * best)[:4]


_HIGHER = re.compile(
    r"\b(?:call(?:s|ed|ing)? (?:on|upon)|urg(?:e|es|ed|ing)|ask(?:s|ed|ing)?|petition(?:s|ed|ing)?|encourag(?:e|es|ed|ing)|support(?:s|ing)? (?:of |the )?(?:passage|S\.|A\.|H\.R\.|the)|in support of|oppos(?:e|es|ing|ition to)|condemn(?:s|ed|ing)?|denounc(?:e|es|ing))\b"
    r"[^.]{0,120}\b(?:congress|state (?:legislature|lawmakers|senate|assembly)|legislature|governor|general assembly|house of representatives|department of homeland security|dhs|president|federal (?:government|agencies)|municipalities|detention cent(?:er|re)|act\b|senate)",
    re.I,
)


def is_call_on_higher(words: str) -> bool:
    """Return whether the words urge a state, Congress or a federal department to do something."""
    return bool(_HIGHER.search(words))


def tell_direction(
    policies: Sequence[PolicyHit],
    *,
    action_type: ActionType,
    actor: Actor,
    words: str,
    is_borrowed: bool,
    others: Sequence[PolicyHit] = (),
    is_cut: bool = False,
) -> tuple[Direction, float, str]:
    """Return the direction of an act's effect, how clear it is (0 to 1), and the words that decide.

    The sign of each policy in the sentence already counts every word that turns it round; where the policy
    stands in another sentence (`is_borrowed`) the act's own reversal is added here.
    """
    if action_type == "hearing" and _UNDECIDED.search(words):
        return "unclear", 0.6, _UNDECIDED.search(words).group()  # type: ignore[union-attr]
    if action_type == "lawsuit_filed" and actor == "federal":
        return "expands", 0.9, "a federal suit"
    own, own_total, said = _votes(policies)
    if is_borrowed and action_type in _REVERSING:
        own = -own
    votes, total = own, own_total
    if own_total < 0.3 or abs(own) < 0.12 * own_total:
        more, more_total, more_said = _votes(others)
        sign = -1.0 if action_type in _REVERSING or is_cut else 1.0
        votes, total = own + 0.5 * sign * more, own_total + 0.5 * more_total
        said = said or more_said
    if action_type == "lawsuit_filed" and _COMPELLING.search(words):
        votes = -votes
    if total == 0 or abs(votes) < 0.12 * total:
        return "unclear", 0.3, said
    return ("expands" if votes > 0 else "limits"), min(1.0, abs(votes) / total), said


def _votes(policies: Sequence[PolicyHit]) -> tuple[float, float, str]:
    """Return the sum of the policies' signs by their weight, the sum of weights, and the weightiest words."""
    votes = total = heaviest = 0.0
    said = ""
    for policy in policies:
        if policy.hit.term.effect == 0:
            continue
        value = policy.strength * (0.6 if policy.hit.term.name in _GENERIC else 1.0)
        votes += policy.sign * value
        total += value
        if value > heaviest:
            heaviest, said = value, f"{' '.join(policy.turned_by)} {policy.hit.words}".strip()
    return votes, total, said


def strong_policies(readings: Iterable[SentenceReading], least: float = 0.6) -> list[PolicyHit]:
    """Return every policy of the sentences that is surely about immigration policy."""
    return [policy for reading in readings for policy in reading.policies if policy.strength >= least]
