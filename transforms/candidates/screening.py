# ruff: noqa: E501 (a pattern stays on one line, so that it can be searched for)
"""The cheap first look: does a text hold any word of the subject at all?

One RE2 pass decides whether a document is read sentence by sentence. It must lose nothing, so it knows only
words that no document on the subject can avoid; a single weak word (ice, alien, detention) is not enough
without a second one of another kind.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from transforms.candidates.vocabulary import as_scanned, compile_expression

_STRONG = (
    r"\b(?:immigrations?\b|immigrants?\b|287\s?\(?\s?g\b|undocumented|deport(?:s|ed|ing|ation|ations|able)?\b|(?-i:I\.C\.E\.)"
    r"|border patrol|border czar|noncitizens?|non_citizens?|idnyc|municipal_id\b|municipal identification|identity_cards?"
    r"|sanctuary_(?:cit(?:y|ies)|states?|count(?:y|ies)|towns?|villages?|places?|polic(?:y|ies)|laws?|statutes?|acts?|rules?|bills?|measures?|orders?|votes?|ordinances?|resolutions?|protections?|status|label|jurisdictions?|schools?|campus)|form i-?247|i-247"
    r"|anti_sanctuary|welcoming_(?:cit|villag|count|town|communit|ordinance|resolution|polic)"
    r"|sanctuary_related|keep washington working|new york for all|dignity not detention|community trust (?:act|ordinance)|sanctuary promise act|(?:officers?|agents?)[^.]{0,60}(?:wear(?:ing)? (?:a )?masks?|masks or disguises|conceal\w* (?:their )?(?:faces?|identit\w+))|special order 40|trust act|secure communities|intergovernmental services? agreements?|igsas?\b"
    r"|aliens?\b|customs and border|migrants?\b|city id(?:entification)? cards?|without (?:legal |immigration )?(?:papers|documents)\b|foreign_born\b"
    r"|private(?:ly)?_(?:(?:owned|run|operated|managed)(?: (?:or|and) (?:private(?:ly)?_)?(?:owned|run|operated|managed))? )?(?:detention|prison)s?\b|(?:fac(?:e|es|ed|ing)|fight(?:s|ing)?|await(?:s|ing)?) removal\b|removal (?:proceedings|cases|orders?|hearings?)\b|removal from the (?:country|united states)"
    r"|(?:ask|question|quer|inquir|demand)[a-z]*[^.]{0,40}(?:\bwhere [^.]{0,24}\b(?:born|from)\b|\b(?:place|country) of (?:birth|origin)\b|\bpapers\b|\b(?:legal|immigration|citizenship) status\b)"
    r"|papers or no papers|with or without (?:legal )?(?:papers|status)|(?:right|here|country) (?:to be )?(?:in the country|legally|unlawfully|illegally)\b|right to be here\b|values act|here (?:illegally|unlawfully)\b|who (?:is|was|are|were) here legally\b|(?:whether|if) (?:he|she|they|people|someone|anyone|[a-z]+s) (?:was|were|is|are) (?:an? )?(?:u\.?s\.? )?citizens?\b|\bice (?:agents?|officers?|detainers?|raids?|detainees|custody|holds?|policy)\b|inmigra\w+|deporta\w+|indocumentad\w+|estatus migratorio|warrant service officers?|jail enforcement model|masked (?:federal )?(?:agents|officers|men|raids)"
    r"|(?:legal|immigration|citizenship) status of (?:every|any|all|each|people|those|anyone|someone|arrest)|screen(?:s|ed|ing)? [^.]{0,30}legal status)"
)
_WEAK = (
    r"(?P<agency>\b(?-i:ICE)\b)|(?P<sanctuary>\bsanctuar(?:y|ies)\b)|(?P<detainer>\bdetainers?\b|\bdetainees?\b)"
    r"|(?P<detention>\bdetention (?:cent(?:er|re)s?|facilit(?:y|ies)|contracts?|beds?)\b)"
    r"|(?P<federal>\bfederal (?:agents?|officers?|authorities|law enforcement|agenc(?:y|ies)|officials|holds?|custody|requests?|partnership|detainees|prisoners|inmates)\b|\bthe feds\b|\bhomeland security\b|\b(?-i:DHS|HSI|CBP|USCIS)\b)"
    r"|(?P<plates>\blicen[cs]e_plate|\bplate_readers?\b|\bplate_(?:camera|search)|\bflock safety\b|\balprs?\b)"
    r"|(?P<id>\bidentification cards?\b|\bcity_ids?\b)|(?P<masks>\bmask(?:s|ed|ing)\b|\b(?:show|cover|hide|conceal)(?:ed|s|ing)? (?:their|his|the) faces?\b|\bnameplates?\b|\bname_t(?:apes?|ags?)\b|\bbadge numbers?\b)"
    r"|(?P<warrant>\bjudge\'s (?:warrant|signature|order)\b|\bjudicial warrants?\b|\bwarrants? (?:from|signed by|of) a judge\b|\bsigned by a judge\b|\bstatus questions?\b)|(?P<officers>\bofficers of (?:any|every|all)\b|\blaw officers\b|\bagents\b)|(?P<jail>\bin(?:to|side)? the (?:county )?jail\b|\binmates\b|\bpast (?:their|his|her|the|a)? ?release\b|\bhold (?:requests?|people|inmates|anyone)\b|\bdeputiz\w+|\bpartnership program\b)|(?P<help>\bcooperat(?:e|es|ed|ing|ion)\b|\bhonor(?:s|ed|ing)?\b)|(?P<civil>\bnon_local (?:law enforcement|government)\b|\bcitizenship status\b)"
    r"|(?P<moratorium>\bmoratorium\b|\bnon_municipal\b|\bopposition to\b|\bopposing\b)"
)
_ICE_ELSEWHERE = (
    r"\b(?:snow[ ,/&-]+(?:and |or |& )?ice|ice (?:and|or|&) snow|ice[ -]+(?:rinks?|cream|hockey|skat\w+|arena|makers?|storm|dam|dams|melt|control|removal|house|center|fishing|road|roads|dancing|conditions|jam|safety|dreammm|machine|machines|miller|plant|age|water|pack|pond|days?|show|box|chest|bucket|palace|event|events|patch|patches|vendor|sheets?|breaker|treatment|prevention|cars?|vehicles?|engines?|models?|futures|exchange)"
    r"|(?:black|dry|de|anti|clear|crushed|dairy|italian|shaved|winter|electric or|electric and|hybrid or|hybrid and|named|called|cat|dog|kitten|puppy)[ -]+ice\b|ice,? \(?in case|ice,? (?:snow|sleet|slush))\b"
)

# What many stories call the subject without naming an agency, immigration or a sanctuary: read on where a local
# body, a court or a legislature stands beside it.
_HINTS = (
    r"\bsanctuar(?:y|ies)\b(?: (?:tag|list|name|town|declaration))?|\b(?:ice|federal|ignore[sd]?|honor\w*|all|every|on|lodge[sd]?|accept\w*|refus\w+|(?:turn|turned|turns|turning) (?:down|away)|reject\w*|declin\w*|comply(?:ing)? with|act(?:ing)? on|valid|administrative|civil|(?:over|with|without|on|to|of|by|disregard\w*|obey\w*) (?:a|any|its|the)|whether a) (?:[a-z]+ )?detainers?\b|\bdetainees\b|\bdetainers? (?:rulings?|cases?|requests?|lawsuits?|suits?|polic\w+|holds?|laws?|one by one)|\bdetainers (?:are|were|is)\b"
    r"|\bofficers?[^.]{0,60}\b(?:mask(?:s|ed)?|cover(?:ed|ing)? (?:their|his) faces?|faces covered|(?:hid(?:e|es|ing)|conceal\w*|show(?:s|ing)?|cover\w*) (?:his|her|their|its) (?:faces?|agenc(?:y|ies)|identit\w+|badges?))\b|\b(?:mask bans?|ski masks?|no masks|shows? (?:a|his|her|their) faces?)\b"
    r"|\bin the country (?:illegally|unlawfully|without)|\bcity id\b|\bwelcoming\b|\bforeigners?\b|\bcitizenship\b|\bnewcomers?\b|\b(?:safe_haven|safe_cit(?:y|ies)|haven for|haven cit(?:y|ies))\b"
    # Who may be asked what, and shown which papers.
    r"|\b(?:ask|check|question|verif|learn|find|finding|found|determin|inquir|report|record|collect|know|investigat)[a-z]*\b[^.]{0,60}\b(?:(?:their|his|her|about|for|out|on|people's|person's|anyone's|holders?'s?|lawful) status|status of (?:people|persons|anyone|everyone|every|those|drivers|residents|students|pupils|patients|inmates|prisoners|suspects|tenants|workers|children|victims|witnesses)|papers of|(?:their|his|her|the|for|people's) papers|birthplaces?)\b|\b(?:ask|question)[a-z]* status\b|\b(?:check|verif)[a-z]* status (?:when|at|in|if|during|before)\b|\bstatus (?:checks?|questions?|inquir\w+|screening)\b|\b(?:whatever|regardless of|no matter) [^.]{0,30}\b(?:status|papers)\b|\bwithout (?:legal |lawful )?(?:status|papers)\b|\bpapers or n\w+|\b(?:show|your|their) (?:[a-z]+ )?papers\b|\blawful presence\b|\bhere (?:lawfully|legally)\b|\b(?:unlawful|illegal|legal) (?:residents?|residen(?:ce|cy)|presence|status)\b|\bno matter how they (?:came|got|arrived)|\bwhere (?:an?|the|any|each|every|their|his|her)? ?(?:[a-z]+ )?(?:is|was|were|are) born\b|\bbirthplaces?\b"
    # Cards that ask no questions.
    r"|\b(?:community|resident|residency|neighbor(?:hood)?|county|city|library|nonprofit|consular) (?:id|identification|photo)(?: cards?)?\b|\b(?:resident|photo|id) cards?\b[^.]{0,80}\b(?:status|papers|came|born|documents?)\b|\bmatr[ií]culas?\b|\bid holders?\b"
    # Who is kept, handed over or taken at a door.
    r"|\bcivil arrests?\b|\bcourthouse arrests?\b|\barrests? (?:at|in|near|inside|outside|around) (?:the |its |his |any |a )?(?:courthouses?|courts?|churches|schools?)\b|\b(?:keep|hold|kept|held|holding|detain\w*) (?:[a-z]+ ){0,3}(?:past|beyond|after) (?:their |his |her |a |the )?releases?\b|\b(?:notice of|notif\w+ (?:[a-z]+ ){0,3}of|learn\w* of|warn\w* of|before) (?:their |his |her |a |an |inmates' |jail )?releases?\b|\bof releases\b|\bhold (?:polic(?:y|ies)|laws?|rules?|requests?)\b|\b(?:honor|ignor|obey|disregard)\w* (?:[a-z]+ )?(?:holds|requests)\b|\bjail holds\b"
    r"|\bfederal (?:requests?|holds?|powers?|roundups?|raids?|sweeps?|detention|program|partnership|credentials?|contract)\b|\bborder (?:agents?|officers?|police|guards?)\b|\bdetention (?:camps?|dea?ls?|past|pacts?|jails?|sites?|agreements?|space|business)\b|\b(?:unaccompanied|refugee|migrant) (?:minors?|children|youths?)\b|\bday (?:labor|work)(?:ers?)?\b|\bscaap\b|\bbyrne (?:jag )?grants?\b|\bu_visas?\b|\be_verify\b|\btask_force (?:papers|agreements?|model|deals?|powers)\b|\b(?:harbor(?:s|ing)?\W+(?:people|them|those|fugitives)|over harboring|with harboring)\b|\blaken riley\b|\bharboring\b|\bremoval flights?\b|\b287_(?:g|programs?|agreements?|deals?|partnerships?|pacts?|models?|contracts?|task|training|accords?|memorand(?:um|a)|authority|powers?|officers?|deput\w+|jails?)\b|\b(?:section|sec\.|the|its|their|under|called|named) 287(?:[\s;:)'\x22]|[.,] |$)"
    # Laws that are called by number or by name alone.
    r"|\bs\.?b\.? ?(?:4|54|1070|168|1718|58|90|2)\b|\bsenate bill (?:4|54|1070|168|1718|90|2|58)\b|\bh\.?b\.? ?(?:56|87|497|318|370|10|1105|4156|2|1)\b[^.]{0,120}\b(?:sheriffs?|police|officers|jail\w*|status|papers)\b|\bhouse bill (?:56|87|497|318|370|10|1105|4156)\b|\bproposition 314\b|\bmeasure 105\b|\bvirginia dare\b|\bshow_(?:me_)?your_papers\b|\b(?:anti_)?commandeering\b|\b(?:driver'?s?|driving) licen[cs]es? (?:for|to) (?:all|people|those|residents)\b"
)
_FEDERAL = r"\b(?:federal (?:agents?|officers|immigration)|the feds|homeland security|(?-i:DHS|HSI|CBP))\b"
_LOCAL = r"\b(?:police|resolution|motion|vote[ds]?|town|agenc(?:y|ies)|sheriffs?|deput(?:y|ies)|troopers?|council|councilm\w+|commission(?:ers)?|supervisors|mayors?|governor|gov\.|school board|trustees|principals|jail(?:s|ers)?|librar(?:y|ies)|senators?|legislat(?:ors?|ures?)|lawmakers|bill|aldermen|alders|selectmen|select board|attorneys? general|district attorney|prosecutors?|judges?|justices?|courts?|circuit|legislature|ordinances?|city (?:hall|manager|attorney)|county|superintendent|speaker|officers|chief)\b"

_strong = compile_expression(as_scanned(_STRONG))
_weak = compile_expression(as_scanned(_WEAK))
_federal = compile_expression(_FEDERAL)
_hints = compile_expression(_HINTS)
# All of them in one pass: most texts hold none, and one pass costs a third of three.
_any = compile_expression("|".join((as_scanned(_STRONG), as_scanned(_WEAK), _HINTS)))
_local = compile_expression(_LOCAL)
_elsewhere = compile_expression(_ICE_ELSEWHERE)
_KINDS = tuple(re.findall(r"\?P<([a-z]+)>", _WEAK))
_MOST_WEAK_HITS = 2_000
_WHOLE = 1_000_000


@dataclass(frozen=True, slots=True)
class Screening:
    """What the first look found: whether to read on, and the word that decided."""

    is_kept: bool
    words: str = ""


def names_nothing(text: str, title: str | None = None) -> bool:
    """Return whether neither text nor title holds any word that `screen` looks for, in one linear pass."""
    if len(text) >= _WHOLE:
        return _any.search(text) is None and _any.search(title or "") is None
    return _any.search(f"{title or ''}\n{text}") is None


def screen(text: str, title: str | None = None) -> Screening:
    """Return whether the text can hold an action at all; one linear pass where no word of the subject stands."""
    if names_nothing(text, title):
        return Screening(False)
    for part in (title or "", text):
        strong = _strong.search(part)
        if strong is not None:
            return Screening(True, strong.group())
    kinds: dict[str, str] = {}
    for part in (title or "", text):
        for count, match in enumerate(_weak.finditer(part)):
            if count > _MOST_WEAK_HITS:
                break
            kind = next(name for name in _KINDS if match.group(name) is not None)
            if kind in kinds:
                continue
            if (
                kind == "agency"
                and match.group() == "ICE"
                and is_ice_elsewhere(part, match.start(), match.end())
            ):
                continue
            kinds[kind] = match.group()
            if kind == "agency" or len(kinds) >= 2:
                return Screening(True, " + ".join(kinds.values()))
    whole = f"{title or ''}\n{text}" if len(text) < _WHOLE else text
    hint = (_federal.search(whole) if "federal" in kinds else None) or _hints.search(whole)
    local = _local.search(whole) if hint is not None else None
    if hint is not None and local is not None:
        return Screening(True, f"{hint.group()[:30]} + {local.group()}")
    return Screening(False)


# "Infrastructure and Capital Enterprise (ICE)": letters that stand for something else on this page.
_SPELLED_OUT = re.compile(r"\b((?:[A-Z][A-Za-z'-]+,? (?:(?:and|of|for|the|&) )*){1,5})\(\"?(ICE)\"?\)")


def other_ice(text: str) -> bool:
    """Return whether the text spells ICE out as something else and never as the federal agency."""
    found = [match.group(1) for match in _SPELLED_OUT.finditer(text)]
    return (
        bool(found)
        and not any("mmigration" in words or "IMMIGRATION" in words for words in found)
        and (re.search(r"immigration (?:and|&) customs", text, re.IGNORECASE) is None)
    )


def is_ice_elsewhere(text: str, start: int, end: int) -> bool:
    """Return whether the ICE at these offsets is frozen water, a rink, a cream or a shop."""
    around = text[max(0, start - 14) : end + 14]
    return any(
        match.start() <= min(start, 14) < match.end() or start - max(0, start - 14) < match.end()
        for match in _elsewhere.finditer(around)
    )


def subject_offsets(text: str, most: int = 1_000) -> list[int]:
    """Return where words of the subject stand, strong or weak, in order; at most `most` of each."""
    found = []
    for expression in (_strong, _weak):
        for count, match in enumerate(expression.finditer(text)):
            if count >= most:
                break
            words = match.group()
            if words == "ICE" and is_ice_elsewhere(text, match.start(), match.end()):
                continue
            found.append(match.start())
    return sorted(found)
