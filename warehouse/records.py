"""The nouns of policywatch: one record a stage, from source to alert.

    source -> capture -> document -> text -> candidate -> action -> alert

Every record carries its parent's id, so an alert walks back to a sentence, a page, a hash and the
archived bytes. Records are frozen; ids are deterministic, so that a night run twice makes the same ones.

Dates and times are ISO 8601 text exactly as far as the source gives them: `2025-04-30` where no time is
given, `2025-04-30T18:00:00-04:00` where one is. A `_raw` twin keeps the source's own words. Columns that
end in `_at_utc` are instants of our own clock.
"""

from __future__ import annotations

import hashlib
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

# Handed on to whoever reads records; commands that only name the values are spared pydantic's start.
from warehouse.vocabulary import ActionType as ActionType
from warehouse.vocabulary import Actor as Actor
from warehouse.vocabulary import AlertChannel as AlertChannel
from warehouse.vocabulary import AlertKind as AlertKind
from warehouse.vocabulary import AlertState as AlertState
from warehouse.vocabulary import Corroboration as Corroboration
from warehouse.vocabulary import Direction as Direction
from warehouse.vocabulary import DocumentKind as DocumentKind
from warehouse.vocabulary import DocumentStatus as DocumentStatus
from warehouse.vocabulary import ReviewScope as ReviewScope
from warehouse.vocabulary import ReviewVerdict as ReviewVerdict
from warehouse.vocabulary import SectionFate as SectionFate
from warehouse.vocabulary import Severity as Severity
from warehouse.vocabulary import SourceKind as SourceKind
from warehouse.vocabulary import TextMethod as TextMethod
from warehouse.vocabulary import Topic as Topic
from warehouse.vocabulary import Verdict as Verdict

VOUCHED = 1.0
"""The confidence in what an analyst confirmed or corrected; no detector is that sure."""


def _iso_date_or_datetime(value: str) -> str:
    from datetime import date, datetime

    if len(value) == 10:
        date.fromisoformat(value)
    else:
        datetime.fromisoformat(value)
    return value


IsoTime = Annotated[str, AfterValidator(_iso_date_or_datetime)]
Ratio = Annotated[float, Field(ge=0.0, le=1.0)]


def make_id(*parts: str | None) -> str:
    """Return 20 hex digits that depend on the parts and their order alone; None and "" differ."""
    joined = "\x1f".join("\x00" if part is None else part for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:20]


