"""Merges on natural keys: again and again, out of order, with doubles, with hostile words."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from warehouse import reads
from warehouse.lake import Lake, MergeCount
from warehouse.records import Attachment, Document
from warehouse.rows import record_of, storable

HOSTILE = (
    "'; DROP TABLE documents; --",
    "$run_id ? {braces} %s",
    "a\x00b",
    "lone \ud800 surrogate",
    "\u202eright to left\u2066",
    "line\r\nBcc: everyone@example.test",
    "=HYPERLINK(\"http://evil.test\")",
    "<script>alert(1)</script>",
    "\\\"quotes\" 'both' `ticks`",
    "🧊" * 500,
    "",
)  # fmt: skip


def stored_documents(lake: Lake) -> list[Document]:
    return [record_of(Document, row) for row in lake.stream("documents_without_text", {"again": True})]


def test_the_same_rows_twice_change_nothing(lake: Lake, make) -> None:
    """Not even a snapshot is added."""
    documents = [make.document(number) for number in range(50)]
    assert lake.merge("documents", documents, run_id=make.night) == MergeCount(inserted=50)
    before = lake.snapshot_id()
    assert lake.merge("documents", documents, run_id=make.night) == MergeCount(unchanged=50)
    assert lake.snapshot_id() == before


def test_a_changed_row_is_updated(lake: Lake, make) -> None:
    """What is not part of the key follows the newest night."""
    lake.merge("documents", [make.document(title="old")], run_id="2025-05-01")
    assert lake.merge("documents", [make.document(title="new")], run_id="2025-05-02") == MergeCount(updated=1)
    [row] = lake.stream("documents_without_text", {"again": True})
    assert (row["title"], row["first_seen_run"], row["last_seen_run"]) == ("new", "2025-05-01", "2025-05-02")


def test_an_older_landing_loaded_late_does_not_overwrite(lake: Lake, make) -> None:
    """It only tells that the version was seen earlier, and by which capture."""
    lake.merge("documents", [make.document(title="new", capture_id="later")], run_id="2025-05-02")
    lake.merge("documents", [make.document(title="old", capture_id="earlier")], run_id="2025-05-01")
    [row] = lake.stream("documents_without_text", {"again": True})
    assert (row["title"], row["capture_id"]) == ("new", "earlier")
    assert (row["first_seen_run"], row["last_seen_run"]) == ("2025-05-01", "2025-05-02")


def test_order_of_nights_does_not_matter(lake: Lake, make) -> None:
    """Any order of three nights ends in the same row."""
    from itertools import permutations

    ends = set()
    for at, order in enumerate(permutations(("2025-05-01", "2025-05-02", "2025-05-03"))):
        for run_id in order:
            document = make.document(at, title=run_id, capture_id=run_id)
            lake.merge("documents", [document], run_id=run_id)
    for row in lake.stream("documents_without_text", {"again": True}):
        ends.add((row["title"], row["capture_id"], row["first_seen_run"], row["last_seen_run"]))
    assert ends == {("2025-05-03", "2025-05-01", "2025-05-01", "2025-05-03")}


def test_a_double_in_one_batch_is_one_row(lake: Lake, make) -> None:
    """The first counts."""
    rows = [make.document(title="first"), make.document(title="second")]
    assert lake.merge("documents", rows, run_id=make.night).inserted == 1
    assert [each.title for each in stored_documents(lake)] == ["first"]


def test_new_content_is_a_new_version(lake: Lake, make) -> None:
    """The old version stays."""
    lake.merge("documents", [make.document(content_sha256="a")], run_id="2025-05-01")
    lake.merge("documents", [make.document(content_sha256="b")], run_id="2025-05-02")
    assert {each.content_sha256 for each in stored_documents(lake)} == {"a", "b"}


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_in_every_text_field(lake: Lake, make, words: str) -> None:
    """They are kept as they are, NUL and lone surrogates one for one as U+FFFD."""
    free = ("document_id", "source_id", "jurisdiction", "url", "title", "published_at_raw", "starts_at_raw",
            "body", "parent_id", "capture_id", "content_sha256", "inline_text")  # fmt: skip
    fields: dict[str, Any] = dict.fromkeys(free, words)
    document = make.document().model_copy(
        update=fields | {"attachments": (Attachment.model_construct(url=words, title=words, kind="page"),)}
    )
    lake.merge("documents", [document], run_id=make.night)
    assert lake.merge("documents", [document], run_id=make.night) == MergeCount(unchanged=1)
    [stored] = stored_documents(lake)
    kept = storable(words)
    assert len(kept) == len(words)
    assert {getattr(stored, name) for name in free} == {kept}
    assert stored.attachments[0].title == kept
    assert list(reads.document_facts(lake, [words])) == [kept]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(st.characters(codec=None), max_size=60))
def test_any_words_come_back(lake: Lake, make, words: str) -> None:
    """Whatever a page says, the lake holds it and finds it again."""
    lake.merge("documents", [make.document(title=words, document_id="d" + words)], run_id=make.night)
    facts = reads.document_facts(lake, ["d" + words])
    assert [each["title"] for each in facts.values()] == [storable(words)]


def test_a_failed_transaction_leaves_nothing(lake: Lake, make) -> None:
    """Whatever was merged before the fault is gone."""

    def work(tx: Any) -> None:
        tx.merge("documents", [make.document()], run_id=make.night)
        raise KeyError("stop")

    with pytest.raises(KeyError, match="stop"):
        lake.transaction(work)
    assert stored_documents(lake) == []
    assert lake.merge("documents", [make.document()], run_id=make.night).inserted == 1


def test_a_column_without_a_value_is_a_fault(lake: Lake, make) -> None:
    """A forgotten argument is not a null."""
    candidate = make.candidate(make.text())
    with pytest.raises(KeyError, match="text_sha256"):
        lake.merge("candidates", [candidate], run_id=make.night)


def test_what_was_sent_stays_sent(lake: Lake, make) -> None:
    """Composing again does not owe a sent mail anew, and a late failure does not unsend it."""
    lake.merge("alerts", [make.alert()], run_id=make.night)
    sent = make.alert(state="sent", attempts=1)
    assert reads.mark_alerts(lake, [sent], sent_at_utc="2025-05-01T07:00:00Z") == 1
    assert lake.merge("alerts", [make.alert()], run_id=make.night) == MergeCount(unchanged=1)
    assert reads.mark_alerts(lake, [make.alert(state="parked", attempts=9)]) == 0
    assert [each.state for each in reads.outbox(lake)] == ["sent"]
    assert reads.outbox_pending(lake) == []
