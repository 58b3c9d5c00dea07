"""The whole night, under the real DAG, over the sample sites: what it finds, and what it tells.

The sample sites and their three nights are declared in spiders/demo; `expected.yml` beside them says what
each night must come to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

from spiders.demo.content import NIGHTS
from warehouse.lake import open_lake
from warehouse.looking import list_actions, run_sql

pytestmark = pytest.mark.slow

EXPECTED = yaml.safe_load((Path(str(files("spiders.demo"))) / "expected.yml").read_text(encoding="utf-8"))


@dataclass
class FirstNight:
    """An installation and what it had after its first night, which nothing disturbed."""

    installation: Any
    printed: str
    tables: dict[str, list[str]]
    published: dict[str, list[str]]
    mails: list[tuple[str, str, str]]


@pytest.fixture(scope="module")
def first_night(fresh: Callable[[Path], Any], tmp_path_factory: pytest.TempPathFactory) -> FirstNight:
    """What one night makes of a fresh home."""
    made = fresh(tmp_path_factory.mktemp("nights") / "home")
    printed = made.run(1)
    return FirstNight(made, printed, made.tables(), made.published(), made.mails())


@pytest.fixture(scope="module")
def three_nights(first_night: FirstNight) -> tuple[Any, list[str]]:
    """An installation after its three nights, and what each printed."""
    installation = first_night.installation
    return installation, [first_night.printed, *(installation.run(night) for night in (2, 3))]


def test_every_source_gets_the_verdict_it_should(three_nights: tuple[Any, list[str]]) -> None:
    """Broken, blocked, empty and unchanged sites are told apart, each night."""
    installation, _ = three_nights
    for number, night in enumerate(NIGHTS, start=1):
        rows = run_sql(
            installation.home / "published" / "policywatch.duckdb",
            f"SELECT source_id, verdict FROM data.source_nights WHERE run_id = '{night.isoformat()}'",
        )
        assert {row["source_id"]: row["verdict"] for row in rows} == EXPECTED["nights"][number]["verdicts"]


def test_a_night_names_what_it_could_not_read(three_nights: tuple[Any, list[str]]) -> None:
    """The broken and the blocked site stand in what the command printed, with their verdicts."""
    _, printed = three_nights
    for number, text in enumerate(printed, start=1):
        for source_id, verdict in EXPECTED["nights"][number]["verdicts"].items():
            if verdict in ("broken", "blocked", "unreachable"):
                assert any(verdict in line and source_id in line for line in text.splitlines()), text


def test_the_night_mails_only_what_is_new(three_nights: tuple[Any, list[str]]) -> None:
    """Each night's mails are about actions first seen that night; nobody is told of one twice."""
    installation, _ = three_nights
    rows = run_sql(
        installation.home / "published" / "policywatch.duckdb",
        "SELECT action_id, first_seen_on FROM actions",
    )
    first_seen = {row["action_id"]: str(row["first_seen_on"]) for row in rows}
    with open_lake(installation.home / "lake", read_only=True) as lake:
        alerts = lake.query("alerts_by_state", {"state": None})
    told = [alert for alert in alerts if alert["kind"] == "stage"]
    assert told
    assert len({(a["subscriber_id"], a["action_id"], a["action_type"]) for a in told}) == len(told)
    for alert in told:
        assert first_seen[alert["action_id"]] <= alert["run_id"]
    messages = [alert for alert in alerts if not alert["is_bundled"]]
    assert len(installation.mails()) == len(messages)
    assert all(alert["state"] == "sent" for alert in messages)
    third = [alert for alert in told if alert["run_id"] == NIGHTS[2].isoformat()]
    assert third and len(third) < len(told)


