"""The words by which a text says at which level of government, and whose, an act is."""

from __future__ import annotations

import re

BODIES = {
    "council": re.compile(r"(?i)council|alder|trustees|select|board of|common"),
    "mayor": re.compile(r"(?i)mayor"),
    "police": re.compile(r"(?i)police|pd\b|officer|department"),
    "sheriff": re.compile(r"(?i)sheriff|jail|correction|detention"),
    "county_board": re.compile(r"(?i)board|commission|supervisor|legislat|freeholder|executive|council"),
    "prosecutor": re.compile(r"(?i)district attorney|attorney"),
    "school_board": re.compile(r"(?i)school|public school|unified"),
    "governor": re.compile(r"(?i)gov"),
    "state_legislature": re.compile(r"(?i)legislat|senate|house|assembly|lawmaker|general assembly"),
    "attorney_general": re.compile(r"(?i)attorney general|ag\b"),
}

SAYS_COUNTY = re.compile(
    r"\b(?:the|this|its|said)\s+(?:county|parish)\b|\b(?:county|parish)\s+(?:board|commission|council|executive|legislat|jail|court"
    r"|hospital|manager|administrator|president|attorney|official|employee|workers|staff|clerk|prosecutor)"
    r"|\bsheriff|\bcommissioners\b|\bboard of supervisors\b|\bfreeholders\b"
    r"|\bcounty['\u2019]s (?:district attorney|prosecutor|jail)",
    re.IGNORECASE,
)
COUNTY_COUNCIL = re.compile(r"\b(?:[Cc]ounty|[Pp]arish|COUNTY) (?:[Cc]ouncil|COUNCIL)")
# "the second department in Wayne County": the county says where a city's body is.
LIES_IN = re.compile(r"\b(?:in|of|from|across|within) (?:[a-z-]+ ){0,2}\Z")
SAYS_PLACE = re.compile(
    r"\b(?:the|this|its)\s+(?:city|town|village|borough)\b|\bcity\s+(?:council|hall|attorney|manager|employees|staff|workers|police|property|buildings|jail|lockup)|\bmayor\b"
    r"|\balder(?:men|person)|\btrustees\b|\bselect\s?(?:board|men)\b",
    re.IGNORECASE,
)
SAYS_STATE = re.compile(
    r"\bstate\s+(?:law|senat|house|assembl|legislat|lawmaker|rep)|\bgov(?:ernor|\.)\s|\blegislature\b"
    r"|\bgeneral assembly\b|\bstatewide\b|\bstate'?s\b|\bthe state\b",
    re.IGNORECASE,
)
SUED_BY = re.compile(r"(?i)\bsued\b.{0,30}\bby\b|\bstate\S{0,2} su(?:es|ed|ing)\b")
# A ruling for the state's side, against a locality that defied it.
FOR_STATE = re.compile(
    r"(?i)\b(?:attorney general|governor|state)(?: [\w.]+){0,2}['\u2019]s "
    r"(?:request|suit|lawsuit|motion|petition|bid|side|case|complaint|claim|effort)"
    r"|\bsid(?:ed|es|ing) with (?:the |\S+ )?(?:state|attorney general|governor|gov\.)"
)
# A ruling that a locality broke the state's law is on the locality's policy.
BROKE_LAW = re.compile(
    r"(?i)\b(?:br(?:oke|eaks?|eaking|oken)|violat\w+|flout\w*|def(?:y|ied|ies|ying)|contrary to) "
    r"(?:[\w\u2019'-]+ ){0,2}(?:state|\w+['\u2019]s) (?:[\w-]+ ){0,2}(?:law|act|statute)"
)
SUES_STATE = re.compile(
    r"\b(?:su(?:e[sd]?|ing)|lawsuit|suit|litigation|complaint|challeng\w+)\b.{0,140}?"
    r"\b(?:state|governor|gov\.|attorney general|law\b)",
    re.IGNORECASE | re.DOTALL,
)
THREATENS = re.compile(
    r"\b(?:threat\w*|demand\w*|order(?:ed|s)|warn\w*|accus\w+|investigat\w+|violat\w+|cut(?:s|ting)?|"
    r"withhold\w*|sue[sd]?|"
    r"repeal|rescind|scrap|until|comply|lose|letter|dock(?:s|ed|ing)?|strip(?:s|ped)?|penaliz\w+|block(?:s|ed)?)\b",
    re.IGNORECASE,
)
WRITES_TO = re.compile(
    r"(?i)\b(?:wrote|writes|written|letter|gave|gives|told|tells|sent|notif\w+)\b.{0,40}"
    r"\b(?:to|commissioners|council\w*|officials|leaders|supervisors|mayor|sheriff|chief|board|ultimatum)\b"
)
SUSPENDS = re.compile(
    r"(?i)\b(?:suspend\w*|remov\w+|oust\w*)\b.{0,60}\b(?:commissioner|council|mayor|sheriff|official|attorney|member|chief)"
)
# Money kept from a locality, as against money given to one.
LOSS = re.compile(
    r"(?i)\b(?:cut(?:s|ting)?|withh[eo]ld\w*|freez\w+|froze\w*|h[eo]ld(?:s|ing)? (?:back|up)|"
    r"strip\w*|los(?:e[sd]?|t|ing)|"
    r"den(?:y|ies|ied)|dock\w*|suspend\w*|penal\w+|threat\w*|yank\w*|pull(?:s|ed|ing)?|block\w*|claw\w*|"
    r"revok\w+|cancel\w*|fin(?:e[sd]?|ing))\b"
)
# A board of schools that are a county's.
COUNTY_SCHOOLS = re.compile(r"\b[Cc]ounty (?:[Ss]chool|[Bb]oard of [Ee]ducation)")
AT_THE_STATE = re.compile(
    r"(?i)\bagainst (?:the )?state\b|\b(?:the|state) of [A-Z]\w+ and\b|\bstate law\b|\bgovernor\b|\bGov\."
)
ITS_LAW = re.compile(r"(?:['\u2019]s)? (?:[\w-]+ ){0,3}(?:law|ban|statute|act|Act)\b")
ITS_LAW_TOUCHED = re.compile(
    r"\b(?:from|under|with|against|of|violat\w+|br(?:eak|oke)\w*|def(?:y|ied|ies|ying)|despite|by|obey|"
    r"exempt\w*) (?:the )?\Z"
)
STATE_LAW = re.compile(
    r"\bstate(?:['\u2019]s)? (?:[\w-]+ ){0,2}(?:law|ban|statute|act|prohibition)\b", re.IGNORECASE
)
STATE_BUSINESS = re.compile(
    r"\b(?:House|Senate|Assembly)\s+(?:\w+\s+){0,3}"
    r"(?:panel|committee|bill|member|vote[sd]?|passed|sends|blocks|approv\w+)"
    r"|\bin the (?:state )?(?:House|Senate|Assembly)\b"
    r"|\b[Ss]tate (?:lawmaker|senator|representative|legislat|[Ss]enate|[Pp]olice|[Pp]atrol)"
    r"|\b[Nn]ational [Gg]uard"
    r"|\b(?<!County )(?<!county )(?:[Ll]awmaker|[Ll]egislature|[Ll]egislator)"
    r"|\bstatewide\b|(?<!first )\bin the state\b"
    r"|\b[Tt]roopers?\b|\bhighway patrol\b|\b(?:[Tt]he|[A-Z]\w+) [Gg]overnor\b(?! of)|\bGov\. [A-Z]"
    r"|\bstate'?s (?:high|supreme|appeals|training|attorney)"
    r"|\b(?:[Aa]|[Tt]he) bill (?:that|to|introduced|obliging|filed|would)"
    r"|\bfiled (?:a bill|legislation)\b|\bjoint resolution\b"
    r"|\b[Gg]eneral [Aa]ssembly\b|\b[Ss]tate attorney general"
)
# A locality that asks its state or Congress for something acts for itself.
CALLS_ON = re.compile(
    r"(?i)\b(?:urg(?:e[sd]?|ing)|call(?:s|ed|ing)? (?:up)?on|ask(?:s|ed|ing)?|petition(?:s|ed|ing)?|"
    r"request(?:s|ed|ing)?|lobb(?:y|ies|ied|ying)|implor(?:e[sd]?|ing)|press(?:es|ed|ing)?) "
    r"(?:[\w.'\u2019-]+ ){0,4}?"
    r"(?:governor|gov\.|legislat\w+|lawmakers|general assembly|senate|house|state|congress|senators)\b"
)
# What is told of every county or sheriff of a state is told of the state's law.
EVERY_COUNTY = re.compile(
    r"(?i)\b(?:every|each|all|any) (?:\w+ ){0,2}?"
    r"(?:sheriffs?|count(?:y|ies)|jails?|polic\w+|departments?|agenc(?:y|ies))\b"
)
MUST = re.compile(r"(?i)\b(?:must|shall|requires?d?|obliges?|ordered|now)\b")
# "Attorney General Keith Ellison said in an opinion": an opinion on sheriffs is no sheriff's.
GENERAL_ADVISES = re.compile(
    r"\b[Aa]ttorney [Gg]eneral(?: [A-Z][\w.'\u2019-]+){1,3} "
    r"(?:said|told|wrote|issued|advised|concluded|warned|reminded|ruled)\b"
)
# Said under a capital's dateline, where the city's own business names its council or mayor.
CAPITAL_BUSINESS = re.compile(
    r"\b[Ss]tate\b|\b[Aa]ttorney [Gg]eneral|\bbudget\b|\blegislation\b|\bbill\b|\b[Ss]upreme\b|\bappeals\b"
    r"|\bbecomes? law\b|\bgovernor|\b[Cc]hief [Jj]ustice|\bsheriffs\b|\bdistrict attorneys\b|\bagency\b"
)
LOCAL_BUSINESS = re.compile(
    r"(?i)\b(?:city|town|village|common|county) (?:council|commission|board|legislat)"
    r"|\bboard of (?:supervisors|aldermen|trustees|commissioners)|\bcouncil(?:members?)?\b|\bmayor\b"
    r"|\bcounty executive\b|\baldermen\b|\bselect\s?board|(?<!state )\bcommissioners\b"
    r"|\bthis (?:[\w-]+ ){0,2}(?:city|town|village|county|parish|suburb)\b"
    r"|\b(?:put(?:s|ting)?|tell(?:s|ing)?|direct(?:s|ing)?|ask(?:s|ing)?) the (?:city|county|town|village)\b"
)
GENERAL = re.compile(r"\b[Aa]ttorney [Gg]eneral")
UNIFIED = re.compile(r"\b((?:[A-Z][\w'\u2019.-]+ ){1,3}Unified)\b(?! School)")
DISTRICT = re.compile(
    r"\b((?:[A-Z][\w'’.-]+[ ]){1,4}"
    r"(?:(?:Unified |Independent |Community |Consolidated |Public |City )?School District|Public Schools))\b"
)
DISTRICT_OF = re.compile(r"\bSchool District of (?:the )?(?P<name>[A-Z][\w'’.-]+(?: [A-Z][\w'’.-]+){0,2})")
# Of a board whose name is no county's or place's: "the Salem-Keizer school board".
BOARD_OF = re.compile(
    r"\b(?P<name>(?:[A-Z][\w'’.-]+ ){1,3})(?:[Ss]chool [Bb]oard|[Bb]oard of [Ee]ducation)\b"
)
# Where a court sits is not whose policy it judges.
AT_COURT = re.compile(
    r"(?i)\b(?:court|courthouse|courtroom|judge|magistrate|panel|jury)s?\s+(?:sitting\s+)?(?:at|in)\s+(?:downtown\s+)?\Z"
    r"|\b(?:filed|lodged|brought|argued|heard|pending)\s+(?:\w+day\s+)?in\s+\Z"
)
# "A Clay County judge", "in Travis County district court": a "Judge Smith" of a county may be its head.
COUNTY_COURT = re.compile(
    r"(?:['\u2019]s)? (?:(?:[Dd]istrict|[Cc]ircuit|[Ss]uperior|[Ss]tate|[Cc]hancery) )?"
    r"(?:[Cc]ourt(?!\s?house)|judge|jury|magistrate)\b"
)
THE_CITY = re.compile(r"\b[Tt]he city\b")
CITY_POLICE = re.compile(r"\b(?:City|Metropolitan) Police\b")
ITS_CITY = re.compile(r"['\u2019]s (?:[a-z-]+ ){0,2}(?:city|town|village|seat|suburb|municipality)\b")
CITY_IN = re.compile(
    r"\b(?:[Aa]n?|[Oo]ne|[Tt]his) (?:[a-z-]+ ){0,3}"
    r"(?:city|town|village|council|suburb|borough|municipality|community)"
    r"(?: [a-z]+)? (?:in|of|from) (?:[a-z-]+ ){0,2}\Z"
)
# Counties that are one government with their city, whose name they bear.
CONSOLIDATED = {
    "Duval County, FL": "ocd-division/country:us/state:fl/place:jacksonville",
    "Denver County, CO": "ocd-division/country:us/state:co/place:denver",
    "New York County, NY": "ocd-division/country:us/state:ny/place:new_york",
    "Clarke County, GA": "ocd-division/country:us/state:ga/place:athens",
    "Anchorage Municipality, AK": "ocd-division/country:us/state:ak/place:anchorage",
    "Philadelphia County, PA": "ocd-division/country:us/state:pa/place:philadelphia",
    "San Francisco County, CA": "ocd-division/country:us/state:ca/place:san_francisco",
}
# Cities that are one government with their county, and that go by the name of both.
ONE_GOVERNMENT = {"Athens, GA": "Athens-Clarke County, GA"}
