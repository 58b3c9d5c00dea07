# ruff: noqa: E501 (a pattern stays on one line, so that it can be searched for)
"""What public bodies do: families of act words, and the words for who acts.

A family is not yet an action type: "approved" is an adoption of an ordinance, the signing of an agreement,
or funding, by what was approved. `acts` decides that. `tense` is that of the word alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from warehouse.records import Actor

Family = Literal[
    "approve", "sign", "issue", "end", "reject", "veto", "repeal", "propose", "hear", "sue", "rule",
    "investigate", "discipline", "train", "cut", "grant", "state", "amend", "join", "effect", "postpone",
    "restrict", "find", "help", "call",
]  # fmt: skip

Tense = Literal["past", "present", "bare", "noun", "future"]


@dataclass(frozen=True, slots=True)
class ActTerm:
    """One form of a word for an act."""

    family: Family
    tense: Tense
    pattern: str


@dataclass(frozen=True, slots=True)
class ActorTerm:
    """One way of naming a kind of body or official."""

    actor: Actor
    pattern: str
    is_place: bool = False
    """A place that stands for its government ("the city"), used where nobody better is named."""


def _verbs(family: Family, *, past: str, present: str, bare: str, noun: str = "") -> tuple[ActTerm, ...]:
    rows = [ActTerm(family, "past", past), ActTerm(family, "present", present), ActTerm(family, "bare", bare)]
    if noun:
        rows.append(ActTerm(family, "noun", noun))
    return tuple(row for row in rows if row.pattern)


ACT_TERMS: tuple[ActTerm, ...] = (
    *_verbs("approve",
        past=r"approved|signed off(?: on)?|gave (?:its|a|his|her|their|the) (?:nod|blessing|assent|consent|go_ahead|green light)|made it (?:[a-z]+ )?law|waved through|finished work on|concurred|resolved|enshrined|won (?:[a-z']+ ){1,4}approval|wrote (?:it |them )?into (?:law|the code)|put (?:an? |the )?(?:[a-z0-9-]+ )?(?:hold|freeze|pause|moratorium) on|accepted (?:a |the |an )?(?:[a-z]+ ){0,2}?(?:agreement|contract|deal|pact)|overrode|overridden|(?:completed|finished) the override|froze|reaffirmed|recommended|adopted|passed|enacted|ratified|ordained|codified|green_?lit|okayed|ok'd|voted(?: [0-9]+[ -](?:to[ -])?[0-9]+| unanimously| overwhelmingly| narrowly| (?:mon|tues|wednes|thurs|fri|satur|sun)day| last (?:week|night|month)| this (?:week|month)| late| early| yesterday| night| on| evening)*,? (?:to (?:approve|adopt|pass|enact|declare|become|codify|take|support|make|join|continue)|for|in favor)|gave (?:final |its |unanimous )*approval|declared|designated|proclaimed|cleared|backed|agreed|decided|chose|set up|endorsed|put (?:in|into) (?:force|place|effect)|wrote into|carried|won approval|is law|voted in",
        present=r"approves|signs off(?: on)?|gives (?:its|a) (?:nod|blessing|go_ahead)|wins (?:final )?(?:passage|approval)|makes it (?:[a-z]+ )?law|overrides|freezes permits|adopts|passes|enacts|ratifies|codifies|oks|okays|becomes|declares|votes to (?:approve|adopt|pass|become|declare|join|support)|votes for|backs|affirms|agrees|proclaims|makes|designates",
        bare=r"approve|override(?: of)?|recommend|adopt|pass|enact|ratify|declare|codify|authorize|approving|adopting|authorizing|declaring|passing|proclaiming|enacting|affirming|establishing|creating",
        noun=r"vot(?:ed|es)|(?:final )?passage|adoption|approval|(?:[0-9]{1,2}[ -](?:to[ -])?[0-9]{1,2}(?: vote)?|unanimous(?:ly)?(?: vote)?|vote was)"),
    *_verbs("sign",
        past=r"signed|entered (?:an? |the )?(?:[a-z]+ ){0,2}?(?:agreements?|contracts?|pacts?)|shook hands on|put (?:his|her|their|its) (?:names?|signatures?) (?:to|on)|penned|struck (?:a|an) (?:deal|agreement)|reached (?:a|an) (?:deal|agreement)|inked|entered into|executed|finalized|renewed|extended|re_?upped|applied (?:for|to)",
        present=r"signs|inks|enters into|renews|extends|finalizes|applies (?:for|to)",
        bare=r"sign|signing|enter(?:ing)? into|execute|executing|renew|renewing|extend|extending|extension|renewal"),
    *_verbs("issue",
        past=r"issued|put in writing|released|announced|unveiled|rolled out|laid out|put out|put in place|implemented|instructed|directed|ordered|imposed|instituted|sent|published|distributed|updated|revised|changed|clarified|set|created|established|launched|wrote|enforced|rewrote|rewritten|told (?:[a-z\'-]+ ){0,3}?(?:officers|deputies|staff|troopers|principals|employees|superintendents|prosecutors|assistants|jailers|them)|got (?:a |the )?(?:[a-z]+ )?(?:directive|order|memo)|made (?:[a-z]+ ){0,2}?changes?|gave (?:[a-z\'-]+ ){1,4}?(?:policy|order|directive|orders|instructions)|said in (?:a|an) (?:[a-z]+ )?(?:order|directive|memo|bulletin)|assigned|assigning|in force since|a change",
        present=r"issues|releases|announces|unveils|rolls out|lays out|puts out|implements|instructs|directs|orders|imposes|updates|revises|changes|clarifies|sets|creates|establishes|launches|rewrites|tells (?:[a-z\'-]+ ){0,3}?(?:officers|deputies|staff|troopers|principals|employees|superintendents|prosecutors|them)|draws|opens",
        bare=r"issue|issuing|implement|implementing|direct|directing|establish|updating|clarifying|requiring",
        noun=r"policy changes?|new (?:[a-z'-]+ ){0,4}?(?:policy|policies|directive|order|guidance|rules|guidelines)"),
    *_verbs("end",
        past=r"ended|gave up|gave back|handed back|turned in|pulled (?:its|the|his|her|their|all|deputies|officers|troopers|state police)|broke off|called off|gave (?:[a-z]+ ){0,2}?notice|bowed out|stepped away from|switched off|turned off|shut off|went dark|unjoined|un_joined|is finished|tore up|torn up|walked out|got out|parted ways|let (?:[a-z0-9()'-]+ ){1,6}?(?:die|lapse|expire|run out)|lapsed|expired|cut off|(?:voted|decided|chose|declined|refused) (?:[0-9a-z-]+ ){0,4}?(?:not to|against|to not) (?:renew|extend)(?:ing)?|unplugged|terminated|cancell?ed|scrapped|withdrew|pulled (?:out(?: of)?|the plug)|left|exited|dropped|dismantled|discontinued|cut (?:off )?ties|severed|phased out|suspended|halted|stopped (?:[a-z]+ing|the|its|all|using)|ceased|shut (?:down|off)|quit|abandoned|dissolved|ditched|axed|walked away|backed out|opted out|disabled|deactivated|paused|closed|nixed|pulled plug|loses its|took down|let (?:the |its |a )?(?:[a-z'-]+ ){0,2}lapse",
        present=r"ends|gives up|gives back|hands back|pulls (?:its|the|his|her|their|all|deputies|officers|troopers|state) |drops out of|breaks off|calls off|bows out|steps away from|unplugs|switches off|turns off|shuts off|lets (?:[a-z0-9()'-]+ ){1,6}?(?:die|lapse|expire|run out)|tears? up|walks away|backs out|gets out|parts ways|cuts off|will not (?:renew|extend)|won't (?:renew|extend)|unplugs|terminates|cancels|scraps|withdraws|pulls (?:out(?: of)?|the plug)|leaves|exits|drops|dismantles|discontinues|cuts (?:off )?ties|severs|suspends|halts|stops (?:[a-z]+ing|the|its|all|using)|ceases|quits|abandons|ditches|pauses|nixes|shuts (?:down|off)|opts out",
        bare=r"end|(?:will |would |to )(?:give up|give back|hand back|turn in|break off|drop out of|bow out of|walk away from|take down)|break (?:its|the|their) (?:contract|agreement|deal|pact)|give (?:[a-z]+ ){0,3}notice|(?:is|are) coming down|ending|(?:against|not) (?:renewing|extending|renew|extend)|let (?:[a-z0-9()'-]+ ){1,6}?(?:die|lapse|expire)|get(?:ting)? out of|back out of|cut off|tear up|walk away from|terminate|terminating|cancel|canceling|scrap|scrapping|withdraw|withdrawing|discontinue|halt|stop (?:accepting|holding|honoring|housing|detaining|cooperating|sharing|helping|using|allowing|participating|complying|enforcing|transferring|working|the|its|all)|stopping (?:accepting|holding|honoring|housing|cooperating|sharing|helping|using|the practice)|permanently stop|cease|suspend|sever|exclude|exclusion of|exit|pull out(?: of)?|opt out(?: of)?|not to renew|termination|cancellation|withdrawal|(?:will |would |shall |may )?(?:no longer|not|never) (?:be )?(?:hous(?:e|ed)|hold|held|honor|accept|cooperate|detain(?:ed)?|share|assist|allow|provide|notify|comply|transfer|enforce|ask|help)|won't (?:hold|honor|accept|cooperate|detain|share|assist|allow|notify|comply|enforce|ask|help|house)"),
    *_verbs("reject",
        past=r"rejected|turned back|beat(?:en)? back|fended off|fought off|staved off|turned aside|came up short|balked at|(?:has |have )?taken (?:the |his |her |its )?(?:[a-z]+ )?back|took (?:the |his |her )?(?:ordinance|bill|proposal|resolution|measure) back|voters said no|voted down|shot down|turned down|defeated|failed|killed|struck down|declined|refused|denied|blocked|nixed|deadlocked|tied|rebuffed|spurned|voted(?: [0-9]+[ -](?:to[ -])?[0-9]+| unanimously| (?:mon|tues|wednes|thurs|fri|satur|sun)day| last (?:week|night))* against|died|went down|fell (?:short|(?:one|two|three|four|[a-z0-9]+) votes? short)|said no|was defeated|pulled",
        present=r"rejects|comes? up short|says? no to|(?:won't|will not) (?:take|accept|bar|ban|declare|limit|stop)|turns aside|balks at|votes (?:down|against|not to)|shoots down|turns down|defeats|fails|kills|declines|refuses|denies|blocks|spurns|dies|falls short|falls (?:one|two|three|four|[0-9]+) votes? short|(?:won't|will not) (?:put|contribute|spend|fund|join|sign|adopt|approve|pay|chip in|enter|apply|seek|host)",
        bare=r"not to (?:buy|purchase|accept|take|continue|join|adopt|sign|approve|enter|participate|pursue|pass|apply)|reject|vote down|decline|refuse|rejecting|declining|refusing|split vote|[0-9]-[0-9] (?:split|tie)|rejection|refusal|opposing|oppose|opposition"),
    *_verbs("veto", past=r"vetoed|returned unsigned|sent back unsigned|used (?:his|her|the) veto(?: stamp| pen)?|met the (?:mayor|governor|executive)\'s veto|return(?:ed|ing)(?: herewith)?,? (?:[a-z0-9]+ ){0,4}?without my (?:signature|approval)|without my (?:signature|approval)", present=r"vetoes|nixes|(?:uses|wields) (?:his|her|the) veto(?: stamp| pen)?", bare=r"veto|vetoing|veto message|disapprov(?:e|ed|al)"),
    *_verbs("repeal",
        past=r"repealed|t(?:ook|aken) off the books|wiped away|erased|threw out|thrown out|took back|taken back|wiped from the books|struck from the books|wiped out|did away with|scrubbed|rescinded|revoked|overturned|nullified|undid|reversed|rolled back|scaled back|dropped its sanctuary|annulled|voided|undid|struck (?:the|a|out) (?:[a-z]+ )?(?:section|clause|part|language|rule)|deleted|tore up|withdrew",
        present=r"repeals|wipes away|erases|throws out|rescinds|revokes|overturns|reverses|rolls back|scales back|voids|undoes|takes down|cuts (?:whole )?(?:clause|section)",
        bare=r"repeal|erase|wipe (?:away|out)|throw out|repealing|void|voiding|undoing|rescind|rescinding|revoke|revoking|reversal|roll back|overturn"),
    *_verbs("propose",
        past=r"proposed|put in (?:a bill|mon|tues|wednes|thurs|fri)|offered an? (?:bill|resolution|measure|ordinance)|introduced|drafted|unveiled|sponsored|floated|pitched|submitted|pre_?filed|filed|brought forward|put forward|shared (?:a |the )?(?:revised |new )?draft|wrote (?:a|the|an) (?:[a-z-]+ )?(?:policy|ordinance|resolution|bill)|presented|called for|laid (?:[a-z]+ ){0,2}?before|put before|asked (?:the )?(?:council|board|commission(?:ers)?|supervisors|legislature) to",
        present=r"proposes|introduces|drafts|unveils|sponsors|pitches|submits|files|seeks|plans|wants|calls for|eyes|considers?|mulls|looks to|aims to|moves to|pushes|proposed in|to propose|aims for",
        bare=r"get(?:ting)? ready to|prepar(?:e|es|ing) to|propose|introduce|introducing|introduction|proposing|draft|proposal|proposals|plans? (?:for|to)|will (?:propose|introduce)|pending|bill (?:would|to)|ordinance (?:would|to)|resolution (?:would|to)|measure would|it would|that would|which would|legislation (?:would|to|that)"),
    *_verbs("hear",
        past=r"discussed|debated|considered|heard|spent (?:[a-z0-9]+ ){1,4}(?:[a-z]+day )?on|laid aside|reviewed|advanced|took up|held (?:a |an )?(?:[a-z'-]+ ){0,3}?(?:hearing|forum|roundtable|meeting|session|work_session|workshop)|weighed|referred|testified|hosted|reconsidered|urged",
        present=r"discusses|debates|hears|reviews|advances|takes up|holds (?:a |an )?(?:[a-z'-]+ ){0,3}?(?:hearing|forum|roundtable|meeting|session)|weighs|reconsiders|faces|mulls|considers|to vote|votes? (?:on|due)",
        bare=r"discuss|discussing|discussion|consider|considering|consideration|debate|review|take (?:the matter |it |this )?up|taking up|vote on|voting on|hear",
        noun=r"(?:public |noticed |oversight |joint |committee )*hearings?|public forum|community forum|forum|work_session|study session|workshop|first reading|second reading|public comment|first airing|(?:people|residents|speakers) spoke|on the agenda|agenda item|oversight|town hall"),
    *_verbs("postpone",
        past=r"laid (?:the matter |it )?over|took no (?:action|vote)|(?:started|ordered|approved|sought) a (?:[a-z-]+ ){0,3}(?:delay|pause)|postponed|tabled|delayed|deferred|continued to|held over|put off|shelved|stalled|punted",
        present=r"postpones|tables|delays|defers|punts|shelves",
        bare=r"postpone|postponement|delay|tabling|delay in"),
    *_verbs("sue",
        past=r"sued|in suing|went to (?:federal |state |district )?court|took (?:[a-z'-]+ ){1,4}to (?:federal |state )?court|asked (?:a |the |an )?(?:[a-z]+ ){0,2}?(?:judge|court) (?:[a-z]+day )?to (?:keep|bar|prevent|require|let|free|end|close|release|restore)|went to court|(?:has |have )?gone to court|asked (?:a |the |an )?(?:[a-z]+ ){0,2}?(?:judge|court) (?:[a-z]+day )?to (?:strike|void|block|overturn|throw|halt|stop|invalidate|undo|force|order|make|compel|declare)|filed (?:a |an |the |its |their )?(?:[a-z'-]+ ){0,4}?(?:lawsuit|suit|complaint|petition|legal challenge|action|case|claim|brief)|(?:lawsuit|suit|complaint|petition|challenge)(?: [a-z'-]+){0,4} (?:was|has been|were) filed|began litigation|took (?:[a-z'-]+ ){0,3}to court|served (?:[a-z'-]+ ){0,3}?with a lawsuit|challenged|filed",
        present=r"sues?|(?:is|are) asking (?:a |the |an )?(?:[a-z]+ ){0,2}?(?:judge|court) to [a-z]+|goes to court|asks (?:a |the |an )?(?:[a-z]+ ){0,2}?(?:judge|court) to (?:strike|void|block|overturn|throw|halt|stop|invalidate|undo|force|order|make|compel|declare)|is suing|are suing|suing|files (?:a |an )?(?:[a-z'-]+ ){0,3}?(?:lawsuit|suit|complaint|legal challenge|petition|brief)|takes? (?:[a-z'-]+ ){0,3}?to court|challenges|face (?:new |a )?(?:law)?suit",
        bare=r"sue|litigation|legal action|be sued|file (?:a |an )?(?:lawsuit|suit|complaint)",
        noun=r"(?:federal |class_action |taxpayer |new |civil )*(?:lawsuits?|suits?)|legal challenges?|complaint|injunction request"),
    *_verbs("rule",
        past=r"ruled|held (?:mon|tues|wednes|thurs|fri|satur|sun)day|let stand|affirmed the dismissal|struck down|upheld|dismissed|tossed(?: out)?|threw out|granted|sided with|enjoined|held that|found that|blocked|settled|decided|affirmed|reversed|ordered|vacated|overruled|declined to hear|barred|voided|left in place|threw (?:it|them) out|left standing|refused to (?:block|hear|revive|reinstate|lift)|settl(?:ed|es|ing|e)(?: a| the| its)? (?:[a-z]+ ){0,2}?(?:lawsuit|suit|case|claims?)|lifted",
        present=r"rules|strikes down|upholds|dismisses|tosses(?: out)?|throws out|sides with|blocks|settles|affirms|reverses|halts|clears|allows|lets|voids|keeps|backs|bars",
        bare=r"ruling|rulings|injunction|preliminary injunction|temporary restraining order|consent decree|settlement|court order|decision|opinion|per curiam|verdict|decided"),
    *_verbs("investigate",
        past=r"investigated|subpoenaed|demanded (?:[a-z']+ ){0,3}?(?:records|documents|e_?mails)|(?:began|begun|started) an? (?:[a-z'-]+ ){0,3}?(?:investigation|inquiry|probe|review)|opened (?:a |an )?(?:[a-z'-]+ ){0,4}?(?:investigation|inquiry|probe|review)|launched (?:a |an )?(?:[a-z'-]+ ){0,4}?(?:investigation|inquiry|probe|review|audit)|ordered (?:a |an )?(?:[a-z'-]+ ){0,4}?(?:investigation|inquiry|review|audit)|audited|looked into",
        present=r"investigates|subpoenas|is examining|are examining|examines|(?:he|she|it|they)'(?:s|re) (?:investigating|looking into|examining)|(?:is|are) looking into|(?:is|are) probing|demands (?:[a-z'-]+ )?records|is investigating|are investigating|opens (?:a |an )?(?:[a-z'-]+ ){0,3}?(?:investigation|inquiry|probe)|launches (?:a |an )?(?:[a-z'-]+ ){0,3}?(?:investigation|inquiry|probe|review)|orders (?:a |an )?(?:[a-z'-]+ ){0,3}?(?:investigation|inquiry|probe|review)|probes|audits",
        bare=r"investigate|under (?:internal )?investigation|under review|internal review|look(?:s|ing)? (?:into|in|at)|opens? (?:a )?look (?:at|into)|beg(?:an|ins) looking (?:into|at)",
        noun=r"(?:internal |administrative |civil_rights |formal |independent )*(?:investigations?|inquiry|inquiries|probes?|audits?)|asked (?:[a-z'-]+ ){0,4}?for (?:a list|records|information)|turn over list|grand jury report"),
    *_verbs("discipline",
        past=r"suspended|reprimanded|disciplined|fired|terminated|demoted|relieved of (?:duty|all [a-z ]+duties)|placed on (?:[a-z'-]+ )?leave|reassigned|sanctioned|removed|resigned|docked|has been let go|have been let go|lost (?:his|her|their) jobs?|will lose (?:[a-z0-9']+ ){1,3}pay|censured|took (?:[a-z0-9]+ ){0,3}?(?:days|pay)|put (?:[a-z]+ ){1,4}on (?:[a-z\']+ ){0,3}leave|lost (?:his|her|their) jobs?|ended (?:[a-z\'-]+ ){0,4}?employment|was let go|ousted|dismissed",
        present=r"suspends|disciplines|fires|reprimands|demotes",
        bare=r"suspension|(?:unpaid|[0-9a-z]+[ -](?:day|hour|week)) suspension|gets? (?:[a-z0-9]+ )?(?:hours?|days?|weeks?) (?:off|without)|(?:hours|days|weeks) (?:off )?without pay|faces? discipline|punish(?:es|ed|ment)?|discipline|disciplinary (?:action|charges?|hearing)|reprimands?|on (?:paid |unpaid |administrative )*leave|without pay|suspensions|personnel action"),
    *_verbs("train",
        past=r"trained|taught|teaching|brush(?:ed)? up on|came back (?:[a-z]+ ){0,3}from (?:a |[a-z]+ )(?:month|weeks?)(?: of)?|(?:were|was|are|is) certified|first (?:[a-z]+ )?certified|will get [0-9]+ hours|finish(?:ed)? (?:[a-z0-9'-]+ ){0,4}(?:course|class|training)|retrained|re_?educated|learn(?:ed|s|ing)? (?:to|new)",
        present=r"trains|retrains",
        bare=r"(?:re)?train|gets? (?:an? )?(?:[a-z0-9-]+ ){0,2}?(?:class|course|lesson|training)|(?:month|weeks?) of instruction|sit through|(?:additional |more |further |new |mandatory |refresher |agency |annual |officer )*(?:re)?training|roll_call (?:training|reminders?)|(?:take|takes|took|sit through|attend|attended|completed?|finish(?:ed)?)(?: [a-z-]+){0,4}? (?:class(?:es)?|course|lessons?|session|training)|refresher|(?:four|two|three|one)_hour class"),
    *_verbs("cut",
        past=r"yanked|stopped \$[0-9,.]+(?: million)?|took \$[0-9,.]+(?: million)? (?:out of|away)|zeroed out|slashed|struck \$[0-9,]+|(?:removed|dropped|took|pulled|lost) (?:the |its )?(?:money|funding|budget)|cut|cut off|stripped|withheld|pulled|froze|blocked|defunded|clawed back|threatened",
        present=r"yanks|zeroes out|slashes|is pulling|(?:he|she|it|they)'(?:s|re) (?:pulling|cutting|withholding|freezing)|(?:removes?|drops?|takes? away|loses?) (?:the |its )?(?:money|funding|budget)|cuts|strips|withholds|freezes|threatens|is cutting|are cutting|is threatening|are threatening|vows",
        bare=r"cutting|strip|withhold|withholding|defund|threatening|threat|threats?|at risk|ineligible|penalt(?:y|ies)|(?:could |may |would |stand to |will )?(?:lose|get no) (?:[a-z\']+ ){0,6}?(?:funding|grants?|money|aid)|warn(?:s|ed|ing)?"),
    *_verbs("grant",
        past=r"handed out|took \$[0-9,.]+(?: million)? from|doubled|added \$[0-9,.]+(?: million)?|put \$[0-9,]+(?: million)?|allocated|funded|appropriated|awarded|earmarked|set aside|budgeted|contributed|gave|accepted|received",
        present=r"hands out|adds \$[0-9,.]+(?: million)?|doubles|pays for|get (?:[a-z]+ )?checks|allocates|funds|appropriates|awards|earmarks|budgets|contributes|gives|accepts|receives|spends",
        bare=r"allocate|appropriate|appropriating|fund|allocating|spend|contribute|give|accept|accepting|chip in|funding allotment|put [a-z ]{0,12}money into|grant of"),
    *_verbs("state",
        past=r"issued a joint (?:[a-z]+ ){0,2}?(?:declaration|statement|letter)|gave (?:[a-z]+ ){1,4}(?:days|weeks|until)|voiced (?:[a-z]+ )?(?:support|opposition|concern)|condemned|denounced|reaffirmed|reiterated|affirmed|warned|wrote|declared|said in a (?:letter|statement|release|memo)|pledged|vowed|called a (?:press|news) conference|highlighted|announced|criticized|blasted|certified|opined|determined",
        present=r"voice(?:s)? (?:[a-z]+ )?(?:support|opposition|concern)|condemns|denounces|reaffirms|reiterates|warns|tells|writes|urges|vows|highlights|assures|demands|opposes|supports",
        bare=r"joint (?:statement|letter|declaration)|opinion dated|formal position|states|open letter|letter|statement|declaration|press conference|news conference|position|reaffirming|reaffirm|condemning|denouncing|supporting|support|(?:formal|legal|advisory|written) opinion|opinion (?:letter|no|that|says|issued)|urging|expressing|notice|memo",
        noun=r"news release|press release|announcement"),
    *_verbs("call",
        past=r"called (?:on|upon)|urged|asked|demanded|petitioned|encouraged|requested",
        present=r"calls (?:on|upon)|urges|asks|demands|requests|encourages",
        bare=r"calling (?:on|upon)|urging|asking|call(?:s)? (?:on|upon)|urge|request(?:ing)?|encouraging|petitioning|demanding|to urge"),
    *_verbs("amend",
        past=r"amended|plugged (?:a|the) (?:hole|gap|loophole)|closed (?:a|the) (?:gap|loophole)|added (?:[a-z]+ )?exceptions?|carved (?:out )?(?:an? )?(?:[a-z]+ )?exceptions?|rewrote|trimmed|narrowed|widened|loosened|eased|scaled back|took (?:[a-z]+ ){1,3}sections? out|struck (?:the|a) (?:[a-z]+ )?(?:section|clause|part)|strengthened|tightened|expanded|revised|updated|modified|weakened|loosened|aligned",
        present=r"amends|plugs (?:a|the) (?:hole|gap|loophole)|closes (?:a |the )?(?:gap|loophole)|softens|rewrites|trims|narrows|widens|loosens|cuts (?:whole )?(?:clause|section)|strengthens|tightens|expands|revises|updates|modifies|weakens|loosens|aligns?",
        bare=r"amend|plug (?:a|the) (?:hole|gap|loophole)|amending|amendments?|strengthen|strengthening|tighten|modify|expansion"),
    *_verbs("join",
        past=r"joined|partnered|teamed up|enrolled|signed (?:up|on)|opted in|brought back|restarted|revived|rejoined|volunteered|rented|leased|took in|licensed|deputized|(?:began|started|resumed) (?:participating|honoring|cooperating|working|helping|accepting|housing|holding|sharing|assisting)|resumed|reinstated|restored",
        present=r"joins|partners|teams up|enrolls|signs (?:up|on)|opts in|brings? back|restarts|revives|rejoins|resumes|reinstates|restores|(?:starts|begins) (?:participating|honoring|cooperating|working|helping|accepting|housing|holding|sharing)",
        bare=r"(?:will |to )?(?:begin|start|resume) (?:participating|honoring|cooperating|working|helping|accepting|housing|holding|sharing|assisting|turning|notifying|asking|checking)|join|joining|partner|participate in|take part in|enroll|resume|reinstat(?:e|ing)|signing up|sign up|take in|going to take in|rent|lease|widens?"),
    *_verbs("effect",
        past=r"took effect|went into effect|took force|came into force|began",
        present=r"takes effect|goes into effect|takes force|begins|is now law|becomes law",
        bare=r"effective|take effect|go into effect|effective date"),
    *_verbs("restrict",
        past=r"banned|barred|prohibited|limited|restricted|forbade|curbed|outlawed",
        present=r"will (?:again |now |once again )?(?:hold|honor|keep|give|notify|tell|turn over|hand over|start holding|resume holding)|bans|bars|prohibits|limits|restricts|forbids|curbs|outlaws|requires|allows|lets|keeps",
        bare=r"stop (?:issuing|granting|giving)|ban|prohibit|prohibiting|limit|limiting|restrict|restricting|bar|barring|banning|prohibition|moratorium|allow"),
    *_verbs("find",
        past=r"violated|broke|breached|found|(?:auditors?|inspector general|monitor|review|grand jury) (?:[a-z]+ )?(?:reported|found)|reported|failed to comply|did not comply|unacceptable|ran afoul",
        present=r"violates|breaks|finds|runs afoul|breaking",
        bare=r"violation|violating|against (?:department |city |county )?policy|found (?:that|to have)"),
    *_verbs("help",
        past=r"helped|assisted|aided|cooperated|handed over|turned over|honored|detained|held|shared|notified|called",
        present=r"helps|assists|aids|cooperates|honors|shares|notifies",
        bare=r"help|assist|assisting|helping|cooperate|cooperating|honoring|aiding"),
)  # fmt: skip


_ACTORS: tuple[ActorTerm, ...] = (
    ActorTerm("council",
        r"(?:city |town |village |borough |municipal |common |metro )*council(?:s|'s|ors?|members?| members?|woman|man|women|men|or)?|(?:board of )?(?:aldermen|alders?|alderpersons?)|ald\.?|selectmen|select board|selectboard|town board|village board|city commission(?:ers?)?|(?:village |town |borough )?trustees|board of trustees|town meeting|city leaders|city officials|village officials|town officials|town commissioners|(?:first|second|third|fourth|fifth|sixth) ward commissioners?|officials|commissioners of the city|metro council|assembly|city manager\'s office|(?:city )?council president|clerk|councilors"),
    ActorTerm("county_board",
        r"(?:county |board of )*(?:commissioners(?: court)?|supervisors?|county commission|county council|county board|county legislature|freeholders|legislators)|county (?:commission(?:ers?)?|supervisors?|lawmakers|officials|legislators?|executive|judge|leaders|board)|board of county commissioners|commissioners court|fiscal court|quorum court|police jury|commissioners|supervisors|(?-i:Supervisor)|(?:regional )?jail (?:board|authority)|board of supervisors|county manager|county council|court of common council"),
    ActorTerm("mayor", r"(?:vice |deputy )?mayors?(?:al)?(?:'s)?|mayor-elect|city manager|city administrator|town supervisor|village president"),
    ActorTerm("police",
        r"(?:city |town |state |university |metropolitan |transit )*police(?: department| chief| officers?| force| commissioner| chiefs)?(?:'s)?|(?-i:[A-Z]{2,4}PD|PPD|RPD|SPD|BPD|DPD|OPD|APD|HPD|CPD|MPD)|chief [a-z]+|(?:police )?chief|public safety department|officers|officer|troopers?|chiefs|patrol officers|detention staff|state patrol|highway patrol|department of public safety|the department"),
    ActorTerm("sheriff",
        r"(?:county )?sheriffs?(?:'s|s')?(?: office| department| deputies)?|deput(?:y|ies)|undersheriff|jail administrator|county jail|the jail|department of corrections?|constables?|jail captain|jailers?|detention staff|jails?"),
    ActorTerm("prosecutor", r"district attorneys?(?:'s)?(?: office)?|county attorney|prosecut(?:or|ors|ing attorney)(?:'s)?|state'?s attorneys?(?:'s)?(?: office)?|commonwealth'?s attorney|(?-i:DA|DAs|D\.A\.)|city attorney|public defenders?(?:\'s)?(?: office)?"),
    ActorTerm("state_legislature",
        r"(?-i:[A-Z][a-z]+ (?:House|Senate|Legislature|Assembly))|(?:state |general )?(?:legislature|assembly)(?:s|'s|man|woman|member)?|general assembly|state (?:senate|house|senators?|sen\.|rep\.|representatives?|lawmakers?|legislators?)|house (?:of (?:delegates|representatives)|committee|republicans|democrats|bill|members)|the (?:state )?(?:house|chamber)|lawmakers?|(?:[a-z]+ )?senators?|house members?|senate(?: committee| republicans| democrats| bill)?|legislators?|assemblymember|assemblyman|assemblywoman|delegates|statehouse"),
    ActorTerm("governor", r"(?:gov\.?|governors?|governor's office|lt\.? gov\.?)(?:'s)?|state officials"),
    ActorTerm("attorney_general", r"(?:state )?attorneys? general(?:'s)?(?: office)?|(?-i:AG|AGs)"),
    ActorTerm("court",
        r"(?:federal |district |superior |circuit |appeals |appellate |state |county |supreme |chief |u\.?s\.? )*(?:courts?(?: of appeals)?|judges?|magistrate)(?:'s)?|justices|appeals panel|jury"),
    ActorTerm("federal",
        r"(?:u\.?s\.? )?(?:justice department|department of justice)(?:'s)?|(?-i:DOJ)|trump(?:'s)? administration|biden administration|obama administration|federal government|(?-i:DHS)|u\.?s\.? attorney(?:'s office)?|white house|congress(?:man|woman|members?|ional \w+)?|u\.?s\.? (?:reps?|sens?|representatives?|senators?)\.?|federal lawmakers|attorney general pam bondi|attorney general jeff sessions|president (?:donald )?trump|trump|the feds"),
    ActorTerm("school_board",
        r"school (?:board|district|committee|trustees|superintendent|officials)s?(?:'s)?|board of education|superintendents?(?: of schools)?(?:\'s office)?|principals?|governing board|school trustees|(?:unified|school|district) (?:governing )?board|elementary district|college trustees|board of regents|school directors|districts?"),
    ActorTerm("council", r"(?:the )?(?:city|town|village|borough|township) of (?-i:[A-Z])[a-z]+|the (?:city|town|village|borough)|(?:u\.?s\.? )?cit(?:y|ies)", is_place=True),
    ActorTerm("county_board", r"the county|county of (?-i:[A-Z])[a-z]+|(?-i:[A-Z])[a-z]+ county|count(?:y|ies)", is_place=True),
    ActorTerm("state_legislature", r"the state", is_place=True),
    ActorTerm("union", r"(?:police |officers' |deputies' )?(?:union|benevolent association|fraternal order of police|locust club|guild)(?:'s)?|(?-i:PBA|FOP)"),
    ActorTerm("other",
        r"aclu|judicial watch|advocates|activists|residents|taxpayers?|civil rights groups?|immigrant(?:s'|s)? rights groups?|coalition|nonprofit|advocacy (?:group|organization)s?|(?:rights|advocacy|legal|conservative|watchdog|civic|research) groups?|think tank|foundation|researchers|report card|maldef|plaintiffs?|voters|petitioners|attorneys for|legal aid"),
)  # fmt: skip

# With its article, so that "the county sheriff" is the sheriff and not "the county".
ACTOR_TERMS: tuple[ActorTerm, ...] = tuple(
    term if term.is_place else ActorTerm(term.actor, rf"(?:the )?(?:{term.pattern})") for term in _ACTORS
)