def test_digests_come_when_due_and_end_with_what_was_checked(three_nights: tuple[Any, list[str]]) -> None:
    """Weekly on the two Wednesdays, nightly when there is news; each find in one of them, none left."""
    installation, _ = three_nights
    with open_lake(installation.home / "lake", read_only=True) as lake:
        alerts = lake.query("alerts_by_state", {"state": None})
    digests = [alert for alert in alerts if alert["kind"] == "digest"]
    weekly = [each["due_on"] for each in digests if each["subscriber_id"] == "city-attorney-weekly"]
    assert sorted(weekly) == [NIGHTS[0].isoformat(), NIGHTS[2].isoformat()]
    assert any(each["subscriber_id"] == "tennessee-nightly" for each in digests)
    lines = [alert for alert in alerts if alert["is_bundled"]]
    assert lines and all(line["carried_by"] and line["state"] == "sent" for line in lines)
    last = next(
        each for each in digests if each["due_on"] == weekly[-1] and "weekly" in each["subscriber_id"]
    )
    checked = last["body_text"].partition("WHAT WAS CHECKED")[2]
    for verdict in ("blocked", "broken"):
        names = [name for name, each in EXPECTED["nights"][3]["verdicts"].items() if each == verdict]
        assert f"{len(names)} {verdict}" in " ".join(checked.split())
    assert "ran on 2 of 7 nights" in " ".join(checked.split())


def test_the_actions_are_those_of_the_sites(three_nights: tuple[Any, list[str]]) -> None:
    """Both directions are found, at the places they concern, and nothing in the ordinary pages."""
    installation, _ = three_nights
    actions = list_actions(installation.home / "published" / "policywatch.duckdb", limit=1000)
    found = {(row["jurisdiction"], row["direction"]) for row in actions}
    for wanted in EXPECTED["places"]:
        assert (wanted["jurisdiction"], wanted["direction"]) in found
    assert {row["jurisdiction"] for row in actions} <= set(EXPECTED["possible_places"])


def test_only_what_was_meant_to_change_did(three_nights: tuple[Any, list[str]]) -> None:
    """Each night's differences are those of the sites, section by section; what was moved is not read."""
    installation, _ = three_nights
    rows = run_sql(
        installation.home / "published" / "policywatch.duckdb",
        "SELECT seen_on, source_id, change, section, is_read FROM revisions",
    )
    found = sorted(
        (str(row["seen_on"]), row["source_id"], row["change"], row["is_read"], row["section"]) for row in rows
    )
    wanted = sorted(
        (
            NIGHTS[each["night"] - 1].isoformat(),
            each["source"],
            each["change"],
            each["is_read"],
            each["section"],
        )
        for each in EXPECTED["revisions"]
    )
    assert [each[:4] for each in found] == [each[:4] for each in wanted]
    for row, want in zip(found, wanted, strict=True):
        assert row[4].startswith(want[4])


def test_only_what_changed_has_a_second_version(three_nights: tuple[Any, list[str]]) -> None:
    """An amended agenda is a version; a new footer is none, and neither is a night that was not read."""
    installation, _ = three_nights
    with open_lake(installation.home / "lake", read_only=True) as lake:
        rows = lake._connection.execute(
            "SELECT max(first_seen_run), source_id, kind, any_value(title) FROM documents "
            "GROUP BY document_id, source_id, kind HAVING count(*) > 1 ORDER BY ALL"
        ).fetchall()
    wanted = sorted(
        (NIGHTS[each["night"] - 1].isoformat(), each["source"], each["kind"], each["title"])
        for each in EXPECTED["versions"]
    )
    assert [row[:3] for row in rows] == [each[:3] for each in wanted]
    for row, want in zip(rows, wanted, strict=True):
        assert row[3].startswith(want[3])


