"""Where a text names jurisdictions, and how surely each is one: names told apart from persons and streets.

Only runs of capitalized words are looked at, each word once, so time grows with the text's length alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from transforms.candidates.gazetteer.divisions import Division, Gazetteer, fold, load_gazetteer
from transforms.candidates.gazetteer.words import (
    COMMON_LARGE,
    ENGLISH,
    LEADING,
    NOT_AFTER,
    NOT_BEFORE,
    TITLES,
)

# The little words can stand inside a run of names without a capital.
_NAME = r"[A-Z][\w’'-]*\.?(?:(?:[A-Z]\.)+)?"
_RUN = re.compile(
    _NAME
    + r"(?:(?:[ \t\u00a0]{1,2}|\n(?!\n))(?:(?:of|de|del|la|du|the|and|le|los|las|for)[ \t]){0,2}"
    + _NAME
    + r"){0,11}"
)
_TOKEN = re.compile(r"[A-Za-zÀ-ÿ][\w’'-]*\.?(?:(?:[A-Z]\.)+)?")
_POSSESSIVE = re.compile(r"[’']s?\Z")

_AFTER_NAME = r"(?:[’']s?)?[ \t\n]{1,2}"
BODY_WORDS = re.compile(
    _AFTER_NAME + r"(?:(?:(?:elected|[Cc]ity|[Tt]own|[Vv]illage|[Cc]ommon|[Mm]etro|[Mm]unicipal)\s+)?"
    r"(?P<body>[Cc]ouncil(?:s|ors?|men|man|women|woman|members?)?|CITY COUNCIL|COUNCIL|[Pp]olice|POLICE|PD\b|"
    r"[Mm]ayor|MAYOR|[Aa]lder(?:man|men|person|persons|manic|woman)?|[Ss]elect\s?(?:[Bb]oard|men)|[Tt]rustees|"
    r"[Cc]ity\b|[Cc]lerk|[Bb]oard\s+of|[Oo]rdinance|[Oo]fficials|[Oo]fficers?\b|[Rr]esidents|[Ll]eaders|"
    r"[Ll]awmakers|[Cc]ommission(?:ers?)?\b|[Mm]etro\b|[Dd]istrict\s+[Aa]ttorney|[Ss]heriff|[Ss]chools?\b|"
    r"[Pp]ublic\s+[Ss]chools|[Uu]nified|[Dd]epartment|[Cc]onsolidated|[Cc]ode\b|Assembly|"
    r"(?:[A-Z][\w’'-]+ ){1,2}(?:Board|Commission|Authority|Committee)\b))"
)
COUNTY_BODY = re.compile(
    _AFTER_NAME + r"(?P<body>[Ss]heriff|SHERIFF|[Pp]olice|POLICE|[Bb]oard|BOARD|[Cc]ommission|[Ll]egislat|"
    r"[Cc]ouncil|[Cc]ourt|[Jj]ail|JAIL|[Ee]xecutive|[Ss]upervisors?|[Oo]fficials|[Jj]udge|"
    r"[Dd]istrict\s+[Aa]ttorney|[Ff]reeholders|[Cc]orrections|[Dd]etention)"
)
STATE_BODY = re.compile(
    _AFTER_NAME + r"(?P<body>[Ss]tate\b|[Gg]ov(?:ernor|\.)|[Ss]enate|[Hh]ouse\b|[Aa]ssembly|[Ll]egislat|"
    r"[Ll]awmakers|[Gg]eneral\s+Assembly|[Aa]ttorney\s+[Gg]eneral|AG\b|[Ss]upreme\s+[Cc]ourt|[Dd]epartment|"
    r"[Ll]aw\b|[Aa]ct\b|[Ss]tatute|[Cc]onstitution)"
)
_BEFORE_PLACE = re.compile(
    r"\b(?:[Cc]ity|CITY|[Tt]own|TOWN|[Vv]illage|VILLAGE|[Bb]orough|[Tt]ownship|[Mm]unicipality)"
    r"(?: and [Cc]ounty| AND COUNTY)?,?\s+(?:of|OF)\s+\Z"
)
_BEFORE_COUNTY = re.compile(r"\b(?:[Cc]ounty|COUNTY|[Pp]arish|PARISH)\s+(?:of|OF)\s+\Z")
_BEFORE_STATE = re.compile(r"\b(?:[Ss]tate|STATE|[Cc]ommonwealth|COMMONWEALTH)\s+(?:of|OF)\s+\Z")
_BEFORE_AT = re.compile(
    r"\b(?:[Ii]n|[Nn]ear|[Aa]cross|[Oo]utside|[Ii]nside|[Ff]rom|[Ww]ithin|[Aa]round|[Tt]hroughout|[Dd]owntown|"
    r"[Tt]o|[Oo]f|[Bb]y)\s+(?:the\s+)?\Z"
)
_CITY_BODY = re.compile(r"\s+(?:[Cc]ouncil|COUNCIL|[Hh]all|[Aa]ttorney|[Mm]anager|[Cc]lerk|[Cc]ommission)")
_SAID = re.compile(r"\s+(?:said|says|told|added|asked|wrote|testified|argued|noted|replied|recalled)\b")
_SHERIFF = re.compile(
    r"(?:[’']s)?[ \t\n]{1,2}(?:Sheriff|SHERIFF|sheriff|(?:[Rr]egional )?[Jj]ail\b|[Ss]upervisors\b|"
    r"Board of (?:County )?Supervisors\b)"
)
# "Douglas and El Paso counties", "Kings, Tulare and Fresno counties": the names before such a word.
_PLURAL = re.compile(r" (?:[Cc]ounties|COUNTIES|[Pp]arishes|[Ss]heriffs)\b")
_LISTED = re.compile(
    r"(?:[A-Z][\w’'.-]+(?: [A-Z][\w’'.-]+)?, ){1,6}[A-Z][\w’'.-]+(?: [A-Z][\w’'.-]+)?\Z|"
    r"(?:[A-Z][\w’'.-]+(?: [A-Z][\w’'.-]+){0,2}, ){0,6}[A-Z][\w’'.-]+(?: [A-Z][\w’'.-]+){0,2},? (?:and|&) "
    r"[A-Z][\w’'.-]+(?: [A-Z][\w’'.-]+){0,2}\Z"
)
# "Rockville, July 23, 2019 - ": how a press release opens.
_RELEASE_AFTER = re.compile(
    r", (?:[A-Z][A-Za-z.]{1,12}, )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.? \d{1,2}"
    r"(?:, \d{4})? ?(?:—|–|--|-)[ \t\n]"
)
_DATELINE_AFTER = re.compile(r"[ \t]*(?:\([^)\n]{2,30}\)[ \t]*)?,?[ \t]*(?:—|–|--|-)[ \t\n]")
_DATELINE_BEFORE = re.compile(r"(?:\n[ \t]*|[ \t]{2,}|[.:!?|\]\d] ?)\Z")
_ITS_LAW = re.compile(
    r"[’']s (?:\w+ ){0,3}(?:law|ban|rule|statute|act|legislature|sheriffs|cities|counties)\b"
)
_BEFORE_SCHOOL = re.compile(r"(?:University|College|Bank|Diocese|Port) (?:of|at) (?:the )?\Z")
_BESIDE = frozenset({"suburb", "suburbs"})
_SUBURB = re.compile(r"(?:[’']s)? (?:[a-z]+ )?suburbs?\b")
_EITHER_BODY = ("lawmakers", "department", "officials", "residents", "leaders", "attorney")
# USPS codes that are words: taken for a state only after a comma.
_WORD_CODES = frozenset({"IN", "OR", "ME", "OK", "HI", "LA", "PA", "MA", "OH", "AS", "CO", "AL", "DE", "ID"})


@dataclass(frozen=True, slots=True)
class RawMention:
    """A name in the text with what it could mean. `strength`: 3 certain, 2 likely, 1 only if the page agrees.

    `body` is the word of the body named with it ("Council", "Sheriff"); `state` the USPS code written after,
    `hint` the one that its clause names a little later ("Aurora City Council members in Illinois").
    """

    start: int
    end: int
    key: str
    choices: tuple[Division, ...]
    strength: int
    body: str | None
    state: str | None
    hint: str | None = None
    is_dateline: bool = False


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A name that the text gives to a person."""

    key: str


