"""An analyst's verdict through the nights: views, mails, quiet wordings, rebuilds, labelled documents."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from policywatch.judging import Verdict, find_named, judge, open_known_lake, read_corrections
from policywatch.labelling import export_reviewed
from policywatch.owing import resolve_actions_and_owe
from policywatch.settings import Settings, load_settings
from transforms.candidates.scoring_lines import check_match, read_documents, read_labels
from warehouse import records
from warehouse.errors import UserError
from warehouse.lake import open_lake
from warehouse.looking import list_actions, run_sql
from warehouse.publish import publish
from warehouse.reads import begin_night, outbox, save_readings

SENTENCE = "The Public Safety Committee will hear a report on ICE detainers on {day}."
SUBSCRIBERS = "subscribers:\n  - {id: desk, email: desk@newsroom.test, min_confidence: 0}\n"


@dataclass(frozen=True)
class Unchecked:
    """An audit that finds nothing wrong."""

    results: list[records.CheckResult] = field(default_factory=list)
    bad_rows: dict[int, str] = field(default_factory=dict)
    is_stopped: bool = False


class Nights:
    """A home whose nights find what a test says."""

    def __init__(self, home: Path) -> None:
        self.settings: Settings = load_settings(home=home, subscriptions=home / "subscriptions.yml")
        self.settings.subscriptions_path.write_text(SUBSCRIBERS)
        self.is_published = True

    def run(
        self, night: str, *finds: dict[str, Any], detector: str = "1", resolve: bool = True
    ) -> dict[str, int]:
        """Load each find as a document of its own, resolve, owe the mails and publish."""
        from expectations import audit

        with open_lake(self.settings.lake_root) as lake:
            begin_night(lake, night, night=night, started_at_utc=f"{night}T06:00:00+00:00")
            for source_id in ("council", "newspaper"):
                kind = "council" if source_id == "council" else "news"
                source = records.Source(
                    source_id=source_id, jurisdiction="Rochester, NY", timezone="America/New_York", kind=kind,
                    platform="rss", url="https://site.test/",
                )  # fmt: skip
                verdict = records.SourceNight(
                    run_id=night, source_id=source_id, verdict="ok", reason="read", documents_count=1,
                    captures_count=1,
                )  # fmt: skip
                lake.merge("sources", [source], run_id=night)
                lake.merge("source_nights", [verdict], run_id=night)
            for find in finds:
                self._load(lake, night, detector, **find)
            if not resolve:
                return {}
            counts = resolve_actions_and_owe(self.settings, lake, night)
            if self.is_published:
                publish(lake, self.settings.published, run_id=night, audit=audit)
        return counts

    def _load(
        self, lake: Any, night: str, detector: str, *, key: str, day: str, source_id: str = "council",
        **fields: Any,
    ) -> None:  # fmt: skip
        words = SENTENCE.format(day=day)
        sha = hashlib.sha256(words.encode()).hexdigest()
        document = records.Document(
            document_id=f"document-{key}", source_id=source_id, jurisdiction="Rochester, NY", kind="agenda",
            url=f"https://site.test/{key}", title=f"Agenda {key}", published_at=night,
            capture_id=f"capture-{key}", content_sha256=sha,
        )  # fmt: skip
        capture = records.Capture(
            capture_id=f"capture-{key}", run_id=night, source_id=source_id, url=document.url,
            requested_url=document.url, status=200, fetched_at_utc=f"{night}T06:00:00+00:00", size_bytes=1,
            sha256=sha, warc_path="x.warc.gz", warc_offset=0,
        )  # fmt: skip
        text = records.DocumentText(
            document_id=document.document_id, content_sha256=sha, text=words, text_sha256=sha, method="html"
        )
        values: dict[str, Any] = {
            "candidate_id": f"candidate-{key}", "document_id": document.document_id, "action_type": "hearing",
            "topics": ("detainers_jail",), "direction": "limits", "actor": "council",
            "jurisdiction": "Rochester, NY", "action_date": night, "is_new": True, "confidence": 0.8,
            "evidence": (records.Evidence(quote=words, start=0, end=len(words)),),
        } | fields  # fmt: skip
        reading = records.Reading(
            document_id=document.document_id, text_sha256=sha, detector_version=detector, relevant=True,
            new_action=True, score=0.9, candidates=(records.Candidate(**values),),
        )  # fmt: skip
        lake.merge("captures", [capture], run_id=night)
        lake.merge("documents", [document], run_id=night)
        lake.merge("document_texts", [text], run_id=night)
        save_readings(lake, [reading], run_id=night)

    def judge(self, name: str, verdict: str, **more: Any) -> Any:
        return judge(self.settings, [name], Verdict(verdict, **more), reviewer="desk")  # type: ignore[arg-type]

    def actions(self) -> list[dict[str, Any]]:
        return list_actions(self.settings.published)

    def owed(self) -> list[str]:
        with open_lake(self.settings.lake_root, read_only=True) as lake:
            return sorted(each.action_type for each in outbox(lake))

    def sql(self, query: str) -> list[dict[str, Any]]:
        return run_sql(self.settings.published, query)


@pytest.fixture
def audited_nights(tmp_path: Path) -> Nights:
    """Nights with every check of Great Expectations."""
    return Nights(tmp_path)


@pytest.fixture
def unpublished(nights: Nights) -> Nights:
    """Nights whose file nobody looks at; building it is most of what a verdict costs."""
    nights.is_published = False
    return nights


@pytest.fixture
def nights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Nights:
    """Nights without the checks, which take seconds each and have tests of their own."""
    monkeypatch.setattr("expectations.audit", lambda *given, **named: Unchecked())
    return Nights(tmp_path)


def test_a_dismissed_wording_is_quiet_in_later_nights(nights: Nights) -> None:
    """The action and its mail go at once; the next date of the same source is quiet, another source not."""
    nights.run("2026-03-03", {"key": "a", "day": "Tuesday, March 3, 2026"})
    assert nights.owed() == ["hearing"]
    outcome = nights.judge("candidate-a", "dismiss", scope="wording", reason="a standing item")
    assert (outcome.actions_gone, outcome.mails_withdrawn) == (1, 1)
    assert nights.actions() == [] and nights.owed() == []
    counts = nights.run("2026-03-17", {"key": "b", "day": "Tuesday, March 17, 2026"})
    assert (counts["actions_new"], counts["owed"], counts["quieted"]) == (0, 0, 1)
    assert nights.actions() == [] and nights.owed() == []
    assert nights.sql("SELECT verdict, is_derived FROM reviews WHERE candidate_id = 'candidate-b'") == [
        {"verdict": "dismiss", "is_derived": True}
    ]
    # The same night again finds it judged already.
    assert nights.run("2026-03-17")["quieted"] == 0
    counts = nights.run(
        "2026-03-18",
        {"key": "c", "day": "Wednesday, March 18, 2026", "source_id": "newspaper"},
        {"key": "d", "day": "Wednesday, March 18, 2026", "action_type": "adopted"},
    )
    assert counts["quieted"] == 0
    assert len(nights.actions()) >= 1
    assert nights.owed() == ["adopted", "hearing"]
    # Once the verdict is taken back, what followed from it no longer is quiet.
    nights.judge("candidate-a", "confirm")
    nights.run("2026-03-19")
    resting = nights.sql("SELECT DISTINCT candidate_id FROM evidence WHERE action_id IS NOT NULL ORDER BY 1")
    assert [row["candidate_id"] for row in resting] == [f"candidate-{key}" for key in "abcd"]


def test_a_find_of_little_confidence_waits_for_review(nights: Nights) -> None:
    """It is mailed to nobody, though a subscriber asks for anything, until a person confirms it."""
    counts = nights.run("2026-03-03", {"key": "a", "day": "March 3", "confidence": 0.3})
    assert (counts["actions_new"], counts["owed"]) == (1, 0)
    with open_known_lake(nights.settings) as lake:
        (waiting,) = lake.query("waiting_candidates", {"limit": 5, "with_background": False})
    assert waiting["candidate_id"] == "candidate-a"
    outcome = nights.judge("candidate-a", "confirm")
    assert outcome.mails_owed == 1
    assert nights.actions()[0]["confidence"] == 1.0
    with open_known_lake(nights.settings) as lake:
        assert lake.query("waiting_candidates", {"limit": 5, "with_background": True}) == []


def test_old_news_is_not_mailed_when_it_is_confirmed_late(unpublished: Nights) -> None:
    """After more nights than news lasts, a verdict counts in the views alone."""
    nights = unpublished
    nights.run("2026-03-03", {"key": "a", "day": "March 3", "confidence": 0.3})
    nights.run("2026-04-03")
    assert nights.judge("candidate-a", "confirm").mails_owed == 0


def test_a_correction_shows_at_once_and_wins_over_a_new_detector(nights: Nights) -> None:
    """Views and the waiting mail say what the analyst said; reading it otherwise anew changes nothing."""
    nights.run("2026-03-03", {"key": "a", "day": "March 3"})
    fields = read_corrections(
        ["direction=expands", "topics=status_inquiry,municipal_id", "jurisdiction=Monroe County, NY",
         "action_date=2026-03-02", "action_type=adopted", "actor=county_board"]
    )  # fmt: skip
    outcome = nights.judge("candidate-a", "correct", corrections=fields)
    assert (outcome.mails_withdrawn, outcome.mails_owed) == (1, 1)
    for step in ("at once", "after a rebuild"):
        (row,) = nights.actions()
        told = (
            row["jurisdiction"],
            row["direction"],
            row["action_type"],
            str(row["stage_date"]),
            row["actor"],
        )
        assert told == ("Monroe County, NY", "expands", "adopted", "2026-03-02", "county_board"), step
        (candidate,) = nights.sql("SELECT * FROM candidates WHERE verdict = 'correct'")
        assert candidate["topics"] == ["status_inquiry", "municipal_id"]
        assert candidate["direction"] == "expands"
        assert nights.owed() == ["adopted"]
        nights.run(
            "2026-03-03", {"key": "a", "day": "March 3", "candidate_id": "reread", "action_type": "funding"},
            detector="2",
        )  # fmt: skip


def test_reviewed_documents_are_labelled_ones(unpublished: Nights, tmp_path: Path) -> None:
    """The export reads as a labelled set: what was vouched for is relevant, what was dismissed is not."""
    nights = unpublished
    nights.run(
        "2026-03-03",
        {"key": "a", "day": "March 3"},
        {"key": "b", "day": "March 3", "source_id": "newspaper", "action_type": "lawsuit_filed"},
        {"key": "c", "day": "March 3", "action_type": "ruling", "actor": "court"},
    )
    nights.judge(
        "candidate-a", "correct", corrections=read_corrections(["direction=expands"]), reason="it helps"
    )
    nights.judge("candidate-b", "dismiss", reason="a plan, no suit")
    documents, labels, count = export_reviewed(nights.settings, tmp_path / "reviewed")
    assert count == 2
    known, wanted = read_documents(documents), read_labels(labels)
    check_match(wanted, known, path=labels)
    by_id = {each.id: each for each in wanted}
    told = by_id["reviewed-document-a"]
    assert (told.relevant, told.new_action, told.direction, told.why) == (True, True, "expands", "it helps")
    assert told.action_type == "hearing" and told.event_key
    assert by_id["reviewed-document-b"].relevant is False
    assert json.loads(documents.read_text().splitlines()[0])["text"].startswith("The Public Safety")


@pytest.mark.parametrize(
    ("pairs", "says"),
    [
        (["direction=north"], "no direction"),
        (["direction"], "field=value"),
        (["confidence=1"], "field=value"),
        (["topics="], "no topics"),
        (["topics=detainers_jail,x"], "'x' is no topics"),
        (["action_date=Tuesday"], "YYYY-MM-DD"),
        (["jurisdiction=Atlantis"], "no place"),
        (["actor=council", "actor=mayor"], "given twice"),
        ([], "nothing is corrected"),
    ],
)
def test_a_correction_must_be_a_known_word(pairs: list[str], says: str) -> None:
    """Each fault is one line with the remedy."""
    with pytest.raises(UserError, match=says):
        read_corrections(pairs)


def test_odd_ids_find_nothing_and_harm_nothing(unpublished: Nights) -> None:
    """Quotes, wildcards, control characters and a bare beginning are told apart from ids."""
    nights = unpublished
    nights.run("2026-03-03", {"key": "a", "day": "March 3"}, {"key": "b", "day": "March 4"})
    with open_known_lake(nights.settings) as lake:
        for name in ("", "%", "candidate-a' OR '1'='1", "cand\x1b[31m", "ſſſſſſ", "x" * 100_000):
            with pytest.raises(UserError, match="policywatch review"):
                find_named(lake, name)
        with pytest.raises(UserError, match="begins several"):
            find_named(lake, "candidate-")
        assert [row["candidate_id"] for row in find_named(lake, "candidate-b")] == ["candidate-b"]


def test_an_odd_quote_is_shown_as_plain_words(
    nights: Nights, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Escapes of a terminal and markup in a page's words neither style nor steer it."""
    from policywatch.cli import app, compose
    from policywatch.showing import console

    nights.run("2026-03-03", {"key": "a", "day": "\x1b]0;x\x07 [red]March[/red] 3"})
    monkeypatch.setenv("POLICYWATCH_HOME", str(nights.settings.home))
    console.cache_clear()
    compose()
    for arguments in (["review"], ["review", "show", "candidate-a"]):
        app(arguments, standalone_mode=False)
    console.cache_clear()
    printed = capsys.readouterr().out
    assert "\x1b" not in printed and "\x07" not in printed
    assert printed.count("[red]March[/red]") == 2


