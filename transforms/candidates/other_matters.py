# ruff: noqa: E501 (a pattern stays on one line, so that it can be searched for)
"""Sentences that only seem to tell an act of local policy: advice, claims, federal business, other subjects.

Each rule looks at one sentence and one act word. A page is never judged here: a fresh act told elsewhere in it
still counts.
"""

from __future__ import annotations

import re
from typing import Final

from transforms.candidates.act_terms import ActTerm
from transforms.candidates.vocabulary import Hit

# Advice: "they ought to cut his budget", "the board should end it, and if it won't…".
_ADVISED: Final = re.compile(
    r"\b(?:should|ought to|had better)(?: (?:also|now|just|simply|at once|not))? $", re.I
)
_ADVISES: Final = re.compile(
    r"\b(?:vot(?:ed|es)|resol\w+|statement|letters?|wrote|opinion|ruled|urg\w+|call(?:s|ed) on|whether|asked|recommend\w*|ordinance|bill|polic(?:y|ies))\b",
    re.I,
)
# What a post, a rumor or a chain message has officials do.
_RUMORED: Final = re.compile(
    r"\b(?:posts?|memes?|rumou?rs?|tweets?|(?:viral|shared|circulating|doctored) (?:videos?|images?|messages?|clips?)|(?:videos?|images?|messages?|clips?|letters?) (?:shared|circulat\w+|passed around|going around|making the rounds)|chain (?:messages?|letters?)|hoax(?:es)?|screenshots?)\b[^.;]{0,70}\b(?:claim\w*|say(?:s|ing)?|said|alleg\w+|assert\w*|that|insist\w*)\b[^.;]*$"
    r"|\b(?:falsely|wrongly) (?:claim\w*|say(?:s|ing)?|said|stat\w+|suggest\w*|report\w*)\b[^.;]*$",
    re.I,
)
_SAID_OF_OTHERS: Final = re.compile(
    r"\b(?:that|which) (?:they|he|she|it|officials|agents|the agency) (?:say|says|said|claim|claims|claimed|alleges?)\b[^,;.]{0,40}$",
    re.I,
)
# What a thing is, told in general: "a hold usually means that…", "in the warrant model they serve papers".
_EXPLAINED: Final = re.compile(
    r"\b(?:generally|usually|typically|normally|commonly|in general|often|broadly) (?:means?|refers? to|describes?|involves?)\b"
    r"|\b(?:the )?(?:terms?|phrases?|words?|label) [^.;]{0,40}\b(?:means?|refers? to|describes?)\b"
    r"|\b(?:in|under) the (?:[a-z-]+ ){1,3}model\b",
    re.I,
)
_FRESH: Final = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|yesterday|tonight|this (?:week|month|morning)|last (?:week|night)|vot(?:ed|es)|announc\w+)\b",
    re.I,
)
# Spoken to the reader: "the inspector will not ask about your papers".
_TO_THE_READER: Final = re.compile(r"\byour?\b", re.I)
# A foreseen suit is none.
_FORESEEN: Final = re.compile(
    r"\b(?:promis\w+|vow(?:s|ed)|predict\w*|foresees?|expects?|fears?|feared) (?:an? |the )?(?:[a-z]+ )?$",
    re.I,
)
_LEFT_OUT: Final = re.compile(
    r"\b(?:is|was|are|were)(?: not|n't) part of the (?:suit|lawsuit|case|bill|order|complaint|challenge)\b",
    re.I,
)
# Names that hold an act word: an agency's branch.
_BRANCH: Final = re.compile(r"\b(?:Homeland Security|Bureau of|Division of|Criminal|Special) $")
# Leaving on foot: from custody or a van, not from a deal.
_ON_FOOT: Final = re.compile(r"walk(?:s|ed|ing)? (?:away|off|out)", re.I)
_FROM_A_DEAL: Final = re.compile(
    r" (?:from|on|of) (?:an?|the|its|their|his|her|that|this|[A-Z][\w.]+'s?|a proposed|talks?|negotiations?)\b(?! (?:[a-z-]+ ){0,2}(?:van|bus|hospital|clinic|crew|camp|yard|plane|fence|farm|guards?|court(?:house|room)?|room|vehicle|car|truck)\b)"
)
# Business between the federal government and a company or a landlord.
_FEDERAL_PAPER: Final = re.compile(
    r"\bfederal (?:[a-z-]+ )?(?:leases?|contracts?|award|procurement)\b|\b(?:leases?|contracts?|awards?|task orders?) (?:with|from|to|by) (?:the )?(?:ICE\b|Immigration and Customs|Homeland Security|Department of Homeland|General Services|immigration (?:service|authorit|agency)|federal government)|\b(?:ICE|the agency|Homeland Security|General Services Administration) (?:has )?(?:award\w*|leas\w+|rent(?:s|ed))\b",
)
_COMPANY: Final = re.compile(
    r"\b(?:landlords?|shares?|stocks?|investors?|analysts|earnings|quarter(?:ly)?|operators?|compan(?:y|ies)|corporation|contractors?|vendors?|firms?|developers?|GEO(?: Group)?|CoreCivic|LaSalle|Palantir|tower|office building|warehouse)\b"
)
_LOCAL_BODY: Final = re.compile(
    r"\b(?:[Cc]ouncil\w*|[Cc]ommission(?:ers?)?|[Ss]upervisors?|[Bb]oards?|[Ss]elect(?:men|board)|[Ss]heriff\w*|[Mm]ayor|[Gg]overnor|[Ll]egislat\w+|[Ll]awmakers|[Tt]rustees|[Jj]udge|[Pp]olice|[Vv]oters|[Tt]he (?:county|city|town|village|state|borough|township)|[Aa]ttorney [Gg]eneral|[Cc]ourt|[Zz]oning)\b|\b(?:County|City|Town|Village) (?:has |had |will )?(?:approv|sign|agree|vot|leas|rent|sold|sell|sue)[a-z]*\b"
)
# A person's death, and who left a room: no bill died, and no deal was left.
_OF_A_PERSON: Final = re.compile(
    r"\b(?:man|woman|detainee|migrant|immigrant|inmate|prisoner|boy|girl|husband|wife|father|mother|brother|sister|councilor|who|he|she|it|the agency)\b[^.;]{0,200}\b(?:hospitals?|hospice|coroner|autopsy|custody|cause|aged?|funeral|cell)\b|\bdie[sd] at \d",
    re.I,
)
_LEFT_A_ROOM: Final = re.compile(
    r" (?:an?|the|his|her|their) (?:[a-z-]+ ){0,3}(?:hearing|court(?:house|room)?|building|house|home|job|church|school|clinic|hospital|store|room|meeting|country|scene)\b"
)
# A crime before a federal court.
_PROSECUTED: Final = re.compile(
    r"\b(?:sentenced|pleaded guilty|pled guilty|convicted|indicted|illegal re-?entry|charged with)\b[^.;]{0,160}\b(?:prison|re-?entry|removal|deport\w+|felon\w*|smuggling|months|years|counts?)\b",
    re.I,
)
# Courts on what the federal government does, with no local rule in it.
_COURT_ON_FEDERAL: Final = re.compile(
    r"\b(?:[Ss]upreme [Cc]ourt|[Dd]istrict [Jj]udge|[Ff]ederal (?:[a-z]+ )?(?:judge|court)|appeals (?:court|panel)|[Jj]ustices)\b[^;]{0,160}"
    r"\b(?:(?:immigration|federal|border) (?:stops?|patrols?|agents?|sweeps?|arrests?|raids?)|deport\w+|removals?|asylum|travel ban|third[- ]countr\w+)\b"
)
_NAMES_LOCAL: Final = re.compile(
    r"\b(?:sheriff\w*|police|city|cities|county|counties|town|village|state(?:'s|s)?|jails?|school|mayor|governor|council\w*|commission\w*|detainers?|287|sanctuary|ordinance|attorney general|CoreCivic|GEO)\b",
    re.I,
)
# Congress, where it is not named: only it deals in federal money for states and cities.
_CONGRESS_BY_DEED: Final = re.compile(
    r"\b(?:House|Senate)\b[^;]{0,120}\b(?:den(?:y|ies)|withhold\w*|bar\w*|cut\w*|strip\w*|block\w*|ban\w*)\b[^;]{0,30}\bfederal (?:funds|funding|grants?|money|aid|dollars)\b"
)
# What men of the administration say of places they do not name.
_FEDERAL_TALK: Final = re.compile(
    r"\b(?:Homan|Noem|Bondi|Bovino|Lyons|Miller|Leavitt|McLaughlin|Vance|(?:[Bb]order )?[Cc]zar|White House|press secretary|Trump|the president|ICE (?:director|spokes\w+|officials?))\b[^.;]{0,80}\b(?:said|says|told|warned|promised|vowed|praised|added|announced)\b"
)
_A_PLACE: Final = re.compile(
    r"\b(?:against|in|of|to|for|with|at|from) (?:the )?(?:City of |State of |County of )?[A-Z][a-z]+"
)

