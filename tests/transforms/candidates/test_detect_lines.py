"""`policywatch detect`: JSON lines in, JSON lines out, and every line that cannot be read told."""

from __future__ import annotations

import io
import json
import multiprocessing
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.candidates import input_lines, lines, side_by_side
from transforms.candidates.lines import DetectInput, RejectedLine, detect_file, read_lines
from warehouse.errors import UserError
from warehouse.records import Reading

RELEVANT = (
    "ROCHESTER, N.Y. (April 30, 2025) - The Rochester City Council voted Tuesday to adopt an ordinance "
    "that bars police from honoring civil immigration detainers issued by ICE."
)


ANY_OBJECT = st.dictionaries(
    st.sampled_from(["id", "text", "title", "url", "published", "source_kind", "x"]),
    st.one_of(st.text(max_size=60), st.none(), st.integers(), st.lists(st.text(max_size=3), max_size=2)),
)


def parsed(*raw: bytes) -> list[DetectInput | RejectedLine]:
    """Return what a file of these lines holds."""
    return list(read_lines(io.BytesIO(b"\n".join(raw))))


def reason_of(raw: bytes) -> str:
    """Return why a line is rejected, or "" where it is not."""
    (one,) = parsed(raw)
    return one.reason if isinstance(one, RejectedLine) else ""


def write(path: Path, *documents: Any) -> Path:
    """Write a file of lines: objects as JSON, bytes as they are."""
    rows = (one if isinstance(one, bytes) else json.dumps(one).encode() for one in documents)
    path.write_bytes(b"\n".join(rows) + b"\n")
    return path


