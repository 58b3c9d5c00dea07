# ruff: noqa: E501 (a pattern stays on one line, so that it can be searched for)
"""Which words turn a policy's meaning round, and the sign that is left of it.

"Repeal laws that limit cooperation": two turns, so the words favor cooperation again. Words that say one
thing twice ("prohibits or discourages", "a moratorium that stops", "filed suit against") turn it once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from transforms.candidates.context_terms import ContextTerm
from transforms.candidates.policy_terms import PolicyTerm
from transforms.candidates.vocabulary import Hit, compile_expression
from warehouse.records import Direction

OPPOSITE: dict[Direction, Direction] = {"limits": "expands", "expands": "limits", "unclear": "unclear"}

# Where a sentence opens with what went before: "A week after repealing the rule, the council".
OPENING = re.compile(
    r"[^,]{0,20}\b(?:after|amid|despite|although|though|before|following|in response to)\b[^,]*,",
    re.IGNORECASE,
)
_LAW_AGAINST = re.compile(
    r"\b(?:laws?|bills?|rules?|ordinances?|bans?|measures?|act) against$", re.IGNORECASE
)
_NO_ONE = re.compile(r"no [a-z ]{3,60}\b(?:shall|may|will|can)\b", re.IGNORECASE)
_BACK = 150
_BACK_SUIT = 320
_AFTER = 60

# Rules on agents' conduct are turned round only by an attack on the rule, not by what the rule forbids.
_ATTACK = re.compile(
    r"su(?:e|es|ed|ing)|(?:law)?suits?|.*challeng\w*|repeal\w*|veto\w*|reject\w*|overturn\w*|str(?:ike|ikes|uck).*"
    r"|vot\w+ .*|toss.*|thr[eo]w.*|lift.*|dies|died?|is (?:null|dead|finished|no more)|f(?:e|a)lls? .*short|invalid\w*|dismiss\w*|rescind\w*|defeat\w*|enjoin\w*|void\w*"
    r"|unconstitutional|fail(?:s|ed)?|block(?:s|ed)?|against|(?:preliminary )?injunctions?",
    re.IGNORECASE,
)
_CONDUCT = frozenset(
    {
        "agents' masks", "agents' faces", "ICE impersonation", "agents' conduct", "a judge's warrant",
        "immigration raids", "detention practice",
    }
)  # fmt: skip
SUIT = re.compile(
    r"su(?:e|es|ed|ing)|(?:law)?suits?|(?:legal )?challeng\w*|against|accus\w*|overturn\w*|(?:preliminary )?injunctions?",
    re.IGNORECASE,
)
_SUIT_NOUN = re.compile(r"su(?:e|es|ed|ing)|(?:law)?suits?|(?:legal )?challeng\w*", re.IGNORECASE)
_ONLY = re.compile(r"[^.;]{0,60}\bonly (?:if|when|where|with|for|on)\b", re.IGNORECASE)
_JOINED = re.compile(r"\s*(?:,|,?\s*(?:or|and|nor)(?: otherwise| in any way| \w+ly)?)\s*", re.IGNORECASE)
# A noun and the verb that repeats it: "a moratorium that stops", "a ban prohibiting", "limits that bar".
_NOUNS = re.compile(
    r"moratorium|ban|freeze|prohibitions?|limits?|limitations?|restrictions?|exclusion|(?:preliminary |temporary )?injunctions?|restraining order",
    re.IGNORECASE,
)
_REPEATS = re.compile(
    r"\s*(?:,? ?(?:that|which|to)|on|law|rule|order|measure|ordinance|[a-z]+)?\s*(?:that|which|to|would|on)?\s*",
    re.IGNORECASE,
)
# Words that tell an act rather than a rule: where a policy is lent to another sentence they stay behind.
ACT_LIKE = re.compile(
    r"veto\w*|reject\w*|repeal\w*|rescind\w*|end(?:s|ed|ing)?|terminat\w*|cancel\w*|su(?:e|es|ed|ing)"
    r"|(?:law)?suits?|(?:legal )?challeng\w*|against|suspen\w*|disciplin\w*|reprimand\w*|investigat\w*|inquiry"
    r"|prob(?:e|es|ed|ing)|cut.*|strip\w*|vot\w+ .*|str(?:ike|ikes|uck).*|fail\w*|scrap\w*|withdr\w+|refus\w+"
    r"|declin\w+|oppos\w+|condemn\w*|denounc\w*|threat\w*|injunction|enjoin\w*|void\w*|undid|defeat\w*|kill\w*"
    r"|left.*|leav.*|pull.*|opt\w* out|drop\w*|dismantl\w*|discontinu\w*|phas.*|shut.*|w(?:i|ou)nd.*|block\w*|axed?|tear.*"
    r"|laps.*|expir.*|runs? out|ran out|dies|died?|s[iau]nk.*|f(?:e|a)lls? .*short|let.*(?:die|lapse|expire|run out)|is (?:null|dead|finished|no more)|null.*"
    r"|(?:walk|step|back|turn|bow).*|get.*|got.*|bail.*|go(?:es|ing)? out of|part.*ways with|quit.*|do.* away with|did away.*|done with|sever.*|ceas.*|unplug.*"
    r"|to(?:re|rn) up|scuttl.*|torpedo.*|derail.*|thwart.*|quash.*|nix.*|squelch.*|spik.*|spurn.*|rebuff.*|lift.*|eras.*|delet.*|remov.*|toss.*|thr[eo]w.*|sid.* against|annul.*|(?:give|gave|hand|broke|break).*|c(?:ame|omes?) up short|wip.*|yank.*|no more|is gone"
    r"|gut.*|weaken.*|water.*|loosen.*|relax.*|soften.*|undermin.*"
    r"|ditch\w*|strip\w*|freez\w*|froze|undo\w*|revok\w*|rescission|turn.*down|sh(?:oo|o)ts? down",
    re.IGNORECASE,
)
_CONJUNCT = re.compile(
    r"\s[^.;]+\s(?:and|or)\s(?:(?:calls?|urge[sd]?|asks?|demand(?:s|ed)?|direct(?:s|ed)?|order(?:s|ed)?|called|asked)\s[^.;,]{0,40}\s)?(?:to\s)?",
    re.IGNORECASE,
)
_STEM = re.compile(r"[a-z]{3,5}", re.IGNORECASE)
_PASSIVE = compile_expression(
    r"\b(?:is|are|was|were|be|been|being|has|have|had|will|would|shall|may|must|should|can|could|did|does|do|to"
    r"|get|gets|that|which|from|its|it)\b"
)
# What befalls a policy without a passive: "the motion to renew the pact fails".
_BEFALLS = re.compile(
    r"fail(?:s|ed)?|dies|died|off.limits|closed to|c(?:ame|omes?) up short|is gone|no more|laps(?:es|ed)|expir(?:es|ed)|sinks?|sank|ends|ended|f(?:ell|alls?) .*short|goes down|went down"
    r"|runs? out|ran out|is (?:null|dead|finished|no more)|null.*",
    re.IGNORECASE,
)
_OVERRIDE = re.compile(r"\boverr(?:id(?:e|es|ing|den)|ode)\b", re.IGNORECASE)
_VETO = re.compile(r"veto\w*", re.IGNORECASE)
_PARTICIPLE = ("ed", "invalid", "unlawful", "down", "struck", "cut", "void", "unconstitutional", "prohibited")


_BREAKS = (";", " but ", " while ", ", that the ", ", and that ")
# A full stop within what was split as one sentence; short words and initials before it are cut short.
_STOP = re.compile(r"(?:[a-z]{4,}|[)\"\d])\. ")
_REPEALED = re.compile(r"repealed|rescinded|revoked|superseded", re.IGNORECASE)
_IS_REPEALED = re.compile(r"[^.;]{0,160}\b(?:is|are|be) (?:hereby |thereby )?", re.IGNORECASE)


def turning_words(
    words: str, negators: Sequence[Hit[ContextTerm]], policy: Hit[PolicyTerm]
) -> tuple[Hit[ContextTerm], ...]:
    """Return the words of a sentence that turn the policy's meaning, each turn once, in reading order."""
    on_conduct = policy.term.name in _CONDUCT
    turning: list[Hit[ContextTerm]] = []
    overridden = _OVERRIDE.search(words) is not None
    opening = OPENING.match(words)
    for negator in negators:
        if opening is not None and negator.end <= opening.end() <= policy.start:
            continue  # "days after calling the pact void, the council": what went before
        if overridden and _VETO.fullmatch(negator.words):
            continue  # an override takes the veto away; one that fails is turned by its failing
        if on_conduct and (
            not _ATTACK.fullmatch(negator.words)
            or _LAW_AGAINST.search(words, max(0, negator.start - 20), negator.end)
        ):
            continue
        if _is_no_turn(words, negator):
            continue
        if negator.start < policy.end and negator.end > policy.start:
            if negator.words.lower().startswith("violation"):
                continue  # "a civil immigration violation" is a thing
            if policy.term.effect > 0 or _UNDOES.fullmatch(negator.words):
                turning.append(negator)
            continue
        if negator.end <= policy.start:
            reach = (
                _BACK_SUIT if SUIT.fullmatch(negator.words) or _NO_ONE.match(words, negator.start) else _BACK
            )
            between = words[negator.end : policy.start]
            if negator.words.lower() == "no" and ", no " in between:
                continue  # a list of things forbidden: each has its own "no"
            if (
                len(between) <= reach
                and not any(mark in between for mark in _BREAKS)
                and not _STOP.search(between)
            ):
                turning.append(negator)
        elif negator.start - policy.end == 1 and _NOUNS.fullmatch(negator.words):
            turning.append(negator)  # "the sanctuary ban"
        elif _REPEALED.fullmatch(negator.words) and _IS_REPEALED.fullmatch(words, policy.end, negator.start):
            turning.append(negator)  # "Sections 5 to 7, by which ..., are repealed"
        elif negator.start - policy.end <= _AFTER:
            between = words[policy.end : negator.start]
            is_participle = negator.words.lower().endswith(_PARTICIPLE)
            is_passive = (
                bool(_PASSIVE.search(between)) or len(between) < 12 or negator.words.lower() == "prohibited"
            )
            befalls = _BEFALLS.fullmatch(negator.words) is not None
            if (
                (befalls or (is_participle and is_passive))
                and not set(",;") & set(between)
                and " and " not in between
            ):
                turning.append(negator)
    kept: list[Hit[ContextTerm]] = []
    for at, negator in enumerate(turning):
        later = turning[at + 1] if at + 1 < len(turning) else None
        if (
            later is not None
            and later.end <= policy.end
            and _CONJUNCT.fullmatch(words[negator.end : later.start])
        ):
            continue  # "brings back limits on X and keeps ICE out": the limits are another thing's
        if kept and _is_asked(words, kept[-1], negator):
            kept[-1] = negator  # "a suit that would have stopped": what it asks is what it is
        elif not kept or not _says_again(words, kept, negator):
            kept.append(negator)
        elif _JOINED.fullmatch(words, kept[-1].end, negator.start):
            kept[-1] = Hit(kept[-1].start, negator.end, kept[-1].words, kept[-1].term)
    return tuple(kept)


