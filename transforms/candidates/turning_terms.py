# ruff: noqa: E501 (a pattern stays on one line, so that it can be searched for)
"""Further words that turn a policy's meaning round: the ways in which news tells that something is undone.

What the law says is `context_terms.NEGATOR_TERMS` ("shall not", "is prohibited"); what happens to a law or
a deal in a story is here ("lets the pact lapse", "walks away from", "the motion falls short").
"""

from __future__ import annotations

from transforms.candidates.context_terms import ContextTerm

_GONE = (
    r"let(?:s|ting)? (?:[a-z0-9()'-]+ ){0,6}?(?:die|lapse|expire|run out)|laps(?:e|es|ed)|expir(?:e|es|ed|ing)|runs? out|ran out"
    r"|f(?:ell|alls?|alling) (?:[a-z0-9-]+ ){0,3}?short|dies|die|died|c(?:ame|omes?) up short|is (?:gone|no more)|no more|sinks?|sank|sunk|goes down|went down|is (?:null|dead|finished|no more)"
    r"|null(?: and void)?|(?:got|drew|won|mustered|received) (?:only |just )?(?:no|one|two|three|1|2|3) votes?|for lack of a second|without a second|pocket_veto(?:es|ed)?|chose not to sign|declin(?:es|ed) to sign"
)
_LEFT = (
    r"(?:walk(?:s|ed|ing)?|step(?:s|ped|ping)?|back(?:s|ed|ing)?|turn(?:s|ed|ing)?) away from|back(?:s|ed|ing)? out(?: of)?|bow(?:s|ed|ing)? out(?: of)?"
    r"|(?:get(?:s|ting)?|got|gotten|wants?|wanted|bail(?:s|ed)?|drop(?:s|ped)?|back(?:s|ed)?|go(?:es|ing)?) out of|part(?:s|ed|ing)? ways with|quit(?:s|ting)?|(?:give|gives|gave|giving|given) (?:up|back)|hand(?:s|ed)? back|turn(?:s|ed)? in|pull(?:s|ed)? (?:[a-z]+ ){0,3}from|drop(?:s|ped)? out(?: of)?|break(?:s|ing)? off|br(?:oke|eak|eaks|eaking) (?:its|the|their) (?:contract|agreement|deal|pact)"
    r"|do(?:es|ing)? away with|did away with|done with|get(?:s|ting)? rid of|got rid of|sever(?:s|ed|ing)?|ceas(?:e|es|ed|ing)|unplug(?:s|ged|ging)?"
)
_UNDONE = (
    r"to(?:re|rn) up|scuttl(?:e|es|ed|ing)|torpedo(?:es|ed)?|derail(?:s|ed)?|thwart(?:s|ed)?|quash(?:es|ed)?|nix(?:es|ed)?|squelch(?:es|ed)?|spik(?:es|ed)"
    r"|shun(?:s|ned|ning)?|spurn(?:s|ed|ing)?|rebuff(?:s|ed|ing)?|forgo(?:es|ing)?|forbade|lift(?:s|ed|ing)?|eras(?:e|es|ed|ing)|delet(?:e|es|ed|ing)|remov(?:e|es|ed|ing) (?:limits|restrictions|the (?:ban|bar|limits))"
    r"|toss(?:es|ed|ing)?(?: out)?|thr(?:ew|ow|ows|own|owing) (?:it |them )?out|sid(?:e|es|ed) against|ignor(?:e|es|ed|ing)|flout(?:s|ed|ing)?|opt(?:s|ed|ing)? (?:[a-z']+ ){1,4}out|exempt(?:s|ed|ing)? (?:from|itself)|annul(?:s|led)?"
    r"|gut(?:s|ted|ting)|weaken(?:s|ed|ing)?|water(?:s|ed|ing)? down|loosen(?:s|ed|ing)?|relax(?:es|ed|ing)?|soften(?:s|ed|ing)?|undermin(?:e|es|ed|ing)"
    r"|without (?:the )?(?:authority|power)|no (?:authority|power|right)|lack(?:s|ed)? (?:the )?(?:authority|power)|illegally"
    r"|br(?:oke|eak|eaks|eaking|oken) (?:the |a |state |federal |city |county |its |their |local |department )*(?:laws?|rules?|policy|constitution)"
    r"|answerable|liable|fin(?:es|ed|ing) (?:[a-z]+ ){0,2}?(?:cities|counties|towns|officials|sheriffs|governments|places|jurisdictions)|penalties (?:on|for)"
    r"|unlawfully|wrongly|wrongful(?:ly)?|off_limits|closed to|shut(?:s|ting)? (?:the |its )?doors? (?:on|to)|clos(?:es|ed) (?:the |its )?doors? (?:on|to)|turn(?:s|ed|ing)? (?:aside|back)|beat(?:s|en)? back|f(?:ends|ended|ought|ights) off|staved off|wip(?:es|ed) away|yank(?:s|ed)?|hands_off"
)

TURNING_TERMS: tuple[ContextTerm, ...] = (ContextTerm("negator", rf"(?:{_GONE}|{_LEFT}|{_UNDONE})\b"),)