def rows_of(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a file of lines."""
    return [json.loads(row) for row in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"{not json}", "not JSON"),
        (b"[1, 2]", "not an object but a list"),
        (b"null", "not an object but null"),
        (b'"text"', "not an object but a string"),
        (b'{"text": "x"}', "id is missing"),
        (b'{"id": "a"}', "text is missing"),
        (b'{"id": "a", "text": null}', "text is missing"),
        (b'{"id": 5, "text": "x"}', "id is a number"),
        (b'{"id": "a", "text": ["x"]}', "text is a list"),
        (b'{"id": " ", "text": "x"}', "id is empty"),
        (b'{"id": "a", "text": "x", "title": {}}', "title is an object"),
        (b'{"id": "a", "text": "x", "published": true}', "published is true or false"),
        (b'{"id": "a", "text": "\xff"}', "invalid UTF-8"),
        (b'{"id": "a", "text": "\x00"}', "holds a NUL byte"),
        (b'{"id": "a", "text": ' + b"[" * 200_000, "not JSON"),
        (b'{"id": "a", "n": ' + b"9" * 10_000 + b"}", "not JSON"),
        (b'{"id": "a", "text": "x", "url": "' + b"u" * 30_000 + b'"}', "url is too long"),
    ],
)
def test_unreadable_line_has_a_reason(raw: bytes, reason: str) -> None:
    """Each way in which a line can be wrong is told in its own words."""
    assert reason_of(raw).startswith(reason)


def test_readable_lines_in_any_order_of_fields() -> None:
    """Order, unknown fields, mark, Windows line ends, blank lines and odd kinds and dates are all borne."""
    found = parsed(
        b'\xef\xbb\xbf{"text": "x", "m": 1, "id": "a", "source_kind": "blog", "published": "May 2, 2025"}\r',
        b"",
        b'{"id": "b", "text": "", "title": null, "published": "soon", "source_kind": "council"}',
        b'  {"id": "c", "text": "a\\u0000b", "published": "2025-05-02T08:00:00Z"}',
    )
    assert found == [
        DetectInput(1, "a", "x", published="2025-05-02", source_kind="other"),
        DetectInput(3, "b", "", source_kind="council"),
        DetectInput(4, "c", "a\x00b", published="2025-05-02T08:00:00+00:00"),
    ]


def test_line_beyond_bounds_is_skipped_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line that is too long is told once, and the next line is read."""
    monkeypatch.setattr(input_lines, "MAX_LINE_BYTES", 1000)
    monkeypatch.setattr(input_lines, "MAX_TEXT_CHARS", 500)
    big = b'{"id": "big", "text": "' + b"x" * 5_000_000 + b'"}'
    found = parsed(big, b'{"id": "mid", "text": "' + b"y" * 600 + b'"}', b'{"id": "a", "text": "x"}', big)
    told = [one.reason[:16] if isinstance(one, RejectedLine) else one.id for one in found]
    assert told == ["too long: over 1", "text is too long", "a", "too long: over 1"]
    assert all(len(one.excerpt) <= 200 for one in found if isinstance(one, RejectedLine))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_rejected(raw: bytes) -> None:
    """Any bytes give documents or reasons, and never raise; line numbers only grow."""
    numbers = [one.line_number for one in read_lines(io.BytesIO(raw))]
    assert numbers == sorted(set(numbers))


@settings(max_examples=60, deadline=None)
@given(ANY_OBJECT)
def test_any_object_is_answered_or_rejected(content: dict[str, Any]) -> None:
    """Any object of JSON is a document that the detector answers, or is rejected."""
    (one,) = parsed(json.dumps(content).encode())
    if isinstance(one, DetectInput):
        assert isinstance(side_by_side.read_document(one), Reading)


def test_one_answer_a_line_in_order(tmp_path: Path) -> None:
    """Answers keep the order of lines, quotes stand in the text, and a repeated id is answered each time."""
    source = write(
        tmp_path / "docs.jsonl",
        {"text": RELEVANT, "id": "a", "published": "2025-05-01", "source_kind": "news"},
        {"id": "b", "text": "The ice rink opens on Friday."},
        {"id": "a", "text": ""},
    )
    report = detect_file(source, tmp_path / "found.jsonl")
    found = rows_of(tmp_path / "found.jsonl")
    assert [row["id"] for row in found] == ["a", "b", "a"]
    assert [row["relevant"] for row in found] == [True, False, False]
    assert (report.read, report.relevant, report.rejected) == (3, 1, 0)
    assert report.rejected_path is None and not (tmp_path / "found.rejected.jsonl").exists()
    for evidence in found[0]["candidates"][0]["evidence"]:
        assert RELEVANT[evidence["start"] : evidence["end"]] == evidence["quote"]
    assert {"action_type", "topics", "direction", "actor", "jurisdiction", "action_date", "action_date_raw",
            "is_new", "confidence"} <= set(found[0]["candidates"][0])  # fmt: skip


def test_rejected_lines_have_their_own_file(tmp_path: Path) -> None:
    """Rejected lines are listed by number with id and reason; a stale list goes with the next good run."""
    output, rejected = tmp_path / "found.jsonl", tmp_path / "found.rejected.jsonl"
    bad = write(tmp_path / "bad.jsonl", b"nonsense", {"id": "a", "text": "x"}, {"id": "b"})
    report = detect_file(bad, output)
    assert (report.read, report.rejected, report.rejected_path) == (1, 2, rejected)
    assert [(row["line"], row["id"]) for row in rows_of(rejected)] == [(1, None), (3, "b")]
    assert all(row["reason"] for row in rows_of(rejected))
    detect_file(write(tmp_path / "good.jsonl", {"id": "a", "text": "x"}), output)
    assert not rejected.exists() and len(rows_of(output)) == 1


def test_failure_on_one_document_is_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A document on which the detector fails is rejected with the reason, and the rest is read."""
    real = side_by_side.propose_candidates

    def failing(**fields: Any) -> Reading:
        if fields["document_id"] == "b":
            raise RuntimeError("lost its way")
        return real(**fields)

    monkeypatch.setattr(side_by_side, "propose_candidates", failing)
    source = write(tmp_path / "docs.jsonl", *({"id": one, "text": "x"} for one in "abc"))
    report = detect_file(source, tmp_path / "found.jsonl")
    assert [row["id"] for row in rows_of(tmp_path / "found.jsonl")] == ["a", "c"]
    (rejected,) = rows_of(tmp_path / "found.rejected.jsonl")
    assert (rejected["line"], rejected["id"]) == (2, "b") and "lost its way" in rejected["reason"]
    assert report.rejected == 1


def test_cut_short_run_leaves_the_last_good_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the run itself ends badly the old output stands, and nothing half-written lies beside it."""
    output = tmp_path / "found.jsonl"
    output.write_text("old\n", encoding="utf-8")
    source = write(tmp_path / "docs.jsonl", {"id": "a", "text": "x"}, {"id": "b", "text": "y"})

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(lines, "found_line", stop)
    with pytest.raises(KeyboardInterrupt):
        detect_file(source, output)
    assert output.read_text(encoding="utf-8") == "old\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["docs.jsonl", "found.jsonl"]


def test_half_a_character_pair_does_no_harm(tmp_path: Path) -> None:
    """A text cut in the middle of a character pair is answered at true offsets; such an id is rejected."""
    cut = RELEVANT.replace(" Tuesday", "\ud83d Tuesday")
    source = write(tmp_path / "docs.jsonl", {"id": "a", "text": cut}, {"id": "b\ud83d", "text": "x"})
    report = detect_file(source, tmp_path / "found.jsonl")
    (row,) = rows_of(tmp_path / "found.jsonl")
    for evidence in row["candidates"][0]["evidence"]:
        quote = cut[evidence["start"] : evidence["end"]]
        assert quote.replace("\ud83d", "\ufffd") == evidence["quote"]
    assert report.rejected == 1
    assert rows_of(tmp_path / "found.rejected.jsonl")[0]["reason"] == "id holds half a character pair"


def test_several_processes_give_the_same_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Several processes write what one writes, byte for byte."""
    documents = [{"id": str(n), "text": RELEVANT if n % 7 == 0 else "Snow and ice."} for n in range(450)]
    source = write(tmp_path / "docs.jsonl", *documents, b"nonsense")
    one = detect_file(source, tmp_path / "one.jsonl")
    two = detect_file(source, tmp_path / "two.jsonl", jobs=2)
    assert (tmp_path / "one.jsonl").read_bytes() == (tmp_path / "two.jsonl").read_bytes()
    assert (one.read, one.rejected) == (two.read, two.rejected) == (450, 1)


def test_document_that_kills_its_process_is_rejected_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that dies of a document costs that document; its neighbors are answered."""
    monkeypatch.setattr(side_by_side, "_read_batch", _dies_of_b)
    monkeypatch.setattr(side_by_side, "get_context", lambda _: multiprocessing.get_context("fork"))
    source = write(tmp_path / "docs.jsonl", *({"id": one, "text": "x"} for one in "abc"))
    report = detect_file(source, tmp_path / "found.jsonl", jobs=2)
    assert [row["id"] for row in rows_of(tmp_path / "found.jsonl")] == ["a", "c"]
    assert report.rejected == 1 and "died" in rows_of(tmp_path / "found.rejected.jsonl")[0]["reason"]


def _dies_of_b(batch: list[DetectInput]) -> list[side_by_side.Answer]:
    if any(one.id == "b" for one in batch):
        os._exit(9)
    return [side_by_side.read_document(one) for one in batch]


def test_clusters_are_written(tmp_path: Path) -> None:
    """With a clusters file the resolved actions are written, each with its documents and stages."""
    source = write(tmp_path / "docs.jsonl", {"id": "a", "text": RELEVANT, "published": "2025-05-01"})
    report = detect_file(source, tmp_path / "found.jsonl", clusters=tmp_path / "actions.jsonl")
    rows = rows_of(tmp_path / "actions.jsonl")
    assert report.actions == len(rows)
    for row in rows:
        assert set(row) == {"action_id", "document_ids", "jurisdiction", "topics", "direction", "stages"}
        assert row["document_ids"] == ["a"]


@pytest.mark.parametrize(
    ("input_name", "output_name", "said"),
    [
        ("none.jsonl", "found.jsonl", "is not a file"),
        ("docs.jsonl", "docs.jsonl", "must be different files"),
        ("docs.jsonl", "no/found.jsonl", "folder does not exist"),
        ("docs.jsonl", "folder", "is not a regular file"),
    ],
)
def test_paths_a_user_can_mend(tmp_path: Path, input_name: str, output_name: str, said: str) -> None:
    """A path that cannot serve is one line that says what to do, before anything is written."""
    write(tmp_path / "docs.jsonl", {"id": "a", "text": "x"})
    (tmp_path / "folder").mkdir()
    with pytest.raises(UserError, match=said):
        detect_file(tmp_path / input_name, tmp_path / output_name)