# Within the words of a shield's own name: "ignore the California Values Act".
_UNDOES = re.compile(
    r"(?:repeal|rescind|overturn|veto|scrap|undo|gut|weaken|nullif|revok|dismantl|ignor|defy|defi|flout|challeng|oppos|condemn|reject|kill|defeat"
    r"|cancel|drop|exempt|opt|su(?:e|es|ed|ing)$)\w*(?: .*)?",
    re.IGNORECASE,
)
_DISSENT = re.compile(
    r"\b(?:members?|councilors?|commissioners?|supervisors?|aldermen|alderman|trustees?|one|another|two|three|four|five|six|lone|only|who|those|\d+|speakers?|residents|critics|mayor)"
    r"(?: (?:was|were|had|have|has|stood|voting|voted|who voted|who))? $",
    re.IGNORECASE,
)
_DISSENTED = re.compile(r"oppos(?:ed|ing)|against|vot(?:ed|ing) against|dissent\w*", re.IGNORECASE)
_LESSON = re.compile(r"\b(?:hour|minute|day|training|class|this|city|each|per)[ -]$", re.IGNORECASE)
_OVER = re.compile(r"\b(?:session|meeting|term|year|week|hearing|trial|tenure) $", re.IGNORECASE)
# "Bucks County", "the state fire marshal": names, not acts.
_NAMED = re.compile(
    r"(?-i:Bucks) county|fire (?:marshal|department|chief|district|commission)", re.IGNORECASE
)
_ADVERB = re.compile(r"(?:unlawful|illegal|wrongful|wrong)ly", re.IGNORECASE)
_DONE = re.compile(r" [a-z]+(?:ing|ed|eld|ept|ave|ent)\b", re.IGNORECASE)
_COMPARED = re.compile(
    r"\b(?:check|match|compar|run|ran|screen|cross|search|guard|protect)\w*(?: [a-z'-]+){0,3} $",
    re.IGNORECASE,
)


