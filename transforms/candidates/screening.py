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

# Federal agents of no named agency, beside a local body: read on, since stories often call ICE no more than that.
_HINTS = (
    r"\bsanctuar(?:y|ies)\b(?: (?:tag|list|name|town|declaration))?|\b(?:ice|federal|ignore[sd]?|honor\w*|all|every|on|lodge[sd]?|accept\w*|refus\w+|valid|administrative|civil) (?:[a-z]+ )?detainers?\b|\bdetainees\b"
    r"|\bofficers?[^.]{0,60}\b(?:mask(?:s|ed)?|cover(?:ed|ing)? (?:their|his) faces?|faces covered|(?:hid(?:e|es|ing)|conceal\w*|show(?:s|ing)?|cover\w*) (?:his|her|their|its) (?:faces?|agenc(?:y|ies)|identit\w+|badges?))\b|\bin the country (?:illegally|unlawfully|without)|\bcity id\b|\bwelcoming\b|\bforeigners?\b|\bcitizenship\b"
)
_FEDERAL = r"\b(?:federal (?:agents?|officers|immigration)|the feds|homeland security|(?-i:DHS|HSI|CBP))\b"
_LOCAL = r"\b(?:police|sheriffs?|deput(?:y|ies)|troopers?|council|commission(?:ers)?|supervisors|mayor|governor|school board|trustees|principals|jail|librar(?:y|ies)|senators?|legislators?|lawmakers|bill)\b"

_strong = compile_expression(as_scanned(_STRONG))
_weak = compile_expression(as_scanned(_WEAK))
_federal = compile_expression(_FEDERAL)
_hints = compile_expression(_HINTS)
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


def screen(text: str, title: str | None = None) -> Screening:
    """Return whether the text can hold an action at all; costs one or two linear passes."""
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
    hint = _federal.search(whole) if "federal" in kinds else _hints.search(whole)
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