class Record(BaseModel):
    """A frozen row. Unknown fields are errors, so that a renamed column cannot pass unseen."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(Record):
    """One page, feed or API we watch, of one jurisdiction, on one platform. Grain: source_id."""

    source_id: str
    jurisdiction: str
    ocd_id: str | None = None
    geoid: str | None = None
    timezone: str
    kind: SourceKind
    platform: str
    url: str
    title: str | None = None
    floor: int = Field(default=0, ge=0, description="documents a good night finds at least; 0: not known")
    rhythm_days: int | None = Field(default=None, ge=1, description="days of silence that are usual")
    hosts: tuple[str, ...] = Field(default=(), description="further hosts this source may be fetched from")
    delay_seconds: float | None = Field(default=None, ge=0)
    options: dict[str, Any] = Field(default_factory=dict)


class Capture(Record):
    """One HTTP response as it came, kept in a WARC. Grain: capture_id.

    `sha256` is of the body after content decoding; a revisit (304) has the earlier body's, and its size 0.
    `warc_path` is relative to the landing folder, `warc_offset` counts bytes of the compressed file.
    """

    capture_id: str
    run_id: str
    source_id: str
    url: str
    requested_url: str
    method: str = "GET"
    status: int
    fetched_at_utc: str
    media_type: str | None = None
    charset: str | None = None
    size_bytes: int = Field(ge=0)
    sha256: str
    etag: str | None = None
    last_modified: str | None = None
    is_revisit: bool = False
    warc_path: str
    warc_offset: int = Field(ge=0)
    request_sha256: str | None = Field(default=None, description="of the body that was sent; None: none was")


class Attachment(Record):
    """A file that a document links to."""

    url: str
    title: str | None = None
    kind: DocumentKind = "page"


class Document(Record):
    """One thing a reader would cite. Grain: document_id and content_sha256 (a version).

    `inline_text` holds the words where the document came inside a listing, feed or API answer;
    where it is None the words are in the capture. `position` keeps the page's order within a landing.
    """

    document_id: str
    source_id: str
    jurisdiction: str
    kind: DocumentKind
    url: str
    title: str | None = None
    published_at: IsoTime | None = None
    published_at_raw: str | None = None
    starts_at: IsoTime | None = None
    starts_at_raw: str | None = None
    status: DocumentStatus | None = None
    body: str | None = Field(default=None, description="which council, board or committee")
    attachments: tuple[Attachment, ...] = ()
    parent_id: str | None = None
    capture_id: str
    content_sha256: str
    inline_text: str | None = None
    inline_media_type: Literal["text/plain", "text/html"] | None = None
    position: int = Field(default=0, ge=0)


class FetchError(Record):
    """One request that came to nothing."""

    url: str
    reason: str


class SourceNight(Record):
    """What one source gave in one night. Grain: run_id and source_id."""

    run_id: str
    source_id: str
    verdict: Verdict
    reason: str
    documents_count: int = Field(ge=0)
    captures_count: int = Field(ge=0)
    unchanged_count: int = Field(default=0, ge=0)
    size_bytes: int = Field(default=0, ge=0)
    errors: tuple[FetchError, ...] = Field(default=(), description="at most 50; errors_count has them all")
    errors_count: int = Field(default=0, ge=0)
    upcoming_ids: tuple[str, ...] = Field(
        default=(), description="documents of meetings ahead that its listings showed; at most 500"
    )
    proposal: str | None = Field(default=None, description="an edit of its YAML, where its page moved")


class PageText(Record):
    """Where one page stands in its document's text, how its words were obtained and how sure that was.

    `problem` tells why it has no words, or not all; None where it was read.
    """

    number: int = Field(ge=1)
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    method: TextMethod
    confidence: Ratio = 1.0
    problem: str | None = None


class DocumentText(Record):
    """The words of one document version. Grain: document_id and content_sha256.

    `unreadable` tells why there are none (encrypted, empty, broken...), and is None otherwise.
    """

    document_id: str
    content_sha256: str
    text: str
    text_sha256: str
    method: TextMethod
    pages: tuple[PageText, ...] = ()
    title: str | None = None
    published_at: IsoTime | None = None
    published_at_raw: str | None = None
    language: str | None = None
    unreadable: str | None = None


class SectionChange(Record):
    """What became of one section or agenda item between two versions. Grain within its revision: its place.

    Offsets count characters of the earlier and the later text; None where the section is not in it. The texts
    are shortened, the hashes are of all its words. `is_read`: it was read for actions.
    """

    change: SectionFate
    key: str
    before_key: str | None = None
    heading: str
    unit: Literal["section", "paragraph"]
    is_read: bool
    before_start: int | None = Field(default=None, ge=0)
    before_end: int | None = Field(default=None, ge=0)
    before_text: str | None = None
    before_sha256: str | None = None
    after_start: int | None = Field(default=None, ge=0)
    after_end: int | None = Field(default=None, ge=0)
    after_text: str | None = None
    after_sha256: str | None = None


class Revision(Record):
    """What a version changed. Grain: document_id, content_sha256 and previous_content_sha256.

    `previous_content_sha256` is None for a first version, of which `sections` tells all; else it tells those
    that are not as they were, in the order of the later version.
    """

    document_id: str
    content_sha256: str
    previous_content_sha256: str | None = None
    first_count: int = Field(default=0, ge=0)
    added_count: int = Field(default=0, ge=0)
    removed_count: int = Field(default=0, ge=0)
    changed_count: int = Field(default=0, ge=0)
    moved_count: int = Field(default=0, ge=0)
    unchanged_count: int = Field(default=0, ge=0)
    sections: tuple[SectionChange, ...] = ()


class Evidence(Record):
    """A verbatim quote: `text[start:end] == quote`, offsets in characters; page counts from 1."""

    quote: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    page: int | None = None


class Reason(Record):
    """What one rule or feature contributed to a judgement, and on which words."""

    rule: str
    words: str
    weight: float


class Candidate(Record):
    """One action that one document reports. Grain: candidate_id. Fields as docs/detector.md tells."""

    candidate_id: str
    document_id: str
    action_type: ActionType
    topics: tuple[Topic, ...]
    direction: Direction
    actor: Actor
    jurisdiction: str | None
    ocd_id: str | None = None
    places: tuple[str, ...] = ()
    action_date: str | None = None
    action_date_raw: str | None = None
    is_new: bool
    instrument: str | None = Field(default=None, description='number of the bill or order: "Int. 1579-2017"')
    evidence: tuple[Evidence, ...]
    confidence: Ratio
    reasons: tuple[Reason, ...] = ()


class Reading(Record):
    """What the detector made of one text. Grain: document_id and text_sha256."""

    document_id: str
    text_sha256: str
    detector_version: str
    relevant: bool
    new_action: bool
    score: Ratio
    candidates: tuple[Candidate, ...] = ()
    reasons: tuple[Reason, ...] = ()


class Stage(Record):
    """One step in an action's life. Grain within its action: action_type and date."""

    action_type: ActionType
    date: str | None = None
    first_seen_on: str
    is_new: bool
    document_ids: tuple[str, ...]
    candidate_ids: tuple[str, ...]
    confidence: Ratio


