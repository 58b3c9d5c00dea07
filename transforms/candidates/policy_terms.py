# ruff: noqa: E501 (a pattern stays on one line, so that it can be searched for)
"""What local immigration policy is about: the terms, their topics, and which way each one points.

`effect` is +1 where the thing itself helps federal civil immigration enforcement (a 287(g) agreement), -1
where it shields from it (a sanctuary ordinance), 0 where it does neither. `needs` says what must stand
near a term before it counts: nothing (`self`), a word of immigration enforcement (`agency`), or that or a
word for immigrants (`people`). See `vocabulary` for blanks and underscores in patterns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from warehouse.records import Topic

Needs = Literal["self", "agency", "people"]


@dataclass(frozen=True, slots=True)
class PolicyTerm:
    """One thing that local policy is about."""

    name: str
    topics: tuple[Topic, ...]
    effect: int
    needs: Needs
    pattern: str
    in_instruments_only: bool = False
    """Counts only in the text of an instrument or an agenda: stories tell of raids without any policy."""


_SANCTUARY_NOUN = (
    r"(?:cit(?:y|ies)|states?|count(?:y|ies)|towns?|villages?|status|polic(?:y|ies)|statutes?|label|(?:local )?laws?|ordinances?|resolutions?"
    r"|jurisdictions?|protections?|measures?|bills?|campus(?:es)?|schools?|legislation|directives?|declarations?"
    r"|designations?|acts?|movement|municipalit(?:y|ies)|localit(?:y|ies)|rules?|practices?|communit(?:y|ies)"
    r"|district|districts|law suit|promise act|stance|fight|place|places|order|orders)"
)
_IMMIGRATION = r"(?:(?:federal|civil|u\.?s\.?|illegal) )*immigration"
_AGENCY = (
    rf"(?:{_IMMIGRATION} (?:and customs enforcement|enforcement|agents?|authorit(?:y|ies)|officials?|officers?|agenc(?:y|ies)|work|service|vans?)"
    r"|(?-i:ICE)(?:'s)?|(?-i:I\.C\.E\.)|border patrol|deportation (?:agents?|officers?|work)|federal agents?|federal authorities|the feds|homeland security(?: agents?)?)"
)
_ACTS = (
    r"(?:(?:[a-z'-]+ ){0,3}(?-i:Trust|TRUST|TRuST|Truth|TRUTH|Values|VALUES) act"
    r"|(?:immigrant )?trust (?:directive|ordinance)|immigrant (?:trust|safety|protection|bill of rights) (?:act|ordinance)"
    r"|safe communities act"
    r"|safety and dignity for all(?: act)?|way forward act|immigrant legal protection act"
    r"|sanctuary promise act|community trust (?:act|ordinance)|values act|police trust act"
    r"|local law enforcement integrity act)"
)

POLICY_TERMS: tuple[PolicyTerm, ...] = (
    # --- sanctuary and welcoming declarations
    PolicyTerm("sanctuary", ("sanctuary_declaration",), -1, "self",
        rf"(?:de facto )?sanctuary(?:_related)?(?:[ -]+(?:immigration|city|county|state))?_{_SANCTUARY_NOUN}(?: status| polic(?:y|ies)| laws?| ordinances?| resolutions?| protections?)?"),
    PolicyTerm("declared a sanctuary", ("sanctuary_declaration",), -1, "people",
        r"safe haven|sanctuary"),
    PolicyTerm("anti-sanctuary", ("sanctuary_declaration",), 1, "self", rf"sanctuary_cities (?:law|bill|ban|act|statute|legislation)|(?:anti|non)_sanctuary(?:_{_SANCTUARY_NOUN})?"),
    PolicyTerm("welcoming ordinance", ("sanctuary_declaration",), -1, "self",
        r"welcoming_(?-i:[A-Z][a-z]+(?:_[A-Z][a-z]+)?) (?:ordinances?|resolutions?|polic(?:y|ies)|act)|welcoming_(?:cit(?:y|ies)|communit(?:y|ies)|villages?|count(?:y|ies)|towns?|state)(?:_community)? (?:ordinances?|resolutions?|act|polic(?:y|ies)|law|designation)|welcoming (?:ordinances?|resolutions?|polic(?:y|ies))"),
    PolicyTerm("welcoming city", ("sanctuary_declaration",), -1, "people",
        r"welcoming_(?:cit(?:y|ies)|communit(?:y|ies)|villages?|count(?:y|ies)|towns?|state)|immigrant_friendly|safe city|freedom cit(?:y|ies)|human rights cit(?:y|ies)|city of refuge"),
    PolicyTerm("trust act", ("sanctuary_declaration", "detainers_jail"), -1, "self", _ACTS),
    PolicyTerm("keep working act", ("operational_assistance", "information_sharing", "status_inquiry"), -1, "self",
        r"keep washington working(?: act)?|new york for all(?: act)?|(?:immigrant )?trust directive"),
    PolicyTerm("courts act", ("facility_access",), -1, "self", r"protect our courts(?: act)?|courthouse (?:civil )?(?:arrest )?protection act"),
    PolicyTerm("287(g) ban act", ("agreement_287g", "operational_assistance"), -1, "self", r"local cops,? local crimes(?: act)?|287\s?\(?g\)? ban"),
    PolicyTerm("protection of immigrants", ("sanctuary_declaration",), -1, "self",
        r"protect(?:s|ed|ing|ions?)?(?: for| of)? (?:all |our |its |the |undocumented |local )*(?:immigrants?|undocumented)(?: communit(?:y|ies)| residents| families| neighbors| people| immigrants)?|immigrant protections?"),
    # --- detainers and jails
    PolicyTerm("immigration detainer", ("detainers_jail",), 1, "self",
        rf"(?:civil )?(?:{_IMMIGRATION}|(?-i:ICE)(?:'s)?|federal|dhs|customs) (?:and customs enforcement )?(?:civil )?(?:detainers?|detainer requests?|holds?|hold requests?)"),
    PolicyTerm("keep those ICE wants", ("detainers_jail",), 1, "self",
        rf"(?:keep|hold|detain|jail)(?:s|ed|ing|t)?(?: [a-z,'-]+){{0,6}}? (?:wanted by|sought by|flagged by|on (?:a |an )?(?:federal|immigration|(?-i:ICE)(?:'s)?) (?:say_so|request|form|paper)|at the (?:asking|request|behest) of|for pick_?up by) ?(?:the )?(?:federal )?(?:{_AGENCY})?|(?:written |federal )?holds? (?:from|by|placed by|lodged by) (?:the )?(?:federal officers|{_AGENCY})|do(?:es)? (?:as|what) (?:the )?(?:(?-i:ICE)|federal government) asks"),
    PolicyTerm("detainer", ("detainers_jail",), 1, "agency",
        r"holds|held past|detainers?|detainer (?:requests?|orders?)|detention requests?|48[ -]hour holds?|(?:immigration|administrative|civil) warrants?|jail holds?"),
    PolicyTerm("form of a detainer", ("detainers_jail",), 1, "self", r"(?:forms? )?i-?247[a-z]?\b|(?:forms? )?i-20[05]\b|civil (?:immigration )?detainers?"),
    PolicyTerm("detainers told with cooperation", ("detainers_jail",), 1, "self",
        r"detainers?\b[^.;]{0,140}\bcooperat(?:e|es|ing|ion)|cooperat(?:e|ing|ion)\b[^.;]{0,80}\bdetainers?|detainers?\b[^.;]{0,50}\bhonor(?:s|ed|ing)?|(?:honor|ignore|refuse|accept)(?:s|d|ed|ing)? (?:[a-z-]+ ){0,3}?detainers?"),
    PolicyTerm("jail access", ("detainers_jail",), 1, "agency",
        r"(?:access to|interviews? (?:of|with|in)|into|in) (?:the |its |our |county |city |local |their )*(?:jails?|inmates|detainees|people in custody)|release dates?|jail release|jail access|inmates?|jails?|booked into|lock_?ups?|in custody|(?:in|into|of) (?:its|their|our|ice) custody|past (?:their |his |her |the |a )?(?:time of )?release|(?:extra|additional|48|forty-eight)[ -](?:more )?(?:days?|hours?)|two (?:more|extra) days|pick_?ups?|jailers?|booking"),
    PolicyTerm("transfer to ICE", ("detainers_jail",), 1, "agency",
        rf"(?:transfer(?:s|red|ring)?|turn(?:s|ed|ing)?|hand(?:s|ed|ing)?|releas(?:e|es|ed|ing)|surrender(?:s|ed|ing)?)(?: [a-z'-]+){{0,5}}? (?:over )?(?:to|into the custody of) (?:the )?(?:federal |u\.?s\.? )?{_AGENCY}|ice transfers?|ice referrals?|end ice transfers"),
    PolicyTerm("hold for ICE", ("detainers_jail", "detention_facility"), 1, "self",
        rf"(?:held|hold|holds|holding|keep|keeps|kept|keeping|boarding|lodge|lodging|house|housing|detain|detained|detaining|jail|jailing) (?:[a-z'-]+ ){{0,4}}?(?:for|on behalf of|at the request of) (?:the )?(?:federal |u\.?s\.? )?{_AGENCY}"),
    PolicyTerm("wait for ICE", ("detainers_jail", "operational_assistance"), 1, "self",
        rf"(?:held|kept|detained|delayed|hold|keep|detain|prolong(?:ed)?)(?: [a-z'-]+){{0,10}}? (?:so that|until|while|till) (?:the )?(?:federal )?{_AGENCY}"),
    PolicyTerm("secure communities", ("detainers_jail", "information_sharing"), 1, "self",
        r"secure communities(?: program)?|priority enforcement program|criminal alien program"),
    # --- 287(g)
    PolicyTerm("287(g)", ("agreement_287g",), 1, "self",
        r"(?:section )?287\s?\(?\s?g\b\)?(?:_(?:agreements?|contracts?|programs?|partnerships?|memorand(?:um|a)|deals?|pacts?|moas?|mous?|jail model|task force))?"),
    PolicyTerm("287(g) model by name", ("agreement_287g",), 1, "self",
        r"warrant service officers?(?: program| model)?|jail enforcement model"),
    PolicyTerm("287(g) model", ("agreement_287g",), 1, "agency",
        r"task force model|jail model"),
    PolicyTerm("signed with ICE", ("agreement_287g",), 1, "self",
        rf"sign(?:s|ed|ing)? (?:on |up )?with (?:the )?(?:federal )?{_AGENCY}|serv(?:e|es|ed|ing) (?:immigration|(?-i:ICE)|administrative) (?:papers|warrants)|(?:street_level |federal )?immigration (?:authority|powers)"),
    PolicyTerm("immigration agreement", ("agreement_287g",), 1, "self",
        rf"(?:{_IMMIGRATION}(?: enforcement)?|(?-i:ICE)(?:'s)?) (?:partnerships?|pacts?|agreements?|deals?|memorandum|task force|training program|cooperation agreements?)"
        rf"|(?:agreements?|partnerships?|pacts?|deals?|memorand(?:um|a)(?: of (?:agreement|understanding))?|moas?|mous?) (?:with|between|on|for|to help|involving) (?:[a-z'-]+ ){{0,5}}?(?:federal )?{_AGENCY}"),
    PolicyTerm("police for ICE", ("agreement_287g", "operational_assistance"), 1, "self",
        rf"(?:police|officers|deput(?:y|ies)|troopers|agency|department|town|county|sheriffs?)(?: [a-z'-]+){{0,4}}? (?:team(?:s|ed|ing)?(?: up)? with|act(?:s|ed|ing)? (?:for|as)|work(?:s|ed|ing)? for|tak(?:e|es|ing) part in|serv(?:e|es|ing)(?: [a-z]+)? (?:for|as|with)|join(?:s|ed|ing)?) (?:the |an? )?(?:federal |civil )*(?:{_AGENCY}|immigration (?:work|duty|duties|enforcement|powers))"
        r"|(?:(?-i:ICE)(?:'s)?|immigration) (?:training |partnership |cooperation |deputy )?program|train(?:s|ed|ing)? (?:local )?(?:officers|deputies|police|troopers) (?:for|in|on|to do) immigration (?:duty|duties|work|enforcement)|federal program(?: [a-z'-]+){0,6}? immigration"),
    PolicyTerm("the agreement", ("agreement_287g",), 1, "agency",
        r"(?:the|an|its|this|that|a) (?:[a-z'-]+ ){0,2}?(?:agreement|pact|memorandum(?: of (?:agreement|understanding))?)"),
    PolicyTerm("federal partnership", ("agreement_287g",), 1, "agency",
        r"(?:the feds'|federal|government's) (?:[a-z]+ ){0,2}?(?:partnership|program)|partnership program|sworn in(?: [a-z'-]+){0,4}? (?:to|as|by|under)|swear(?:s|ing)? in|cross_sworn|(?:train(?:ed|s)?|certif(?:y|ied))(?: [a-z'-]+){0,4}? (?:as|to act)"),
    PolicyTerm("training by ICE", ("agreement_287g",), 1, "self",
        r"(?:(?-i:ICE)(?:'s)?|(?:federal )?immigration)[ -](?:training |enforcement )?(?:course|school|academy|class(?:es)?|training)"),
    PolicyTerm("made immigration officers", ("agreement_287g",), 1, "self",
        r"(?:turn(?:s|ed|ing)?|mak(?:e|es|ing)|made)(?: [a-z'-]+){1,7}? (?:into )?(?:part_time |de facto |deputy |federal )*immigration (?:officers|agents)|(?:officers|deputies|troopers|police)(?: [a-z'-]+){0,3}? (?:make|making) immigration arrests"),
    PolicyTerm("money for enforcement", ("call_on_higher_government", "litigation_funding"), 1, "self",
        r"(?:money|funds|funding|dollars|spending)(?: [a-z'-]+){0,3}? (?:for|on) (?:(?:federal|mass) )*(?:immigration (?:raids|enforcement|arrests|detention)|deportations?|(?-i:ICE))|defund(?:s|ing)? (?-i:ICE)|abolish (?-i:ICE)"),
    PolicyTerm("deputized for immigration", ("agreement_287g",), 1, "agency",
        r"deputiz(?:e|es|ed|ing)|de facto federal officers|functions of an immigration officer|act as immigration (?:agents|officers)"),
    # --- information
    PolicyTerm("share with ICE", ("information_sharing",), 1, "agency",
        r"(?:shar(?:e|es|ed|ing)|giv(?:e|es|en|ing)|provid(?:e|es|ed|ing)|disclos(?:e|es|ed|ing|ure)|divulg(?:e|es|ed|ing)|releas(?:e|es|ed|ing)|transmit(?:s|ted|ting)?|hand(?:s|ed|ing)? over|exchang(?:e|es|ed|ing)|send(?:s|ing)?|maintain(?:s|ing)?)(?: of)?(?: [a-z'-]+){0,4}? (?:information|data|records|lists?|status)"
        r"|(?:information|data)[ -]shar(?:e|es|ed|ing)|shared (?:with|by)|know when|heads_up|give(?:s|n)? (?:notice|warning|word)|gave (?:notice|warning|word)|(?:home )?addresses|whereabouts|court dates?|(?:release|booking|jail|inmate) (?:lists?|rosters?|logs?)|fax(?:es|ed|ing)?|birthplaces?|notif(?:y|ies|ied|ying|ications?)|communicat(?:e|es|ed|ing|ions?)|tip(?:s|ped|ping)? off|contact(?:s|ed|ing)?|inform(?:s|ed|ing)?|provision of information|alert(?:s|ed|ing)?"
        rf"|(?:called|calls|calling|call) (?:in )?(?:the )?(?:federal )?{_AGENCY}|report(?:s|ed|ing)? (?:[a-z'-]+ ){{0,4}}?to (?:the )?(?:federal )?{_AGENCY}"),
    PolicyTerm("section 1373", ("information_sharing",), 1, "self", r"8 u\.?s\.?c\.? (?:§ ?|section )?1373|section 1373|1373 compliance"),
    PolicyTerm("cooperate with ICE", ("operational_assistance", "information_sharing"), 1, "self",
        rf"(?:cooperat(?:e|es|ed|ing|ion)|shar(?:e|es|ed|ing)|communicat(?:e|es|ed|ing|ion)|work(?:s|ed|ing)?|dealing|collaborat(?:e|es|ed|ing|ion)|coordinat(?:e|es|ed|ing|ion)|partner(?:s|ed|ing|ships?)?|interact(?:s|ed|ing|ions?)?) with (?:the )?(?:federal |u\.?s\.? )*{_AGENCY}"),
    PolicyTerm("help ICE", ("operational_assistance",), 1, "self",
        rf"(?:assist(?:s|ed|ing|ance)?|help(?:s|ed|ing)?|aid(?:s|ed|ing)?)(?: to| of| for)? (?:the )?(?:federal |u\.?s\.? )*{_AGENCY}|act(?:s|ed|ing)? as immigration agents|(?:immigration|(?-i:ICE)) (?:cooperation|collaboration)"),
    # --- status
    PolicyTerm("ask about status", ("status_inquiry",), 1, "self",
        r"(?:ask(?:s|ed|ing)?|inquir(?:e|es|ed|ing|y|ies)|enquir(?:e|ing)|question(?:s|ed|ing)?|determin(?:e|es|ed|ing)|investigat(?:e|es|ed|ing)|discover(?:y|ing)?|verif(?:y|ies|ied|ying)|check(?:s|ed|ing)?)(?: [a-z',-]+){0,9}? (?:immigration|citizenship|alien|legal|residency|immigrant)(?: or (?:immigration|citizenship))? status"),
    PolicyTerm("immigration status", ("status_inquiry",), 0, "self",
        r"(?:immigration|citizenship|alien)(?: (?:and|or|/) (?:immigration|citizenship))? status|about (?:their|his|her|one's|a person's) status"),
    PolicyTerm("status questions", ("status_inquiry",), 1, "self",
        r"(?:immigration )?status (?:checks?|questions?|inquiries)|(?:ask(?:s|ed|ing)?|check(?:s|ed|ing)?|demand(?:s|ed|ing)?|show)(?: [a-z'-]+){0,4}? (?:for |about |the )?(?:immigration |citizenship |their )?(?:papers|citizenship|documents)|immigration (?:papers|questions|checks?)|(?:whether|if) (?:[a-z'-]+ ){1,4}?(?:was|were|is|are|had|has|have) (?:legal|here legally|(?:u\.?s\.? )?citizens?|a citizen|in the country (?:legally|illegally|unlawfully)|papers)|place of birth|without lawful presence|in the (?:state|country|united states) (?:illegally|unlawfully|without)"),
    PolicyTerm("limits on work with ICE", ("sanctuary_declaration", "operational_assistance"), -1, "self",
        rf"limit(?:s|ed|ing)? (?:on )?(?:[a-z'-]+ ){{0,2}}?(?:help|work|cooperation|aid|assistance|contact|dealings)(?: (?:with|for|to) (?:the )?(?:federal )?{_AGENCY})?|safe (?:community|place|city|town|haven) for (?:all )?(?:immigrants|everyone)"),
    PolicyTerm("ask where born", ("status_inquiry",), 1, "self",
        r"(?:ask|question|quiz|quer(?:y|i)|inquir|screen|check|demand|find out)[a-z]*(?: [a-z',-]+){0,8}? (?:where (?:[a-z-]+ ){1,4}?(?:born|(?:are|is|was|were|come|came|comes) from)|(?:place|country) of (?:birth|origin)|(?:about|for|their|his|her) (?:immigration )?papers|(?:for |their |in the country )(?:legal|immigration|citizenship) status|birthplaces?)|(?:ask|question|check|inquir)[a-z]*(?: [a-z',-]+){0,4}? who (?:is|was|are|were) here (?:legally|illegally|unlawfully)|right to be in the (?:country|united states|u\.?s\.?)"),
    PolicyTerm("bare status", ("status_inquiry",), 1, "agency",
        r"(?:questions? (?:on|about)|look(?:s|ing)? into|ask(?:s|ed|ing)? (?:about|for)|check(?:s|ed|ing)?) (?:their |a person's |his |her |any )?status|status (?:[a-z]+ ){0,2}(?:not )?be (?:checked|asked|inquired into)"),
    PolicyTerm("special order 40", ("status_inquiry",), -1, "self", r"special order (?:no\. )?40"),
    # --- help in operations
    PolicyTerm("help enforcement", ("operational_assistance",), 1, "agency",
        r"(?:cooperat(?:e|es|ed|ing|ion)|collaborat(?:e|es|ed|ing|ion)|assist(?:s|ed|ing|ance)?|help(?:s|ed|ing)?|aid(?:s|ed|ing)?|work(?:s|ed|ing)? with|coordinat(?:e|es|ed|ing|ion)|comply(?:ing)? with|compliance with|compl(?:y|ies|ied) with|participat(?:e|es|ed|ing|ion)|partner(?:s|ed|ing|ships?)?|support(?:s|ed|ing)?|involve(?:ment|d)|entanglement|back(?:s|ed|ing)? up|backup|respond(?:s|ed|ing)? to|answer(?:s|ed|ing)?(?: [a-z'-]+){0,6}? calls?|turn(?:s|ed|ing) in|joint (?:operations?|task force)|facilitat(?:e|es|ed|ing)|engag(?:e|es|ed|ing) in|ties (?:to|with)|join(?:s|ed|ing)?(?: in| in on| up with)? (?:the |any |an? |in |federal |immigration |civil |ice )*(?:raids?|sweeps?|operations?|task forces?|arrests?|agents|patrols?|(?-i:ICE))|tak(?:e|es|ing) part|took part|team(?:s|ed|ing)?(?: up)? (?:with|up)|accompan(?:y|ies|ied|ying)|(?:lend|lends|lent|lending|loan|loans|loaned) [a-z' -]{1,30} to|run(?:s|ning)? (?:license |licence )?plates?|st(?:and|ands|ood|anding) (?:guard|watch|by)|(?:step|stepp|stay|keep|kept|pull)(?:s|ed|ing)? out of|tip(?:s|ped|ping)? (?:off)?|arm of|on behalf of)"),
    PolicyTerm("enforce immigration law", ("operational_assistance",), 1, "self",
        r"(?:enforc(?:e|es|ed|ing|ement)(?: of)?|carry(?:ing)? out|conduct(?:s|ed|ing)?) (?:the )?(?:federal |civil |federal civil |u\.?s\.? )*immigration (?:laws?|enforcement|warrants?|detainers?|violations?|operations?|policy|policies|statutes?)"
        r"|immigration (?:law )?enforcement (?:duties|activit(?:y|ies)|actions?|operations?|efforts?|purposes|work)|enforcement of (?:federal )?(?:civil )?immigration|immigration violations|immigration enforcement"),
    PolicyTerm("city resources", ("operational_assistance",), 1, "agency",
        r"(?:city|county|town|village|local|state|public|municipal|police|department|taxpayer|agency) (?:resources|funds|money|moneys|personnel|employees|staff|time|equipment)"),
    PolicyTerm("help at the scene", ("operational_assistance",), 1, "agency",
        r"guard(?:s|ed|ing)? (?:a |the )?(?:perimeter|scene|door)|(?:block(?:s|ed|ing)?|clos(?:e|ed|ing)|stopp?(?:ed|ing)?|direct(?:ed|ing)?) (?:a |the |off )?(?:streets?|roads?|traffic|intersection|lanes?)|h(?:eld|old|olding) back (?:a |the )?(?:crowd|neighbors|protesters)|rid(?:e|es|ing) (?:along )?with|traffic control|crowd control|ice operations?|perimeter|escort(?:s|ed|ing)?|immigration sweeps?|joint patrols?|drove|driv(?:e|es|en|ing) (?:people|them|migrants|immigrants)|give(?:s)? (?:them |agents )?(?:a )?rides?"),
    PolicyTerm("answer to ICE", ("information_sharing", "detainers_jail"), 1, "self",
        rf"(?:answer(?:s|ed|ing)?|phon(?:e|es|ed|ing)|e_?mail(?:s|ed|ing)?|ring|text(?:s|ed|ing)?|notify(?:ing)?|notif(?:y|ies|ied)|alert(?:s|ed|ing)?|tell(?:s|ing)?|told|inform(?:s|ed|ing)?|contact(?:s|ed|ing)?) (?:an |any |to |the )?(?:federal )?{_AGENCY}(?: (?:questionnaires?|requests?|calls?))?|(?:give|gives|gave|given|giving|hand|hands|handed|handing|turn|turned|turning|send|sends|sent|sending|release|share|pass|passes|passed|passing|swap|swaps|swapped|swapping|feed|feeds|fed|feeding|open|opens|opened|opening)(?: [a-z'-]+){{0,9}}? (?:to|with) (?:the )?(?:federal )?{_AGENCY}|before (?:releasing|release)"
        rf"|(?:calls?|messages?|e_?mails?|tips?|texts?|notes?|photos?) (?:sent |made )?(?:to|that (?:led|brought)|led|brought) (?:[a-z'-]+ ){{0,3}}?{_AGENCY}|(?:ask|asks|asked|asking|invited|inviting|call|called|calling|phoned|summoned) (?:the )?(?:federal )?{_AGENCY}(?: in)? (?:to|on|about|over)"),
    # --- places
    PolicyTerm("use of public property", ("facility_access",), 1, "agency",
        r"(?:city|county|town|village|municipal|government|public|state|local|school|district|park|library)(?:[ -](?:owned|controlled|operated))*(?: and (?:controlled|operated))? (?:property|properties|buildings?|land|lots|garages|facilities|premises|grounds|parks?|parking (?:lots|garages))"
        r"|property that is city owned|(?:access to )?non_?public areas?|staging(?: areas?| sites?| grounds?)?|processing sites?|operations? bases?|courthouses?|court arrests|sensitive (?:locations?|places)|schools?|hospitals?|librar(?:y|ies)|campus(?:es)?|school (?:grounds|property|employees|officials)|front (?:office|desk)s?|lobb(?:y|ies)|classrooms?|clinics?|depots?|(?:parking |vacant )?(?:lots|garages)|places of worship|health facilities|safe zones?"),
    PolicyTerm("ICE-free zone", ("facility_access",), -1, "self",
        r"ice_free(?:_zones?)?|ice_out(?: of [a-z]+)?|no_ice_zones?|safe harbor for students|safe zones? for (?:students|immigrants)"),
    # --- detention
    PolicyTerm("immigration detention", ("detention_facility",), 1, "self",
        rf"(?:(?:{_IMMIGRATION}|immigrant|migrant|(?-i:ICE)(?:'s)?) (?:and customs enforcement )?(?:\((?-i:ICE)\) )?(?:processing and )?(?:detention|detainees?|jails?|prisons?|prisoners|processing)(?:_(?:centers?|centres?|facilit(?:y|ies)|contracts?|beds?|services?|agreements?|space|camps?|systems?))*)"
        rf"|(?:contracts?|agreements?|igsas?) (?:with|between) (?:[a-z'&.-]+ ){{0,5}}?(?:federal )?{_AGENCY}|(?-i:ICE)(?:'s)? (?:[a-z'-]+ )?contracts?"
        r"|(?:[a-z'-]+ )?immigrants? (?:will |would |can |could )?(?:no longer |not )?be (?:housed|held|jailed)|immigration detainees|dignity not detention(?: act)?"),
    PolicyTerm("hold immigrants", ("detention_facility", "detainers_jail"), 1, "self",
        r"(?:houses?|housed|boarding|lodg(?:e|es|ed|ing)|keep(?:s|ing)?|kept|hold(?:s|ing)?|held|jail(?:s|ed|ing)?|detain(?:s|ed|ing)?|accept(?:s|ing)?)(?: and [a-z]+)? (?:[a-z'-]+ ){0,4}?(?:immigrants?|immigration detainees?|ice detainees?|federal immigration detainees?|detainees for ice|people for ice|undocumented|noncitizens?|migrants?)"),
    PolicyTerm("detention center", ("detention_facility",), 1, "agency",
        r"detention (?:centers?|centres?|facilit(?:y|ies)|contracts?|beds?)|house detainees|federal detainees|detainees|bed space|beds|igsas?(?: agreement)?|intergovernmental (?:service|services) agreements?|geo group|corecivic|correctional (?:center|facility)|prison operations contract|mega_?jail|warehouses?"),
    PolicyTerm("private detention", ("detention_facility",), 1, "self",
        r"(?:private(?:ly)?(?:_(?:owned|run|operated))?(?: (?:or|and) (?:private(?:ly)?_)?(?:owned|run|operated|managed))?|non_?municipal|for_profit|federal) (?:immigration )?(?:detention|prisons?)(?: (?:centers?|facilit(?:y|ies)|compan(?:y|ies)))?"),
    PolicyTerm("beds for ICE", ("detention_facility",), 1, "self",
        rf"(?:beds?|bunks?|cells?|jails?|prisons?|centers?|camps?|space|warehouses?|building|wing|pods?)(?: [a-z'-]+){{0,5}}? (?:for|to|by|with) (?:people held by |the use of )?(?:the )?(?:federal )?{_AGENCY}|(?:deportation|immigration|ice)_(?:jails?|prisons?|lockups?|camps?|beds?|lease|hub|processing center)|people held by ice|(?:reopen|lease|rent|sell|convert)(?:s|ed|ing)?(?: [a-z'-]+){{0,6}}? (?:for|to) (?:the )?{_AGENCY}|immigration detainees|hous(?:e|es|ed|ing) ice"),
    PolicyTerm("use by ICE", ("facility_access",), 1, "self",
        rf"agents(?: [a-z',-]+){{0,4}}? (?:past|inside|into|beyond) (?:the |its |their )?(?:front (?:office|desk|door)|lobby|doors?|gates?|classrooms?|campus|schools?|librar(?:y|ies)|courthouse)|(?:let(?:s|ting)?|allow(?:s|ed|ing)?|permit(?:s|ted|ting)?|invit(?:e|es|ed|ing)|open(?:s|ed|ing)?(?: [a-z'-]+){{0,7}}? to|keep(?:s|ing)?|kept|bar(?:s|red|ring)?|ban(?:s|ned|ning)?|admit(?:s|ted|ting)?) (?:the )?(?:federal )?{_AGENCY}(?: (?:officers|agents))?(?: [a-z'-]+){{0,3}}? (?:use|in|into|out|past|to|from|inside|at|access|train|park|search)"),
    PolicyTerm("a judge's warrant", ("facility_access", "detainers_jail"), -1, "agency",
        r"judge's (?:warrant|signature|order)|warrants? from (?:a|the) judge|(?:judicial|court_issued|criminal) (?:warrants?|orders?)|(?:warrant|subpoena|order)(?: that [a-z]+)? signed by a judge|signed by a judge|court order"),
    PolicyTerm("agents without a warrant", ("facility_access", "detainers_jail"), 1, "self",
        r"agents(?: [a-z',-]+){0,10}? without (?:a |any )?(?:judge's (?:signature|warrant|order)|judicial warrants?|warrants? (?:signed by|from|of) a judge)"),
    PolicyTerm("agents with a warrant", ("facility_access", "detainers_jail"), -1, "self",
        r"agents(?: [a-z',-]+){0,14}? (?:judge's (?:signature|warrant|order)|judicial warrants?|warrants? (?:signed by|from|of) a judge)|(?:judge's (?:signature|warrant|order)|judicial warrants?|warrants? (?:signed by|from|of) a judge)(?: [a-z',-]+){0,10}? (?:let|lets|letting|admit|before|until|unless)(?: [a-z',-]+){0,4}? agents"),
    # --- agents' conduct
    PolicyTerm("agents' masks", ("agent_identification",), -1, "agency",
        r"masks?|masked|masking|unmask(?:s|ed|ing)?|face coverings?|facial coverings?|no secret police(?: act)?|no vigilantes(?: act)?|conceal(?:s|ed|ing)? (?:their )?(?:identit(?:y|ies)|faces?)|visible (?:identification|badges?)|identify themselves|name tags|badges?|identification of (?:federal )?(?:law enforcement|agents?|officers?)|identification requirements?|unmarked (?:cars?|vans?|vehicles)|badge numbers?"),
    PolicyTerm("agents' faces", ("agent_identification",), -1, "agency",
        r"(?:(?:un)?cover(?:s|ed|ing)?|hid(?:e|es|ing)?|show(?:s|ed|ing)?|conceal(?:s|ed|ing)?|reveal)(?: up)?(?: (?:their|his|her|its|an officer's|the|officers'))? (?:faces?|identit(?:y|ies)|names?|badges?|nameplates?)|masked (?:men|people|persons?|agents|officers|federal agents)|nameplates?|name tapes?|face masks?|balaclavas?|credentials|fake agents?"),
    PolicyTerm("ICE impersonation", ("agent_identification",), -1, "agency", r"impersonat(?:e|es|ed|ing|ors?|ion)"),
    PolicyTerm("agents' conduct", ("discipline_oversight",), -1, "agency",
        r"standards of conduct|use of force|excessive force|qualified immunity|accountab(?:le|ility)|private right of action|civil rights violations|document(?:ing)? (?:ice|agents|misconduct)|conduct of (?:federal )?(?:immigration )?(?:agents|officers)|right to sue|sue (?:federal )?(?:agents|officers)"),
    # --- defense and cards
    PolicyTerm("legal defense", ("legal_defense",), -1, "people",
        r"(?:legal|deportation|immigrant|immigration|removal|public)(?: and [a-z]+)? defen[cs]e(?: (?:funds?|program|initiative|project|attorneys?|services?|representation))?|defenders? (?:program|office|unit)|justice fund|legal (?:aid|representation|services|assistance|support|help|counsel)(?: (?:fund|program))?|universal representation|right to counsel|access to counsel|legal fund|rapid response (?:fund|network|hotline)|resources available to protect"),
    PolicyTerm("lawyers against deportation", ("legal_defense",), -1, "self",
        r"(?:lawyers?|attorneys?|counsel|legal (?:help|aid|services|representation|defense)|public defenders?|represent(?:ation|s|ed|ing)?|defend(?:s|ed|ing)?)(?: [a-z',-]+){0,8}? (?:facing|fighting|against|in|from|for|at|threatened with|who (?:fear|face|fight|are facing)) (?:[a-z'-]+ ){0,3}?(?:deportation|removal|immigration court)(?: cases| proceedings| hearings)?|(?:removal|deportation) (?:proceedings|cases?|hearings?)(?: [a-z',-]+){0,6}? (?:lawyers?|attorneys?|counsel)|(?:deportation|removal|immigration)_(?:defense|defence|lawyers?|attorneys?|counsel)|fight (?:removals?|deportations?)|(?:lawyers?|attorneys?|counsel|defenders?)(?: [a-z',-]+){0,6}? (?:to|for|beside|with) (?:[a-z'-]+ ){0,3}?(?:immigrants|the undocumented|noncitizens|migrants)|(?:facing|who face) (?:deportation|removal)"),
    PolicyTerm("know your rights", ("legal_defense",), -1, "agency", r"hotlines?|know_your_rights|know their rights|educational rights"),
    PolicyTerm("municipal identity card", ("municipal_id",), -1, "self",
        r"(?:a |the |get a )?card(?: [a-z',-]+){0,12}? papers or no papers|(?:municipal|community|city|county|town|local|resident|residency)(?:_issued)?_(?:id|ids|i\.d\.|identification|identity)(?:_(?:cards?|program|ordinance|cards? program))?|idnyc(?: card)?|new york city identity cards?|identity card program|citykey|elm city resident card|id for (?:all|everyone)|city id cards?|(?-i:City ID|city ID|City IDs|city IDs|ID list|ID program|ID ordinance|ID cards?)|elm city card|name(?:s)? on (?:the )?id list"),
    PolicyTerm("residents' card", ("municipal_id",), -1, "people",
        r"(?:city|county|town|identification|identity|resident|consular) cards?(?: program)?|card_holders|city identification"),
    # --- data
    PolicyTerm("plate readers", ("surveillance_data",), 1, "agency",
        r"(?:automat(?:ed|ic) )?(?:licen[cs]e_)?plate_(?:reader )?searches|(?:automat(?:ed|ic) )?licen[cs]e_plate(?:_(?:readers?|reading|recognition|cameras?|scanners?|data))?(?: cameras?| data| systems?| technology)?|plate_readers?|alprs?|lprs?|flock(?: safety)?(?: cameras?| system| data| contract)?|(?:camera|drone|plate|security|street|highway|body)(?:_camera)?s? (?:footage|data|images?|network|systems?|feeds?|pictures|searches|database|pipeline)|cameras|drones?|footage|(?:camera|street|security)[a-z-]* (?:video|tapes?)|driver (?:data|records)|gang databases?|facial recognition|surveillance (?:technolog(?:y|ies)|systems?|cameras?|data|equipment)|databases?|driver'?s? licen[cs]e (?:data|photos|databases?)|biometric|camera (?:company|vendor|network)s?|(?:outside |out-of-state |federal )?(?:searches|lookups|queries)|fingerprints?|logs? of arrests|arrest[ -](?:data(?:base)?|logs?|records)|live database"),
    PolicyTerm("a federal matter", ("operational_assistance", "status_inquiry"), -1, "people",
        r"(?:belongs? to|(?:is|are) the (?:sole |primary )?(?:job|duty|responsibility|province|business) of) the federal (?:government|authorities)|(?:solely |primarily )?(?:a )?federal (?:matter|responsibility|function)|not (?:a matter|matters) for (?:local )?police action|not the (?:work|job|business|role) of (?:the )?(?:city|county|local|police|its)[a-z' ]*|isn't the (?:work|job|business) of [a-z' ]+"),
    PolicyTerm("fourth amendment workplace", ("facility_access",), -1, "self", r"fourth amendment (?:workplaces?|cit(?:y|ies)|sanctuary)"),
    # --- what only an instrument or an agenda can make an act of
    PolicyTerm("conduct beside agents", ("operational_assistance", "discipline_oversight"), 0, "agency",
        r"(?:conduct|actions?|role|involvement|presence|response|responses|participation|activities) (?:of|by) (?:the |its |our |any )?(?:[a-z']+ ){0,3}?(?:police(?: department| officers)?|sheriff's (?:office|deputies|department)|officers|deputies)", in_instruments_only=True),
    PolicyTerm("immigration raids", ("discipline_oversight",), -1, "agency",
        r"(?:(?:federal|immigration|workplace|home|ice|naturalization|mass) )*raids?|mass deportations?|operation [a-z]+ (?:surge|blitz)", in_instruments_only=True),
    PolicyTerm("detention practice", ("detention_facility",), -1, "agency",
        r"detain(?:ing|s|ed)? (?:of )?(?:youth|minors|children|families|asylum seekers|pregnant)|(?:family|child|mandatory|immigration|civil) detention|detention of (?:youth|minors|children|families|immigrants)|(?:immigrants?|individuals|people|persons) in (?:the custody of|(?:ice|immigration|federal) (?:custody|detention))|conditions (?:of|in) (?:ice |immigration )?(?:confinement|detention)|(?:care|treatment|safety|rights|health|abuse)(?: [a-z,-]+){0,8}? (?:immigrant detainees|(?:to|of|for) (?:all )?(?:immigrant |immigration )?detainees|in (?:immigration |ice )?detention)", in_instruments_only=True),
    PolicyTerm("immigration enforcement as the matter", ("operational_assistance",), 1, "self",
        rf"(?:response to|responses? to|discuss(?:ion)?(?: (?:of|on|about|regarding))?|updates? (?:on|about|regarding)|impacts? of|prepar(?:e|ing|ation|edness) for|concerns (?:about|regarding)|presence of|fear of|relating to|regarding|concerning|in response to|address(?:ing)?|reports? on|interactions? with|in relation to) (?:[a-z'-]+ ){{0,4}}?{_AGENCY}(?: (?:operations?|activit(?:y|ies)|actions?|presence|enforcement))?", in_instruments_only=True),
    PolicyTerm("immigration policy", (), 0, "self",
        r"(?:immigration|(?-i:ICE)(?:'s)?|detainer|deportation|immigrant)(?: enforcement| detainer| cooperation| trust| protection| detention)? (?:policy(?: changes?)?|policies|orders?|ordinances?|resolutions?|directives?|bill|measures?|rules|programs?|restrictions|limits|ban|compact|jail policy)"),
)  # fmt: skip
