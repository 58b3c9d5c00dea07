# ruff: noqa: E501 (a pattern stays on one line, so that it can be searched for)
"""Words around policy: who enforces immigration law, whom it touches, which instrument, what turns meaning round."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Context = Literal[
    "agency", "weak_agency", "people", "instrument", "negator", "hedge", "campaign", "explainer"
]


@dataclass(frozen=True, slots=True)
class ContextTerm:
    """One word or phrase of context."""

    kind: Context
    pattern: str


AGENCY_TERMS: tuple[ContextTerm, ...] = (
    ContextTerm("agency",
        r"(?-i:ICE)(?:'s)?|(?-i:I\.C\.E\.)|(?:u\.?s\.? )?(?:bureau of )?immigration (?:and|&) customs(?: enforcement)?|immigration (?:and|&) naturalization(?: service)?|(?-i:INS)"
        r"|(?:federal |civil |u\.?s\.? )*immigration[ -](?:enforcement|agents?|authorit(?:y|ies)|officials?|officers?|agenc(?:y|ies)|detainers?|holds?|raids?|laws?|warrants?|violations?|crackdowns?|sweeps?|arrests?|operations?|partnerships?|detention|polic(?:y|ies)|orders?|matters|affairs enforcement|status|duties|investigations?|crimes|officer|supervisors?|work|deals?|requests?|screen(?:ers?|ing)|programs?|pacts?|agreements?|custody|jails?|prisons?|prisoners|inmates|detainees|task force|jobs?|purposes|cooperation|efforts?|supervision|databases?|removals?|checks?|squads?|teams?|wing)"
        r"|(?:u\.?s\.? )?border patrol|customs and border protection|(?-i:CBP)|border czar|deport(?:s|ed|ing|ations?|able)?|mass deportation|removal proceedings|federal immigration|immigration purposes|unlawfully present|(?:form )?i-?247[a-z]?|deportation (?:agents?|officers?)|(?:arrests?|arresting|persons|people|those|ordered|orders?) (?:of persons |of people )?(?:for|of) removal|removal operations|masked (?:federal )?(?:agents|raids)|immigration service|287\s?\(?g\)?|illegal immigration|8 u\.?s\.?c\.? (?:§ ?|section )?13\d\d|immigration and nationality act|enforcement and removal operations|non_local law enforcement(?: agenc(?:y|ies))?|non_local government personnel"),
    ContextTerm("weak_agency",
        r"(?:department of )?homeland security(?: investigations)?|(?-i:DHS)|(?-i:HSI)|federal (?:law enforcement|agents?|officers?|authorities|agenc(?:y|ies)|officials)|the feds|masked agents|immigration|federal incursion|federal (?:holds?|custody|partnership)|agents"),
    ContextTerm("people",
        r"undocumented|(?:illegal|unauthorized|undocumented|criminal) (?:immigrants?|aliens?|migrants?|residents?)|unauthorized|immigrants?|aliens?|noncitizens?|non_citizens?|migrants?|foreign_born|foreign nationals?|immigrant communities|immigration status|without (?:legal |immigration )?(?:documentation|papers|documents|status)|in the country illegally|entered illegally|dreamers"),
)  # fmt: skip

# Words that turn the meaning of what follows (or, in the passive, of what went before) into its opposite.
_NEGATING_VERBS = r"prohibit(?:s|ed|ing|ion|ions)?|ban(?:s|ned|ning)?|bar(?:s|red|ring)?|forbid(?:s|den|ding)?|restrict(?:s|ed|ing|ions?|ive)?|limit(?:s|ed|ing|ations?)?|block(?:s|ed|ing)?|stop(?:s|ped|ping)?|end(?:s|ed|ing)?|halt(?:s|ed|ing)?|cancel(?:s|ed|led|ing|ling|lation)?|terminat(?:e|es|ed|ing|ion)|reject(?:s|ed|ing|ion)?|rescind(?:s|ed|ing)?|rescission|repeal(?:s|ed|ing)?|revok(?:e|es|ed|ing)|refus(?:e|es|ed|ing|al)|declin(?:e|es|ed|ing)|oppos(?:e|es|ed|ing|ition)|condemn(?:s|ed|ing|ation)?|denounc(?:e|es|ed|ing)|withdr(?:aw|aws|ew|awn|awing|awal)|pull(?:s|ed|ing)? out|pull(?:s|ed)|dismantl(?:e|es|ed|ing)|scrap(?:s|ped|ping)?|su(?:e|es|ed|ing)|lawsuits?|suits?|legal challenge|challeng(?:e|es|ed|ing)|overturn(?:s|ed|ing)?|str(?:ike|ikes|uck|iking)(?: down)?|veto(?:es|ed|ing)?|defund(?:s|ed|ing)?|cut(?:s|ting)?(?: off| ties)?|strip(?:s|ped|ping)?|withh(?:old|olds|eld|olding)|threaten(?:s|ed|ing)?|threat to (?:cut|withhold|sue|strip)|suspend(?:s|ed|ing)?|suspension|reprimand(?:s|ed|ing)?|disciplin(?:e|es|ed|ing)|fir(?:e|es|ed|ing)|relieved of duty|investigat(?:e|es|ed|ing|ion)|inquiry|prob(?:e|es|ed|ing)|violat(?:e|es|ed|ing|ions?)|unlawful|invalid(?:ate|ates|ated|ating)?|exclu(?:de|des|ded|ding|sion)|moratorium|restrain(?:s|ed|ing)?|shut(?:s|ting)? (?:down|off)|dismiss(?:es|ed|ing)?|discontinu(?:e|es|ed|ing)|abolish(?:es|ed|ing)?|prevent(?:s|ed|ing)?|discourag(?:e|es|ed|ing)|curb(?:s|ed|ing)?|curtail(?:s|ed|ing)?|outlaw(?:s|ed|ing)?|unable|fail(?:s|ed|ing|ure)?|deny|denies|denied|denying|defy|defies|defying|resist(?:s|ed|ing)?|phas(?:e|es|ed|ing) out|undo(?:es|ing)?|undid|void(?:s|ed|ing)?|enjoin(?:s|ed|ing)?|purg(?:e|es|ed|ing)|unconstitutional|(?:keep(?:s|ing)?|kept|stay(?:s|ed|ing)?|get(?:s|ting)?|out)(?: [a-z\'-]+){0,7} (?:off|out of|out|from|away|waiting)|turn(?:s|ed|ing)? away|shield(?:s|ed|ing)?(?: from)?|roll(?:s|ed|ing)? back|nullif(?:y|ies|ied)|pause(?:s|d)?|pausing|(?:left|leav(?:e|es|ing)) (?:ice\'s |the |its )?(?:287|program|partnership|agreement|pact|task force)|vot(?:e|es|ed|ing) (?:down|against)|turn(?:s|ed|ing)? down|sh(?:oot|ot)s? down|opt(?:s|ed|ing)? out|interfer(?:e|es|ed|ing) with|imped(?:e|es|ed|ing)|obstruct(?:s|ed|ing)?|hinder(?:s|ed|ing)?|hamper(?:s|ed|ing)?|w(?:ind|inds|ound|inding) down|(?:preliminary )?injunctions?|crack(?:s|ed|ing)? down on|punish(?:es|ed|ing)?|penaliz(?:e|es|ed|ing)|private right of action|ineligible|accus(?:e|es|ed|ing)|freez(?:e|es|ing)|froze|impeach(?:es|ed|ing)?|clos(?:e|es|ed|ing) (?:its|the|their|off|door)|eliminat(?:e|es|ed|ing)|disband(?:s|ed|ing)?|deterred?|tear(?:s|ing) up|bucks?|bucked|ditch(?:es|ed|ing)?|drop(?:s|ped|ping)?|axe[sd]?|kill(?:s|ed)?|defeat(?:s|ed)?"
_NEGATING_PARTICLES = r"not|no|never|neither|nor|cannot|[a-z]+n't|no longer|against|nobody|none|anti"

NEGATOR_TERMS: tuple[ContextTerm, ...] = (
    ContextTerm("negator", rf"(?:{_NEGATING_VERBS})\b"),
    ContextTerm("negator", rf"(?:{_NEGATING_PARTICLES})\b"),
)

HEDGE_TERMS: tuple[ContextTerm, ...] = (
    ContextTerm("hedge",
        r"(?:could|might|may|would|should|if|(?:he|she|they|i|we)'d)\b|want(?:s|ed)? to|hop(?:e|es|ing) to|plan(?:s|ned)? to|consider(?:s|ing)?|weigh(?:s|ing)|mulls?|vow(?:s|ed)? to|promis(?:e|es|ed) to|pledg(?:e|es|ed) to|threaten(?:s|ed) to|call(?:s|ed|ing)? (?:for|on)|urg(?:e|es|ed|ing)|demand(?:s|ed|ing)?|ask(?:s|ed|ing)? (?:for|the)"),
    ContextTerm("campaign",
        r"candidates?|hopefuls|contenders|(?:want|wants|hoping|seeking|running) to be (?:the )?(?:next )?(?:sheriff|mayor|governor|attorney general)|gubernatorial (?:debate|candidates?)|campaign(?:s|ed|ing)?|if elected|primary (?:election|voters|debate)|(?:poll(?:s|ing)?|survey)(?:,)? (?:finds?|shows?|found)|(?:university|new|latest) (?:poll|survey)|percent of (?:[a-z]+ )?voters|questionnaire|running for|(?:to|who) (?:run|runs|ran) for|first act would be|(?:he|she) wins|(?:gubernatorial|mayoral|sheriff's|candidates'?|primary|televised|campaign) debates?|endorsements?|for mayor|league of women voters|stump speech"),
    ContextTerm("explainer",
        r"what (?:is|are|does|do) (?:a |an |the )?(?:287|sanctuary|ice|immigration|tps)|explain(?:er|ed|s)|frequently asked|faq|here'?s what (?:to|you) know|what you need to know|things to know|q\s?&\s?a|fact_?check|myths?|definition|glossary|wiki(?:pedia)?"),
)  # fmt: skip
