# ruff: noqa: E501 (a pattern stays on one line, so that it can be searched for)
"""Policies told by what people do or stop doing, and which way they point.

"Officers will no longer tell ICE", "agents must wait outside", "fines for cities that get in the way": no
policy is named, so no sign is there to turn; the clause as a whole is the policy, and an act against it
turns it round once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from transforms.candidates.polarity import OPPOSITE
from warehouse.records import Direction

_FEDERAL = r"(?:\bICE\b|\bimmigration\b|\bborder patrol\b|\bfederal (?:agents?|officers?|holds?|hold requests?|detainers?)\b|\bdeportation (?:agents?|officers?)\b|\bagents?\b|\bhomeland security\b|\bdetainers?\b)"
_HELP = (
    r"(?:tell|hold|keep|detain|jail|hand over|turn over|hand|give|share|pass(?: on)?|notify|inform|alert|call|phone|assist|help|aid|join|honor|ask|question|check|gather|collect|record|"
    r"transfer|cooperate|work|team up|act|serve|enter|sign|take part|ride|guard|prolong|stop|house|lodge|rent|deputize|be deputized|be lent|take|accept|admit|let|report|answer|lend|send|open)"
)
_BODIES = r"(?:sheriffs?|jails?|jailers?|cit(?:y|ies)|counties|county|towns?|police|officers?|deput(?:y|ies)|troopers?|chiefs?|departments?|agenc(?:y|ies)|schools?|campuses|universit(?:y|ies)|hospitals?|staff|employees|workers|guards|marshals?|localit(?:y|ies)|governments?|state police|wardens?)"
_BALK = r"(?:sanctuary|(?:gets?|getting|stands?|standing) in the way|balks?|balking|hinders?|hindering|imped(?:e|es|ing)|obstructs?|turn(?:s|ing)? (?:away|down)|refus(?:e|es|ing)|won't|limit(?:s|ing)?|restrict(?:s|ing)?|shield(?:s|ing)?)"
_NOT = r"(?:won't|will not|will no longer|would no longer|may not|may no longer|must not|can't|cannot|can no longer|shall not|shall no longer|should not|are not to|is not to|no longer|not to|stop|stopped|quit|quits|cease to|never)"


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Telling:
    """A way of telling a policy (turned by an act against it) or an act with its policy (never turned)."""

    direction: Direction
    says: str
    pattern: re.Pattern[str]
    is_policy: bool = True


_TELLINGS: tuple[_Telling, ...] = (
    _Telling("limits", "the state can't force", _compiled(
        rf"\b(?:can't|cannot|may not|has no (?:power|right) to|lacks (?:the )?power to) (?:force|make|compel|order|require|conscript|draft)\b (?:[a-z']+ ){{0,3}}?{_BODIES}\b"), is_policy=False),
    _Telling("limits", "money may not be held back", _compiled(
        r"\b(?:government|administration|department|feds|washington|white house|agenc(?:y|ies))\b[^.;]{0,20} (?:can't|cannot|may not|must not) (?:hold back|withhold|cut|strip|deny|freeze|attach|pull|tie)\b"), is_policy=False),
    _Telling("limits", "no room for detention", _compiled(
        rf"\b(?:refus|declin|reject|turn(?:s|ed)? down|vot(?:e|es|ed) down)\w*\b[^.;]{{0,60}}\b(?:leas|rent|sell|sale|hous|lend|bed|cell)\w*\b[^.;]{{0,70}}{_FEDERAL}"), is_policy=False),
    _Telling("limits", "a detention site cited", _compiled(
        rf"{_FEDERAL}[^.;]{{0,90}}\b(?:has |have )?(?:broken?|violat\w+|exceed\w*|overran|overstepped|flout\w*)\b (?:its|the|their|local|city|county|zoning|fire|building|health)\b[^.;]{{0,40}}\b(?:permit|terms|zoning|code|rules?|limits?|approval|license)"
        rf"|\b(?:building|office|site|facility|center|jail|camp|lockup)\b[^.;]{{0,30}}{_FEDERAL}[^.;]{{0,140}}\b(?:doesn't|does not|didn't) (?:allow|permit)\b"), is_policy=False),
    _Telling("expands", "repeal or lose", _compiled(
        r"\b(?:repeal|drop|rescind|change|undo|withdraw)\b(?: [a-z']+){0,4},? or (?:lose|else|face|forfeit)\b|\b(?:days|weeks?|months?) to (?:strike|drop|repeal|rescind|undo|withdraw|scrap)\b"), is_policy=False),
    _Telling("expands", "grants yanked", _compiled(
        r"\b(?:justice department|homeland security|fema|feds|federal (?:government|officials)|(?:trump )?administration)\b(?: [a-z]+){0,3} (?:cut|cuts|yank\w*|pull\w*|cancel\w*|froze|freez\w*|strip\w*|withh\w+|suspend\w*)\b[^.;]{0,50}\b(?:awards?|grants?|money|funds|funding|aid)\b"), is_policy=False),
    _Telling("expands", "may not refuse", _compiled(
        r"\b(?:may|can|could|shall|must|will|would) (?:no longer|not) (?:[a-z]+ or )?(?:turn (?:away|down)|refuse|ignore|limit|restrict|decline|reject|hinder|block|stand in the way)\b")),
    _Telling("expands", "forbidden to refuse", _compiled(
        r"\b(?:forbid|bar|prohibit|ban|stop|prevent|keep)(?:s|ding|ring|ning|ping|ing|red|ned)?\b[^.;]{0,60}\bfrom\b (?:(?!and\b)[a-z'-]+ ){0,6}?(?:ignor|refus|limit|restrict|declin|reject|hinder|turn(?:ing)? (?:away|down))\w*")),
    _Telling("expands", "punished for balking", _compiled(
        rf"\b(?:felony|misdemeanor|crime(?! (?:act|bill|law|lab|victim|control|prevention)\b)|fines?|fined|penalt\w+|prison|guilty|jail time|lawsuits?)\b[^.;]{{0,130}}\b{_BALK}\b|\b(?:who|that|which)\b (?:[a-z]+ ){{0,2}}?{_BALK}\b[^.;]{{0,40}}\b(?:guilty|fined?|felony|misdemeanor|removed|lose|loses)\b")),
    _Telling("expands", "cut for keeping out", _compiled(
        rf"\b(?:cuts?|cutting|threat\w*|los(?:e|es|ing)|strip\w*|fin(?:e|es|ed)|punish\w*|penal\w*|withh\w+|sanction\w*)\b[^.;]{{0,80}}\b(?:if|that|which|who|for|because|when)\b[^.;]{{0,30}}\b(?:(?:keep|kept|bar|block|shut|lock|turn)\w*\b[^.;]{{0,30}}{_FEDERAL}|(?:won't|will not|don't|do not|did not|didn't|decline|refuse)\w*\b [^.;]{{0,40}}{_FEDERAL})")),
    _Telling("expands", "must swear to have no limits", _compiled(
        rf"\bmust (?:certify|show|prove|swear|promise|attest)\b[^.;]{{0,60}}\bno\b[^.;]{{0,90}}\b{_BALK}\b")),
    _Telling("limits", "agents kept away", _compiled(
        rf"\b(?:keep|keeps|kept|keeping)\b [^.;]{{0,40}}{_FEDERAL}[^.;]{{0,60}}\b(?:away|out|off|back|outside|at bay)\b"
        r"|\b(?:agents?|immigration officers?)\b[^.;]{0,20}\b(?:must|to|shall|should|will|have to)?\s?(?:wait|stay|remain)s? (?:outside|out|in the lobby|at the (?:door|desk|gate)|off)\b")),
    _Telling("limits", "shut to agents", _compiled(
        rf"\b(?:shut|shuts|shutting|clos\w+)\b [^.;]{{0,60}}\bto\b (?:[a-z]+ ){{0,2}}?{_FEDERAL}")),
    _Telling("limits", "locked out", _compiled(
        rf"{_FEDERAL}[^.;]{{0,60}}\b(?:are|be|is|were) (?:[a-z]+ )?(?:locked out|off.limits|shut out|walled off)\b"
        rf"|\b(?:forbid|bar|ban|prohibit)\w* (?:any |the |all )?(?:use|access|sharing|search\w*|quer\w+|lookups?)\b[^.;]{{0,50}}{_FEDERAL}")),
    _Telling("limits", "agents cited for masks", _compiled(
        rf"\b(?:cite|ticket|fine|arrest|charge|identify)\w* (?:[a-z]+ ){{0,2}}?{_FEDERAL}[^.;]{{0,60}}\b(?:mask|face|badge|cover)\w*")),
    _Telling("limits", "only when a judge signs", _compiled(
        r"\b(?:only|just|unless|until|except) (?:when |if |where |with |on |after )?(?:[a-z']+ ){0,4}?judge(?:'s)?\b")),
    _Telling("limits", "held to a number", _compiled(
        rf"{_FEDERAL}[^.;]{{0,60}}\bcap(?:s|ped|ping)? (?:them|it|the number|those)\b|\bcap(?:s|ped|ping)? (?:[a-z]+ ){{0,4}}?{_FEDERAL}")),
    _Telling("limits", "not a minute longer", _compiled(
        rf"\b{_NOT}\b (?:[a-z]+ )?(?:keep|hold|detain|jail|prolong)\b[^.;]{{0,60}}\b(?:longer|past|beyond|extra|stop|wait)\b")),
    _Telling("limits", "help stopped", _compiled(
        rf"\b{_NOT}\b (?:be )?(?:[a-z]+ (?:or )?)?{_HELP}(?:ing|d|ed)?\b[^.;]{{0,80}}{_FEDERAL}|\bnot to (?:gather|collect|ask|record|pass on|share)\b[^.;]{{0,60}}\bstatus\b")),
    _Telling("expands", "money for who helps", _compiled(
        rf"\$?[0-9.,]+ ?(?:million|thousand|billion)?\b[^.;]{{0,40}}\b(?:for|to)\b (?:[a-z]+ ){{0,3}}?{_BODIES}\b[^.;]{{0,30}}\b(?:who|that|which|willing to)\b (?:[a-z]+ )?(?:help|join|team up|pitch in|take part|hold|sign)\b")),
    _Telling("expands", "told or let to help", _compiled(
        rf"\b(?:let|lets|letting|allow(?:s|ed|ing)?|authoriz\w+|permit(?:s|ted|ting)?|direct(?:s|ed|ing)?|order(?:s|ed|ing)?|requir(?:e|es|ed|ing)|tell(?:s|ing)?|told|urg(?:e|es|ed|ing)|mak(?:e|es|ing)|forc(?:e|es|ed|ing))\b (?!(?:not|no)\b)(?:(?!(?:not|no|never|only|from|against|who|that)\b)[\w',-]+ ){{0,10}}?{_BODIES}\b (?:(?!(?:not|no|never|only|from|against|who|that)\b)[\w',-]+ ){{0,4}}?{_HELP}\b (?:(?!(?:not|no|judge|judge's|judicial|masked|when)\b)[\w'$,-]+ ){{0,12}}?{_FEDERAL}(?! for (?:credentials|badges?|warrants?|names?|identification|id)\b)")),
    _Telling("expands", "must help", _compiled(
        rf"\b{_BODIES}\b[^.;]{{0,60}}\b(?:must|will have to|has to|have to)\b (?!not\b)(?:[a-z]+ )?(?:ask|tell|hold|honor|join|apply|notify|check|help|hand|share|call)\b[^.;]{{0,60}}{_FEDERAL}")),
)  # fmt: skip

_SUIT = r"sue[sd]?|suing|(?:law)?suits?|challeng\w*|complaint|went to court"
_TURN = re.compile(
    rf"\b(?:(?P<suit>(?:{_SUIT}|asked (?:a |the )?(?:[a-z]+ )?(?:judge|court))\b)|(?P<undo>(?:to|that would have) (?:stop|block|halt|undo|void|overturn|throw out|strike|kill|scrap|end|repeal)\b)"
    r"|(?P<over>overr(?:id|od)\w*)|(?P<veto>veto\w*)"
    r"|(?:repeal|reject|overturn|rescind|defeat|fail|strik|struck|block|oppos|scrap|dismiss|toss|refus|declin|kill|nix|void|lift|undid|undoes|fell|died|dies|terminat|cancel|end(?=s\b|ed\b|ing\b))\w*"
    r"|clos\w* (?:a |the |this |its )?(?:[a-z]+ )?(?:loophole|gap|exception)|threw out|throws out|thrown out|turned (?:back|aside|down)|turns down|voted (?:[0-9-]+ |[A-Za-z]+day )?(?:down|against)|did away with|does away with)",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"[^.;]{0,60}[:,] (?:was )?(?:defeated|failed|rejected|lost|tabled|voted down)\b|[^.;]{0,120}\b(?:failed|fails|died|dies|(?:was|were|is|are|got|gets|been) (?:[a-z]+ )?(?:rejected|defeated|vetoed|repealed|rescinded|revoked|withdrawn|canceled|ended|scrapped|struck down|blocked|tossed|voted down|killed|thrown out)|met (?:[a-z']+ ){0,3}veto|fell short|went down)\b",
    re.IGNORECASE,
)


def told_direction(
    words: str, *, is_against: bool = False, act: tuple[int, int] | None = None
) -> tuple[Direction, str] | None:
    """Return the direction of a policy told as what people do, and how it is told; None where none is.

    `act` is where the sentence's own act stands; `is_against` says that it goes against its policy, and
    counts only where it stands before the policy or in another sentence.
    """
    for telling in _TELLINGS:
        found = telling.pattern.search(words)
        if found is None:
            continue
        if not telling.is_policy:
            return telling.direction, telling.says
        turns = _turns(words, found.start())
        if turns > 2:
            continue
        if turns == 0 and is_against and (act is None or act[1] <= found.start()):
            turns = 1
        if turns == 0 and _AFTER.match(words, found.end()):
            turns = 1
        return (OPPOSITE[telling.direction] if turns == 1 else telling.direction), telling.says
    return None


def _turns(words: str, end: int) -> int:
    turns, asked, overridden = 0, 0, False
    for match in _TURN.finditer(words, 0, end):
        kind = match.lastgroup
        if kind in ("suit", "undo"):
            asked = 1  # "sued to stop" is one turn
        elif kind == "over":
            overridden = True
        elif kind != "veto" or not overridden:
            turns += 1
    return turns + asked
