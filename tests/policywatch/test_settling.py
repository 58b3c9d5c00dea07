"""Digests, corrections, ceilings and counties through the lake: owed once, whatever is run again."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from policywatch.judging import Verdict, judge
from policywatch.night import send_owed
from policywatch.owing import containers_of_places, resolve_actions_and_owe
from policywatch.posting import require_under_ceiling
from policywatch.previewing import preview_subscribers
from policywatch.settings import Settings, load_settings
from warehouse import records
from warehouse.errors import UserError
from warehouse.lake import open_lake
from warehouse.reads import begin_night, outbox, save_readings
from warehouse.schema import migrations

QUOTE = "The council voted on the ordinance about immigration detainers, number {key}."
DESK = "  - {id: desk, email: desk@newsroom.test, min_confidence: 0}\n"
NIGHTLY = "  - {id: nightly, email: nightly@newsroom.test, min_confidence: 0, frequency: nightly}\n"
WEEKLY = (
    "  - {id: weekly, email: w@newsroom.test, min_confidence: 0, frequency: weekly, weekday: wednesday}\n"
)


@dataclass(frozen=True)
class Unchecked:
    """An audit that finds nothing wrong."""

    results: list[records.CheckResult] = field(default_factory=list)
    bad_rows: dict[int, str] = field(default_factory=dict)
    is_stopped: bool = False


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the checks of Great Expectations: they are most of the time, and tested elsewhere."""
    monkeypatch.setattr("expectations.audit", lambda *args, **kwargs: Unchecked())


class Nights:
    """A home whose nights find what a test says; nothing is audited twice and nothing is published."""

    def __init__(self, home: Path, *subscribers: str, **settings: Any) -> None:
        self.settings: Settings = load_settings(
            home=home, subscriptions=home / "subscriptions.yml", mail_dir=home / "mail", **settings
        )
        self.subscribe(*subscribers)

    def subscribe(self, *subscribers: str) -> None:
        self.settings.subscriptions_path.write_text("subscribers:\n" + "".join(subscribers))

    def run(self, night: str, *finds: dict[str, Any], verdict: str = "ok") -> int:
        """Load each find as a document of its own; return how many messages are owed."""
        with open_lake(self.settings.lake_root) as lake:
            begin_night(lake, night, night=night, started_at_utc=f"{night}T06:00:00+00:00")
            source = records.Source(
                source_id="council", jurisdiction="Rochester, NY", timezone="America/New_York",
                kind="council", platform="rss", url="https://site.test/",
            )  # fmt: skip
            told = records.SourceNight(
                run_id=night, source_id="council", verdict=verdict, reason="as told", documents_count=1,
                captures_count=1,
            )  # fmt: skip
            lake.merge("sources", [source], run_id=night)
            lake.merge("source_nights", [told], run_id=night)
            for find in finds:
                self._load(lake, night, **find)
            return resolve_actions_and_owe(self.settings, lake, night)["owed"]

    def _load(self, lake: Any, night: str, *, key: str, **fields: Any) -> None:
        words = QUOTE.format(key=key)
        sha = hashlib.sha256(words.encode()).hexdigest()
        document = records.Document(
            document_id=f"document-{key}", source_id="council", jurisdiction="Rochester, NY", kind="minutes",
            url=f"https://site.test/{key}", title=f"Minutes {key}", published_at=night,
            capture_id=f"capture-{key}", content_sha256=sha,
        )  # fmt: skip
        capture = records.Capture(
            capture_id=f"capture-{key}", run_id=night, source_id="council", url=document.url,
            requested_url=document.url, status=200, fetched_at_utc=f"{night}T06:00:00+00:00", size_bytes=1,
            sha256=sha, warc_path="x.warc.gz", warc_offset=0,
        )  # fmt: skip
        text = records.DocumentText(
            document_id=document.document_id, content_sha256=sha, text=words, text_sha256=sha, method="html"
        )
        values: dict[str, Any] = {
            "candidate_id": f"candidate-{key}", "document_id": document.document_id, "action_type": "adopted",
            "topics": ("detainers_jail",), "direction": "limits", "actor": "council",
            "jurisdiction": "Rochester, NY", "action_date": night, "is_new": True, "confidence": 0.8,
            "instrument": f"Ordinance {key}",
            "evidence": (records.Evidence(quote=words, start=0, end=len(words)),),
        } | fields  # fmt: skip
        reading = records.Reading(
            document_id=document.document_id, text_sha256=sha, detector_version="1", relevant=True,
            new_action=True, score=0.9, candidates=(records.Candidate(**values),),
        )  # fmt: skip
        lake.merge("captures", [capture], run_id=night)
        lake.merge("documents", [document], run_id=night)
        lake.merge("document_texts", [text], run_id=night)
        save_readings(lake, [reading], run_id=night)

    def send(self, **more: Any) -> Any:
        return send_owed(self.settings, **more)

    def outbox(self, **wanted: Any) -> list[records.Alert]:
        with open_lake(self.settings.lake_root, read_only=True) as lake:
            found = outbox(lake)
        return [each for each in found if all(getattr(each, key) == value for key, value in wanted.items())]

    def mails(self) -> int:
        return len(list((self.settings.home / "mail").glob("*.eml")))

    def judge(self, name: str, verdict: str, **more: Any) -> Any:
        return judge(self.settings, [name], Verdict(verdict, **more), reviewer="desk")  # type: ignore[arg-type]