@cache
def _state_after() -> re.Pattern[str]:
    words = sorted(load_gazetteer().state_words, key=len, reverse=True)
    named = "|".join(re.escape(each) for each in words)
    return re.compile(rf"(?:[’']s)?,?[ \t\n]{{1,2}}\(?(?P<state>{named})(?![\w’'-])")


@cache
def _in_state() -> re.Pattern[str]:
    names = "|".join(sorted((each.name for each in load_gazetteer().states.values()), key=len, reverse=True))
    return re.compile(rf"[^.;:\n]{{0,45}}?\bin\s+(?P<state>{names})\b")


def _hint(text: str, end: int) -> str | None:
    match = _in_state().match(text, end, end + 75)
    return load_gazetteer().state_words[match["state"]] if match is not None else None


def _is_dateline(text: str, mention: RawMention) -> bool:
    """Return whether a name opens a story or an item of it: "YAKIMA - ", "FORSYTH, Ga. (AP) — "."""
    if mention.start == 0 and _RELEASE_AFTER.match(text, mention.end) is not None:
        return True
    name = text[mention.start : mention.end].partition(",")[0]
    if not name.isupper() or _DATELINE_AFTER.match(text, mention.end) is None:
        return False
    return (
        mention.start == 0
        or _DATELINE_BEFORE.search(text, max(0, mention.start - 6), mention.start) is not None
    )


