# ruff: noqa: E501 (a pattern stays on one line, so that it can be searched for)
"""Sentences of a text with their offsets, in news prose, in legal text, in tables and in scanned pages.

A sentence ends at a full stop that is not an abbreviation's, at a blank line, and before a line that opens
a clause, an item or a heading. The pass is linear, and no sentence is longer than `LONGEST` characters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST = 1_200

# One pattern rather than a list of two hundred strings.
_ABBREVIATION = re.compile(
    r"(?:a\.m|p\.m|u\.s|u\.k|d\.c|n\.y|n\.j|n\.h|n\.c|s\.c|n\.d|s\.d|r\.i|n\.m|p\.r|w\.va|l\.a|u\.n|e\.g|i\.e|gov|sen|rep|lt|sgt|cpl|capt|cmdr|col|gen|maj|det|ofc|dep|supt|supv|atty|hon|rev|fr|st|ste|mt|ft|no|nos|sec|secs|art|ch|sect|dr|mr|mrs|ms|jr|sr|prof|pres|dist|dept|div|ave|blvd|rd|hwy|jan|feb|mar|apr|jun|jul|aug|sept|oct|nov|dec|mon|tues|wed|thurs|fri|vs|v|al|inc|corp|co|ltd|assn|bros|calif|fla|ariz|colo|conn|del|ga|ill|ind|kan|ky|la|mass|md|mich|minn|miss|mo|mont|neb|nev|okla|ore|pa|tenn|tex|va|vt|wash|wis|wyo|ala|ark|res|ord|para|pp|vol|ex|cf|ald|aka|approx|est|assoc|cong|assem|reps|sens|govs|ph\.d|m\.d|j\.d|int)",
    re.IGNORECASE,
)

# A stop with what may close a quotation, then white space, then what may open a sentence.
_END = re.compile(r"""[.!?]["')\]\u201d\u2019]*(?=\s+["'(\[\u201c\u2018]*[A-Z0-9$\u00a7\u00c0-\u00de])""")
_BREAK = re.compile(
    r"""\n[ \t]*\n\s*                                     # a blank line
    |\n(?=[ \t]*(?:[-*\u2022\u25cf\u25aa\uf0b7]\s             # a bullet
        |\(?(?:[a-z]|[0-9]{1,2}|[ivx]{1,5})[.)]\s            # a clause: a.  (1)  iv)
        |(?:WHEREAS|Whereas|RESOLVED|BE\ IT|NOW,?\ THEREFORE|Section\ \d|SECTION\ \d|Sec\.\ \d|\u00a7)
        |(?:Item|ITEM|File|FILE|Agenda|AGENDA|Title|TITLE)\b
        |[0-9]{1,4}\.[0-9.]{1,6}\s))                         # a numbered section: 413.2
    |(?<=[|»›>])[^\n|»›]{0,80}\n                            # a bar of links
    |\n(?=[^\n]{0,120}[|»›])
    |(?<![.!?:;,a-z)"'\u201d\u2019])\n(?=[A-Z][A-Z.' ]{2,30}(?:,\s[A-Z][a-z]+\.?)?\s?(?:\([A-Z0-9 ]+\)\s?)?[-\u2013\u2014]\s)   # a dateline
    |\n(?=[A-Z][A-Z.' ]{2,30}(?:,\s[A-Z][A-Za-z.]+)?\s?(?:\([A-Z0-9 ]+\)\s?)?[-\u2013\u2014]{1,2}\s)
    |\n(?=(?i:most\ (?:read|popular)|related|trending|read\ more|more\ stories|breaking|recommended|you\ may\ also|also\ read|editors?'\ picks)\b)
    |;\s+(?=(?:and\s+)?(?:WHEREAS|Whereas|BE\ IT|RESOLVED|N(?:OW|ow),?\ [Tt](?:HEREFORE|herefore)))
    |(?<=[a-z.:;])[ \t]*\n(?=[ \t]*[A-Z0-9][A-Z0-9 ,&'/()-]{11,}\n)      # a heading in capitals
    |(?<=\n)[ \t]*[A-Z0-9][A-Z0-9 ,&'/().-]{11,90}\n(?=[ \t]*[A-Z][a-z])
    """,
    re.VERBOSE,
)
# A short line without a stop, before one that opens a sentence: a menu's word, a headline, a byline.
_SHORT_LINE = re.compile(r"""(?:(?<=\n)|\A)(?=[^\n]{1,59}\n)[^\n]*[^\s.!?:;,\n-][ \t]*\n(?=[A-Z"\u201c])""")
# In a text whose lines are not wrapped, a line ends what it says.
_WHOLE_LINE = re.compile(r"""\n[ \t]*(?=[A-Z0-9"\u201c\u2018(\[*\u2022$-])""")
_LINE_START = re.compile(r"\n[ \t]*([A-Za-z])")
# "9.C Resolution 2025-31 on detainers. Adopted 4-1." is one item with its result.
_RESULT = re.compile(
    r"[ \t]+(?:Motion )?(?:Adopted|Approved|Passed|Carried|Failed|Tabled|Defeated|Denied)\b[^.\n]{0,40}\.?[ \t]*(?:\n|\Z)"
)
_WRAPPED_SHARE = 0.12
_INITIALS = re.compile(r"(?:[A-Z]\.)*[A-Z]")
_WORD_BEFORE = re.compile(r"[A-Za-z][A-Za-z.]*$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """Where a sentence stands: character offsets into the whole text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return its words."""
        return text[self.start : self.end]


def _is_abbreviation(text: str, stop: int, start: int) -> bool:
    if text[stop] != ".":
        return False
    before = _WORD_BEFORE.search(text, max(start, stop - 12), stop)
    if before is None:
        return False
    word = before.group().lower()
    if word in ("no", "co", "mar", "mass", "ill", "miss", "wash", "ind", "mo", "la", "pa", "va", "art", "in"):
        # These are words too: an abbreviation only in capitals' company ("No. 12", "Wash.").
        after = text[stop + 1 : stop + 12].lstrip()
        return before.group()[0].isupper() and (word != "no" or after[:1].isdigit())
    if _ABBREVIATION.fullmatch(word):
        return True
    return _INITIALS.fullmatch(before.group()) is not None


def _is_wrapped(text: str, start: int, end: int) -> bool:
    """Return whether lines break within sentences, as in PDFs: many of them begin in lower case."""
    starts = [match.group(1) for match in _LINE_START.finditer(text, start, min(end, start + 60_000))]
    return bool(starts) and sum(letter.islower() for letter in starts) > _WRAPPED_SHARE * len(starts)


def _cut_long(text: str, start: int, end: int) -> list[Sentence]:
    found = []
    while end - start > LONGEST:
        cut = max(text.rfind("; ", start + LONGEST // 2, start + LONGEST) + 1, 0)
        cut = cut or text.rfind(" ", start + LONGEST // 2, start + LONGEST) or 0
        cut = cut if cut > start else start + LONGEST
        found.append(Sentence(start, cut))
        start = cut
    found.append(Sentence(start, end))
    return found


def split_sentences(text: str, start: int = 0, end: int | None = None) -> list[Sentence]:
    """Return the sentences of `text[start:end]` in order, trimmed of white space; never an empty one."""
    stop = len(text) if end is None else end
    cuts = {stop}
    last = start
    for match in _END.finditer(text, start, stop):
        if not _is_abbreviation(text, match.start(), last) and not _RESULT.match(text, match.end()):
            cuts.add(match.end())
            last = match.end()
    cuts.update(match.end() for match in _BREAK.finditer(text, start, stop))
    if not _is_wrapped(text, start, stop):
        cuts.update(match.end() for match in _SHORT_LINE.finditer(text, start, stop))
        cuts.update(match.end() for match in _WHOLE_LINE.finditer(text, start, stop))
    found = []
    here = start
    for cut in sorted(cuts):
        left, right = here, cut
        while left < right and text[left].isspace():
            left += 1
        while right > left and text[right - 1].isspace():
            right -= 1
        if right > left:
            found.extend(_cut_long(text, left, right))
        here = cut
    return found
