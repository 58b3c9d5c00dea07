# ruff: noqa: E501 (a pattern stays on one line, so that it can be searched for)
"""Which way an inquiry or a punishment points: by the law that was broken, else by what was done.

Who looks into a breach of a sanctuary law, or punishes help for ICE, limits help; who looks into a breach
of a ban on sanctuary rules, or punishes a refusal, expands it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from transforms.candidates.polarity import sign_of
from transforms.candidates.reading import PolicyHit
from warehouse.records import Actor, Direction

_BREACH = re.compile(
    r"\b(?:violat\w+|br(?:oke|oken|eaks?|eaking|each\w*)|(?:in )?def(?:y|ies|ied|iance)(?: of)?|despite|in spite of|contrary to|flout\w*"
    r"|(?:forbidden|barred|banned|outlawed|prohibited) (?:by|under)|r[ua]n afoul of|afoul of|disobey\w*|against (?=[^,;.]{0,40}\b(?:law|policy|rules?|act|ordinance|order|directive)\b))",
    re.I,
)
_SUED = re.compile(
    r"\b(?:sue[sd]?|suing|(?:law)?suits?|complaints?|petitions?|case|action|charges?|filed|claims?)\b[^.;]{0,60}$",
    re.I,
)
_STATE_LAW_ON = re.compile(r"\b(?:laws?|statute|act) (?:on|about|regarding)\b", re.I)
_MEANS = re.compile(
    r"\b(?:by|when|for|after|in that|through)\b (?:$|[a-z]+ing|the[yirm]+|s?he|officers?|deputies)|[,;]", re.I
)
_WHY = re.compile(
    r"\b(?:for|after|over|whether|into|who|whose|that|because|why|how|on suspicion of|accus\w+ of|alleg\w+|from|at)\b",
    re.I,
)
_FEDERAL = r"(?:ice\b|immigration|border patrol|federal|agents|the feds|deportation|detainers?\b)"
_SHIELDED = re.compile(
    r"\b(?:refus\w*|declin\w+|discourag\w+|hinder\w*|imped\w+|obstruct\w*|thwart\w*|fail(?:s|ed|ing|ure)? to|(?:did|would|will|do|does)(?: not|n't)|won't|never|not (?:to )?(?:hold|honor|help|cooperat|assist|tell|turn)\w*"
    r"|releas(?:e|ed|es|ing)|fre(?:ed|eing)|let(?:s|ting)? [^.;]{0,40}\b(?:go|leave|slip|out|walk|escape|by)\b|walk(?:s|ed|ing)? (?:out|free)|open(?:s|ed|ing)? (?:the |a )?(?:gate|door|cell)|warn(?:s|ed|ing)? (?:immigrants|residents|people|families|migrants|neighbors|defendants|of)"
    r"|(?:tip|tipp|warn|alert|tell|told)(?:s|ed|ing)? (?:an? |the |his |her |their )?(?:[a-z]+ )?(?:famil|immigrant|resident|people|driver|man|woman|suspect|neighbor|relative|worker|defendant)\w*|tipp?(?:s|ed|ing)? off (?!ice|immigration|federal|border)|block(?:s|ed|ing)? (?!(?:the |a )?(?:streets?|roads?|traffic|lane))|obstruct\w*|imped\w+|interfer\w+|hid(?:e|es|ing|den)?\b|harbor\w+|shelter\w+"
    r"|turn(?:s|ed|ing)? away|limit(?:s|ed|ing)?|restrict\w*|stay(?:s|ed|ing)? out|(?:keep(?:s|ing)?|kept) [^.;]{0,40}\b(?:out|waiting|outside|away|from)\b|withh\w+|soft on|sanctuary|(?:told|tell|tells|telling|ordered|advis\w+) [^.;]{0,40}\bnot to\b"
    r"|lawyers? for|(?:deportation|legal) (?:lawyers?|defen[cs]e)|lock(?:s|ed|ing)? (?:the )?(?:doors?|out|agents)|ignor\w+|defi(?:ed|ance)|help(?:s|ed|ing)? [^.;]{0,30}\b(?:elude|evade|escape|avoid|dodge|flee)\b|votes? against"
    r"|limits? on|trust (?:act|order)|welcoming|don't ask|barr?(?:ed|ing|s)|forbid\w*|voted (?:against|down))\b",
    re.I,
)
_HELPED = re.compile(
    rf"\b(?:(?:call|phon|e-?mail|text|alert|notif|tip|inform|tell|contact|messag|assist|help|aid|join|escort|guid|driv|drov|rode|riding|back|answer|respond|feed|host)\w*|told|let(?:ting)?|allow\w*)\b(?: (?!to\b|not\b|for\b)[a-z'-]+){{0,3}}? {_FEDERAL}"
    rf"|\b(?:giv\w+|gave|hand\w*|send\w*|sent|pass\w*|feed\w*|slip\w*) (?:[a-z']+ ){{0,2}}?{_FEDERAL}|\b(?:hand|turn|pass|giv|gave|shar|releas|transfer|deliver|send|sent|leak|open|provid|supply|suppli|forward|mail|email)\w*\b[^.;]{{0,60}}\b(?:to|over|with)\b[^.;]{{0,30}}\b{_FEDERAL}|\btipp?\w* off (?:ice|immigration|federal|border)"
    rf"|\b(?:hold|held|detain|kept|keep|jail|stopp?|arrest|book)\w*\b[^.;]{{0,60}}\b(?:for|on)\b[^.;]{{0,30}}\b{_FEDERAL}|\b(?:cooperat|collaborat|work|coordinat|rid|train|sid|team)\w*\b[^.;]{{0,20}}\bwith\b[^.;]{{0,30}}\b{_FEDERAL}"
    rf"|\b(?:ask|question|check|run|ran|look\w* up|search)\w*\b[^.;]{{0,60}}\b(?:status|papers|born|for {_FEDERAL}|on behalf of)|\b(?:took|take|taking|taken) part\b|\bhelp (?:to|for|of) {_FEDERAL}|\b{_FEDERAL}[^.;]{{0,30}}\b(?:search\w*|access|got (?:in|into|past|beyond)|us(?:ed|ing))",
    re.I,
)  # fmt: skip
_HIGHER: frozenset[Actor] = frozenset({"attorney_general", "governor", "federal", "state_legislature"})


def official_direction(
    words: str, policies: Sequence[PolicyHit], actor: Actor, *, after: int = 0, context: str = ""
) -> tuple[Direction, float, str]:
    """Return the direction of an inquiry or punishment, how clear it is, and the words that decide.

    `after` is where the official act's words end; what was done stands behind them, or else before, or in
    the `context`: headline and next sentence.
    """
    broken = _law_broken(words, policies, actor)
    if broken is not None:
        return broken
    why = _reason(words, after)
    done = done_direction(words[why.start() :]) if why is not None else None
    if done is None:
        done = done_direction(words[after:]) or done_direction(words)
    if done is None and context:
        done = done_direction(context)
    if done is not None:
        return done
    if actor in _HIGHER:
        return "expands", 0.4, "a higher government's inquiry into a locality"
    return "limits", 0.4, "held to a local rule"


def _reason(words: str, after: int) -> re.Match[str] | None:
    """Return where it is told why; "for 60 hours" tells how long."""
    return next(
        (each for each in _WHY.finditer(words, after) if not _HOW_LONG.match(words, each.end())), None
    )


_HOW_LONG = re.compile(
    r" (?:\d+|an?|one|two|three|four|five|six|ten|thirty|several)(?:[ -](?:hour|day|week|month|year)s?)\b",
    re.I,
)


def _law_broken(
    words: str, policies: Sequence[PolicyHit], actor: Actor
) -> tuple[Direction, float, str] | None:
    for breach in _BREACH.finditer(words):
        if breach.group().lower() == "against" and _SUED.search(words[: breach.start()]):
            continue  # "filed suit against the sheriff over a policy"
        for policy in policies:
            hit = policy.hit
            between = words[breach.end() : hit.start]
            is_within = hit.start <= breach.start() and breach.end() <= hit.end
            if (
                (not is_within and not 0 <= hit.start - breach.end() <= 90)
                or _MEANS.search(between)
                or hit.term.effect == 0
            ):
                continue
            if (
                hit.term.effect > 0
                and not policy.turning
                and not re.search(r"\b(?:law|act|ban|rule)\b", between, re.I)
            ):
                continue  # "broke policy and helped ICE": the help is what was done, not the law
            inner = [turn for turn in policy.turning if turn.start >= breach.end()]
            law = sign_of(hit.term.effect, inner)
            if (
                hit.term.name == "sanctuary"
                and not inner
                and actor in _HIGHER
                and _STATE_LAW_ON.search(between)
            ):
                law = -law  # "the state's law on sanctuary cities" is one against them
            return ("expands" if law > 0 else "limits"), 0.8, f"{breach.group()} {hit.words}"
    return None


# "Whose jail does not hold people for ICE": the refusal stands within the words for help.
_REFUSES = re.compile(
    r"[a-z]+ (?:does|do|did|will|would)(?: not|n't) |[a-z]+ (?:won't|refuses|declines) ", re.I
)


def done_direction(words: str) -> tuple[Direction, float, str] | None:
    """Return the direction of an official act against what these words tell was done: help, or none of it."""
    shielded, helped = _SHIELDED.search(words), _HELPED.search(words)
    is_within = shielded is not None and helped is not None and _REFUSES.match(helped.group()) is not None
    if shielded is not None and (helped is None or is_within or shielded.start() <= helped.start()):
        return "expands", 0.7, shielded.group()[:60]
    if helped is not None:
        return "limits", 0.7, helped.group()[:60]
    return None