def _is_no_turn(words: str, negator: Hit[ContextTerm]) -> bool:
    """Return whether the word turns nothing here: "checked against", "in the country unlawfully"."""
    if _ADVERB.fullmatch(negator.words):
        return _DONE.match(words, negator.end) is None
    if _NAMED.match(words, negator.start):
        return True
    before = words[max(0, negator.start - 40) : negator.start]
    if negator.words.lower() == "no" and words[negator.end : negator.end + 1] == ".":
        return True  # "Local Law No. 4"
    if negator.words.lower().startswith("block") and _LESSON.search(before):
        return True  # "a two-hour block on the act"
    if negator.words.lower().startswith("end") and _OVER.search(before):
        return True  # "when the session ended"
    if (
        negator.words.lower() == "not"
        and before.endswith(", ")
        and re.match(r" [a-z]+,", words[negator.end :])
    ):
        return True  # "allowing, not obliging, officers to hold"
    if (
        _DISSENTED.fullmatch(negator.words)
        and _DISSENT.search(before)
        and re.match(r"[,;:.]| and ", words[negator.end :])
    ):
        return True  # "with one member opposed": who lost, not what was done
    return negator.words.lower() == "against" and bool(
        _COMPARED.search(words, max(0, negator.start - 40), negator.start)
    )