# Other subjects. Where one is the matter of the sentence, an act of it is on no policy of ours.
_OTHER_MATTER: Final = re.compile(
    r"\b(?:(?:noncitizens?|green[- ]card holders?|permanent residents|immigrants|green cards)\b[^.;]{0,60}\bvot(?:e|ing)\b[^.;]{0,30}\b(?:elections?|mayor|council|ballots?|local)"
    r"|cents (?:a|per) minute|(?:phone|call|video[- ]visit)(?:ing)? (?:rates?|fees?|vendor|contract)|commissary|notarios?|unlicensed (?:lawyers?|practice)"
    r"|rezon\w+|rookery|herons?|egrets?|nesting|audubon|waterfowl|wetlands?)\b",
    re.I,
)
# Who may stay: there even the names of agents are no sign of a local policy.
_WHO_MAY_STAY: Final = re.compile(
    r"\b(?:birthright|automatic citizenship|citizenship (?:for|of|to) (?:children|babies|newborns|those|people) born"
    r"|(?:children|babies) born (?:here|in (?:this|the) )|deferred action|temporary protected status"
    r"|(?:brought|came|carried) (?:here|to (?:this|the) [a-z ]{0,20}) as (?:children|minors|toddlers|infants))\b",
    re.I,
)
_LOCAL_POLICY: Final = re.compile(
    r"\b287|\bdetainers?\b|\bcooperat\w*|\bsanctuary\b|\bholds?\b|\b(?:police|sheriff\w*|deput(?:y|ies)|jails?|schools?|city|county|town)\b",
    re.I,
)
_OWN_MATTER: Final = re.compile(
    r"\bICE\b|\b287|\bimmigration (?:enforcement|agents?|officers?|detain\w*|detention|holds?|authorit\w+|status)|\bdetainers?\b|\bcooperat\w*|\bsanctuary (?:city|county|state|law|polic\w+|ordinance|resolution|jurisdiction\w*)|\bdeport\w*|\bBorder Patrol\b|\bHomeland Security\b|\bfederal (?:immigration )?agents\b"
)
# "If our chief won't cooperate": what is only supposed.
_SUPPOSED: Final = re.compile(r"\bif (?!the (?:governor|mayor) signs)[^,;.]{1,45}$", re.I)
_LOCAL_RULE: Final = re.compile(
    r"\b287|\bdetainers?\b|\bordinance|\bpolic(?:y|ies)\b|\b(?:City|County|Town|Village|State) of [A-Z]|\b(?:sued|sues|suit against|letter to|wrote to) [A-Z]|\b(?:Council|Commission|Board|Mayor|Sheriff|Gov\.|Governor)\b"
)
_TO_APPEAR: Final = re.compile(r"notices?", re.I)
_OF_DEALS: Final = frozenset({"sign", "join", "approve", "grant", "end", "propose", "issue", "state"})