PLACES = ("Evanston, IL", "Polk County, FL", "Worcester, MA", "Albany, NY", "Denver, CO")


def _finds(count: int) -> list[dict[str, Any]]:
    return [{"key": str(at + 1), "jurisdiction": PLACES[at]} for at in range(count)]


def test_a_nightly_digest_carries_each_find_once(tmp_path: Path) -> None:
    """One message with its lines, run and sent again without another; the next night brings only its own."""
    nights = Nights(tmp_path, NIGHTLY)
    assert nights.run("2025-04-29", *_finds(2)) == 1
    assert nights.run("2025-04-29") == 0
    assert nights.send().counts["sent"] == 1
    assert nights.run("2025-04-29") == 0 and nights.send().counts["sent"] == 0
    lines = nights.outbox(is_bundled=True)
    (digest,) = nights.outbox(kind="digest")
    assert len(lines) == 2
    assert {each.state for each in lines} == {"sent"} and {each.carried_by for each in lines} == {
        digest.alert_id
    }
    # Nothing new: a nightly digest is not sent, unless it is asked for.
    assert nights.run("2025-04-30") == 0
    nights.subscribe(NIGHTLY.replace("}", ", also_when_empty: true}"))
    assert nights.run("2025-05-01") == 1
    assert "nothing new" in nights.outbox(kind="digest")[-1].subject
    assert nights.mails() == 1


def test_a_weekly_digest_gathers_the_week_and_comes_also_when_empty(tmp_path: Path) -> None:
    """Monday's find comes on Wednesday; a Wednesday that did not run is made up for, once."""
    nights = Nights(tmp_path, WEEKLY)
    assert nights.run("2025-04-28", *_finds(1)) == 0
    assert nights.run("2025-04-30", verdict="blocked") == 1
    nights.send()
    (digest,) = nights.outbox(kind="digest")
    assert digest.subject == "Week of April 24 to 30, 2025: 1 new action"
    assert "as told; last read April 28, 2025" in " ".join(digest.body_text.split())
    assert nights.run("2025-05-06") == 0
    assert nights.run("2025-05-08") == 1
    assert nights.outbox(kind="digest")[-1].due_on == "2025-05-07"
    assert nights.run("2025-05-09") == 0


def test_who_comes_in_the_middle_of_a_week_waits_for_its_day(tmp_path: Path) -> None:
    """No digest of a week that nobody had asked for."""
    nights = Nights(tmp_path, DESK)
    nights.run("2025-04-30")
    nights.subscribe(DESK, WEEKLY)
    assert nights.run("2025-05-02") == 0
    assert nights.run("2025-05-07") == 1


def test_a_digest_that_was_not_sent_takes_in_what_comes_in_the_same_night(tmp_path: Path) -> None:
    """A shard that came late: one digest, with both."""
    nights = Nights(tmp_path, NIGHTLY)
    nights.run("2025-04-29", *_finds(1))
    nights.run("2025-04-29", *_finds(2))
    (digest,) = nights.outbox(kind="digest")
    assert len(digest.item_ids) == 2
    nights.send()
    # What comes after it went out waits for the next one.
    nights.run("2025-04-29", *_finds(3))
    assert nights.send().counts["sent"] == 0
    nights.run("2025-04-30")
    nights.send()
    assert [len(each.item_ids) for each in nights.outbox(kind="digest")] == [2, 1]


def test_a_digest_that_was_tried_keeps_its_lines(tmp_path: Path) -> None:
    """The mail server was down: tonight's digest does not tell again what yesterday's will."""
    nights = Nights(tmp_path, NIGHTLY)
    nights.run("2025-04-29", *_finds(1))
    (tmp_path / "mail").write_text("in the way")
    with pytest.raises(UserError, match="stay owed"):
        nights.send()
    nights.run("2025-04-30", *_finds(2)[1:])
    digests = nights.outbox(kind="digest")
    assert [len(each.item_ids) for each in digests] == [1, 1]
    assert not set(digests[0].item_ids) & set(digests[1].item_ids)
    (tmp_path / "mail").unlink()
    assert nights.send().counts["sent"] == 2