_ASKS = re.compile(
    r",? ?(?:[A-Za-z0-9,' -]+ )?(?:to|would|would have|aimed at|seeking|seeks|that|which|and) ", re.IGNORECASE
)
_ABOUT = re.compile(r"\b(?:over|for|against|because|on)\b", re.IGNORECASE)


_POLICY_AGAINST = re.compile(
    r"\b(?:laws?|bills?|rules?|ordinances?|bans?|measures?|act|polic(?:y|ies)|orders?|resolutions?|protections?) $",
    re.IGNORECASE,
)


def is_suit(words: str, negator: Hit[ContextTerm]) -> bool:
    """Return whether the word tells a suit: "sued", "against the county", not "a rule against asking"."""
    if SUIT.fullmatch(negator.words) is None:
        return False
    before = words[max(0, negator.start - 20) : negator.start]
    return negator.words.lower() != "against" or _POLICY_AGAINST.search(before) is None


def _is_asked(words: str, last: Hit[ContextTerm], negator: Hit[ContextTerm]) -> bool:
    between = words[last.end : negator.start]
    return (
        _SUIT_NOUN.fullmatch(last.words) is not None
        and len(between) < 80
        and _ASKS.fullmatch(between) is not None
        and _ABOUT.search(between) is None
        and _A_LAW.search(between) is None
    )


_A_LAW = re.compile(
    r"\b(?:laws?|rules?|ordinances?|bans?|polic(?:y|ies)|acts?|limits?|statutes?|orders?)\b", re.IGNORECASE
)


def _says_again(words: str, kept: Sequence[Hit[ContextTerm]], negator: Hit[ContextTerm]) -> bool:
    last = kept[-1]
    if _JOINED.fullmatch(words, last.end, negator.start):
        return True
    if is_suit(words, negator) and any(is_suit(words, one) for one in kept):
        return True
    if _NOUNS.fullmatch(last.words) and negator.start - last.end <= 25:
        return _REPEATS.fullmatch(words, last.end, negator.start) is not None
    stem = _STEM.match(negator.words)
    same = _STEM.match(last.words)
    return bool(stem and same and stem.group().lower() == same.group().lower() and len(negator.words) > 2)


def sign_of(
    effect: int,
    turning: Sequence[Hit[ContextTerm]],
    *,
    skip: Callable[[Hit[ContextTerm]], bool] | None = None,
) -> int:
    """Return +1 or -1: the effect turned by each word that `skip` does not set aside."""
    sign = effect or 1
    for negator in turning:
        if skip is None or not skip(negator):
            sign = -sign
    return sign


def only_limits(words: str, policy: Hit[PolicyTerm]) -> bool:
    """Return whether an "only if" after the policy narrows it."""
    return _ONLY.match(words, policy.end) is not None
