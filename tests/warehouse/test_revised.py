"""Documents of several versions: which differences are due, what was read before, and what analysts see."""

from pathlib import Path

import duckdb

from expectations import audit
from transforms.revisions import revision_of, split_text
from warehouse import reads, revised
from warehouse.lake import Lake
from warehouse.publish import publish

FIRST = "GENERAL ORDER 5\n\nI. POLICY\nMembers do not ask.\n\nII. RECORDS\nKept for five years."
SECOND = FIRST.replace("five years", "two years")


def _keep(lake: Lake, make, words: str, version: str, night: str) -> None:
    document = make.document(7, kind="directive", content_sha256=version, title="G.O. 5")
    lake.merge("documents", [document], run_id=night)
    lake.merge("document_texts", [make.text(7, words, content_sha256=version)], run_id=night)


def _keep_due(lake: Lake, night: str) -> int:
    due = list(revised.revisions_due(lake))
    for each in due:
        before = None if each.previous_text is None else split_text(each.previous_text)
        revision = revision_of(
            each.document_id, each.content_sha256, split_text(each.text),
            previous_content_sha256=each.previous_content_sha256, before=before,
        )  # fmt: skip
        lake.merge("revisions", [revision], run_id=night)
    return len(due)


def test_a_difference_is_due_once(lake: Lake, make) -> None:
    """A directive's first version, each later one, and a return to an earlier one; no ordinary first."""
    make.full_night(lake)
    assert _keep_due(lake, make.night) == 0
    _keep(lake, make, FIRST, "one", "2025-05-02")
    assert [_keep_due(lake, "2025-05-02"), _keep_due(lake, "2025-05-02")] == [1, 0]
    _keep(lake, make, SECOND, "two", "2025-05-03")
    assert [_keep_due(lake, "2025-05-03"), _keep_due(lake, "2025-05-03")] == [1, 0]
    _keep(lake, make, FIRST, "one", "2025-05-04")
    assert [_keep_due(lake, "2025-05-04"), _keep_due(lake, "2025-05-04")] == [1, 0]
    assert len(list(revised.revisions_due(lake, again=True))) == 1


def test_other_bytes_of_the_same_words_are_no_difference(lake: Lake, make) -> None:
    """A page whose markup alone changed has a new version and nothing to tell of it."""
    _keep(lake, make, FIRST, "one", "2025-05-02")
    _keep_due(lake, "2025-05-02")
    _keep(lake, make, FIRST, "two", "2025-05-03")
    assert _keep_due(lake, "2025-05-03") == 0


def test_the_version_read_before_comes_with_its_candidates(lake: Lake, make) -> None:
    """Only of the same detector, and never the same words."""
    make.full_night(lake)
    old = make.text(0)
    new = make.text(0, "Reworded: the council tabled it.", content_sha256="changed")
    lake.merge("documents", [make.document(0, content_sha256="changed")], run_id="2025-05-02")
    lake.merge("document_texts", [new], run_id="2025-05-02")
    asked = {"text_sha256": new.text_sha256, "detector_version": "1"}
    found = revised.version_read_before(lake, "document-0", **asked)
    assert found is not None and found.text == old.text
    assert [each.candidate_id for each in found.reading.candidates] == ["candidate-of-document-0"]
    assert revised.version_read_before(lake, "document-0", **(asked | {"detector_version": "2"})) is None
    asked = {"text_sha256": old.text_sha256, "detector_version": "1"}
    assert revised.version_read_before(lake, "document-0", **asked) is None
    assert list(revised.candidates_of(lake, ["document-0", "document-1"])) == ["document-0"]


def test_analysts_see_what_changed_and_each_sections_history(lake: Lake, make, tmp_path: Path) -> None:
    """A section's words have the nights in which they stood."""
    make.full_night(lake)
    nights = ("2025-05-02", "2025-05-05", "2025-05-09")
    for night, (words, version) in zip(nights, ((FIRST, "a"), (SECOND, "b"), (FIRST, "a")), strict=True):
        reads.begin_night(lake, night, night=night, started_at_utc=f"{night}T02:30:00+00:00")
        _keep(lake, make, words, version, night)
        _keep_due(lake, night)
    target = tmp_path / "policywatch.duckdb"
    publish(lake, target, run_id=nights[-1], audit=audit)
    with duckdb.connect(str(target), read_only=True) as connection:
        changes = connection.execute(
            "SELECT section, change, before_text, after_text, CAST(seen_on AS VARCHAR) FROM revisions "
            "ORDER BY seen_on"
        ).fetchall()
        history = connection.execute(
            "SELECT version_number, change, CAST(since AS VARCHAR), CAST(until AS VARCHAR), "
            "words LIKE '%two years%' FROM policy_sections WHERE section = 'II. RECORDS' "
            "ORDER BY version_number"
        ).fetchall()
    five, two = "II. RECORDS\nKept for five years.", "II. RECORDS\nKept for two years."
    assert changes == [
        ("II. RECORDS", "changed", five, two, nights[1]),
        ("II. RECORDS", "changed", two, five, nights[2]),
    ]
    assert history == [
        (1, "first", nights[0], nights[1], False),
        (2, "changed", nights[1], nights[2], True),
        (3, "changed", nights[2], None, False),
    ]
