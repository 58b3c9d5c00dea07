# ruff: noqa: E501 (a pattern stays on one line, so that it can be searched for)
"""Words that stand for a policy told in another sentence: "Ordinance 2025-31", "the access order", "a revised Policy 413".

"The council adopted Ordinance 2025-31. It takes effect in May. The ordinance says that immigration enforcement is
not the work of city staff": the act stands in one sentence and the policy two further on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from transforms.candidates.policy_terms import PolicyTerm
from transforms.candidates.reading import PolicyHit, SentenceReading
from transforms.candidates.vocabulary import Hit

_NOUN = r"(?:ordinance|resolution|policy|order|directive|rules?|law|statute|measure|bill|agreement|contract|pact|deal|arrangement|partnership|program|memo|moratorium|amendment|legislation|proposal|plan|code)"
# A new thing, or one with a number: what it says is told after it.
_NAMED = re.compile(
    rf"\b(?:a|an|its|his|her|their|the) (?:new|revised|rewritten|updated|amended|draft|proposed|written|one-page|sweeping|emergency|executive|\d+-page) (?:[a-z-]+ ){{0,2}}{_NOUN}\b"
    rf"|\b(?:Ordinance|Resolution|Policy|Order|Directive|Bill|Act|Proposition|Measure|Rule|General Order|Special Order)s? (?:No\. ?)?[A-Z]{{0,2}}-?\d[\w.-]*",
)
# A thing spoken of before: what it says was told above.
_SPOKEN_OF = re.compile(
    rf"\b(?:the|that|this|its|his|her|their) (?:new |city's |county's |[a-z-]+ ){{0,2}}{_NOUN}\b",
    re.IGNORECASE,
)
# A sentence that tells what the thing says.
_TELLS = re.compile(
    rf"\W*(?:it|they|under (?:it|the|that)|among|tucked|the (?:[a-z'-]+ ){{0,2}}{_NOUN}|(?:officers|deputies|agents|police|sheriffs?|jailers|staff|employees|troopers|members|schools?|no (?:city|county|officer|member))\b[^.]{{0,40}}\b(?:will|must|may|shall|can|cannot|won't|would))\b",
    re.IGNORECASE,
)
_RESULT = re.compile(
    r"\W*(?:motion |item |vote:? |so |unanimously )?(?:adopted|approved|passed|carried|carries|failed|fails|tabled|defeated|denied|ordered|moved|ayes?)\b",
    re.IGNORECASE,
)
_RESULT_LENGTH = 90
_LAST = re.compile(r"\S\W*$")
LENT = 0.56
_STRONG = 0.7
_NEAR = 0.5
_FURTHEST = 3


def _told_by(readings: Sequence[SentenceReading], at: int, *, is_named: bool) -> PolicyHit | None:
    """Return the policy that the sentences around tell, the nearest first: after a new name, before an old one."""
    ahead = [each for each in readings[at + 1 : at + 1 + _FURTHEST] if _TELLS.match(each.words)]
    behind = list(readings[max(0, at - 2) : at])[::-1]
    for other in (*ahead, *behind[:1]) if is_named else behind:
        if other.is_navigation:
            continue
        own = [each for each in other.policies if each.strength >= _STRONG and each.hit.term.effect]
        if own:
            return max(own, key=lambda each: each.strength)
    return None


def lend_to_names(readings: Sequence[SentenceReading]) -> list[tuple[SentenceReading, Hit[PolicyTerm]]]:
    """Return the sentences without a policy of their own that name one told near them, with that name as a hit.

    The hit's term has the topics of the policy that is meant and the direction that it had in its own sentence.
    """
    found = []
    for at, reading in enumerate(readings):
        if reading.is_navigation or not reading.acts or reading.strength >= _NEAR:
            continue
        named = _NAMED.search(reading.words)
        match = named or _SPOKEN_OF.search(reading.words)
        if match is None and at and len(reading.words) <= _RESULT_LENGTH and _RESULT.match(reading.words):
            # "Adopted 4-1." after an item: what was adopted is the item.
            named, match = None, _LAST.search(reading.words)
        if match is None:
            continue
        meant = _told_by(readings, at, is_named=named is not None)
        if meant is None:
            continue
        told = meant.hit.term
        term = PolicyTerm(f"named: {told.name}"[:60], told.topics, meant.sign or told.effect, "self", "")
        found.append((reading, Hit(match.start(), match.end(), match.group(), term)))
    return found