def test_what_is_dismissed_leaves_the_digest_that_waits(tmp_path: Path) -> None:
    """A verdict before the sending: the line is gone, and nobody is told of it."""
    nights = Nights(tmp_path, NIGHTLY)
    nights.run("2025-04-29", *_finds(2))
    nights.judge("candidate-1", "dismiss", reason="not one")
    (digest,) = nights.outbox(kind="digest")
    assert len(digest.item_ids) == 1 and "Evanston" not in digest.body_text
    nights.send()
    assert nights.outbox(kind="correction") == []


def test_what_was_mailed_and_is_dismissed_is_withdrawn_in_its_thread(tmp_path: Path) -> None:
    """One mail to each who was told, under the first one; no second one whatever is run again."""
    nights = Nights(tmp_path, DESK, NIGHTLY)
    nights.run("2025-04-29", *_finds(1))
    nights.send()
    nights.judge("candidate-1", "dismiss", reason="not one")
    corrections = nights.outbox(kind="correction")
    assert {each.subscriber_id for each in corrections} == {"desk", "nightly"}
    told = {each.subscriber_id: each for each in nights.outbox(state="sent", is_bundled=False)}
    for each in corrections:
        assert told[each.subscriber_id].message_id.strip("<>").partition("@")[0] in each.message_id
    nights.send()
    nights.run("2025-04-30")
    assert len(nights.outbox(kind="correction")) == 2 and nights.mails() == 4


def test_a_verdict_that_is_taken_back_in_time_corrects_nothing(tmp_path: Path) -> None:
    """The correction that waits goes with the error that it was about."""
    nights = Nights(tmp_path, DESK)
    nights.run("2025-04-29", *_finds(1))
    nights.send()
    nights.judge("candidate-1", "correct", corrections={"direction": "expands"})
    assert len(nights.outbox(kind="correction")) == 1
    nights.judge("candidate-1", "correct", corrections={"direction": "limits"})
    assert nights.outbox(kind="correction") == []


def test_a_rebuild_mails_no_news_but_corrects(tmp_path: Path) -> None:
    """What was told and is read otherwise now is corrected; nothing else is owed."""
    nights = Nights(tmp_path, DESK, WEEKLY)
    nights.run("2025-04-29", *_finds(1))
    nights.send()
    with open_lake(nights.settings.lake_root) as lake:
        lake.transaction(
            lambda tx: tx.execute("drop_actions", {"action_ids": [nights.outbox()[0].action_id]})
        )
        lake._connection.execute("UPDATE candidates SET direction = 'expands'")
        resolve_actions_and_owe(nights.settings, lake, "2025-04-29", mail=False)
    assert [each.kind for each in nights.outbox(state="pending", is_bundled=False)] == ["correction"]


def test_beyond_a_nights_most_the_rest_comes_in_one(tmp_path: Path) -> None:
    """Five finds, two messages, and one with the other three."""
    nights = Nights(tmp_path, DESK.replace("}", ", max_per_night: 2}"))
    assert nights.run("2025-04-29", *_finds(5)) == 3
    (more,) = nights.outbox(kind="digest")
    assert more.subject == "And 3 more, April 29, 2025: 3 new actions" and len(more.item_ids) == 3
    nights.send()
    assert nights.mails() == 3 and {each.state for each in nights.outbox()} == {"sent"}


def test_the_ceiling_stops_the_sending_and_says_how_to_go_on(tmp_path: Path) -> None:
    """Also over several sendings of one night."""
    nights = Nights(tmp_path, DESK, send_ceiling=2)
    nights.run("2025-04-29", *_finds(3))
    posted = nights.send()
    assert (posted.counts["sent"], posted.over_ceiling_count) == (2, 1)
    with pytest.raises(UserError, match=r"1 messages stay owed: .*alerts send --over-ceiling"):
        require_under_ceiling(nights.settings, posted)
    assert nights.send().counts["sent"] == 0
    assert nights.send(over_ceiling=True).counts["sent"] == 1


def test_who_left_gets_nothing_more(tmp_path: Path) -> None:
    """What was still owed is parked unsent; `--parked` brings it back with them."""
    nights = Nights(tmp_path, DESK, NIGHTLY)
    nights.run("2025-04-29", *_finds(1))
    nights.subscribe(NIGHTLY)
    assert nights.send().counts == {"sent": 1, "failed": 0, "parked": 1}
    assert nights.outbox(subscriber_id="desk")[0].last_error == "no longer stands in the subscriptions"
    nights.subscribe(DESK, NIGHTLY)
    assert nights.send().counts["sent"] == 0
    assert nights.send(with_parked=True).counts["sent"] == 1