def test_what_the_night_has_yet_to_resolve_is_left_to_it(nights: Nights) -> None:
    """A verdict given while a night runs makes no action of its finds, so that their mails are still owed."""
    nights.run("2026-03-03", {"key": "a", "day": "March 3", "action_type": "ruling", "actor": "court"})
    nights.run("2026-03-04", {"key": "b", "day": "March 4"}, resolve=False)
    nights.judge("candidate-a", "dismiss", reason="no")
    assert nights.actions() == []
    counts = nights.run("2026-03-04")
    assert (counts["actions_new"], counts["owed"]) == (1, 1)


def test_too_few_words_stand_for_no_wording(unpublished: Nights, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wording of a date and a word or two would quiet what nobody saw."""
    nights = unpublished
    monkeypatch.setitem(globals(), "SENTENCE", "Hearing, {day}")
    nights.run("2026-03-03", {"key": "a", "day": "March 3"})
    with pytest.raises(UserError, match="--scope candidate"):
        nights.judge("candidate-a", "dismiss", scope="wording", reason="x")


def test_a_verdict_of_one_alone_leaves_the_other_documents(audited_nights: Nights) -> None:
    """Of an action that two documents report, one is dismissed: the action stands on the other."""
    nights = audited_nights
    nights.run(
        "2026-03-03", {"key": "a", "day": "March 3"}, {"key": "b", "day": "March 3", "source_id": "newspaper"}
    )
    assert len(nights.actions()) == 1
    outcome = nights.judge("candidate-a", "dismiss", reason="an old agenda")
    assert (outcome.actions_gone, outcome.actions_changed) == (0, 1)
    assert [row["corroboration"] for row in nights.actions()] == [["news"]]
    assert nights.owed() == ["hearing"]
    with open_lake(nights.settings.lake_root, read_only=True) as lake:
        (alert,) = outbox(lake)
    assert "site.test/a" not in alert.body_text and "site.test/b" in alert.body_text
