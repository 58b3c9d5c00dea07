"""Suites pass good rows, set bad ones aside with a reason, and stop a batch that went wrong whole."""

import hashlib
import time
from typing import Any

import pandas as pd
import pytest

from expectations import audit
from warehouse import records

NIGHT = "2025-05-01"
SHA = hashlib.sha256(b"x").hexdigest()

GOOD: dict[str, dict[str, Any]] = {
    "documents": {
        "document_id": "d{n}", "source_id": "s", "jurisdiction": "Rochester, NY", "kind": "article",
        "url": "https://news.test/{n}", "title": "Title {n}", "published_at": "2025-04-30",
        "capture_id": "c{n}", "content_sha256": "v{n}",
    },
    "captures": {
        "capture_id": "c{n}", "run_id": NIGHT, "source_id": "s", "url": "https://news.test/{n}",
        "requested_url": "https://news.test/{n}", "status": 200, "fetched_at_utc": f"{NIGHT}T06:00:00Z",
        "size_bytes": 1, "sha256": SHA, "warc_path": "{n}/captures.warc.gz", "warc_offset": 0,
    },
    "source_nights": {
        "run_id": NIGHT, "source_id": "s{n}", "verdict": "ok", "reason": "3 documents", "documents_count": 3,
        "captures_count": 3,
    },
    "document_texts": {
        "document_id": "d{n}", "content_sha256": "v{n}", "text": "Words on two pages.", "text_sha256": SHA,
        "method": "pdf",
        "pages": [{"number": 1, "start": 0, "end": 8, "method": "pdf"},
                  {"number": 2, "start": 9, "end": 19, "method": "pdf"}],
    },
    "candidates": {
        "candidate_id": "k{n}", "document_id": "d{n}", "action_type": "adopted", "topics": ["detainers_jail"],
        "direction": "limits", "actor": "council", "jurisdiction": None, "is_new": True,
        "evidence": [{"quote": "council voted", "start": 4, "end": 17}], "confidence": 0.8,
    },
    "actions": {
        "action_id": "a{n}", "title": "Council adopted it", "jurisdiction": None,
        "topics": ["detainers_jail"], "direction": "limits", "actor": "council", "first_seen_on": NIGHT,
        "confidence": 0.8,
        "corroboration": ["news"],
        "stages": [{"action_type": "adopted", "date": None, "first_seen_on": NIGHT, "is_new": True,
                    "document_ids": ["d1"], "candidate_ids": ["k1"], "confidence": 0.8}],
    },
    "alerts": {
        "alert_id": "x{n}", "subscriber_id": "desk{n}", "action_id": "a1", "action_type": "adopted",
        "run_id": NIGHT, "recipient": "desk@newsroom.test", "message_id": "<x{n}@policywatch.test>",
        "subject": "Rochester, NY", "body_text": "text", "body_html": "<p>text</p>",
    },
    "reviews": {
        "review_id": "r{n}", "candidate_id": "k{n}", "document_id": "d{n}", "source_id": "s",
        "text_sha256": SHA, "verdict": "correct", "fields": ["direction"], "direction": "expands",
        "reviewer": "an analyst", "reviewed_at_utc": f"{NIGHT}T09:00:00+00:00",
        "detected_type": "adopted", "wording": "the council voted",
    },
}  # fmt: skip

MODELS = {
    "documents": records.Document,
    "captures": records.Capture,
    "source_nights": records.SourceNight,
    "document_texts": records.DocumentText,
    "candidates": records.Candidate,
    "actions": records.Action,
    "alerts": records.Alert,
    "reviews": records.Review,
}

FACTS: dict[str, dict[str, Any]] = {
    "documents": {"floor": 3, "verdict": "ok", "capture_ids": {f"c{n}" for n in range(100)}},
    "captures": {"run_id": NIGHT},
    "source_nights": {"run_id": NIGHT},
    "candidates": {"texts": {f"d{n}": "The council voted." for n in range(100)}},
    "actions": {"night": NIGHT, "candidate_ids": {"k1"}},
    "alerts": {"action_ids": {"a1"}},
    "reviews": {"candidate_ids": {f"k{n}" for n in range(100)}},
}


def numbered(value: Any, number: int) -> Any:
    return value.replace("{n}", str(number)) if isinstance(value, str) else value


def frame_of(table: str, count: int = 12, **changed: Any) -> pd.DataFrame:
    """Good rows, of which the row number 3 is changed, past what a record would refuse."""
    rows = []
    for number in range(count):
        fields = {name: numbered(value, number) for name, value in GOOD[table].items()}
        row = MODELS[table].model_validate(fields).model_dump()
        rows.append(row | changed if number == 3 else row)
    return pd.DataFrame(rows, columns=list(MODELS[table].model_fields), dtype=object)


