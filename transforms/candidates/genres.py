# ruff: noqa: E501 (a pattern stays on one line, so that it can be searched for)
"""What kind of page a text is: the body's own instrument, a story, an opinion, a reference work, a campaign's.

Genre never decides alone whether a page holds an action; it says how its sentences are to be taken: the
text of an ordinance is itself the act, an encyclopedia's sentences are never fresh.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from warehouse.records import ActionType

InstrumentKind = Literal[
    "agreement", "statute", "manual", "executive_order", "resolution", "ordinance", "bill", "agenda_item",
    "opinion_of_court",
]  # fmt: skip

_HEAD = 3_000
_TAIL = 4_000

_INSTRUMENTS: tuple[tuple[InstrumentKind, re.Pattern[str]], ...] = (
    ("agreement", re.compile(r"\bMEMORANDUM OF (?:AGREEMENT|UNDERSTANDING)\b|\bThis (?:Memorandum of Agreement|Agreement|MOA) (?:\(MOA\) )?(?:constitutes|is (?:made|entered))|\bINTERGOVERNMENTAL SERVICES? AGREEMENT\b")),
    ("executive_order", re.compile(r"^\s*EXECUTIVE ORDER\s+(?:No\.?|NUMBER|\d)|\bExecutive Order No\.|\bBy virtue of the (?:power|authority) vested in me\b|\bit is hereby ordered\b|\bEXECUTIVE DIRECTIVE\b|\bBy the powers of my office\b", re.I | re.M)),
    ("opinion_of_court", re.compile(r"\bDOCKET NO\.|\bPER CURIAM\b|\bNOT FOR PUBLICATION\b|\bPlaintiffs?-(?:Appell|Respond)|\bSUPERIOR COURT OF\b|UNITED STATES DISTRICT COURT")),
    ("manual", re.compile(r"\bPOLICY MANUAL\b|\bPolicy Manual\b|\bGENERAL ORDERS?\b|\bSPECIAL ORDER\b|\bCHIEF'S ORDER\b|\bChief's Order\b|\bNo member shall\b|\bDIRECTIVE:|\b\d{3}\.\d+(?:\.\d+)? (?:PURPOSE|POLICY|Purpose|Policy)|\b(?:STANDARD OPERATING PROCEDURES?|DEPARTMENTAL DIRECTIVE|TRAINING BULLETIN|OPERATIONS ORDER|Standard Operating Procedure|Departmental Directive|Training Bulletin|Operations Order)\b|\bI\.\s*PURPOSE\b|\bPURPOSE:\s|\bPolicy: [A-Z][a-z]+s? shall\b|\bMembers shall\b|\bProcedure: 1\.|\bmembers? of (?:the|this) (?:Department|Office) shall\b")),
    ("ordinance", re.compile(r"\bORDINANCE\s+(?:NO\.?|NUMBER)|\bAN ORDINANCE\b|\bA LOCAL LAW\b|\bA Local Law\b|\bBE IT ORDAINED\b|\bOrdinance (?:imposing|amending|establishing|prohibiting|relating|approving|authorizing)\b|\bAn Ordinance\b")),
    ("bill", re.compile(r"\b(?:HOUSE|SENATE|ASSEMBLY) BILL\b|\b(?:Be it|BE IT) enacted\b|\bBE IT ENACTED\b|\bAN ACT\b|\bAct to\b|\bINTRODUCED BY\b|\b(?:GENERAL ASSEMBLY|REGULAR SESSION)\b")),
    ("resolution", re.compile(r"\bRESOLUTION\s+(?:NO\.?|NUMBER)|\b(?:PROPOSED |JOINT |CONCURRENT )?RESOLUTION\b|\bResolution (?:calling|urging|condemning|affirming|authorizing|supporting|opposing|declaring|in support|in opposition|denouncing|expressing|recognizing|prohibiting|establishing|approving|directing|reaffirming)\b|\bA resolution \w+ing\b|\bBE IT RESOLVED\b|\bResolved,? [Tt]hat\b")),
    ("statute", re.compile(r"\bHistory\.-?|\b(?:statutes?|Stat\.|Code Ann\.|RCW|RSMo|C\.R\.S\.|Acts \d{4}|Gen\. Stat\.|Government Code|Penal Code) ?(?:§|[Ss]ection)?\s*\d|§\s?\d+[-.]\d+|^\s*(?:Sec(?:tion)?\.?|§)\s*\d+[-.]\d+", re.M)),
    ("agenda_item", re.compile(r"\bAgenda [Ii]tem\b|\bFile #:|\bFile (?:No|Number)\b|\bOn agenda:|\bRecommended Action\b|\bRECOMMENDATION:|\bMeeting [Dd]ate:|\bMeeting of \d{4}-\d{2}-\d{2}")),
)  # fmt: skip
_WHEREAS = re.compile(r"\bwhereas\b", re.I)

_OPINION = re.compile(
    r"\bletters? to the editor\b|\(letter\)|^\s*(?:Dear )?Editor[,:]|\bop-?ed\b|^Opinion\b|\bguest (?:column|essay|commentary)\b|/opinion/|/letters|\beditorial board\b|^Editorial\b|\A\s*Dear [A-Z]",
    re.I | re.M,
)
_REFERENCE = re.compile(
    r"\bwiki(?:pedia|\b)|\bhandwiki\b|\bencyclopedia\b|/wiki/|\bglossary\b|\bfrequently asked questions\b|\bFAQ\b|^\s*1\. What (?:is|are)\b|\bexplained\b|\bexplainer\b|\bfact sheet\b|^\s*What (?:is|are|does|do) (?:an? |the )?(?:287|sanctuary|(?:immigration |ICE )?detainers?|ICE\b)|\bhow (?:detainers|287\(g\)|sanctuary) |\bWIKI definition\b",
    re.I | re.M,
)
_EXPLAINS = re.compile(
    r"^\s*(?:What|How|Does|Do|Can|Is|Are|Why)\b[^?\n]{0,90}(?:\b(?:says?|works?|means?|may ask|can do|to know)\b|\?)|\bhere'?s (?:why|what|how)\b",
    re.I,
)
_CAMPAIGN = re.compile(
    r"\bcandidates?\b|\b(?:enters?|joins?|in|into|quits?|leaves) (?:the )?(?:sheriff'?s?|mayoral|governor'?s?|crowded|primary)? ?race\b|\b(?:run|runs|running|bid) for (?:sheriff|mayor|governor|office|county|council)\b|\bhopefuls\b|\bcontenders\b|\bgubernatorial\b|\bcampaign (?:site|trail|ad)\b|\bdebate[sd]?\b|\bquestionnaire\b|\bLeague of Women Voters\b|\bif elected\b|\bprimary\b",
    re.I,
)
_CONGRESS = re.compile(
    r"\b(?:House|Senate) Hearing\b|\bSUBCOMMITTEE ON IMMIGRATION\b|\b(?:U\.S\. |US )House (?:Immigration|Judiciary|Oversight) (?:Subcommittee|Committee)\b|\bHouse (?:Immigration|Oversight) (?:Subcommittee|Committee)\b|\b\d{2,3}(?:th)? Congress\b|congress\.gov|house\.gov|senate\.gov/(?:media|hearings)|\bH\.R\. ?\d+ is\b|\bOversight Committee\b.{0,40}\bCongress\b|^WASHINGTON(?: \([A-Z]+\))? ?[-–—](?=[^\n]{0,250}\b(?:House|Senate|Congress|[Cc]ommittee|[Ss]ubcommittee|bill|senators?)\b)|\bU\.S\. House passed\b",
    re.I | re.M,
)
# The President's or an agency's own order or list, where no local body answers it in the lead.
_FEDERAL_ORDER = re.compile(
    r"^\W*(?:(?:President|Pres\.) )?(?:Trump|Biden|Obama|Bush|(?:The )?(?:White House|President|Homeland Security|DHS|administration|Justice Department|ICE))(?: (?:\w+ )?)(?:signs?|orders?|issues?|posts?|publish\w*|releases?|lists?|revives?|restores?|unveils?|takes? down|pulls?)\b(?![^\n]*\b(?:sues?|suit|threat\w*|letters?|subpoena\w*)\b)",
    re.I,
)
_LOCAL_ANSWER = re.compile(
    r"\b(?:[Mm]ayor|[Cc]ouncil\w*|Gov\.|[Gg]overnor|[Ss]heriff|[Cc]ommissioners|[Ss]upervisors|[Aa]ttorneys? [Gg]eneral|[Cc]it(?:y|ies)|[Cc]ount(?:y|ies)|[Ss]tates?)\b[^.\n]{0,60}\b(?:signed|voted|sued|ordered|issued|filed|announced|declared|adopted|repealed|rescinded|ended|joined|withdrew)\b"
)
_POLL = re.compile(
    r"\b(?:poll|survey)\b[^.]{0,60}\b(?:voters|found|finds|shows|split|respond\w+|sheriffs|residents)\b|\bwhere [^.]{0,40} stand\b",
    re.I,
)
_OTHER_STORY = re.compile(
    r"\b(?:scams?|fraud|robs?|robber\w*|refugees?|resettle\w*|visas?|asylum|shelters?|busing|bus(?:es)? of migrants|parade|fireworks"
    r"|naturaliz\w+|citizenship (?:day|ceremon|class|oath)\w*|new citizens|tps|daca|dreamers|driver'?s licen[cs]es?|tuition|green cards?"
    r"|birthright|border wall|travel ban|supreme court|archdiocese|church(?:es)?|festival|heritage|self-deport\w*|work permits?"
    r"|census|e-verify|human trafficking|wage theft|mug shots?|blotters?|(?:police|jail|arrest) (?:log|report)s?|bookings|obituar(?:y|ies)|\bdies\b|died|dead|shooting|suspect)\b",
    re.I,
)
_MODEL = re.compile(
    r"\b(?:model|sample|template) (?:[a-z]+ ){0,2}(?:polic(?:y|ies)|ordinance|resolution|bill|legislation|language)\b|\blanguage we propose\b|\btoolkit\b",
    re.I,
)
_FORUM = re.compile(r"\bforum post\b|\bthread\b|/forums?/|\bblogspot\b", re.I)
_STANDING = re.compile(
    r"\bweb form\b|\bportal\b|\blast revised\b|\bPolicy Manual\b|\bDocView\b|\bsubmission form\b|\b(?:story|article) is (?:over|more than) (?:a|\d+) years? old\b",
    re.I,
)
_LISTING = re.compile(
    r"\btag:|/tag/|\bpage \d+\b|\bpress releases, page\b|\bNews Releases for\b|\barchive\b", re.I
)


@dataclass(frozen=True, slots=True)
class Genre:
    """How a page's sentences are to be taken."""

    instrument: InstrumentKind | None = None
    whereas_count: int = 0
    is_opinion: bool = False
    is_reference: bool = False
    is_campaign: bool = False
    is_congress: bool = False
    is_model: bool = False
    is_forum: bool = False
    is_standing: bool = False
    is_listing: bool = False
    is_other_story: bool = False
    notes: tuple[str, ...] = field(default=())


