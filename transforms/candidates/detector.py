"""The detector: one text in, the actions on local immigration policy that it reports out.

Screen, split, read each sentence, tell what kind of page it is, gather acts into candidates, weigh the
whole page, and settle place and date. Every judgement leaves its reasons. Pure and deterministic: no clock,
network or environment.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import resources

from transforms.candidates.confidence import weigh_candidates
from transforms.candidates.drafts import Draft, likeliest_drafts, quote_span
from transforms.candidates.genres import Genre, tell_genre
from transforms.candidates.instruments_text import read_instrument, weigh_instrument
from transforms.candidates.joining import join_readings
from transforms.candidates.narrative import read_narrative
from transforms.candidates.reading import SentenceReading, mark_menus, scan_sentence
from transforms.candidates.regions import regions_of
from transforms.candidates.screening import other_ice, screen
from transforms.candidates.sentences import Sentence, split_sentences
from transforms.candidates.settle import (
    Place,
    date_of_instrument,
    is_fresh_instrument,
    resolve_date_of,
    resolve_place,
)
from transforms.candidates.weighing import weigh_policies
from transforms.candidates.weights import Features, page_features, score_page
from warehouse.records import Candidate, Evidence, PageText, Reading, Reason, make_id


def _version_of_weights() -> str:
    """Return eight digits that change with any fitted weight."""
    folder = resources.files(__package__)
    names = ("weights.json", "confidence.json", "joining.json", "words.npz", "encoder.npz")
    content = b"".join(folder.joinpath(name).read_bytes() for name in names)
    return hashlib.sha256(content).hexdigest()[:8]


# Readings are made anew when the rules' number or a weight changes.
DETECTOR_VERSION = f"1.4+{_version_of_weights()}"

LEAST_EVENT = 0.15
_UNREAD_SCORE = 0.004
_LONG_AGO, _MARKED_FRESH = -0.8, 0.5
_SURROGATES = re.compile("[\ud800-\udfff]")


def propose_candidates(
    *,
    document_id: str,
    text: str,
    title: str | None,
    url: str | None,
    published: str | None,
    source_kind: str | None,
    jurisdiction: str | None,
    pages: Sequence[PageText] = (),
) -> Reading:
    """Return what the text reports: candidates with quoted evidence, the likeliest new one first.

    `published` is an ISO date or datetime; `jurisdiction` is the source's, a hint only. Offsets count
    characters of `text`. Any text is read, none raises; one without words of the subject costs microseconds.
    """
    text_sha = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    told, told_title = _readable(text), _readable(title) if title is not None else None
    seen = screen(told, told_title)
    if not seen.is_kept:
        return _nothing(
            document_id, text_sha, Reason(rule="screening", words="no word of the subject", weight=0.0)
        )
    published_day = published[:10] if published and len(published) >= 10 else None
    page = read_page(told, title=told_title, url=url, published=published_day, source_kind=source_kind)
    if page is None:
        return _nothing(
            document_id, text_sha, Reason(rule="screening", words="no sentence to quote", weight=0.0)
        )
    score, reasons = score_page(page.features)
    relevant = is_found(page, score)
    reasons = (Reason(rule="screening", words=seen.words[:60], weight=0.0), *reasons)
    by_rules = score
    if "story" in page.features:
        joined = join_readings(
            told, told_title, page.readings, page.drafts, page.features, found=relevant, score=score,
            published=published_day, resolve_date=resolve_date_of(published_day, told_title),
        )  # fmt: skip
        relevant, score, reasons = joined.relevant, joined.score, (*reasons, *joined.reasons)
        page = replace(page, drafts=joined.drafts)
    if not relevant:
        return Reading(
            document_id=document_id, text_sha256=text_sha, detector_version=DETECTOR_VERSION, relevant=False,
            new_action=False, score=round(min(score, 0.49), 4), reasons=reasons,
        )  # fmt: skip
    about = _About(document_id, text, told, told_title, url, published_day, jurisdiction, pages, page.genre)
    drafts = likeliest_drafts(page.drafts)
    weighed = weigh_candidates(drafts, page_score=by_rules, is_instrument=page.genre.instrument is not None)
    candidates = tuple(
        _candidate(draft, about, confidence, why)
        for draft, (confidence, why) in zip(drafts, weighed, strict=True)
    )
    return Reading(
        document_id=document_id, text_sha256=text_sha, detector_version=DETECTOR_VERSION, relevant=True,
        new_action=any(candidate.is_new for candidate in candidates), score=round(score, 4),
        candidates=candidates, reasons=reasons,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """What reading a page gave, before it is scored."""

    drafts: list[Draft]
    features: Features
    genre: Genre
    readings: list[SentenceReading]


@dataclass(frozen=True, slots=True)
class _About:
    """What every candidate of a document shares; `told` is the text as it was scanned."""

    document_id: str
    text: str
    told: str
    title: str | None
    url: str | None
    published: str | None
    jurisdiction: str | None
    pages: Sequence[PageText]
    genre: Genre


def _readable(text: str) -> str:
    """Return the text, no longer or shorter, without lone surrogates, and without an ICE that is another."""
    readable = _SURROGATES.sub("\ufffd", text) if _SURROGATES.search(text) else text
    return re.sub(r"\bICE\b", "ice", readable) if "(ICE" in readable and other_ice(readable) else readable


def read_page(
    text: str, *, title: str | None, url: str | None, published: str | None, source_kind: str | None
) -> Page | None:
    """Return the drafts and features of a page that screening kept; None where it has no sentence."""
    genre = tell_genre(text, title=title, url=url, source_kind=source_kind)
    is_record = source_kind not in ("news", "other", None)
    readings, title_reading = read_sentences(
        text, title, is_instrument=genre.instrument is not None, is_record=is_record
    )
    if not readings:
        return None
    if genre.instrument is not None:
        drafts = read_instrument(text, readings, title_reading, genre, title_text=title)
        for draft in drafts:
            draft.is_new = is_fresh_instrument(text, published, kind=genre.instrument)
            draft.action_date, draft.action_date_raw = date_of_instrument(
                text, draft.sentence, published, draft.action_type
            )
        facts = weigh_instrument(readings, title_reading)
        return Page(drafts, page_features(readings, title_reading, genre, [], facts), genre, readings)
    resolve_date = resolve_date_of(published, title)
    drafts, events = read_narrative(
        text, readings, title_reading, genre, published=published, source_kind=source_kind,
        resolve_date=resolve_date,
    )  # fmt: skip
    for draft in drafts:
        if draft.is_new and draft.action_date is None and draft.act_end == draft.act_start:
            # Told by the headline alone: the day stands in the sentence that bears it out, or beside it.
            found = resolve_date(text, draft.sentence, draft.act_start, draft.act_end)
            draft.action_date, draft.action_date_raw = found if found is not None else (None, None)
    if published is None:
        _leave_in_the_past(drafts)
    return Page(drafts, page_features(readings, title_reading, genre, events, None), genre, readings)


def _leave_in_the_past(drafts: list[Draft]) -> None:
    """Take nothing for news where the likeliest act of an undated page is old and none is marked fresh."""
    if not drafts:
        return
    best = max(drafts, key=lambda draft: draft.score)
    if best.newness_weight <= _LONG_AGO and all(draft.newness_weight < _MARKED_FRESH for draft in drafts):
        for draft in drafts:
            draft.is_new = False


def is_found(page: Page, score: float) -> bool:
    """Return whether the rules alone find an act on the page, whose score this is."""
    is_weak = "story" in page.features and page.features["event_best"] < LEAST_EVENT
    return score >= 0.5 and bool(page.drafts) and not is_weak


def read_sentences(
    text: str, title: str | None, *, is_instrument: bool = False, is_record: bool = False
) -> tuple[list[SentenceReading], SentenceReading | None]:
    """Return the reading of every sentence worth one, and of the title.

    `is_record` tells a public body's own page, whose items may be short lines without a stop.
    """
    readings: list[SentenceReading] = []
    for start, end in regions_of(text):
        readings.extend(scan_sentence(sentence, text) for sentence in split_sentences(text, start, end))
    mark_menus(readings, longest=45 if is_instrument or is_record else 110)
    title_reading = None
    if title and title.strip():
        title_reading = scan_sentence(Sentence(0, min(len(title), 400)), title)
        weigh_policies([title_reading], None, is_instrument=is_instrument)
    weigh_policies(readings, title_reading, is_instrument=is_instrument)
    return readings, title_reading


def _candidate(draft: Draft, about: _About, confidence: float, why: tuple[Reason, ...]) -> Candidate:
    place: Place = resolve_place(
        text=about.told, title=about.title, url=about.url, draft=draft,
        source_jurisdiction=about.jurisdiction,
        is_instrument=about.genre.instrument is not None, published=about.published,
    )  # fmt: skip
    evidence = []
    for sentence in (draft.sentence, *draft.further):
        start, end = quote_span(about.text, sentence, draft.act_start if sentence is draft.sentence else None)
        if end > start:
            quote = about.text[start:end]
            evidence.append(Evidence(quote=quote, start=start, end=end, page=_page_of(about.pages, start)))
    return Candidate(
        candidate_id=make_id(about.document_id, draft.action_type, str(evidence[0].start), str(draft.is_new)),
        document_id=about.document_id, action_type=draft.action_type, topics=draft.topics,
        direction=draft.direction, actor=draft.actor_by_words or draft.actor, jurisdiction=place.name,
        ocd_id=place.ocd_id,
        places=place.others, action_date=draft.action_date, action_date_raw=draft.action_date_raw,
        is_new=draft.is_new, instrument=place.instrument, evidence=tuple(evidence),
        confidence=round(confidence, 4), reasons=(*draft.reasons, *why),
    )  # fmt: skip


def _page_of(pages: Sequence[PageText], offset: int) -> int | None:
    for page in pages:
        if page.start <= offset < page.end:
            return page.number
    return None


def _nothing(document_id: str, text_sha: str, reason: Reason) -> Reading:
    return Reading(
        document_id=document_id, text_sha256=text_sha, detector_version=DETECTOR_VERSION, relevant=False,
        new_action=False, score=_UNREAD_SCORE, reasons=(reason,),
    )  # fmt: skip
