"""What analysts' verdicts make of candidates: dismissed ones fall away, corrected ones read as corrected.

Pure. A verdict holds for its candidate; for what a later detector makes of the same sentence of the same
document; and, where it says so, for every sentence of one wording, kind and source.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from transforms.candidates.gazetteer.divisions import division_of_label
from warehouse.records import VOUCHED, Action, Candidate, Review, Stage, make_id

LEAST_WORDS = 4
"""A wording of fewer words, numbers and dates aside, is no kind of sentence."""

_TOKEN = re.compile(r"[^\W_]+(?:[-/.:'’][^\W_]+)*")
_KEPT = {"287g": "287g", "i-247": "i247", "i-247a": "i247", "i-247d": "i247"}
_MONTHS = "january february march april may june july august september october november december"
_MASKED = frozenset(
    f"""{_MONTHS} jan feb mar apr jun jul aug sept sep oct nov dec
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
    today tonight yesterday tomorrow noon midnight am pm a.m p.m
    one two three four five six seven eight nine ten eleven twelve
    first second third fourth fifth sixth seventh eighth ninth tenth""".split()
)


def wording_of(candidate: Candidate) -> str:
    """Return the first quote's words, lower case, with every run of numbers, days and dates as one `#`."""
    words: list[str] = []
    quote = candidate.evidence[0].quote if candidate.evidence else ""
    for match in _TOKEN.finditer(re.sub(r"287\s*\(?\s*g\s*\)?", "287g", quote, flags=re.IGNORECASE)):
        token = match.group().lower()
        if token in _KEPT:
            words.append(_KEPT[token])
        elif token in _MASKED or any(letter.isdigit() for letter in token):
            if words[-1:] != ["#"]:
                words.append("#")
        else:
            words.append(token.replace("’", "'"))
    return " ".join(words)


def is_telling(wording: str) -> bool:
    """Return whether a wording is long enough to stand for a kind of sentence."""
    return sum(word != "#" for word in wording.split()) >= LEAST_WORDS


@dataclass(frozen=True)
class Reviewed:
    """Candidates as the verdicts leave them. `derived` are verdicts that follow from standing ones."""

    candidates: list[Candidate]
    dismissed_ids: frozenset[str]
    derived: list[Review]


def apply_reviews(
    candidates: Sequence[Candidate],
    reviews: Iterable[Review],
    *,
    sources: Mapping[str, str],
    now_utc: str,
) -> Reviewed:
    """Return which candidates stand, and as what.

    `reviews` are the standing ones, one a candidate; `sources` tells the source_id by document_id;
    `now_utc` dates the derived verdicts.
    """
    standing = {each.candidate_id: each for each in reviews}
    own = [each for each in standing.values() if each.follows is None]
    quiet: dict[tuple[str, str, str], Review] = {
        (each.source_id, each.detected_type, each.wording): each
        for each in sorted(own, key=lambda each: (each.reviewed_at_utc, each.review_id), reverse=True)
        if each.verdict == "dismiss" and each.scope == "wording"
    }
    by_document: dict[str, list[Review]] = defaultdict(list)
    for each in own:
        by_document[each.document_id].append(each)
    kept: list[Candidate] = []
    dismissed = {key for key, each in standing.items() if each.verdict == "dismiss"}
    derived: list[Review] = []
    current = {each.candidate_id for each in candidates}
    for candidate in candidates:
        review = standing.get(candidate.candidate_id)
        if review is None:
            cause = _cause(candidate, by_document[candidate.document_id], quiet, sources)
            if cause is not None and cause.verdict != "dismiss" and cause.candidate_id not in current:
                # The page moved the sentence that was judged: the verdict moves with it.
                review = cause
            elif cause is not None:
                derived.append(_following(candidate, cause, sources, now_utc))
                dismissed.add(candidate.candidate_id)
                continue
        if candidate.candidate_id not in dismissed:
            kept.append(candidate if review is None else as_reviewed(candidate, review))
    return Reviewed(kept, frozenset(dismissed), derived)


def _cause(
    candidate: Candidate,
    of_document: Sequence[Review],
    quiet: Mapping[tuple[str, str, str], Review],
    sources: Mapping[str, str],
) -> Review | None:
    """Return the verdict that answers a candidate nobody has judged, or None."""
    if not of_document and not quiet:
        return None
    wording = wording_of(candidate)
    for each in of_document:
        # A sentence that was judged is not asked about again because another detector reads it otherwise.
        if each.wording == wording and candidate.candidate_id not in each.sibling_ids:
            return each
    return quiet.get((sources.get(candidate.document_id, ""), candidate.action_type, wording))


def _following(candidate: Candidate, cause: Review, sources: Mapping[str, str], now_utc: str) -> Review:
    is_same = cause.document_id == candidate.document_id
    why = "another reading of a sentence that was judged" if is_same else "of a wording that was dismissed"
    return Review(
        review_id=make_id("review", candidate.candidate_id, cause.review_id),
        candidate_id=candidate.candidate_id,
        document_id=candidate.document_id,
        source_id=sources.get(candidate.document_id, cause.source_id),
        text_sha256=cause.text_sha256 if is_same else "",
        verdict="dismiss",
        reason=why,
        reviewer=cause.reviewer,
        reviewed_at_utc=now_utc,
        detected_type=candidate.action_type,
        wording=wording_of(candidate),
        follows=cause.review_id,
    )


def as_reviewed(candidate: Candidate, review: Review) -> Candidate:
    """Return a candidate with an analyst's corrections and the certainty that they give."""
    changes: dict[str, object] = {name: getattr(review, name) for name in review.fields}
    if "jurisdiction" in changes:
        changes["ocd_id"] = division_id(review.jurisdiction)
        changes["places"] = (review.jurisdiction,) if review.jurisdiction else ()
    if "action_date" in changes:
        changes["action_date_raw"] = None
    return candidate.model_copy(update={**changes, "confidence": VOUCHED})


def division_id(jurisdiction: str | None) -> str | None:
    """Return the OCD id of a place as records write it ("Rochester, NY"), None where none is known."""
    division = division_of_label(jurisdiction)
    return division.ocd_id if division else None


def without(action: Action, dismissed_ids: frozenset[str], documents: Mapping[str, str]) -> Action | None:
    """Return an action without dismissed candidates; None where nothing is left of it.

    `documents` tells the document_id by candidate_id of the candidates that are left.
    """
    stages: list[Stage] = []
    for stage in action.stages:
        left = tuple(each for each in stage.candidate_ids if each not in dismissed_ids)
        if len(left) == len(stage.candidate_ids):
            stages.append(stage)
        elif left:
            told = {documents[each] for each in left if each in documents}
            kept = tuple(each for each in stage.document_ids if each in told) or stage.document_ids
            stages.append(stage.model_copy(update={"candidate_ids": left, "document_ids": kept}))
    return action.model_copy(update={"stages": tuple(stages)}) if stages else None