_BILL_TITLE = re.compile(r"^\s*(?:[SHA]\.?\s?[BF]\.?|Senate Bill|House Bill|Assembly Bill|LB|LD)\s?\d", re.I)
_CODE_TITLE = re.compile(
    r"^\s*(?:Sec(?:tion)?\.?|§|Chapter|Title|Art(?:icle)?\.?)?\s*\d+[A-Z]?[.:-]\d+|\bcode\)|\b(?:Municipal Code|Codified Laws|Revised Statutes|Compiled Statutes|General Laws|General Statutes|Code Annotated|Administrative Code)\b",
    re.I,
)


def _by_title(title: str | None) -> InstrumentKind:
    if title and _BILL_TITLE.search(title):
        return "bill"
    if title and _CODE_TITLE.search(title):
        return "statute"
    return "agenda_item"


_RECORD_KINDS = frozenset(
    {"legislation", "council", "county", "state", "city_hall", "police", "court", "court_doj", "sheriff"}
)


def tell_genre(text: str, *, title: str | None, url: str | None, source_kind: str | None) -> Genre:
    """Return the genre of a page, from its head and tail, its title and its address."""
    head = text[:_HEAD]
    heading = f"{title or ''}\n{url or ''}\n"
    instrument: InstrumentKind | None = None
    whereas = len(_WHEREAS.findall(text[:200_000]))
    if source_kind != "news":
        for kind, pattern in _INSTRUMENTS:
            if pattern.search(f"{title or ''}\n{head}"):
                instrument = kind
                break
        if instrument is None and whereas >= 2:
            instrument = "resolution"
        if instrument is None and source_kind == "legislation":
            instrument = _by_title(title)
        if instrument == "statute" and source_kind not in ("legislation", "state", "other", None):
            instrument = None
    elif whereas >= 3:
        instrument = "resolution"
    if instrument is not None and source_kind not in (
        "legislation",
        "council",
        "county",
        "court",
        "court_doj",
    ):
        # A story or a release that only names an ordinance is a story.
        strong = instrument in ("agreement", "manual", "executive_order", "opinion_of_court")
        if not (
            whereas >= 2
            or (strong and source_kind in ("police", "sheriff", "state", "city_hall", None, "other"))
        ):
            instrument = None
    return Genre(
        instrument=instrument,
        whereas_count=whereas,
        is_opinion=bool(_OPINION.search(heading) or _OPINION.search(head[:300])),
        is_reference=bool(
            _EXPLAINS.search(title or "") or _REFERENCE.search(heading) or _REFERENCE.search(head[:400])
        ),
        is_campaign=bool(_CAMPAIGN.search(title or "") or _POLL.search(heading) or _POLL.search(head[:250])),
        is_other_story=bool(_OTHER_STORY.search(title or "")),
        is_congress=bool(
            _CONGRESS.search(heading)
            or _CONGRESS.search(head[:500])
            or (_FEDERAL_ORDER.search(title or "") and not _LOCAL_ANSWER.search(head))
        ),
        is_model=bool(_MODEL.search(heading)),
        is_forum=bool(_FORUM.search(heading)),
        is_standing=bool(_STANDING.search(heading) or _STANDING.search(head[:600])),
        is_listing=bool(_LISTING.search(heading)),
    )