def state_after(text: str, end: int, known: Gazetteer) -> tuple[str, int] | None:
    """Return the state written right after a place ("Rochester, N.Y.") and where its name ends."""
    match = _state_after().match(text, end, end + 40)
    if match is None:
        return None
    has_comma = "," in match.group()[:3] or "(" in match.group()[:4]
    written = match["state"]
    if not has_comma and (len(written) > 2 or not written.isupper()):
        return None
    if not has_comma and written in _WORD_CODES:
        return None
    return known.state_words[written], match.end()


def scan(
    text: str, *, start: int = 0, end: int | None = None, is_headline: bool = False
) -> Iterator[RawMention | NamedPerson]:
    """Yield the places that a text may name, and the persons who bear the name of one, in order.

    In a headline every word has a capital, so that a capital beside a name tells nothing.
    """
    known = load_gazetteer()
    stop = len(text) if end is None else min(end, len(text))
    listed = list(_listed(text, start, stop))
    read = start
    for run in _RUN.finditer(text, start, stop):
        tokens = list(_TOKEN.finditer(text, run.start(), run.end()))
        folded = [fold(each.group()) for each in tokens]
        bare = [fold(_POSSESSIVE.sub("", each.group())) for each in tokens]
        index = 0
        while index < len(tokens):
            if tokens[index].start() < read:
                index += 1
                continue
            found = _find(text, tokens, folded, bare, index, known, listed)
            if found is None:
                index += 1
                continue
            each = _judge(found, known, is_headline=is_headline)
            index += found.width
            if isinstance(each, RawMention):
                read = max(read, each.end)
                is_dateline = _is_dateline(text, each)
                hint = None if each.state or is_dateline else _hint(text, each.end)
                strength = max(each.strength, 2) if is_dateline else each.strength
                choices = (known.states["DC"],) if is_dateline and each.key == "washington" else each.choices
                yield replace(each, choices=choices, hint=hint, is_dateline=is_dateline, strength=strength)
            elif each is not None:
                yield each