def test_a_county_has_its_towns(tmp_path: Path) -> None:
    """By name and by OCD id; the county next to it has them not."""
    county = "ocd-division/country:us/state:ny/county:monroe"
    nights = Nights(
        tmp_path,
        DESK.replace("}", ', places: ["Monroe County, NY"]}'),
        DESK.replace("desk,", "by-id,").replace("}", f', places: ["{county}"]}}'),
        DESK.replace("desk,", "elsewhere,").replace("}", ', places: ["Erie County, NY"]}'),
    )
    nights.run("2025-04-29", {"key": "1", "jurisdiction": "Rochester, NY"})
    assert sorted(each.subscriber_id for each in nights.outbox()) == ["by-id", "desk"]
    assert containers_of_places(["Atlantis, NY"]) == {}


def test_a_preview_tells_what_would_have_come_and_writes_nothing(tmp_path: Path) -> None:
    """Also of subscriptions that are not saved, and as digests where these are asked for."""
    nights = Nights(tmp_path, DESK)
    nights.run("2025-04-28", *_finds(1))
    nights.run("2025-04-30", *_finds(3)[1:])
    before = nights.outbox()
    (desk,) = preview_subscribers(nights.settings, "desk", None, days=30)
    assert [each.run_id for each in desk.messages] == ["2025-04-28", "2025-04-30", "2025-04-30"]
    assert desk.told().startswith("desk: 3 messages about 3 finds in 2 nights, 2025-04-01 to 2025-04-30")
    draft = tmp_path / "draft.yml"
    draft.write_text("subscribers:\n" + WEEKLY + NIGHTLY)
    weekly, nightly = preview_subscribers(nights.settings, None, draft, days=30)
    assert [each.subject for each in weekly.messages] == ["Week of April 24 to 30, 2025: 3 new actions"]
    assert [len(each.item_ids) for each in nightly.messages] == [1, 2]
    with pytest.raises(UserError, match="has no subscriber 'nobody'; known are desk"):
        preview_subscribers(nights.settings, "nobody", None, days=30)
    assert nights.outbox() == before


def test_two_senders_at_once_send_once(tmp_path: Path) -> None:
    """The night and the hourly sending meet: one waits, and finds nothing left."""
    nights = Nights(tmp_path, DESK)
    nights.run("2025-04-29", *_finds(3))
    with ThreadPoolExecutor(2) as pool:
        counts = [each.counts["sent"] for each in pool.map(lambda _: nights.send(), range(2))]
    assert sorted(counts) == [0, 3]


def test_a_night_killed_between_news_and_digest_is_made_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lines are owed with the news; the next run composes the digest, once."""
    nights = Nights(tmp_path, NIGHTLY)
    with monkeypatch.context() as patch:
        patch.setattr("policywatch.owing.settle_messages", lambda *args, **kwargs: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            nights.run("2025-04-29", *_finds(2))
    assert len(nights.outbox(is_bundled=True)) == 2 and not nights.outbox(kind="digest")
    nights.run("2025-04-29")
    (digest,) = nights.outbox(kind="digest")
    assert len(digest.item_ids) == 2


def test_a_digest_killed_between_sending_and_marking_keeps_its_id(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be sent again, as the same message: by its Message-ID programs show it once."""
    nights = Nights(tmp_path, NIGHTLY)
    nights.run("2025-04-29", *_finds(2))
    with monkeypatch.context() as patch:
        patch.setattr("warehouse.reads.mark_alerts", lambda *args, **kwargs: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            nights.send()
    (before,) = nights.outbox(kind="digest")
    nights.run("2025-04-29")
    nights.send()
    (after,) = nights.outbox(kind="digest")
    assert (after.message_id, after.state) == (before.message_id, "sent") and nights.mails() == 1


def test_an_outbox_of_before_digests_is_taken_over(tmp_path: Path) -> None:
    """What was owed then is sent; what was told then is not corrected, since it was not kept what it said."""
    nights = Nights(tmp_path, DESK)
    nights.run("2025-04-29", *_finds(2))
    added = "kind, channel, is_bundled, due_on, item_ids, told, carried_by, retry_at_utc"
    (step,) = [each for each in migrations() if each.name == "0006_digests.sql"]
    with open_lake(nights.settings.lake_root) as lake:
        lake._connection.execute(f"CREATE TABLE before AS SELECT * EXCLUDE ({added}) FROM alerts")
        lake._connection.execute("DROP TABLE alerts; ALTER TABLE before RENAME TO alerts")
        for name in ("action_id", "action_type"):
            lake._connection.execute(f"ALTER TABLE alerts ALTER COLUMN {name} SET NOT NULL")
        lake._connection.execute(f"BEGIN; {step.sql} COMMIT")
    assert [(each.kind, each.channel, each.told) for each in nights.outbox()] == [("stage", "mail", {})] * 2
    assert nights.send().counts["sent"] == 2
    nights.judge("candidate-1", "dismiss", reason="not one")
    assert nights.run("2025-04-30", *_finds(3)[2:]) == 1
    assert not nights.outbox(kind="correction")