def is_of_another_matter(words: str, act: Hit[ActTerm]) -> bool:
    """Return whether the act is advised, rumored, explained, a company's or on another subject altogether."""
    before = words[: act.start]
    family = act.term.family
    if _ADVISED.search(before[-40:]) and not _ADVISES.search(before):
        return True
    if _RUMORED.search(before) or _SAID_OF_OTHERS.search(before):
        return True
    if _EXPLAINED.search(words) and not _FRESH.search(words):
        return True
    if (
        family in ("end", "restrict")
        and act.term.tense in ("bare", "present")
        and _TO_THE_READER.search(words)
        and not _FRESH.search(words)
    ):
        return True
    if family == "end" and act.term.tense == "bare" and _SUPPOSED.search(before[-60:]):
        return True
    if _LEFT_OUT.search(words) or (family == "sue" and _FORESEEN.search(before[-40:])):
        return True
    if _TO_APPEAR.fullmatch(act.words) and words.startswith((" to appear", "s to appear"), act.end):
        return True
    if family == "investigate" and act.words[:1].isupper() and _BRANCH.search(before[-30:]):
        return True
    if _ON_FOOT.match(act.words) and not _FROM_A_DEAL.match(words, act.end):
        # The act's own words may already hold the "from".
        return not re.search(r"\b(?:from|on|of)$", act.words)
    if (
        family in _OF_DEALS
        and _FEDERAL_PAPER.search(words)
        and _COMPANY.search(words)
        and not _LOCAL_BODY.search(words)
    ):
        return True
    if family == "reject" and re.match(r"die[sd]?\b", act.words, re.I) and _OF_A_PERSON.search(words):
        return True
    if re.match(r"lef?t|leav", act.words, re.I) and _LEFT_A_ROOM.match(words, act.end):
        return True
    if _PROSECUTED.search(words) and not _LOCAL_RULE.search(words):
        return True
    if (
        family in ("rule", "issue", "restrict", "reject", "cut")
        and _COURT_ON_FEDERAL.search(words)
        and not _NAMES_LOCAL.search(words)
    ):
        return True
    if family in ("approve", "reject", "propose", "hear", "cut") and _CONGRESS_BY_DEED.search(words):
        return True
    if (
        family in ("sue", "state", "approve", "cut", "issue")
        and _FEDERAL_TALK.search(words)
        and not _LOCAL_RULE.search(words)
        and not _A_PLACE.search(words[act.start :])
    ):
        return True
    if _WHO_MAY_STAY.search(words) and not _LOCAL_POLICY.search(words):
        return True
    return _OTHER_MATTER.search(words) is not None and _OWN_MATTER.search(words) is None