def _listed(text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """Yield where the names of several counties stand before the word "counties"."""
    for match in _PLURAL.finditer(text, start, stop):
        low = max(start, match.start() - 200)
        names = _LISTED.search(text[low : match.start()])
        if names is not None:
            yield low + names.start(), match.start()


@dataclass(frozen=True, slots=True)
class _Found:
    """A name of the gazetteer in a run of capitalized words, with what stands around it.

    `previous` and `following` are the folded neighbors that only a blank parts from the name, "" otherwise.
    """

    text: str
    start: int
    end: int
    key: str
    width: int
    choices: tuple[Division, ...]
    previous: str
    following: str
    is_previous_capital: bool
    is_following_capital: bool
    before: str
    is_bare_county: bool = False

    def at(self, level: str) -> tuple[Division, ...]:
        return tuple(each for each in self.choices if each.level == level and each.kind != "township")

    @property
    def towns(self) -> tuple[Division, ...]:
        return tuple(each for each in self.choices if each.kind == "township")

    def mention(self, choices: tuple[Division, ...], strength: int, body: str | None = None) -> RawMention:
        return RawMention(self.start, self.end, self.key, choices, strength, body, None)


def _find(
    text: str,
    tokens: list[re.Match[str]],
    folded: list[str],
    bare: list[str],
    index: int,
    known: Gazetteer,
    listed: list[tuple[int, int]],
) -> _Found | None:
    start = tokens[index].start()
    is_listed = any(low <= start < high for low, high in listed)
    first = {folded[index].partition(" ")[0], bare[index].partition(" ")[0]}
    if not (first & known.first_words) or not tokens[index].group()[0].isupper():
        return None
    for width in range(min(known.longest, len(tokens) - index), 0, -1):
        for ending in dict.fromkeys((bare[index + width - 1], folded[index + width - 1])):
            ending = "county" if ending == "co" and width > 1 else ending
            key = " ".join((*folded[index : index + width - 1], ending))
            choices = known.by_name.get(key)
            is_sheriffs = choices is None and _SHERIFF.match(text, tokens[index + width - 1].end())
            if is_listed or is_sheriffs:
                choices = tuple(e for e in known.by_name.get(f"{key} county", ()) if e.level == "county")
            if (
                choices
                and width > 1
                and ending == "city"
                and _CITY_BODY.match(text, tokens[index + width - 1].end())
            ):
                shorter = known.by_name.get(key.removesuffix(" city"), ())
                if shorter and 3 * choices[0].population < shorter[0].population:
                    continue
            if choices is None and len(key) > 5:
                # "Anne Arundel", "Winneshiek": a county's name alone, where no place bears it.
                counties = (*known.by_name.get(f"{key} county", ()), *known.by_name.get(f"{key} parish", ()))
                choices = tuple(each for each in counties if each.level == "county")
                if choices:
                    found = _found(text, tokens, folded, index, width, key, choices)
                    return replace(found, is_bare_county=True)
            if choices:
                return _found(text, tokens, folded, index, width, key, choices)
    return None


def _found(
    text: str,
    tokens: list[re.Match[str]],
    folded: list[str],
    index: int,
    width: int,
    key: str,
    choices: tuple[Division, ...],
) -> _Found:
    start, end = tokens[index].start(), tokens[index + width - 1].end()
    raw = text[start:end]
    name = _POSSESSIVE.sub("", raw)
    if name.endswith(".") and not re.search(r"\.[A-Z]|^[A-Z]\.| Co\.$", name):
        name = name[:-1]
    previous = following = ""
    is_previous_capital = is_following_capital = False
    if index and not text[tokens[index - 1].end() : start].strip():
        word = tokens[index - 1].group()
        is_broken = word.endswith(".") and len(word) > 2 and folded[index - 1] not in TITLES
        if not is_broken:
            previous, is_previous_capital = fold(_POSSESSIVE.sub("", word)), word[0].isupper()
            if _POSSESSIVE.search(word):
                is_previous_capital = False
    if index + width < len(tokens) and not text[end : tokens[index + width].start()].strip() and name == raw:
        word = tokens[index + width].group()
        following, is_following_capital = fold(_POSSESSIVE.sub("", word)), word[0].isupper()
    return _Found(
        text, start, start + len(name), key, width, choices, previous, following,
        is_previous_capital, is_following_capital, text[max(0, start - 40) : start],
    )  # fmt: skip


def _judge(found: _Found, known: Gazetteer, *, is_headline: bool) -> RawMention | NamedPerson | None:
    is_counties = all(each.level == "county" for each in found.choices)
    if is_counties and " county" not in found.key and not found.is_bare_county:
        return found.mention(found.choices, 3, _body(found, COUNTY_BODY))
    for rule in (_by_state_after, _by_government_before):
        judged = rule(found, known)
        if judged is not _PASS:
            return judged if isinstance(judged, RawMention) else None
    if found.key.endswith((" county", " parish")) and (counties := found.at("county")):
        return found.mention(counties, 3, _body(found, COUNTY_BODY))
    is_shouted = found.text[found.start : found.end].isupper() and len(found.key) > 5
    if found.following == "township" and found.towns:
        state = state_after(found.text, found.end + len(" township"), known)
        within = tuple(each for each in found.towns if state is not None and each.state == state[0])
        return found.mention(within or found.towns, 3, "Township")
    if (found.following in NOT_AFTER and not is_shouted) or found.previous in NOT_BEFORE:
        return None
    if found.following in _BESIDE or _SUBURB.match(found.text, found.end):
        return None  # "a Denver suburb" is not Denver
    if _BEFORE_SCHOOL.search(found.before):
        return None
    if found.at("state"):
        return _judge_state(found)
    return _judge_place(found, is_headline=is_headline, is_shouted=is_shouted)


_PASS = object()


def _by_state_after(found: _Found, known: Gazetteer) -> object:
    """A name with its state after it is a place, or nothing where the state has none of the name."""
    state = state_after(found.text, found.end, known)
    if state is None:
        return _PASS
    fits = tuple(each for each in found.choices if each.state == state[0] and each.level != "state")
    if fits:
        named = tuple(each for each in fits if each.kind != "township") or fits
        body = _body(found, COUNTY_BODY, BODY_WORDS)
        return RawMention(found.start, state[1], found.key, named, 3, body, state[0])
    return _PASS if found.at("state") else None


def _by_government_before(found: _Found, known: Gazetteer) -> object:
    """ "City of", "County of", "State of" before a name say what it is."""
    if _BEFORE_COUNTY.search(found.before):
        choices = tuple(e for e in known.by_name.get(f"{found.key} county", ()) if e.level == "county")
        return found.mention(choices, 3, "county") if choices else None
    if _BEFORE_PLACE.search(found.before):
        choices = (*found.at("place"), *found.towns)
        return found.mention(choices, 3, "city") if choices else None
    if _BEFORE_STATE.search(found.before) and (states := found.at("state")):
        return found.mention(states, 3, "state")
    return _PASS


def _judge_place(found: _Found, *, is_headline: bool, is_shouted: bool) -> RawMention | NamedPerson | None:
    places, counties = found.at("place"), found.at("county")
    is_english = found.key in ENGLISH
    body = None if is_english and found.key not in COMMON_LARGE else _body(found, BODY_WORDS)
    if counties and _SHERIFF.match(found.text, found.end):
        return found.mention(counties, 3, "Sheriff")
    if found.previous in TITLES and not (body and not is_headline):
        return NamedPerson(found.key)
    follows_name = found.is_previous_capital and found.previous not in LEADING
    if follows_name and not is_shouted and not (is_headline and not is_english):
        return NamedPerson(found.key) if not body else None
    if _SAID.match(found.text, found.end) and " " not in found.key:
        return None
    if not places:
        return _judge_bare_county(found, counties) if counties else None
    if body:
        return found.mention(places, 3, body)
    precedes_name = found.is_following_capital and found.following not in LEADING
    if precedes_name and not is_shouted and not is_headline:
        return NamedPerson(found.key)
    is_odd = is_english and found.key not in COMMON_LARGE
    if _BEFORE_AT.search(found.before):
        return found.mention(places, 1 if is_odd else 2)
    if is_odd and not is_shouted:
        return None
    return found.mention(places, 1)


def _judge_bare_county(found: _Found, counties: tuple[Division, ...]) -> RawMention | None:
    """A county without the word: sure with its board, likely in two words, else where the page agrees."""
    if not found.is_bare_county:
        return found.mention(counties, 2) if " " in found.key else None
    if (body := _body(found, COUNTY_BODY)) is not None:
        return found.mention(counties, 3, body)
    if found.is_following_capital and found.following not in LEADING:
        return None
    return found.mention(counties, 2 if " " in found.key else 1)


def _judge_state(found: _Found) -> RawMention | None:
    states = found.at("state")
    body = _body(found, STATE_BODY)
    if found.key == "washington":
        is_state = body is not None and body.lower() not in ("house", "department")
        is_state = is_state or _ITS_LAW.match(found.text, found.end) is not None
        return found.mention(states, 3, body) if is_state else found.mention(states, 1)
    if found.key == "new york":
        cities = found.at("place")[:1]
        city_body = _body(found, BODY_WORDS)
        if city_body and city_body.lower() not in _EITHER_BODY and not body:
            return found.mention(cities, 3, city_body)
        return found.mention((*states, *cities), 3 if body else 2, body)
    if found.previous in TITLES and found.previous not in ("gov", "general"):
        return None
    return found.mention(states, 3 if body else 2, body)


def _body(found: _Found, *patterns: re.Pattern[str]) -> str | None:
    for pattern in patterns:
        match = pattern.match(found.text, found.end, found.end + 40)
        if match is not None:
            return " ".join(match["body"].split())
    return None
