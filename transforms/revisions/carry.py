"""What an earlier version's reading still says of a later one, and what of the later one is read anew.

Candidates of items that stand as they stood keep their identity and only get new offsets; items that were
added or changed are read; the rest of the text is not. A candidate told again in other words is the same
candidate where act, date, direction and quote agree.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from transforms.revisions.compare import Comparison, compare, likeness
from transforms.revisions.sections import Section, SplitText, split_text
from warehouse.records import Candidate, Evidence, PageText, Reading, Reason, make_id

Read = Callable[[str, tuple[PageText, ...]], Reading]

WHOLE_CHARS = 60_000
"""A story no longer than this is read whole, for the sake of its context; only what is new in it counts."""
WHOLE_SHARE = 0.5
"""So is any text but a list of items of which at least this share is new."""
HEAD_CHARS = 1_500
MOST_EXCERPTS = 60
SAME_QUOTE = 0.8
_BETWEEN = "\n\n"


@dataclass(frozen=True, slots=True)
class Earlier:
    """The version before: its words, its pages, and the reading that was kept of it."""

    text: str
    pages: tuple[PageText, ...]
    reading: Reading


def read_revised(
    text: str,
    pages: tuple[PageText, ...],
    *,
    earlier: Earlier,
    known: Sequence[Candidate],
    read: Read,
    is_items: bool = False,
) -> Reading:
    """Return the reading of a later version.

    `is_items` tells a list of separate matters (an agenda, minutes): each new one is read by itself.

    `known` are the candidates of all versions of the document: one that returns gets its old identity.
    `read` is the detector; it is not called where nothing is new. `text_sha256` of what is returned is that
    of the words the detector was given; the caller sets it to the later version's.
    """
    before, after = split_text(earlier.text, earlier.pages), split_text(text, pages)
    comparison = compare(before, after)
    carried = [
        moved
        for each in earlier.reading.candidates
        if (moved := _carried(each, before, after, comparison, pages)) is not None
    ]
    sections = comparison.to_read
    if not sections:
        return _joined(earlier.reading, None, carried, ())
    fresh = _read_sections(text, pages, after, sections, read, is_items=is_items)
    found = keep_identity(fresh.candidates, known, taken=[each.candidate_id for each in carried])
    return _joined(earlier.reading, fresh, carried, tuple(found))


def keep_identity(
    found: Sequence[Candidate], known: Sequence[Candidate], *, taken: Iterable[str] = ()
) -> list[Candidate]:
    """Return `found` with the ids of those among `known` that say the same: act, date, direction and quote.

    An id says where in a text the quote began, so in a later version another candidate may come to have it;
    that one gets an id of its own. No two get one id, nor one of `taken`.
    """
    used = set(taken)
    known_ids = {each.candidate_id for each in known} | used
    kept = []
    for each in found:
        same = [other for other in known if other.candidate_id not in used and _says_the_same(each, other)]
        if same:
            best = max(
                same,
                key=lambda other: (
                    other.candidate_id == each.candidate_id,
                    _quote_likeness(each, other),
                    other.candidate_id,
                ),
            )
            each = each.model_copy(update={"candidate_id": best.candidate_id})
        elif each.candidate_id in known_ids:
            own = make_id(each.candidate_id, each.evidence[0].quote if each.evidence else None)
            each = each.model_copy(update={"candidate_id": own})
        if each.candidate_id not in used:
            used.add(each.candidate_id)
            kept.append(each)
    return kept


def _says_the_same(first: Candidate, second: Candidate) -> bool:
    said = (first.action_type, first.direction, first.action_date, first.is_new, first.jurisdiction)
    return (
        said == (second.action_type, second.direction, second.action_date, second.is_new, second.jurisdiction)
        and _quote_likeness(first, second) >= SAME_QUOTE
    )


def _quote_likeness(first: Candidate, second: Candidate) -> float:
    if not first.evidence or not second.evidence:
        return 0.0
    return likeness(first.evidence[0].quote.casefold().split(), second.evidence[0].quote.casefold().split())


def _carried(
    candidate: Candidate,
    before: SplitText,
    after: SplitText,
    comparison: Comparison,
    pages: Sequence[PageText],
) -> Candidate | None:
    """Return the candidate at its place in the later text, None where its first quote is not there."""
    moved = [_quote_after(each, before, after, comparison, pages) for each in candidate.evidence]
    if not moved or moved[0] is None:
        return None
    return candidate.model_copy(update={"evidence": tuple(each for each in moved if each is not None)})


def _quote_after(
    evidence: Evidence,
    before: SplitText,
    after: SplitText,
    comparison: Comparison,
    pages: Sequence[PageText],
) -> Evidence | None:
    first = bisect_left(before.word_starts, evidence.start)
    last = bisect_right(before.word_ends, evidence.end) - 1
    if last < first:
        return None
    there = [comparison.word_map.get(at) for at in range(first, last + 1)]
    begin, finish = there[0], there[-1]
    if begin is None or finish is None or there != list(range(begin, begin + len(there))):
        return None
    # Signs before the first word and after the last, as far as they are still the same.
    lead = before.text[evidence.start : before.word_starts[first]]
    tail = before.text[before.word_ends[last] : evidence.end]
    start, end = after.word_starts[begin], after.word_ends[finish]
    if lead and after.text[max(0, start - len(lead)) : start] == lead:
        start -= len(lead)
    if tail and after.text[end : end + len(tail)] == tail:
        end += len(tail)
    return Evidence(quote=after.text[start:end], start=start, end=end, page=_page_of(pages, start))


def _page_of(pages: Sequence[PageText], offset: int) -> int | None:
    return next((page.number for page in pages if page.start <= offset < page.end), None)


def _joined(
    earlier: Reading, fresh: Reading | None, carried: Sequence[Candidate], found: tuple[Candidate, ...]
) -> Reading:
    """Return one reading of both: what still stands and what is new."""
    candidates = (*carried, *found)
    scores = [earlier.score] if carried else []
    scores += [fresh.score] if fresh is not None and (found or not carried) else []
    score = max(scores, default=min(earlier.score, 0.49))
    told = Reason(
        rule="revision",
        words=f"{len(carried)} candidates of the version before stand; {len(found)} in what is new",
        weight=0.0,
    )
    return Reading(
        document_id=earlier.document_id,
        text_sha256=fresh.text_sha256 if fresh is not None else earlier.text_sha256,
        detector_version=earlier.detector_version,
        relevant=bool(candidates),
        new_action=any(each.is_new for each in candidates),
        score=score if candidates else min(score, 0.49),
        candidates=candidates,
        reasons=(told, *(fresh.reasons if fresh is not None else ())),
    )


def _read_sections(
    text: str,
    pages: tuple[PageText, ...],
    after: SplitText,
    sections: Sequence[Section],
    read: Read,
    *,
    is_items: bool,
) -> Reading:
    """Return what the detector finds in these sections, offsets into the whole text.

    Each is read beneath the head of the text, which tells whose it is and of when. Paragraphs of a story are
    read in the whole of it, for what they say rests on those around them.
    """
    new_chars = sum(each.end - each.start for each in sections)
    is_story = len(text) <= WHOLE_CHARS and not any(each.unit == "section" for each in after.sections)
    if is_story or (new_chars >= WHOLE_SHARE * len(text) and not is_items):
        reading = read(text, pages)
        return reading.model_copy(update={"candidates": tuple(_standing(reading.candidates, sections))})
    head = _head(text, after)
    readings = []
    for group in _groups(sections, is_items=is_items)[:MOST_EXCERPTS]:
        spans = _spans(head, group)
        reading = read(_BETWEEN.join(text[start:end] for start, end in spans), ())
        placed = [_placed(each, spans, text, pages) for each in reading.candidates]
        found = _standing([each for each in placed if each is not None], group)
        readings.append(reading.model_copy(update={"candidates": tuple(found)}))
    best = max(readings, key=lambda each: (bool(each.candidates), each.score))
    candidates = tuple(each for reading in readings for each in reading.candidates)
    return best.model_copy(update={"candidates": candidates})


def _groups(sections: Sequence[Section], *, is_items: bool) -> list[list[Section]]:
    """Return the sections in groups to be read together: of an agenda each item with what stands under it."""
    if not is_items:
        return [list(sections)]
    groups: list[list[Section]] = []
    for each in sections:
        if groups and groups[-1][-1].end == each.start and _depth(each) > _depth(groups[-1][0]):
            groups[-1].append(each)
        else:
            groups.append([each])
    if len(groups) > MOST_EXCERPTS:
        groups[MOST_EXCERPTS - 1 :] = [[each for group in groups[MOST_EXCERPTS - 1 :] for each in group]]
    return groups


def _depth(section: Section) -> int:
    return section.key.count("/")


def _head(text: str, after: SplitText) -> tuple[int, int]:
    """Return where the words before the first numbered section stand, at most `HEAD_CHARS` of them."""
    first = next((each.start for each in after.sections if each.unit == "section"), len(text))
    end = min(first, HEAD_CHARS)
    return 0, max(0, text.rfind("\n", 0, end)) if end < first else end


def _standing(candidates: Sequence[Candidate], sections: Sequence[Section]) -> list[Candidate]:
    """Return the candidates whose first quote stands in one of the sections."""
    return [
        candidate
        for candidate in candidates
        if any(
            each.start < candidate.evidence[0].end and candidate.evidence[0].start < each.end
            for each in sections
        )
    ]


def _spans(head: tuple[int, int], sections: Sequence[Section]) -> list[tuple[int, int]]:
    """Return the head and the sections, without overlap."""
    spans = [head]
    for each in sorted(sections, key=lambda each: each.start):
        start = max(each.start, spans[-1][1])
        if start >= each.end:
            continue
        if start == spans[-1][1]:
            spans[-1] = (spans[-1][0], each.end)
        else:
            spans.append((start, each.end))
    return spans


def _placed(
    candidate: Candidate, spans: Sequence[tuple[int, int]], text: str, pages: Sequence[PageText]
) -> Candidate | None:
    """Return a candidate of the excerpt at its place in the whole text."""
    evidence = []
    for each in candidate.evidence:
        passed = 0
        for start, end in spans:
            length = end - start
            if passed <= each.start and each.end <= passed + length:
                at = start + each.start - passed
                evidence.append(
                    Evidence(quote=each.quote, start=at, end=at + len(each.quote), page=_page_of(pages, at))
                )
                break
            passed += length + len(_BETWEEN)
        else:
            if not evidence:
                return None
    return candidate.model_copy(update={"evidence": tuple(evidence)}) if evidence else None
