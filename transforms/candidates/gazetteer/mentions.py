"""Where a text names jurisdictions, and how surely each is one: names told apart from persons and streets.

Only runs of capitalized words are looked at, each word once, so time grows with the text's length alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from transforms.candidates.gazetteer.divisions import Division, Gazetteer, fold, load_gazetteer

# Words that can stand inside a run of names without a capital.
_RUN = re.compile(
    r"[A-Z][\w’'-]*\.?(?:(?:[A-Z]\.)+)?(?:(?:[ \t\u00a0]{1,2}|\n(?!\n))(?:(?:of|de|del|la|du|the|and|le|los|las|for)[ \t]){0,2}"
    r"[A-Z][\w’'-]*\.?(?:(?:[A-Z]\.)+)?){0,11}"
)
_TOKEN = re.compile(r"[A-Za-zÀ-ÿ][\w’'-]*\.?(?:(?:[A-Z]\.)+)?")
_POSSESSIVE = re.compile(r"[’']s?\Z")

BODY_WORDS = re.compile(
    r"(?:[’']s?)?[ \t\n]{1,2}(?:(?P<place>(?:[Cc]ity|[Tt]own|[Vv]illage|[Cc]ommon|[Mm]etro|[Mm]unicipal)\s+)?"
    r"(?P<body>[Cc]ouncil(?:s|ors?|men|man|women|woman|members?)?|CITY COUNCIL|COUNCIL|[Pp]olice|POLICE|PD\b|[Mm]ayor|MAYOR|"
    r"[Aa]lder(?:man|men|person|persons|manic|woman)?|[Ss]elect\s?(?:[Bb]oard|men)|[Tt]rustees|[Cc]ity\b|[Cc]lerk|"
    r"[Bb]oard\s+of|[Oo]rdinance|[Oo]fficials|[Oo]fficers?\b|[Rr]esidents|[Ll]eaders|[Ll]awmakers|[Cc]ommissioners|"
    r"[Mm]etro\b|[Dd]istrict\s+[Aa]ttorney|[Ss]heriff|[Ss]chools?\b|[Pp]ublic\s+[Ss]chools|[Uu]nified|[Dd]epartment))"
)
COUNTY_BODY = re.compile(
    r"(?:[’']s?)?[ \t\n]{1,2}(?P<body>[Ss]heriff|SHERIFF|[Pp]olice|POLICE|[Bb]oard|BOARD|[Cc]ommission|[Ll]egislat|[Cc]ouncil|[Cc]ourt|"
    r"[Jj]ail|JAIL|[Ee]xecutive|[Ss]upervisors?|[Oo]fficials|[Jj]udge|[Dd]istrict\s+[Aa]ttorney|[Ff]reeholders|[Cc]orrections|[Dd]etention)"
)
STATE_BODY = re.compile(
    r"(?:[’']s?)?[ \t\n]{1,2}(?P<body>[Ss]tate\b|[Gg]ov(?:ernor|\.)|[Ss]enate|[Hh]ouse\b|[Aa]ssembly|[Ll]egislat|[Ll]awmakers|[Gg]eneral\s+Assembly|"
    r"[Aa]ttorney\s+[Gg]eneral|AG\b|[Ss]upreme\s+[Cc]ourt|[Dd]epartment|[Ll]aw\b|[Aa]ct\b|[Ss]tatute|[Cc]onstitution)"
)
_BEFORE_PLACE = re.compile(
    r"\b(?:[Cc]ity|CITY|[Tt]own|TOWN|[Vv]illage|VILLAGE|[Bb]orough|[Tt]ownship|[Mm]unicipality)(?: and [Cc]ounty| AND COUNTY)?,?\s+(?:of|OF)\s+\Z"
)
_BEFORE_COUNTY = re.compile(r"\b(?:[Cc]ounty|COUNTY|[Pp]arish|PARISH)\s+(?:of|OF)\s+\Z")
_BEFORE_STATE = re.compile(r"\b(?:[Ss]tate|STATE|[Cc]ommonwealth|COMMONWEALTH)\s+(?:of|OF)\s+\Z")
_BEFORE_AT = re.compile(
    r"(?:\b(?:[Ii]n|[Nn]ear|[Aa]cross|[Oo]utside|[Ii]nside|[Ff]rom|[Ww]ithin|[Aa]round|[Tt]hroughout|[Dd]owntown|[Mm]ayor of|[Cc]hief of|[Ss]heriff of|[Tt]o|[Oo]f|[Bb]y)\s+(?:the\s+)?)\Z"
)
_TITLES = frozenset(
    """mayor gov governor sheriff chief sen senator rep representative councilmember councilman councilwoman
    councilor councillor judge justice president secretary mr mrs ms dr officer sgt sergeant lt lieutenant capt
    captain deputy commissioner supervisor alderman alderwoman trustee assemblymember assemblyman assemblywoman
    legislator attorney detective agent director chairman chairwoman chair delegate reverend rev pastor
    superintendent undersheriff general st sir lady""".split()
)
# May stand before a place within a run without making it a person's name.
_LEADING = frozenset(
    """in at the when after from for but and as if both of to while since this that these those on by with near city
    county town village downtown greater metro state a an its their our both where although though under is are was
    were how why what who will would can could may police council mayors inside outside around across new monday
    tuesday wednesday thursday friday saturday sunday january february march april june july august september
    october november december jan feb mar apr jun jul aug sept sep oct nov dec federal local democrats republicans
    former then all most some many other yes no not before until sheriffs nearby meanwhile however here
    sanctuary welcome about re vs v""".split()
)
_NOT_AFTER = frozenset(
    """university college street st avenue ave road rd boulevard blvd drive dr lane ln highway hwy parkway way square
    bridge airport hospital times herald journal post globe tribune news democrat gazette sentinel press star
    chronicle observer examiner dispatch bulletin enquirer inquirer courier ledger register record daily weekly
    sun patch beacon independent argus eagle clarion review center centre hotel theater theatre park stadium river
    lake bay beach creek valley mountain hills island diocese archdiocese church cathedral temple synagogue
    foundation institute museum library company inc llc corp bank insurance union law american plaza mall arena
    elementary middle high academy line formation treaty""".split()
)
_NOT_BEFORE = frozenset(
    "university college port diocese archdiocese bank battle treaty lake mount fort camp bishop archbishop".split()
)
# Words of English, or of American politics, that are also towns.
_ENGLISH = frozenset(
    """union liberty independence justice reform security commerce enterprise defiance surprise mission industry
    sanctuary police bell orange media home normal truth border freedom progress hope unity harmony energy fair
    equality protection welcome welfare republican democrat republic federal center central north south east west
    northeast southwest northwest southeast march may june august early story price law war peace rich long young
    green brown white black gray king queen bishop pope chase page read ross grant ford carter clinton bush trump
    biden obama reagan nixon kennedy johnson wilson jefferson madison monroe jackson lincoln washington franklin
    adams harrison tyler taylor pierce buchanan hayes garfield arthur cleveland mckinley roosevelt taft harding
    hoover truman eisenhower homan miller warren evans scott martin smith kelly allen perry abbott newsom english
    christian china mexico cuba lebanon peru poland rome paris london berlin moscow dublin athens egypt delhi
    vienna florence cairo troy palestine jordan israel brazil chile canada india haiti panama salvador honduras
    guatemala colombia venezuela ireland scotland wales holland jersey latino hispanic ice cbp dhs doj fbi senate
    house congress capitol council mayor sheriff governor university college national international american
    america media star sun globe post times tribune herald rifle trade bath commission article section chapter
    title resolution ordinance agreement policy code bill act public speed success rescue veteran windom loyal
    guard camp college station college park garden grove bowling branch weed""".split()
) - frozenset({"athens"})  # fmt: skip
_COMMON_LARGE = frozenset(
    {
        "madison",
        "lincoln",
        "jackson",
        "cleveland",
        "washington",
        "jersey",
        "orange",
        "surprise",
        "independence",
    }
)


@dataclass(frozen=True, slots=True)
class RawMention:
    """A name in the text with what it could mean. `strength`: 3 certain, 2 likely, 1 only if the page agrees.

    `body` is the word of the body named with it ("Council", "Sheriff"); `state` the USPS code written after.
    """

    start: int
    end: int
    key: str
    choices: tuple[Division, ...]
    strength: int
    body: str | None
    state: str | None


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A name that the text gives to a person."""

    key: str


