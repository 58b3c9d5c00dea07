"""Numbers of bills, ordinances, orders and cases as a text writes them, and in one form to compare by.

A section, chapter or title of a code ("8 U.S.C. 1373", "Chapter 2 of title 4") is where a law stands, not
an instrument, and is never returned.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Instrument:
    """One number of an instrument, at `text[start:end]`.

    `number` is as written, with its kind ("Int. 1579-2017"). `normalized` is what two documents that mean
    the same one share ("int:1579-2017"); it is unique only within a jurisdiction, and for a bill only
    within a session.
    """

    start: int
    end: int
    kind: str
    number: str
    normalized: str


_SIGN = r"(?:\s{0,3}(?:[Nn][Oo]s?\.?|[Nn]umbers?|[Ii]\.?[Dd]\.?(?=\W)|#)){0,2}\s{0,3}[:#]?\s{0,3}"
_NUMBER = (
    r"(?P<number>(?:[A-Z]{1,3}-?)?\d{1,9}[A-Z]?"
    r"(?:[-./–](?:[A-Z]{1,3}-)?[A-Z]{0,3}\d{1,6}[A-Z]?){0,3}(?:-[A-Z]\b(?!-))?)"
)

# Spelled out, any case: "General Order 5.03", "RESOLUTION NO. 2025-114", "Local Law 58 of 2014".
_WORDS: tuple[tuple[str, str], ...] = (
    ("executive_order", r"executive\s+order|e\.o\."),
    ("special_order", r"special\s+order"),
    ("general_order", r"general\s+order|g\.o\."),
    (
        "directive",
        r"(?:law\s+enforcement\s+|administrative\s+|department(?:al)?\s+|attorney\s+general\s+)?directive",
    ),
    ("order", r"(?:administrative|departmental|department|operations?|standing|interim|policy)\s+order"),
    ("policy", r"(?:department\s+|lexipol\s+)?policy|operating\s+procedure|training\s+bulletin"),
    ("local_law", r"local\s+law(?:\s+intro(?:ductory)?)?"),
    ("act", r"public\s+act|session\s+law|act"),
    ("joint_resolution", r"(?:senate|house|assembly)\s+(?:joint|concurrent)\s+resolution"),
    ("sb", r"senate\s+(?:bill|file)"),
    ("hb", r"house\s+(?:bill|file)"),
    ("ab", r"assembly\s+bill"),
    ("lb", r"legislative\s+bill"),
    ("ld", r"legislative\s+document"),
    ("ordinance", r"ordinance|ord\."),
    ("resolution", r"resolution|reso\.?|res\."),
    ("int", r"introduction|intro\.?|int\.?"),
    ("proposition", r"proposition|referendum|ballot\s+measure"),
    ("bill", r"(?:council\s+|county\s+|draft\s+)?bill"),
    ("file", r"(?:council\s+|legislative\s+|legistar\s+|board\s+)?file|legislation|matter"),
    ("case", r"(?:civil\s+action|case|docket|cause)"),
)
# Abbreviations that are only these in capitals: "S.B. 4", "HB1195", "A.B. 450", "SJR 12".
_SHORT: tuple[tuple[str, str], ...] = (
    ("us_bill", r"H\.\s?R\."),
    ("joint_resolution", r"[SHA]\.?\s?[JC]\.?\s?R\.?"),
    ("sb", r"S\.?\s?[BF]\.?"),
    ("hb", r"H\.?\s?[BF]\.?"),
    ("ab", r"A\.?\s?B\.?"),
    ("lb", r"L\.?B\.?"),
    ("ld", r"L\.?D\.?"),
    ("executive_order", r"E\.?O\.?"),
    ("general_order", r"G\.?O\.?"),
    ("special_order", r"S\.?O\.?"),
    ("resolution", r"RES|Res"),
    ("ordinance", r"ORD|Ord"),
    ("int", r"INT|Int"),
    ("land_use", r"L\.?U\.?"),
)

_WORD_GROUPS = "|".join(f"(?P<w{n}>{words})" for n, (_, words) in enumerate(_WORDS))
_SHORT_GROUPS = "|".join(f"(?P<s{n}>{words})" for n, (_, words) in enumerate(_SHORT))
_NAMED = re.compile(
    rf"\b(?:{_WORD_GROUPS})(?P<sign>{_SIGN}){_NUMBER}"
    r"(?P<of>\s+of\s+(?:the\s+year\s+)?(?P<year>(?:19|20)\d\d)\b)?",
    re.IGNORECASE,
)
_ABBREVIATED = re.compile(rf"(?<![\w.])(?:{_SHORT_GROUPS})(?P<sign>-|{_SIGN}){_NUMBER}")
# New York's chambers: "S.1234-A", "A 5678"; Massachusetts' "H.1234". Three digits at least.
_CHAMBER = re.compile(
    r"(?<![\w.])(?P<chamber>[SAH])(?:\.\s?|\s|-)?(?P<number>\d{3,5}(?:-?[A-E])?)\b(?![-/.]\d)"
)
_DOCKET = re.compile(
    r"(?<![\w.:-])(?P<number>\d:\d{2}-?(?:cv|cr|mc)-?\d{2,6}|\d{2}-(?:cv|cr)-\d{2,6}|[A-Z]-\d{3,5}-\d{2}(?=\W))",
    re.IGNORECASE,
)
_PREFIXED = re.compile(
    r"(?<![\w-])(?P<number>T\d{4}-\d{1,5}|B\d{2}-\d{3,4}|C\.?F\.?\s?\d{2}-\d{4}(?:-S\d)?|CB\s?\d{5,6})\b"
)
_BARE_YEAR = re.compile(r"(?:19|20)\d\d\Z")
_DATE = re.compile(r"\d{1,2}/\d{1,2}/\d{2,4}\Z")
_MUST_SIGN = {"policy", "act", "file", "case", "directive", "bill", "order", "proposition"}
_CODE_AFTER = re.compile(
    r"\s*(?:U\.?\s?S\.?\s?C|C\.?F\.?R|ILCS|percent\b|%|days?\b|hours?\b|years?\b|months?\b)", re.I
)


def normalize_number(kind: str, number: str, year: str | None = None) -> str:
    """Return the form that two spellings of one number share: "int:1579-2017", "local_law:58-2014"."""
    plain = re.sub(r"\s+", "", number).upper().replace("–", "-").replace("/", "-")
    plain = re.sub(r"(?<![\dA-Z.])0+(?=\d)", "", plain)
    return f"{kind}:{plain}" + (f"-{year}" if year else "")


def find_instruments(text: str) -> list[Instrument]:
    """Return the instruments that a text names by number, in order, without overlaps.

    One pass a pattern over the text, so time grows with its length alone.
    """
    found: list[Instrument] = []
    for match in _NAMED.finditer(text):
        kind = next(kind for n, (kind, _) in enumerate(_WORDS) if match.group(f"w{n}"))
        each = _named(text, match, kind, match.group("year"))
        if each is not None:
            found.append(each)
    for match in _ABBREVIATED.finditer(text):
        kind = next(kind for n, (kind, _) in enumerate(_SHORT) if match.group(f"s{n}"))
        each = _named(text, match, kind, None)
        if each is not None:
            found.append(each)
    for match in _CHAMBER.finditer(text):
        kind = {"S": "sb", "A": "ab", "H": "hb"}[match.group("chamber")]
        bare = match.group("number")
        if not _BARE_YEAR.match(bare) and ("." in match.group() or len(bare) >= 4):
            found.append(
                _instrument(text, match.start(), match.end(), kind, re.sub(r"-?[A-E]\Z", "", bare), None)
            )
    for match in _DOCKET.finditer(text):
        found.append(_instrument(text, match.start(), match.end(), "case", match.group("number"), None))
    for match in _PREFIXED.finditer(text):
        found.append(_instrument(text, match.start(), match.end(), "file", match.group("number"), None))
    found.sort(key=lambda each: (each.start, -each.end))
    kept: list[Instrument] = []
    for each in found:
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return kept


def _instrument(text: str, start: int, end: int, kind: str, bare: str, year: str | None) -> Instrument:
    words = " ".join(text[start:end].split())
    return Instrument(start, end, kind, words, normalize_number(kind, bare, year))


def _named(text: str, match: re.Match[str], kind: str, year: str | None) -> Instrument | None:
    bare = match.group("number")
    signed = bool(match.group("sign").strip(" -\n\t\r"))
    end = match.end()
    if _DATE.match(bare) or (_BARE_YEAR.match(bare) and not signed):
        return None
    # "bill 12 people", "act 3": a lone number after a common word needs a sign or a capital.
    is_lone = kind in _MUST_SIGN and not signed and not re.search(r"[-.]", bare)
    if is_lone and (not match.group()[0].isupper() or len(bare) < 2):
        return None
    if kind in ("int", "resolution") and match.group()[0].islower() and not signed:
        return None
    if not signed and match.group("sign") == "" and kind not in ("sb", "hb", "ab", "joint_resolution"):
        return None
    if _CODE_AFTER.match(text, end, end + 12) or (
        text[end : end + 1] == ":" and text[end + 1 : end + 2].isdigit()
    ):
        return None
    return _instrument(text, match.start(), end, kind, bare, year)