_HEARING = re.compile(
    r"\b(?:public |noticed |oversight )*hearing\b|\boversight\b|\bdiscussion\b|\bupdate on\b|\breceive (?:a |an )?(?:report|update|presentation)|\bforum\b|\bpresentation\b|\bworkshop\b|\bconsider(?:ation)?\b|\bfirst reading\b|\bsecond reading\b|\btabled\b|\bpostponed\b",
    re.I,
)
_ADOPTED = re.compile(
    r"\bordinance ordained\b|\bPASSED (?:AND|,) ADOPTED\b|\bPASSED AND APPROVED\b|\bADOPTED (?:this|by|AND)\b|\badopted by (?:the|a)\b|\bFinal action:? *(?:adopted|approved|passed)|\bStatus:? *(?:adopted|passed|enacted|approved)|\bSIGNED (?:by|this)\b|\bENROLLED\b|\bduly adopted\b|\bregular session this\b|\b(?:PASSED|ADOPTED|APPROVED)[ ,:]+(?:this|by|on|AND|and|\w+ \d)|\bmotion (?:carried|passed)\b|\bAYES?\b|\bCarried\b|\bbecame law\b|\benacted (?:on|this)\b|\b(?:adopting|adopted) (?:and )?(?:effective|on)\b|\bRESOLUTION NO\. ?\d|\bORDINANCE NO\. ?\d",
    re.I,
)
_FAILED = re.compile(
    r"\b(?:motion|item|resolution|ordinance|bill) (?:failed|was defeated|was rejected)\b|\bFinal action:? *(?:failed|rejected|withdrawn)|\bStatus:? *(?:failed|withdrawn|filed \(end of session\))",
    re.I,
)
_LOCAL_RESOLVE = re.compile(
    r"\bresolved by the (?:[a-z' ]+ )?(?:board|council|commission|trustees|city|county|town|court)", re.I
)
_PENDING = re.compile(r"\b(?:proposed|introduced|draft|first reading|agenda|referred)\b", re.I)
_REPEAL = re.compile(
    r"\b(?:a local law|an ordinance|an act|resolution|ordinance)\b.{0,60}\b(?:to repeal|repealing|rescinding)\b",
    re.I | re.S,
)


def instrument_action(genre: Genre, text: str, title: str | None) -> ActionType:
    """Return the action type that an instrument's own words show."""
    head = f"{title or ''}\n{text[:_HEAD]}"
    tail = text[-_TAIL:]
    kind = genre.instrument
    if kind == "agreement":
        return "agreement_signed"
    if kind == "opinion_of_court":
        return "ruling"
    if kind == "executive_order":
        return "executive_order"
    if kind == "manual":
        return "directive_issued"
    if kind == "statute":
        return "adopted"
    if _FAILED.search(head):
        return "rejected"
    opening = f"{title or ''}\n{text[:700]}"
    if kind == "agenda_item":
        if _ADOPTED.search(opening):
            return "adopted"
        return "hearing"
    if _ADOPTED.search(opening) or _ADOPTED.search(tail):
        return "adopted"
    if kind == "resolution" and _LOCAL_RESOLVE.search(text[:6_000]) and not _PENDING.search(opening):
        return "adopted"
    if re.search(r"\bAgenda item|\bMeeting date|\bOn agenda\b", text[:400], re.I):
        return (
            "introduced"
            if re.search(r"\bPROPOSED\b|\bAgenda item: Resolution Res\b", text[:500])
            else "hearing"
        )
    return "introduced"