def _state_after(known: Gazetteer) -> re.Pattern[str]:
    words = sorted(known.state_words, key=len, reverse=True)
    return re.compile(
        r"(?:[’']s)?,?[ \t\n]{1,2}\(?(?P<state>"
        + "|".join(re.escape(each) for each in words)
        + r")(?![\w’'-])"
    )


_AFTER: list[re.Pattern[str]] = []


def state_after(text: str, end: int, known: Gazetteer) -> tuple[str, int] | None:
    """Return the state written right after a place ("Rochester, N.Y.") and where its name ends."""
    if not _AFTER:
        _AFTER.append(_state_after(known))
    match = _AFTER[0].match(text, end, end + 40)
    if match is None:
        return None
    has_comma = "," in match.group()[:3] or "(" in match.group()[:4]
    written = match["state"]
    if not has_comma and (len(written) > 2 or not written.isupper()):
        return None
    if not has_comma and written in (
        "IN",
        "OR",
        "ME",
        "OK",
        "HI",
        "LA",
        "PA",
        "MA",
        "OH",
        "AS",
        "CO",
        "AL",
        "DE",
        "ID",
    ):
        return None
    return known.state_words[written], match.end()


def scan(text: str, *, start: int = 0, end: int | None = None) -> Iterator[RawMention | NamedPerson]:
    """Yield the places that a text may name, and the persons who bear the name of one, in order."""
    known = load_gazetteer()
    stop = len(text) if end is None else min(end, len(text))
    for run in _RUN.finditer(text, start, stop):
        tokens = list(_TOKEN.finditer(text, run.start(), run.end()))
        index = 0
        while index < len(tokens):
            found, width = _longest(text, tokens, index, known)
            if not found:
                index += 1
                continue
            each = _judge(text, tokens, index, width, found, known)
            if each is not None:
                yield each
            index += width


