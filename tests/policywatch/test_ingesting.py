"""Archives and documents from elsewhere go the same way, lead back to their bytes, and mail nobody."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

COMMAND = Path(sys.executable).parent / "policywatch"

PAGE = """<html><head><title>Commission ends jail pact</title>
<meta property="article:published_time" content="2025-04-03T09:00:00-04:00"></head><body><article>
<h1>Commission ends jail pact</h1><p>The Clay County Commission voted 4-1 on Wednesday to end the sheriff's
287(g) agreement with U.S. Immigration and Customs Enforcement, which had let deputies in the jail serve
immigration warrants since 2019.</p></article></body></html>"""


def _run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("POLICYWATCH_")}
    return subprocess.run(
        [str(COMMAND), *arguments], env=clean | {"POLICYWATCH_HOME": str(home)}, capture_output=True,
        text=True, timeout=240,
    )  # fmt: skip


def _rows(home: Path, sql: str) -> list[dict[str, Any]]:
    done = _run(home, "sql", "--json", sql)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def _archive(path: Path) -> None:
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for url, at, status, kind, body in (
            ("https://courier.example/pact", "2025-04-02T10:00:00Z", "200 OK", "text/html", "<p>old</p>"),
            ("https://courier.example/pact", "2025-04-03T10:00:00Z", "200 OK", "text/html", PAGE),
            ("https://courier.example/gone", "2025-04-03T10:00:00Z", "404 Not Found", "text/html", "no"),
            ("https://courier.example/logo", "2025-04-03T10:00:00Z", "200 OK", "image/png", "png"),
        ):
            headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
            writer.write_record(
                writer.create_warc_record(
                    url, "response", payload=BytesIO(body.encode()), http_headers=headers,
                    warc_headers_dict={"WARC-Date": at},
                )
            )  # fmt: skip


LINES = (
    json.dumps({
        "id": "a1", "url": "https://wire.example/a1", "title": "Council bars detainer holds",
        "published": date.today().isoformat(), "jurisdiction": "Lee County, FL",
        "text": "The Lee County Commission voted 5-0 on Tuesday to stop holding anyone in the county jail on "
        "an immigration detainer without a judge's warrant.",
    }),
    json.dumps({"id": "a2", "text": "without an address"}),
    "not json",
)  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home into which an archive and a file of documents were taken in, in one call."""
    folder = tmp_path_factory.mktemp("ingest")
    _archive(folder / "courier.warc.gz")
    (folder / "home").mkdir(mode=0o700)
    (folder / "home" / "subscriptions.yml").write_text(
        "subscribers:\n  - {id: newsdesk, email: newsdesk@example.org, places: [FL]}\n"
    )
    (folder / "wire.jsonl").write_text("\n".join(LINES), encoding="utf-8")
    done = _run(
        folder / "home", "ingest", str(folder / "courier.warc.gz"), str(folder / "wire.jsonl"),
        "--source", "courier", "--jurisdiction", "Clay County, FL", "--kind", "news",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "1 left out: its status is 404" in done.stdout
    assert "1 left out: it is image/png" in done.stdout
    assert "1 left out: its url is missing" in done.stdout
    assert "2 documents new or changed" in done.stdout
    return folder / "home"


def test_found_actions_lead_back_to_the_bytes(home: Path) -> None:
    """Each action has its quote, its page and its archived capture, of the latest version alone."""
    rows = _rows(home, "SELECT jurisdiction, action_type, direction, source_url FROM actions ORDER BY 1")
    assert [(row["jurisdiction"], row["direction"]) for row in rows] == [
        ("Clay County, FL", "limits"),
        ("Lee County, FL", "limits"),
    ]
    assert rows[0]["action_type"] == "agreement_ended"
    assert rows[0]["source_url"] == "https://courier.example/pact"
    verified = _run(home, "verify")
    assert verified.returncode == 0, verified.stdout
    proof = _run(home, "evidence", _rows(home, "SELECT action_id FROM actions LIMIT 1")[0]["action_id"],
                 "--out", str(home / "proof"))  # fmt: skip
    assert proof.returncode == 0, proof.stderr


def test_nobody_is_mailed_and_a_second_time_changes_nothing(home: Path) -> None:
    """What is ingested is old to subscribers, and the same file is landed once."""
    before = _rows(home, "SELECT count(*) AS n FROM documents")
    again = _run(
        home, "ingest", str(home.parent / "wire.jsonl"), "--source", "courier", "--jurisdiction",
        "Clay County, FL", "--kind", "news",
    )  # fmt: skip
    assert again.returncode == 0, again.stderr
    assert "0 documents new or changed" in again.stdout
    assert _rows(home, "SELECT count(*) AS n FROM documents") == before
    owed = _run(home, "alerts", "list", "--json")
    assert owed.returncode == 0, owed.stderr
    assert owed.stdout.strip() == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["none.warc", "--source", "x", "--jurisdiction", "Clay County, FL", "--kind", "news"], "be read"),
        (["x.jsonl", "--source", "x"], "add --jurisdiction and --kind"),
        (["x.jsonl", "--source", "x", "--jurisdiction", "Clay County, FL", "--kind", "blog"], "use one of"),
        (["x.jsonl", "--source", "wxxi-news", "--kind", "news"], "is in the registry"),
    ],
)  # fmt: skip
def test_faults_are_one_line(tmp_path: Path, arguments: list[str], said: str) -> None:
    """What is missing or wrong is named with the remedy, and nothing is landed."""
    done = _run(tmp_path / "home", "ingest", *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
