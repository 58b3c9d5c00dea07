# ruff: noqa: E501 (a pattern stays on one line, so that it can be searched for)
"""Which of the eighteen action types an act is, by its verb, its actor and what it was done to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from transforms.candidates.act_terms import Family
from transforms.candidates.reading import PolicyHit
from warehouse.records import ActionType, Actor, Topic

LAW = re.compile(
    r"\b(?:ordinances?|bills?|local laws?|laws?|(?-i:Acts?)|(?:the|this|that|an|same|state|2\d{3}) acts?|resolutions?|legislation|statutes?|code|constitution"
    r"|referendum|charter|ban|measure)\b",
    re.I,
)
AGREEMENT = re.compile(
    r"\b(?:agreements?|contracts?|memorand\w+|mous?|moas?|pacts?|partnerships?|deals?|igsas?|programs?"
    r"|participation|287\s?\(?g)",
    re.I,
)
LETTER = re.compile(
    r"\b(?:letter|statement|press conference|news conference|roundtable|declaration|opinion|warn\w*|wrote"
    r"|memo|voiced?)\b",
    re.I,
)
_MONEY = re.compile(r"\$\s?\d|\b(?:funds?|funding|grants?|budget|million|money|dollars)\b", re.I)
_ORDER = re.compile(r"\bexecutive (?:orders?|directives?|actions?)\b", re.I)
_DIRECTIVE = re.compile(
    r"\b(?:directives?|general orders?|special orders?|polic(?:y|ies)|guidance|guidelines|memos?|procedures?"
    r"|protocols?|training bulletin|rules?|instruct\w*|manual|order(?:s|ed)?)\b",
    re.I,
)
_COMMITTEE = re.compile(
    r"\b(?:sub)?committees?\b|\bcommission on\b|\bpanel\b|\b(?:first|second) reading\b|\bpreliminar\w+\b",
    re.I,
)
_FULL_BODY = re.compile(
    r"\b(?:council|board|house|senate)\b(?! [a-z ]{0,25}(?:sub)?committee)[^.]{0,40}\b(?:passed|approved|adopted|voted)\b",
    re.I,
)
_INTRODUCTION = re.compile(
    r"\bfor introduction\b|\bplans? (?:for|to)\b|\bto (?:draft|take (?:the matter|it|this) up)\b"
    r"|\btake the matter up\b|\btake up\b|\bdirected staff to (?:draft|prepare|write|bring)\b|\bto draft\b",
    re.I,
)
_PROPOSAL = re.compile(
    r"\b(?:drafts?|acts?|bills?|legislation|proposals?|proposed|plans? (?:for|to))\b", re.I
)
_STATED = re.compile(
    r"\b(?:issued|releas\w+|sent|signed|adopted|approved|delivered|wrote|for|in)\b (?:a |an |the |its |his |her )?"
    r"(?:[a-z-]+ )?(?:letter|statement|declaration|proclamation|opinion|(?:formal )?position|response)\b"
    r"|\b(?:letter|declaration|proclamation|position|opinion)\b (?:the [a-z]+ )?(?:was )?(?:adopted|issued|signed|sent|delivered|dated)\b",
    re.I,
)
VOTED_MONEY = re.compile(
    r"\bvot(?:ed|es)\b[^.]{0,25}\$\s?\d|\bvot(?:ed|es)\b[^.]{0,20}\bto (?:take|spend|accept|give|put)\b[^.]{0,12}\$",
    re.I,
)
_GRANTS = re.compile(r"\b(?:grants?|money|funds?|funding|aid)\b|\$\s?\d", re.I)
_CHIEF_ORDER = re.compile(
    r"\b(?:mayor|county executive|executive|governor|gov\.?)(?:'s)?\b[^.;]{0,60}\border\b|\border\b[^.;]{0,60}\b(?:mayor|executive|governor|gov)\b",
    re.I,
)
_SUIT = re.compile(
    r"\b(?:judge|lawsuits?|suits?|sued?|suing|sues|complaint|court|petition|litigation|legal (?:action|challenge)"
    r"|injunction)\b",
    re.I,
)
_LAW_OBJECT = re.compile(
    r"\b(?:pass(?:ed|es)|approv(?:ed|es)|adopt(?:ed|s)|enact(?:ed|s))\b (?:an?|the) (?:[a-z-]+ ){0,2}?(?:bill|law|ordinance|measure|legislation)\b(?![^.;]{0,30}\bauthoriz)",
    re.I,
)
_SIGNED_LAW = re.compile(
    r"\bsign(?:ed|s)\b (?:[a-z]+ ){0,3}?(?:house|senate|assembly|bill|law|act|ordinance|legislation|measure)\b|\bsign(?:ed|s) [SHA]\.?B\.? ?\d",
    re.I,
)
_THREAT_TO_SUE = re.compile(
    r"\b(?:threat\w*|vow\w*|plans?|will|may|could|might|intend\w*)\b (?:[a-z]+ ){0,2}?(?:to )?(?:be )?(?:sued?|file|go to court)\b",
    re.I,
)
_VOTE = re.compile(r"\bvot(?:e|es|ed|ing)\b|\b\d{1,2}[ -](?:to[ -])?\d{1,2}\b|\bunanimous", re.I)
_AGAINST_ONE = re.compile(r"\b(?:resolution|ordinance|bill)\b.{0,60}(?:oppos|condemn|urg|prohibit|ban)", re.I)
_PROMOTION = re.compile(
    r"\b(?:roundtable|press conference|news conference|rally|growing support|event)\b", re.I
)
_DISCIPLINE_WORD = (
    r"(?:suspend(?:ed|s)?|reprimand(?:ed|s)?|disciplin(?:ed|es|e|ary)|fired|terminated|demoted|relieved of"
    r"|placed on|on (?:paid |unpaid |administrative |weeks' )*leave|unpaid leave|leave without pay|reassigned|charged"
    r"|removed|censured|docked|will lose [^.;]{0,20}pay|suspension|lost (?:his|her|their) jobs?|was let go|took [a-z0-9 ]{1,20}days)"
)
DISCIPLINED = re.compile(
    r"\b(?:officers?|deput(?:y|ies)|employees?|troopers?|guards?|sergeant|lieutenant|chief|captain|supervisor|clerk"
    r"|commander|jailer|director|administrator|aide|magistrate|judge|council members?|commissioners?|principal|dispatcher|patrolman)\b"
    rf".{{0,150}}\b{_DISCIPLINE_WORD}"
    rf"|\b{_DISCIPLINE_WORD}.{{0,40}}\b(?:officers?|deput(?:y|ies)|employees?|troopers?|guards?|chief"
    r"|council members?|commissioners?|trooper|sheriff|captain|lieutenant|sergeant|clerk|mayor)\b|\bletter of reprimand\b",
    re.I,
)
# What an act is done to, by the noun nearest to it.
_NOUNS = re.compile(
    r"(?P<agreement>\b(?:agreements?|contracts?|pacts?|deals?|memorand\w+|m[oa]us?|moas?|partnerships?|arrangements?|leases?|igsas?"
    r"|participation|287 ?\(?g\)?)(?!\w))"
    r"|(?P<proposal>\b(?:proposals?|plans?|efforts?|attempts?|bids?|push|motion|request|initiative|proposition|petition)\b)"
    r"|(?P<law>\b(?:ordinances?|bills?|laws?|acts?|resolutions?|legislation|statutes?|measures?|bylaws?|declarations?|proclamations?"
    r"|bans?|moratorium|amendments?|referendum|code|charter|sanctuary status|status)\b)"
    r"|(?P<order>\b(?:executive orders?|directives?|orders?|memos?|guidance|rules?|policy|policies|practices?)\b)"
    r"|(?P<suit>\b(?:lawsuits?|suits?|complaint|case)\b)",
    re.I,
)
_STOPS = re.compile(r"[;:]|\b(?:because|after|while|although|despite|citing|whereas|which|who)\b", re.I)


def object_of(words: str, start: int, end: int) -> str | None:
    """Return what an act at these offsets is done to: `agreement`, `law`, `order`, `proposal` or `suit`; None where not told.

    The first such noun after the act, else the last one before it, in its own clause.
    """
    rest = words[end : end + 110]
    stop = _STOPS.search(rest)
    found = _NOUNS.search(rest if stop is None else rest[: stop.start()])
    if found is None:
        before = [*_NOUNS.finditer(words[max(0, start - 90) : start])]
        found = before[-1] if before else None
    return found.lastgroup if found is not None else None


_SIMPLE: dict[Family, ActionType] = {
    "veto": "vetoed", "repeal": "repealed", "postpone": "hearing", "investigate": "investigation",
    "amend": "amended", "find": "statement", "state": "statement",
}  # fmt: skip
_OFFICES: frozenset[Actor] = frozenset({"governor", "mayor", "attorney_general", "prosecutor"})
_COPS: frozenset[Actor] = frozenset({"police", "sheriff", "prosecutor"})
_BODIES: frozenset[Actor] = frozenset({"council", "county_board", "state_legislature", "school_board"})


_RULED: frozenset[Family] = frozenset({"reject", "approve", "end", "restrict", "repeal", "cut"})
_STOPPED = re.compile(
    r"str(?:uck|ikes|ike) down|reject|block|kill|turn|nix|refus|declin|shot|shoots|void", re.I
)
_BILL = re.compile(r"\b(?:bill|measure|legislation|ordinance)\b", re.I)
_TO_INQUIRE = re.compile(
    r"[^.;,]{0,60}?\b(?:to (?:investigate|look into|probe|audit|examine|find out|demand (?:[a-z']+ ){0,3}(?:records|documents))|an? (?:[a-z-]+ ){0,2}(?:investigation|inquiry|probe|audit)\b)",
    re.I,
)
_TO_END = re.compile(
    r"[^.;]{0,60}?\b(?:to (?:end|cancel|terminate|withdraw|leave|quit|exit|drop|scrap|pull)|takes? [^.;]{0,30} out of|ending|cancell?ing|terminating|withdrawing|leaving|quitting)\b[^.;]{0,60}\b(?:agreements?|contracts?|287|program|pact|deal)",
    re.I,
)
_NEGATED = re.compile(
    r"\b(?:not|never|won't|wouldn't|didn't|against|refus\w*|declin\w*|without|from)\b(?: (?:to|yet|be|by|ever))?(?: [a-z]+)? $",
    re.I,
)
_FORBIDDEN_TO = re.compile(
    r"\b(?:bar|ban|prohibit|forbid|block|prevent|stop|keep)\w*\b[^.;]{0,60}\bfrom (?:[a-z]+ )?$|\bfrom (?:the |a |an )?[a-z]+ $",
    re.I,
)
_FELL = re.compile(
    r"[^.;,]{0,60}\b(?:fails?|failed|dies|died|falls? short|fell (?:[a-z]+ ){0,2}short|(?:is|was|were) (?:defeated|rejected|voted down))\b",
    re.I,
)


def decide_type(
    family: Family,
    *,
    act: str,
    actor: Actor,
    words: str,
    policies: Sequence[PolicyHit],
    families: set[Family],
    span: tuple[int, int] = (0, 0),
) -> ActionType | None:
    """Return the action type, or None where the words make no act of local policy.

    `words` is the sentence, `act` the act words in it at `span`, `families` those of the sentence's other acts.
    """
    done_to = object_of(words, *span)
    topics = {topic for policy in policies for topic in policy.hit.term.topics}
    law, agreement, money = bool(LAW.search(words)), bool(AGREEMENT.search(words)), bool(_MONEY.search(words))
    directive = bool(_DIRECTIVE.search(words))
    said = act.lower()
    if actor == "court" and family in _RULED and not re.search(r"\bcommissioners'? court\b", words, re.I):
        return "ruling"
    stopped = family in ("reject", "rule", "repeal") and _STOPPED.match(said) is not None
    if actor in ("governor", "mayor") and stopped and done_to == "law" and _BILL.search(words):
        return "vetoed"  # a chief executive who strikes down, rejects or blocks a bill
    if (
        family in ("approve", "sign")
        and (agreement or "agreement_287g" in topics)
        and done_to != "law"
        and _TO_END.match(words, span[1])
    ):
        return "agreement_ended"
    if family in ("sign", "join") and (actor in _BODIES or actor == "other") and _FELL.match(words, span[1]):
        return "agreement_ended" if re.match(r"renew|exten|continu", said) else "rejected"
    if family in ("sign", "join", "approve") and _NEGATED.search(words[max(0, span[0] - 40) : span[0]]):
        if _FORBIDDEN_TO.search(words[: span[0]]):
            return None  # "barred counties from signing": the bar is the act
        renewed = re.match(r"renew|extend|extension|continu", said)
        return "agreement_ended" if renewed and done_to != "law" else "rejected"
    if family in ("issue", "call", "approve") and _TO_INQUIRE.match(words, span[1]):
        return "investigation"
    if family in ("issue", "state", "call") and re.match(
        r"[^.;,]{0,60}?\bto (?:cancel|end|terminate|withdraw|quit|leave|not renew|undo|scrap|tear up|rescind|drop)\b",
        words[span[1] :],
        re.I,
    ):
        return "agreement_ended" if agreement or "agreement_287g" in topics else "directive_issued"
    if (
        actor in ("attorney_general", "federal")
        and family in ("repeal", "end", "reject", "amend", "restrict")
        and not agreement
    ):
        return "statement"  # who may only demand it
    if family == "postpone" and re.search(r"\bindefinite", words, re.I):
        return "rejected"
    if family == "approve" and re.match(r"[A-Z .,'()-]*(?:under|in) (?:a|the) settlement\b", words, re.I):
        return "ruling"
    if family == "repeal" and re.match(r"revers|overturn", said) and done_to is None:
        return None
    if family in ("end", "repeal") and done_to == "proposal":
        return "rejected"
    if actor == "union" and family in ("reject", "issue", "state", "call"):
        return "statement"
    if family == "repeal" and done_to == "agreement":
        return "agreement_ended"
    if family == "approve" and said == "reaffirmed" and not (law and actor in _BODIES):
        return None
    if family == "approve":
        near = words[max(0, span[0] - 10) : span[1] + 90]
        return _of_approval(words, near, actor, law, agreement, money, directive, topics, families)
    if family == "state" and said == "memo" and actor in _COPS:
        return "directive_issued"
    if family == "sign":
        if (
            _ORDER.search(words)
            or (actor in ("governor", "mayor") and re.search(r"\bdirective\b", words, re.I))
            or (actor in ("governor", "mayor") and _CHIEF_ORDER.search(words) and not law)
        ):
            return "executive_order"
        if actor in _COPS and directive and not agreement:
            return "directive_issued"
        if _SIGNED_LAW.search(words):
            return "repealed" if re.search(r"\brepeal(?:s|ing)\b", words, re.I) else "adopted"
        if money and "legal_defense" in topics and re.search(r"\bbudget\b", words, re.I):
            return "funding"
        if _STATED.search(words) and not agreement:
            return "statement"
        if law and re.search(r"\brepeal(?:s|ing)\b", words, re.I):
            return "repealed"
        if (
            actor in ("governor", "mayor")
            and law
            and not re.search(r"\bagreement|memorandum|contract\b", words, re.I)
        ):
            return "adopted"
        if actor in ("county_board", "council") and law and not agreement:
            return "adopted"
        return "agreement_signed" if agreement or "agreement_287g" in topics else ("adopted" if law else None)
    if family == "issue":
        return _of_issue(words, said, actor, law, directive)
    if family == "end":
        near = words[max(0, span[0] - 40) : span[1] + 60]
        return _of_ending(words, near, said, actor, agreement and done_to not in ("order", "law"), topics)
    if family == "reject":
        if said.startswith("oppos"):
            return (
                "adopted" if re.search(r"\bresolution\b", words, re.I) and actor in _BODIES else "statement"
            )
        if said == "pulled" and money:
            return "funding"
        bodies = actor in _BODIES or actor in ("other", "mayor", "governor")
        return "rejected" if bodies or _VOTE.search(words) else None
    if family == "discipline":
        return "discipline" if DISCIPLINED.search(words) else None
    if family == "restrict":
        if actor in _COPS:
            return "directive_issued"
        if actor == "mayor":
            return "executive_order"
        return "adopted" if actor in _BODIES or actor == "governor" else None
    if family == "cut":
        if money or re.search(r"\bat risk\b", words, re.I):
            return "funding"
        return "statement" if LETTER.search(words) or "threat" in said or "warn" in said else None
    if family == "grant":
        wanted = {
            "legal_defense",
            "agreement_287g",
            "detention_facility",
            "operational_assistance",
            "municipal_id",
        }
        return "funding" if money and wanted & topics else None
    if family == "call":
        return "statement" if actor not in ("federal", "other") else None
    if family == "train":
        return (
            "training"
            if re.search(
                r"train|roll|refresher|taught|teach|course|class|session|lesson|instruct|certif|brush|sit through",
                said,
            )
            else None
        )
    if (
        family == "hear"
        and said == "referred"
        and not re.search(r"\b(?:committee|commission|panel|council|board|bill|resolution)\b", words, re.I)
    ):
        return None
    if family == "hear":
        return "statement" if actor in _OFFICES and _PROMOTION.search(words) else "hearing"
    if family == "propose":
        unnamed = said in ("filed", "files", "submitted", "submits", "presented", "plans", "wants", "seeks")
        return None if unnamed and not law and actor not in _OFFICES else "introduced"
    if family == "sue":
        if said in ("sue", "be sued", "sues") and _THREAT_TO_SUE.search(words):
            return "statement"
        return "lawsuit_filed" if _SUIT.search(words) else None
    if family == "rule":
        removal = re.search(r"\bimmigration (?:judges?|courts?)\b", words, re.I)
        return "ruling" if actor == "court" and not removal else None
    if family == "join" and re.search(r"widen", said):
        return "amended"
    if (
        family == "join"
        and actor == "attorney_general"
        and re.search(r"\b(?:urg|call|support)\w*\b", words, re.I)
    ):
        return "statement"
    if family == "join" and actor == "state_legislature":
        return (
            "introduced" if re.search(r"\b(?:bill|requirement|proposal|filed)\b", words, re.I) else "adopted"
        )
    if family == "join" and re.search(
        r"\bjoin\w*\b[^.;]{0,60}\b(?:lawsuit|suit|litigation|legal challenge|suing)\b", words, re.I
    ):
        return "lawsuit_filed"
    if family == "join":
        joined = {"agreement_287g", "detention_facility", "operational_assistance", "detainers_jail"}
        if actor in _COPS and not agreement and "detainers_jail" in topics:
            return "directive_issued"
        if re.match(r"joined (?:cities|other|a list|to |towns|counties|states)", words[span[0] :], re.I):
            return "adopted"
        return "agreement_signed" if joined & topics else "adopted"
    if family == "effect":
        if "train" in families:
            return None
        if not (law or agreement or directive):
            return None
        return "directive_issued" if actor in _COPS else "adopted"
    return _SIMPLE.get(family)


def _of_approval(
    words: str, near: str, actor: Actor, law: bool, agreement: bool, money: bool, directive: bool, topics: set[Topic],
    families: set[Family],
) -> ActionType:  # fmt: skip
    signs = re.search(
        r"\b(?:approv\w+|authoriz\w+|ratif\w+|back\w*|endors\w+|ok\w*|recommend\w*)\b[^.;]{0,30}\b(?:agreement|contract|memorandum|mou|moa|pact|partnership)\b",
        words,
        re.I,
    )
    on_law = _LAW_OBJECT.search(words) is not None
    on_agreement = (bool(signs) and not on_law) or (
        not on_law
        and agreement
        and bool({"agreement_287g", "detention_facility", "surveillance_data"} & topics)
    )
    if "repeal" in families and law:
        return "repealed"
    if "train" in families and not law and not agreement:
        return "training"
    if _STATED.search(near):
        return "statement"
    if VOTED_MONEY.search(words) or (
        "$" in near[:30] and re.match(r".{0,70}? \$[0-9,.]+ (?:million )?(?:[A-Z][a-z]+ )?(?:for|to)\b", near)
    ):
        return "funding"
    if _INTRODUCTION.search(words):
        return "introduced"
    if _COMMITTEE.search(words) and not _FULL_BODY.search(words):
        return "hearing"
    if "amend" in families and law:
        return "amended"
    if on_agreement and not _AGAINST_ONE.search(words):
        return "agreement_signed"
    if "legal_defense" in topics and money and not law:
        return "funding"
    if actor in _COPS and directive:
        return "directive_issued"
    return "adopted"


def _of_issue(words: str, said: str, actor: Actor, law: bool, directive: bool) -> ActionType | None:
    if _ORDER.search(words) or _CHIEF_ORDER.search(words):
        return "executive_order"
    if _STATED.search(words) and not re.search(r"\bdirective\b|\bpolicy\b", words, re.I):
        return "statement"
    if DISCIPLINED.search(words):
        return "discipline"
    if _INTRODUCTION.search(words) or (_PROPOSAL.search(words) and actor not in _COPS):
        return "introduced"
    if re.search(r"\bwill (?:submit|propose|seek|ask)\b|\bproposed budget\b", words, re.I):
        return "introduced"
    ordered = re.search(
        r"\b(?:directive|bulletin|order|policy|rule|guidance|guidelines|instructions?)\b", words, re.I
    )
    if (said in ("wrote", "sent") and not ordered) or (LETTER.search(words) and not directive):
        return "statement"
    if actor in ("mayor", "governor") and re.match(r"order|direct|instruct|command|t(?:old|ells?) ", said):
        return "executive_order"
    if actor in _BODIES and re.match(r"chang|revis|updat", said) and directive:
        return "amended"
    if directive or actor in _COPS or actor in _OFFICES:
        return "directive_issued"
    return "adopted" if law and actor in _BODIES else None


def _of_ending(
    words: str, near: str, said: str, actor: Actor, agreement: bool, topics: set[Topic]
) -> ActionType | None:
    if DISCIPLINED.search(words) and (not agreement or said.startswith("suspend")):
        return None
    if _STATED.search(words) and not agreement:
        return "statement"
    if (
        _GRANTS.search(near)
        and not re.search(r"\bcontracts?\b", words, re.I)
        and actor in (*_OFFICES, *_BODIES, "federal")
    ):
        return "funding"
    if agreement or re.search(r"\bflock\b|\bplate\b[^.;]{0,20}\b(?:readers?|cameras?)\b", words, re.I):
        return "agreement_ended"
    if "sanctuary_declaration" in topics and re.search(r"\bsanctuary\b", words, re.I):
        return "repealed"
    if "agreement_287g" in topics:
        return "agreement_ended"
    held = actor == "county_board" and "detention_facility" in topics
    if actor in (*_BODIES, "mayor") and (held or re.search(r"\b(?:database|access to|feed)\b", words, re.I)):
        return "agreement_ended"
    return "directive_issued" if actor in _COPS or actor in _BODIES or actor == "mayor" else None