def _longest(
    text: str, tokens: list[re.Match[str]], index: int, known: Gazetteer
) -> tuple[tuple[Division, ...], int]:
    first = tokens[index]
    if not first.group()[0].isupper():
        return (), 0
    for width in range(min(known.longest, len(tokens) - index), 0, -1):
        last = tokens[index + width - 1]
        words = _POSSESSIVE.sub("", text[first.start() : last.end()].rstrip(",;:"))
        found = known.by_name.get(fold(words))
        if found:
            return found, width
    return (), 0


def _judge(
    text: str,
    tokens: list[re.Match[str]],
    index: int,
    width: int,
    found: tuple[Division, ...],
    known: Gazetteer,
) -> RawMention | NamedPerson | None:
    start, end = tokens[index].start(), tokens[index + width - 1].end()
    raw = text[start:end]
    name = _POSSESSIVE.sub("", raw)
    if name.endswith(".") and not re.search(r"\.[A-Z]|^[A-Z]\.", name):
        name = name[:-1]
    end = start + len(name)
    key = fold(name)
    before = text[max(0, start - 40) : start]
    previous = tokens[index - 1].group() if index else ""
    following = tokens[index + width].group() if index + width < len(tokens) else ""
    gap = text[tokens[index + width - 1].end() : tokens[index + width].start()] if following else ""
    plain_previous = fold(_POSSESSIVE.sub("", previous))
    plain_following = fold(_POSSESSIVE.sub("", following))
    is_shouted = name.isupper() and len(name) > 5
    state = state_after(text, end, known)
    level = {each.level for each in found}
    counties = tuple(each for each in found if each.level == "county")
    places = tuple(each for each in found if each.level == "place" and each.kind != "township")
    towns = tuple(each for each in found if each.kind == "township")
    states = tuple(each for each in found if each.level == "state")

    def mention(choices: tuple[Division, ...], strength: int, body: str | None = None) -> RawMention:
        return RawMention(start, end, key, choices, strength, body, state[0] if state else None)

    if state and (fits := tuple(each for each in found if each.state == state[0] and each.level != "state")):
        named = tuple(each for each in fits if each.kind != "township") or fits
        return RawMention(start, state[1], key, named, 3, _body(text, end, COUNTY_BODY, BODY_WORDS), state[0])
    if state and not states:
        return None
    if key.endswith((" county", " parish")) and counties:
        body = _body(text, end, COUNTY_BODY)
        return mention(counties, 3, body)
    if _BEFORE_COUNTY.search(before):
        of_county = tuple(e for e in known.by_name.get(f"{key} county", ()) if e.level == "county")
        return mention(of_county or counties, 3) if of_county or counties else None
    if _BEFORE_PLACE.search(before):
        return mention((*places, *towns), 3, "council") if places or towns else None
    if states and _BEFORE_STATE.search(before):
        return mention(states, 3, "state")
    if plain_following == "township" and gap.strip() == "" and towns:
        return mention(towns, 3)
    if plain_following in _NOT_AFTER and gap.strip() == "" and not is_shouted:
        return None
    if (plain_previous in _NOT_BEFORE and index) or re.search(
        r"(?:University|College|Bank|Diocese|Port) (?:of|at) (?:the )?\Z", before
    ):
        return None
    if states:
        return _judge_state(text, end, mention, states, places, plain_previous, plain_following, key)
    body = _body(text, end, BODY_WORDS)
    is_titled = plain_previous in _TITLES and text[tokens[index - 1].end() : start].strip() == ""
    if is_titled and not (body and not plain_following):
        return NamedPerson(key)
    follows_name = (
        bool(previous)
        and plain_previous not in _LEADING
        and text[tokens[index - 1].end() : start].strip() == ""
    )
    if previous and re.search(r"[’']s?\Z|\.\Z|,\Z", previous):
        follows_name = follows_name and previous.endswith(".") and len(previous) <= 2
    if follows_name and previous[0].isupper() and not is_shouted and not body:
        return NamedPerson(key)
    if body and not follows_name:
        return mention(places, 3, body) if places else None
    if (
        following
        and following[0].isupper()
        and gap.strip() == ""
        and not body
        and not is_shouted
        and plain_following not in _LEADING
    ):
        return NamedPerson(key) if len(tokens) > index + width else None
    if not places:
        return (
            mention(counties, 2) if counties and places == () and "county" in level and " " in key else None
        )
    is_english = key in _ENGLISH
    at_place = bool(_BEFORE_AT.search(before))
    if at_place:
        return mention(places, 1 if is_english and key not in _COMMON_LARGE else 2)
    if is_english or is_shouted:
        return mention(places, 1) if key in _COMMON_LARGE or is_shouted else None
    return mention(places, 1)


def _judge_state(
    text: str,
    end: int,
    mention: object,
    states: tuple[Division, ...],
    places: tuple[Division, ...],
    plain_previous: str,
    plain_following: str,
    key: str,
) -> RawMention | None:
    assert callable(mention)
    body = _body(text, end, STATE_BODY)
    city_body = _body(text, end, BODY_WORDS)
    if (
        places
        and city_body
        and city_body.lower() not in ("lawmakers", "department", "officials", "residents", "leaders")
    ):
        made: RawMention = mention(places, 3, city_body)
        return made
    if key == "washington" and not body:
        weak: RawMention = mention(states, 1)
        return weak
    if plain_previous in _TITLES and plain_previous != "gov":
        return None
    found: RawMention = mention((*states, *places[:1]), 3 if body else 2, body)
    return found


def _body(text: str, end: int, *patterns: re.Pattern[str]) -> str | None:
    for pattern in patterns:
        match = pattern.match(text, end, end + 40)
        if match is not None:
            return " ".join(match["body"].split())
    return None