def run(table: str, frame: pd.DataFrame, **facts: Any) -> Any:
    return audit(table, frame, run_id=NIGHT, subject="s", facts=FACTS.get(table, {}) | facts)


@pytest.mark.parametrize("table", sorted(GOOD))
def test_good_rows_pass(table: str) -> None:
    """Every check ran, none failed, and each says what it expects."""
    found = run(table, frame_of(table))
    assert found.results
    assert [each for each in found.results if not each.success] == []
    assert found.bad_rows == {}
    assert not found.is_stopped
    assert all(each.run_id == NIGHT and each.subject == "s" for each in found.results)
    keys = {(each.expectation, each.column) for each in found.results}
    assert len(keys) == len(found.results)


@pytest.mark.parametrize("table", sorted(GOOD))
def test_an_empty_batch_passes(table: str) -> None:
    """Nothing is no fault, unless there is a floor."""
    facts = {"floor": 0} if table == "documents" else {}
    found = run(table, frame_of(table, 0), **facts)
    assert not found.is_stopped
    assert [each.observed for each in found.results if not each.success and each.severity == "critical"] == []


@pytest.mark.parametrize(
    ("table", "changed", "says"),
    [
        ("documents", {"document_id": None}, "document_id is given"),
        ("documents", {"document_id": ""}, "not empty"),
        ("documents", {"document_id": "d1", "content_sha256": "v1"}, "unique"),
        ("documents", {"url": "javascript:alert(1)"}, "http"),
        ("documents", {"url": "data:text/html,x"}, "http"),
        ("documents", {"kind": "poem"}, "known word"),
        ("documents", {"capture_id": "c999"}, "no capture of this landing"),
        ("captures", {"capture_id": "c1"}, "unique"),
        ("captures", {"sha256": "abc"}, "64 hex"),
        ("captures", {"status": 0}, "status"),
        ("captures", {"run_id": "2024-01-01"}, "its landing's is"),
        ("captures", {"warc_path": "../../etc/passwd"}, "out of the landing"),
        ("captures", {"fetched_at_utc": "yesterday"}, "not an ISO"),
        ("source_nights", {"source_id": "s1"}, "unique"),
        ("source_nights", {"verdict": "fine"}, "known word"),
        ("source_nights", {"errors": [{"url": "u", "reason": "r"}]}, "1 errors are listed"),
        ("document_texts", {"pages": [{"number": 1, "start": 5, "end": 99}]}, "page 1 stands at 5 to 99"),
        ("document_texts", {"text_sha256": ""}, "64 hex"),
        ("candidates", {"evidence": []}, "no quote"),
        ("candidates", {"evidence": [{"quote": "council votes", "start": 4, "end": 17}]}, "does not stand"),
        ("candidates", {"evidence": [{"quote": "council voted", "start": 5, "end": 18}]}, "does not stand"),
        ("candidates", {"evidence": [{"quote": " ", "start": 3, "end": 4}]}, "empty"),
        ("candidates", {"topics": []}, "no topic"),
        ("candidates", {"topics": ["weather"]}, "no known topic"),
        ("candidates", {"action_date": "last Tuesday"}, "not an ISO"),
        ("candidates", {"confidence": 1.5}, "confidence"),
        ("candidates", {"candidate_id": "k1"}, "unique"),
        ("actions", {"stages": []}, "no stage"),
        ("actions", {"title": ""}, "title"),
        ("actions", {"action_id": "a1"}, "unique"),
        ("alerts", {"recipient": "desk@newsroom.test, everyone@example.test"}, "one address"),
        ("alerts", {"subject": "News\r\nBcc: everyone@example.test"}, "one line"),
        ("alerts", {"message_id": "<a@b>\r\nX: y"}, "angle brackets"),
        ("alerts", {"action_id": "a9"}, "not known"),
        ("alerts", {"subscriber_id": "desk1"}, "unique"),
    ],
)
def test_a_bad_row_is_named_alone(table: str, changed: dict[str, Any], says: str) -> None:
    """Only that row is set aside, with the reason; the batch goes on."""
    found = run(table, frame_of(table, **changed))
    assert list(found.bad_rows) == [3]
    assert says in found.bad_rows[3]
    assert not found.is_stopped
    assert any(not each.success and each.severity == "critical" for each in found.results)