class Action(Record):
    """One real-world action, from all the documents that report it. Grain: action_id."""

    action_id: str
    title: str
    jurisdiction: str | None
    ocd_id: str | None = None
    places: tuple[str, ...] = ()
    topics: tuple[Topic, ...]
    direction: Direction
    actor: Actor
    instrument: str | None = None
    stages: tuple[Stage, ...]
    corroboration: tuple[Corroboration, ...]
    conflicts: tuple[str, ...] = Field(default=(), description="where its documents contradict each other")
    first_seen_on: str
    confidence: Ratio


class Alert(Record):
    """One message owed to one subscriber, or one line of a digest. Grain: alert_id.

    Of kind `stage` there is at most one for a subscriber, action and stage. `is_bundled`: it is no message
    of its own but waits for a digest, whose alert names it in `item_ids` and is sent or parked with it;
    `carried_by` then names the digest. `due_on` is the date a digest is for. `told` is what was said of the
    action, by which a later change is known; empty for a digest. `retry_at_utc`: not tried again before.
    """

    alert_id: str
    subscriber_id: str
    action_id: str | None = None
    action_type: ActionType | None = None
    run_id: str
    recipient: str
    message_id: str
    subject: str
    body_text: str
    body_html: str
    state: AlertState = "pending"
    attempts: int = Field(default=0, ge=0)
    last_error: str | None = None
    kind: AlertKind = "stage"
    channel: AlertChannel = "mail"
    is_bundled: bool = False
    due_on: str | None = None
    item_ids: tuple[str, ...] = ()
    told: dict[str, Any] = Field(default_factory=dict)
    carried_by: str | None = None
    retry_at_utc: str | None = None


class Review(Record):
    """One verdict on one candidate; of several the latest stands. Grain: review_id. Never changed.

    `fields` names what was corrected; the columns of those names hold the analyst's values, the others
    None. `scope` is `wording` where a dismissal holds for every sentence of this wording, this kind and
    this source; `wording` is the sentence without its numbers and dates. `sibling_ids` are all candidates
    that the document had then. A verdict that the night itself derived from an analyst's `follows` that one.
    """

    review_id: str
    candidate_id: str
    document_id: str
    source_id: str
    text_sha256: str
    verdict: ReviewVerdict
    scope: ReviewScope = "candidate"
    fields: tuple[str, ...] = ()
    action_type: ActionType | None = None
    direction: Direction | None = None
    topics: tuple[Topic, ...] = ()
    jurisdiction: str | None = None
    actor: Actor | None = None
    action_date: str | None = None
    reason: str | None = None
    reviewer: str
    reviewed_at_utc: str
    detected_type: ActionType
    wording: str
    sibling_ids: tuple[str, ...] = ()
    follows: str | None = None


class CheckResult(Record):
    """One expectation held against one batch. Grain: run_id, table, subject, expectation and column."""

    run_id: str
    table_name: str
    subject: str = Field(description="the source_id whose batch it was, or 'publication'")
    expectation: str
    column: str | None = None
    severity: Severity
    success: bool
    unexpected_count: int = Field(default=0, ge=0)
    observed: str | None = None


class Quarantined(Record):
    """A row or line that was set aside, whole, with the reason. Grain: quarantine_id."""

    quarantine_id: str
    run_id: str
    source_id: str | None = None
    table_name: str
    reason: str
    row_json: str