def test_each_night_mails_about_the_places_that_had_news(three_nights: tuple[Any, list[str]]) -> None:
    """A site that came back is mailed about on that night; one that was blocked, or cancelled all, is not."""
    installation, _ = three_nights
    places = {
        row["action_id"]: row["jurisdiction"]
        for row in run_sql(
            installation.home / "published" / "policywatch.duckdb",
            "SELECT action_id, jurisdiction FROM actions",
        )
    }
    with open_lake(installation.home / "lake", read_only=True) as lake:
        alerts = lake.query("alerts_by_state", {"state": None})
    told = {(each["run_id"], places[each["action_id"]]) for each in alerts if each["kind"] == "stage"}
    news = {
        (NIGHTS[each["night"] - 1].isoformat(), each["jurisdiction"])
        for each in EXPECTED["actions"]
        if each["is_mailed"]
    }
    assert told <= news
    assert (NIGHTS[2].isoformat(), "Worcester, MA") in told


def test_a_reworded_notice_makes_no_news(three_nights: tuple[Any, list[str]]) -> None:
    """Two versions of the resolution of 2017 have the same candidates, each with quotes that stand."""
    installation, _ = three_nights
    with open_lake(installation.home / "lake", read_only=True) as lake:
        rows = lake._connection.execute(
            "SELECT text_sha256, list(candidate_id ORDER BY candidate_id) FROM candidates "
            "JOIN (SELECT DISTINCT document_id FROM documents WHERE title LIKE 'Resolution No. 2017-5%') "
            "USING (document_id) GROUP BY text_sha256"
        ).fetchall()
    assert len(rows) == 2 and rows[0][1] == rows[1][1]
    again = run_sql(
        installation.home / "published" / "policywatch.duckdb",
        "SELECT count(*) AS n FROM evidence JOIN data.evidence AS held USING (candidate_id, quote_number) "
        "WHERE NOT held.stands",
    )
    assert again[0]["n"] == 0


def test_a_page_that_cancels_all_cancels_none(three_nights: tuple[Any, list[str]]) -> None:
    """Its meetings stand; the shell that it became is named with the edit it needs, on that night alone."""
    installation, printed = three_nights
    rows = run_sql(
        installation.home / "published" / "policywatch.duckdb",
        "SELECT status FROM documents WHERE source_id = 'perry-commission'",
    )
    assert len(rows) == 6
    assert "cancelled" not in {row["status"] for row in rows}
    for number, text in enumerate(printed, start=1):
        proposals = installation.report(number)["proposals"]
        wanted = EXPECTED["proposals"].get(number, {})
        found = {
            source_id: yaml.safe_load(proposal)[0]["platform"] for source_id, proposal in proposals.items()
        }
        assert found == wanted
        assert ("may have moved" in text) is bool(wanted)


def test_the_demo_says_what_to_look_at(
    three_nights: tuple[Any, list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    """Its last words name actions, mails and the database, and the queries it proposes have answers."""
    from policywatch.demonstration import QUERIES, demo_settings, say_what_next
    from policywatch.showing import console

    installation, _ = three_nights
    console.cache_clear()
    settings = demo_settings(installation.home, installation.sites.authorities)
    say_what_next(settings, seconds=61.2)
    console.cache_clear()
    said = capsys.readouterr().out
    assert "Rochester, NY" in said and "61 seconds" in said
    assert f"{len(installation.mails())} in" in said
    for query in QUERIES:
        assert query in said
        assert run_sql(settings.published, query), query


def test_the_same_night_again_changes_nothing(three_nights: tuple[Any, list[str]]) -> None:
    """No row, no mail."""
    installation, _ = three_nights
    before, mails = installation.tables(), installation.mails()
    installation.run(3)
    assert installation.tables() == before
    assert installation.mails() == mails


@pytest.mark.parametrize("stage", ["load", "publish"])
def test_a_killed_night_run_again_equals_one_that_was_not(
    first_night: FirstNight, fresh: Callable[[Path], Any], tmp_path: Path, stage: str
) -> None:
    """SIGKILL as soon as a stage is done, then the night again: the same tables, the same mails.

    At the two moments from which most hangs; `make chaos` kills at 200 over all stages.
    """
    killed = fresh(tmp_path / "home")
    killed.kill_when(1, stage)
    killed.run(1)
    assert killed.tables() == first_night.tables
    assert killed.published() == first_night.published
    assert killed.mails() == first_night.mails