@pytest.mark.parametrize(
    "stage",
    [
        {"action_type": "danced"},
        {"date": "spring"},
        {"document_ids": []},
        {"candidate_ids": []},
        {"candidate_ids": ["unknown"]},
    ],
)
def test_a_stage_without_proof_is_a_bad_action(stage: dict[str, Any]) -> None:
    """Each step has a kind, a date or none, documents, and candidates that exist."""
    whole = {**GOOD["actions"]["stages"][0], **stage}
    assert list(run("actions", frame_of("actions", stages=[whole])).bad_rows) == [3]


def test_the_first_of_two_equal_rows_is_good() -> None:
    """A double is one row too many, not two."""
    found = run("documents", frame_of("documents", document_id="d2", content_sha256="v2"))
    assert list(found.bad_rows) == [3]


@pytest.mark.parametrize(
    ("facts", "is_stopped"),
    [
        ({"floor": 13}, True),
        ({"floor": 12}, False),
        ({"floor": 13, "verdict": "broken"}, True),
        ({"floor": 13, "verdict": "blocked"}, False),
        ({"floor": 13, "verdict": "unchanged"}, False),
        ({"floor": 13, "unchanged_count": 5}, False),
        ({"floor": 0}, False),
    ],
)
def test_a_floor_stops_only_a_page_that_was_read(facts: dict[str, Any], is_stopped: bool) -> None:
    """A blocked or unchanged page says nothing of its layout; what is unchanged counts."""
    assert run("documents", frame_of("documents"), **facts).is_stopped is is_stopped


def test_a_ceiling_only_warns() -> None:
    """Five times the usual may be a big night."""
    found = run("documents", frame_of("documents", 100), recent_counts=[2, 3, 2, 4])
    assert not found.is_stopped
    assert [each.expectation for each in found.warnings] == ["at most 50 documents, five times the usual"]


def test_a_share_without_titles_or_dates_only_warns() -> None:
    """It goes into the night's report."""
    frame = frame_of("documents").assign(title=None, published_at=None)
    found = run("documents", frame)
    assert {each.column for each in found.warnings} == {"title", "any_date"}
    assert not found.bad_rows


def test_a_batch_that_fails_by_half_is_stopped() -> None:
    """Its page changed: good rows among the bad ones are not trusted."""
    frame = frame_of("documents")
    frame.loc[frame.index[:7], "url"] = "ftp://x"
    found = run("documents", frame)
    assert found.is_stopped
    assert len(found.bad_rows) == 7


def test_rows_may_have_any_index() -> None:
    """Bad rows are told by their place."""
    frame = frame_of("documents", url="ftp://x")
    frame.index = pd.Index(range(100, 112))
    assert list(run("documents", frame).bad_rows) == [3]


@pytest.mark.parametrize("words", ["\x00", "a\ud800b", "'; --", "{n}" * 5000, "\n" * 50, "🧊"])
def test_hostile_words_break_no_check(words: str) -> None:
    """What is observed stays bounded."""
    found = run("documents", frame_of("documents", url=words, title=words, document_id=words))
    assert list(found.bad_rows) == [3]
    assert all(len(each.observed or "") <= 300 for each in found.results)


def test_a_publication_is_held_by_doubles_and_losses_and_warned_of_gaps() -> None:
    """Yesterday's counts tell a loss; small relations may shrink."""
    row = {"relation": "documents", "rows_count": 10, "previous_count": 12, "duplicates_count": 0,
           "orphans_count": 0, "faults_count": 0, "gaps_count": 0}  # fmt: skip

    def found(**changed: Any) -> Any:
        rows = [
            row | changed,
            row | {"relation": "nights"},
            row | {"relation": "new_actions", "rows_count": 0},
        ]
        return run("publication", pd.DataFrame(rows))

    assert not found().bad_rows
    assert len(found().warnings) == 1
    assert found(duplicates_count=1).bad_rows
    assert found(faults_count=1).bad_rows
    assert found(rows_count=5).bad_rows
    assert not found(rows_count=1, previous_count=3).bad_rows
    assert not found(rows_count=1, previous_count=None).bad_rows
    assert not found(gaps_count=1, orphans_count=2).bad_rows
    assert found(relation="sources", rows_count=0).bad_rows


def test_an_unknown_table_is_a_fault() -> None:
    """A misspelt name must not pass for a batch without faults."""
    with pytest.raises(KeyError, match="no suite"):
        audit("document", pd.DataFrame(), run_id=NIGHT, subject="s")


def test_an_audit_is_cheap_once_imported() -> None:
    """A night of hundreds of sources spends under a third of a second on each."""
    frame = frame_of("documents", 200)
    run("documents", frame)
    begun = time.process_time()
    run("documents", frame)
    assert time.process_time() - begun < 0.3
