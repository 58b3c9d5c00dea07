# ruff: noqa: E501 (a pattern stays on one line, so that it can be searched for)
"""Turns of phrase whose direction is settled as a whole, where counting turning words goes astray.

"No city may limit", "sued for giving ICE names", "lose grants because it refuses", "fired for refusing to
hold": who is made to do what stands in the frame, not in the number of negative words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from transforms.candidates.polarity import OPPOSITE
from warehouse.records import Direction

_LOCAL = (
    r"(?:(?:any|all|every|each|local|state|public|municipal|political|other|its|the|their|state's|law|enforcement)\s+)*"
    r"(?:cit(?:y|ies)|count(?:y|ies)|towns?|villages?|municipalit(?:y|ies)|localit(?:y|ies)|local(?:ities)?|subdivisions?"
    r"|governments?|agenc(?:y|ies)|sheriffs?|jails?|jailers?|police|officers|deputies|departments?|schools?|colleges?|campus(?:es)?|districts?|jurisdictions?|universit(?:y|ies)|officials?)"
)
_HELP = (
    r"(?:honor(?:s|ing)?|comply|complying|cooperat(?:e|ing)|assist(?:ing)?|help(?:ing)?|hold(?:ing)?|detain(?:ing)?|hand(?:ing)? over|turn(?:ing)? over"
    r"|shar(?:e|ing)|giv(?:e|ing)|tell(?:ing)?|notify(?:ing)?|inform(?:ing)?|report(?:ing)?|let(?:ting)?|allow(?:ing)?|admit(?:ting)?|transfer(?:ring)?|work(?:ing)? with|aid(?:ing)?|process(?:ing)?|call(?:ing)?|ask(?:ing)?|question(?:ing)?|tipp?(?:ing)?|contact(?:ing)?|alert(?:ing)?|provid(?:e|ing)|join(?:ing)?|enforc(?:e|ing)|open(?:ing)?|stopp?(?:ing)?|guard(?:ing)?|block(?:ing)? (?:traffic|streets?|a street)|clos(?:e|ing) (?:a |the )?(?:street|road)s?)"
)
_LIMITING = (
    r"(?:limit(?:s|ing)?|restrict(?:s|ing)?|refus(?:e|es|ing|ed)|declin(?:e|es|ing|ed)|prohibit(?:s|ing)?|bar(?:s|ring)?|block(?:s|ing)?|forbid(?:s|ding)?|hinder(?:s|ing)?|imped(?:e|es|ing)"
    r"|obstruct(?:s|ing)?|withhold(?:s|ing)?|delay(?:s|ing)?|fail(?:s|ing)? to|ignor(?:e|es|ing)|keep(?:s|ing)? (?:[a-z]+ ){0,4}(?:waiting|out|from|away)|turn(?:s|ing)? (?:(?:ICE|agents|them|officers) )?away|adopt(?:s|ing)? (?:any |a )?(?:rules?|polic(?:y|ies)|ordinances?|laws?)? ?(?:that|which)? ?(?:limit|restrict|bar|prohibit)\w*)"
)
_SHIELD = r"(?:sanctuary (?!ban)[a-z]+|[a-z]+ trust act|trust act|values act|keep washington working|welcoming (?:ordinance|city)|(?:ordinance|law|rule|act|policy|measure|limits?) (?:on detainers|that (?:limits?|bars?|keeps?|forbids?|protects?))|mask (?:ban|law)|ban on (?:agents' )?masks|limits on (?:police|cooperation|help|detainers))"
_PACT = r"(?:287\s?\(?g\)?|(?:agreement|contract|pact|deal|partnership|memorandum)s?\b)"
_ATTACK = r"(?:strik(?:e|es|ing) down|struck down|void(?:s|ed)?|block(?:s|ed)?|overturn(?:s|ed)?|invalidat(?:e|es|ed)|throws? out|threw out|halt(?:s|ed)?|enjoin(?:s|ed)?|nullif(?:y|ies|ied)|toss(?:es|ed)?|undo)"
_NO_FEDERAL = r"(?!(?:the )?(?:ICE|trump|federal|department of|u\.?s\.?|homeland|administration|justice)\b)"


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Frame:
    """A turn of phrase, the direction it settles, and whether it tells a policy or an act on one.

    What is told of a policy is turned round by an act against it (a veto, a repeal); what an act is told to
    be stands.
    """

    direction: Direction
    says: str
    pattern: re.Pattern[str]
    is_policy: bool = False


_UNDONE = re.compile(r"\b(?:refus|declin|dismiss|reject|den)(?:es?|ed|ies|ied|s|ing)?\b", re.IGNORECASE)

# What is done to a policy that stands behind: each turns it once, words for one suit together.
_TURNS = re.compile(
    r"\b(?P<suit>sue[sd]?|suing|(?:law)?suits?|challeng\w*|went to court|complaint)\b|\b(?P<over>overr(?:id|od)\w*)|\b(?P<veto>veto\w*)"
    r"|\b(?:repeal|reject|undo|overturn|rescind|defeat|fail|strik|struck|block|oppos|scrap|dismiss|toss|refus|declin|kill|nix|void|turned (?:back|aside|down))\w*"
    r"|\b(?:threw out|throw out|thrown out|voted (?:[0-9-]+ |[A-Za-z]+day )?(?:down|against)|did away with)\b",
    re.IGNORECASE,
)


def _turns_before(words: str, end: int) -> int:
    """Return how often the words before `end` turn round what stands there."""
    turns, suits, overridden = 0, 0, False
    for match in _TURNS.finditer(words, 0, end):
        if match.lastgroup == "suit":
            suits = 1
        elif match.lastgroup == "over":
            overridden = True
        elif match.lastgroup == "veto" and overridden:
            continue
        else:
            turns += 1
    return turns + suits


# Tried in order; the first that stands decides.
_FRAMES: tuple[Frame, ...] = (
    Frame("expands", "nothing forbids help", _compiled(
        rf"\bnothing in\b[^;]{{0,60}}\b(?:prevents?|bars?|forbids?|prohibits?|stops?|keeps?|limits?)\b[^;]{{0,60}}\bfrom {_HELP}\b"), is_policy=True),
    Frame("limits", "paper without a judge is not enough", _compiled(
        r"\b(?:subpoenas?|warrants?|requests?|detainers?|papers?|forms?|orders?)\b[^.;]{0,160}\b(?:is|are|shall be|do|does) (?:not |in)(?:be )?(?:sufficient|suffice|enough|valid|grounds)\b"), is_policy=True),
    Frame("limits", "the power to agree narrowed", _compiled(
        r"\bnarrow(?:s|ed|ing)? (?:the )?(?:circumstances|powers?|authority|grounds|scope|cases|reasons)\b[^.;]{0,90}\b(?:agreements?|287|immigration|ICE|detain\w*|hold)\b"), is_policy=True),
    Frame("limits", "conditions contested", _compiled(
        r"\b(?:contest|challeng|oppos|fight|resist|su)(?:s|es|ed|ing|e)?\b[^.;]{0,40}\b(?:federal |grant |funding |new |the )*conditions\b[^.;]{0,110}\b(?:immigration|ICE|deport)")),
    Frame("expands", "against sanctuary by name", _compiled(r"\b(?:non|anti)[- ]sanctuary\b"), is_policy=True),
    Frame("limits", "not obliged to help", _compiled(
        rf"\b(?:does|do|did|would) not (?:require|oblige|force|compel|bind|command)\b (?:[a-z']+ ){{0,5}}?(?:{_LOCAL}|it|them|him|her)?\s?to (?:[a-z]+ )?(?:honor|comply|hold|detain|cooperate|share|notify|help|assist|join|sign|take part|participate)\b"
        r"|\b(?:not|no) (?:a |an )?(?:party to|part of|part in)\b[^;.]{0,60}\b(?:287|ICE|immigration|agreement|contract|deal|pact|memorandum)\b"
        r"|\bdetainers? (?:are|is) (?:only |mere(?:ly)? |just )?(?:requests?|voluntary)\b"), is_policy=True),
    Frame("limits", "people shielded from enforcement", _compiled(
        r"\b(?:shield(?:s|ed|ing)?|protect(?:s|ed|ing)?|insulat(?:e|es|ed|ing)|safeguard(?:s|ed|ing)?)\b (?!(?:the )?(?:state|public|citizens|border|communit(?:y|ies)) from (?:crim|illegal))[^.;]{0,70}\bfrom\b[^.;]{0,50}\b(?:ICE\b|immigration (?:orders?|agents?|enforcement|raids?|arrests?|authorities|officers|officials|crackdown)|deportations?|federal (?:agents|immigration)|raids|removal|civil arrests?)"), is_policy=True),
    Frame("limits", "data kept from agents", _compiled(
        r"\b(?:keep(?:s|ing)?|kept|withhold(?:s|ing)?|protect(?:s|ed|ing)?)\b [^.;]{0,60}\b(?:data|information|records?|names|files|addresses|papers|footage)\b [^.;]{0,40}?\b(?:from|away from|out of reach of|out of the hands of)\b[^.;]{0,30}\b(?:ICE\b|immigration|federal|agents|homeland)"), is_policy=True),
    Frame("limits", "a shield made stronger", _compiled(
        r"\b(?:strengthen|bolster|toughen|reinforce|broaden|shore(?:s|d)? up|expand|extend|fortif(?:y|ie)|reaffirm|widen)(?:s|d|ed|ing)?\b (?:[A-Za-z'-]+ ){0,4}?(?:trust act|values act|trust directive|sanctuary (?!ban|city ban|cities ban)[a-z]+|welcoming[ -](?:city|county|communities?|ordinance|act)[a-z ]*|immigrant protections?|protections? for immigrants|limits on (?:ICE|cooperation|immigration|help)|keep washington working)"), is_policy=True),
    Frame("expands", "a ban on shields broken", _compiled(
        r"\b(?:br(?:oke|eaks?|oken|eaking)|violat\w+|flout\w*|ran afoul of|defi(?:ed|es)|runs? counter to|in (?:violation|defiance) of|conflicts? with)\b[^.;]{0,40}\b(?:ban|law|statute|act|prohibition)s?\b (?:on|against|barring|banning|forbidding|prohibiting|outlawing)\b[^.;]{0,15}\bsanctuary\b"
        r"|\b(?:undo|reverse|reconsider|rescind|withdraw)\b[^.;]{0,90}\bor (?:be removed|face (?:removal|suspension|suit|a suit|legal action|penalt\w+)|lose (?:their|his|her|its|state|federal))")),
    Frame("expands", "no place may limit", _compiled(
        rf"\bno {_LOCAL} (?:may|shall|can|could|should) {_LIMITING}\b"), is_policy=True),
    Frame("expands", "forbids limits", _compiled(
        rf"\b(?:prohibit|bar|forbid|ban|stop|keep|prevent)(?:s|ring|ding|ning|ping|ing|ed)? {_LOCAL} from (?:[a-z]+ (?:or|and) )?{_LIMITING}\b"), is_policy=True),
    Frame("expands", "made to help", _compiled(
        rf"\b(?:requir|forc|compel|oblig)\w* (?:[a-z]+ and )?{_LOCAL}(?: and {_LOCAL})? to (?:fully )?(?:honor|comply|hold|detain|cooperate|share|notify|hand over|turn over|transfer|help|assist|join|sign)\b"), is_policy=True),
    Frame("expands", "places must help", _compiled(
        rf"{_LOCAL}(?: and {_LOCAL})? (?:must|have to|will have to|shall) (?:fully )?(?:do as|honor|comply|cooperate|hold|detain|help|assist|share|sign on|sign up|join)\b"), is_policy=True),
    Frame("limits", "places must stop", _compiled(
        rf"\b{_LOCAL} (?:that|which|who|with)\b[^.;]{{0,120}}\b(?:must|have to|will have to|would have to|has to) (?:stop|end|quit|cease|close|leave|withdraw)\b"), is_policy=True),
    Frame("limits", "requests to be refused", _compiled(
        r"\brequests?\b[^.;]{0,90}\b(?:must|to be|will be|shall be|should be)\b[^.;]{0,12}\b(?:turned down|refused|denied|rejected|declined|referred to)\b"), is_policy=True),
    Frame("limits", "agents need a warrant", _compiled(
        r"\b(?:requir\w*|order\w*|oblig\w*|forc\w*|mak(?:e|es|ing)) (?:any |all |the )?(?:federal |immigration |ICE )+(?:officers?|agents?|authorities|officials) to (?:show|have|get|present|obtain|produce|carry|wear|display|identify)\b|"
        r"\b(?:agents?|immigration officers?|ICE)\b[^.;]{0,90}\b(?:must|have to|need to|needs?|will have to|are to|required to|unless they|until they)\b[^.;]{0,60}\b(?:warrants?|phone|call ahead|sign in|judge)\b"
        r"|\bno (?:immigration |federal |ICE )?(?:agents?|officers?|ICE)\b[^.;]{0,60}\b(?:without|unless)\b[^.;]{0,30}\b(?:warrants?|judge)\b"), is_policy=True),
    Frame("expands", "a crime to hinder", _compiled(
        r"\b(?:crimes?(?!,? (?:act|bill|law|labs?|victims?|control|prevention)\b)|felony|felonies|misdemeanor|offen[sc]e|illegal(?! (?:immigra|alien|entr|re-?entr|cross|migra))|unlawful)\b[^;.]{0,60}\b(?:hinder|imped|obstruct|interfer|block|refus|limit|thwart|resist|stand in the way)\w*"), is_policy=True),
    Frame("expands", "punished for a shield", _compiled(
        r"\b(?:jail|fine|remove|punish|penaliz|imprison|sanction|oust|charg)\w*\b[^.;]{0,60}\b(?:who|that|for|which)\b[^.;]{0,30}\b(?:sanctuary|shelter|protect|shield)\w*"), is_policy=True),
    Frame("expands", "prison for who limits", _compiled(
        r"\b(?:who|that|which)\b (?:[a-z]+ ){0,3}?(?:refus\w+|orders? [^.;]{0,40}\bnot to|tells? [^.;]{0,40}\bnot to|bars?|blocks?|limits?|hinders?|forbids?|adopts? sanctuary)\b[^.;]{0,60}\b(?:could|would|may|can|must|will|face)\b[^.;]{0,30}\b(?:prison|jail|fined?|felony|removed|removal|lose|charged|penalt\w+)\b"), is_policy=True),
    Frame("limits", "holding is unlawful", _compiled(
        r"\b(?:detainers?|hold(?:ing|s)?|detain\w*|jailing|keeping)\b[^.;]{0,80}\b(?:law (?:doesn't|does not|never) (?:allow|permit|authorize)|(?:is|are|was|were)(?:n't| not) (?:legal|lawful|allowed)|(?:is|are|was|were) (?:illegal|unlawful|unconstitutional))\b"), is_policy=True),
    Frame("limits", "made to pay for holding", _compiled(
        r"\b(?:order(?:s|ed)?|must|will|agree(?:s|d)|settl\w+)\b[^.;]{0,60}\bpay(?:s|ing)?\b[^.;]{0,90}\b(?:held|kept|detain(?:ed|ing)|jailed|holding|arrested|turned over|handed)\b")),
    Frame("expands", "money lost for limiting", _compiled(
        rf"\b(?:withh(?:olds?|eld|olding)|tak(?:e|es|ing)|den(?:y|ies|ying)|los(?:e|es|ing)|cut(?:s|ting)?|dock(?:s|ed|ing)?|strip(?:s|ped|ping)?|pull(?:s|ed|ing)?|freez(?:e|es|ing))\b[^;]{{0,60}}\b(?:aid|grants?|funds|funding|money|payments?)\b[^;]{{0,60}}\b(?:that|which|who|whose|because|over|if)\b[^;]{{0,30}}\b(?:{_LIMITING}|(?:do|does|did)(?: not|n't) {_HELP}|won't {_HELP}|will not {_HELP})\b"), is_policy=True),
    Frame("limits", "federal requests turned away", _compiled(
        r"\b(?:turn(?:s|ed|ing)? away|refus(?:e|es|ed|ing)|ignor(?:e|es|ed|ing)|declin(?:e|es|ed|ing)|reject(?:s|ed|ing)?|resist(?:s|ed|ing)?) (?:most |all |many |any |some |to honor )?(?:ICE|immigration|federal)(?:'s)? (?:immigration )?(?:requests?|holds?|agents?|detainers?)\b"), is_policy=True),
    Frame("expands", "will not enforce limits", _compiled(
        r"\b(?:will|would|does|do|shall) not (?:enforce|obey|follow)\b[^;]{0,40}\b(?:ban|limits?|sanctuary|trust act|mask|restrictions?)\b|\bwon't (?:enforce|obey|follow)\b[^;]{0,40}\b(?:ban|limits?|sanctuary|mask|restrictions?)\b")),
    Frame("expands", "made to pay for limiting", _compiled(
        rf"\b(?:fin(?:e|es|ed|ing)|penal\w+|punish\w*|sanction\w*|remov\w*|oust\w*|impeach\w*|liable|answerable)\b[^;.]{{0,60}}\b(?:for|that|who|which|if|when)\b[^;.]{{0,30}}\b{_LIMITING}\b"), is_policy=True),
    Frame("expands", "punished for not helping", _compiled(
        rf"\b(?:fired|fires|suspend\w*|disciplin\w*|reprimand\w*|dismiss\w*|demot\w*|investigat\w*|inquiry)\b[^;]{{0,70}}\b(?:who|for|after|whether)\b[^;]{{0,30}}\brefus(?:ed|ing) to {_HELP}\b")),
    Frame("expands", "a sheriff's suit against the state", _compiled(
        r"\bsheriffs?\b(?!'s (?:office|jail|deput))[^;]{0,90}\b(?:sued|sues|suing|(?:suit|lawsuit|litigation)\b[^;]{0,20}\bagainst) (?:the )?(?:[a-z'-]+ ){0,2}(?:state\b|state's|attorney general|governor)")),
    Frame("expands", "not helping breaks the law", _compiled(
        r"\b(?:reject|refus|declin|not (?:join|enroll|sign|tak)|opt(?:s|ed|ing)? out of|turn(?:s|ed|ing)? down|vot(?:es?|ed|ing) down)\w*\b[^;.]{0,70}\b(?:ICE|immigration|287\s?\(?g\)?|detainers?|federal (?:agents|officers|requests|program)|sheriff's program)\b"
        r"[^;.]{0,70}\b(?:break|broke|violat|defi(?:es|ed)|run afoul of|(?:is|are|was|were) (?:illegal|unlawful|against))\w*\b[^;.]{0,40}\b(?:law|statute|ban|act|prohibition|illegal|unlawful)\b")),
    Frame("limits", "sued for helping", _compiled(
        rf"\b(?:sued|sues|suing|suit against) {_NO_FEDERAL}[^;]{{0,70}}\b(?:for|over) (?:illegally |unlawfully )?(?:giving|sharing|handing|helping|holding|detaining|turning|letting|honoring|tipping|assisting|aiding|reporting)\b")),
    Frame("expands", "sued for limiting", _compiled(
        rf"\b(?:sued|sues|suing|suit against) {_NO_FEDERAL}[^;]{{0,70}}\b(?:for|over) (?:illegally |unlawfully )?(?:its |their )?(?:refus\w+|limiting|barring|withholding|blocking|failing to|declining|ignoring)\b")),
    Frame("expands", "to undo a shield", _compiled(
        rf"\b(?:judge|court)\b[^;]{{0,40}}\bto {_ATTACK}\b (?:(?!ban |bans |law against |prohibition )[A-Za-z'\u2019-]+ ){{0,4}}{_SHIELD}|\bunless\b[^;]{{0,40}}\b(?:withdraws?|repeals?|rescinds?|drops?|ends?|changes?)\b[^;]{{0,40}}\b(?:limit(?:s|ing)|sanctuary|trust act|bar(?:s|ring)|protect(?:s|ing))\b")),
    Frame("unclear", "cameras kept", _compiled(
        r"\b(?:keep(?:s|ing)?|kept|renew(?:s|ed|ing)?|extend(?:s|ed|ing)?|retain(?:s|ed|ing)?)\b (?:[a-z0-9'-]+ ){0,5}?(?:flock|(?:plate|surveillance|security|street)[- ](?:readers?|cameras?)|cameras?|alprs?)\b(?![^.;]{0,80}\b(?:out|away|from|off|but)\b)")),
    Frame("limits", "kept out of enforcement", _compiled(
        r"\b(?:keep(?:s|ing)?|kept|stay(?:s|ing)?)\b[^;]{0,90}\bout of\b[^;]{0,30}\bimmigration (?:enforcement|work|raids|operations)\b"), is_policy=True),
    Frame("limits", "to undo a pact", _compiled(
        rf"\b(?:judge|court)\b[^;]{{0,40}}\bto {_ATTACK}\b (?:the |a |its |an )?(?:[a-z'-]+ ){{0,4}}{_PACT}|\bunless\b[^;]{{0,40}}\b(?:withdraws?|rescinds?|drops?|ends?|leaves?|quits?)\b[^;]{{0,40}}{_PACT}")),
)  # fmt: skip


def settled_direction(words: str, *, is_against: bool = False) -> tuple[Direction, str] | None:
    """Return the direction that a frame in a sentence settles, and which frame; None where none stands.

    `is_against` says that the act of the sentence goes against its policy.
    """
    for frame in _FRAMES:
        found = frame.pattern.search(words)
        if found is None:
            continue
        if frame.says.startswith("to undo") and _UNDONE.search(words):
            continue
        if not frame.is_policy:
            return frame.direction, frame.says
        turns = _turns_before(words, found.start())
        if turns > 2:
            continue  # too many to tell: left to the count
        if turns == 1 or (turns == 0 and is_against):
            return OPPOSITE[frame.direction], frame.says
        return frame.direction, frame.says
    return None
