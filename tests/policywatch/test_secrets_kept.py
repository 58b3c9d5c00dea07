"""Planted secrets, looked for in every byte that a night leaves behind."""

from __future__ import annotations

import base64
import gzip
import json
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import yaml

from spiders.demo.content import NIGHTS
from warehouse.looking import list_actions, run_sql

pytestmark = pytest.mark.slow

PLANTED = {
    "POLICYWATCH_SMTP_PASSWORD": "planted/smtp+Zx81",
    "PLANTED_SOURCE_TOKEN": "planted-token-Qv77",
    "AIRFLOW_CONN_PLANTED_MAIL": "smtp://user:planted-connection-Wk42@mail.test:587",
    "PLANTED_ELSEWHERE": "planted-elsewhere-Hd19",
}
NEEDLES = {
    "POLICYWATCH_SMTP_PASSWORD": "planted/smtp+Zx81",
    "PLANTED_SOURCE_TOKEN": "planted-token-Qv77",
    "AIRFLOW_CONN_PLANTED_MAIL": "planted-connection-Wk42",
    "PLANTED_ELSEWHERE": "planted-elsewhere-Hd19",
}
SOURCE = "rochester-courier"


def forms(secret: str) -> set[bytes]:
    """Return a secret as it may stand in files: plain, percent-encoded, in base64 and in JSON."""
    plain = secret.encode()
    return {
        plain,
        quote(secret, safe="").encode(),
        base64.b64encode(plain),
        json.dumps(secret)[1:-1].encode(),
    }


def leaks(contents: Iterator[tuple[str, bytes]]) -> list[str]:
    """Return where which secret stands."""
    return [
        f"{name} in {place}"
        for place, content in contents
        for name, secret in NEEDLES.items()
        if any(form in content for form in forms(secret))
    ]


def files_in(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield each file's bytes, and its unpacked bytes where it is packed."""
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            yield str(path), content
            if content.startswith(b"\x1f\x8b"):
                yield f"{path} unpacked", gzip.decompress(content)


RELATIONS = """
SELECT schema_name || '.' || view_name AS name FROM duckdb_views() WHERE NOT internal
UNION ALL SELECT schema_name || '.' || table_name FROM duckdb_tables()
"""


def rows_in(published: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every relation of the published file as text."""
    for row in run_sql(published, RELATIONS):
        if row["name"].startswith(("main.", "data.")):
            rows = run_sql(published, f"SELECT * FROM {row['name']}", limit=100_000)
            yield row["name"], repr(rows).encode()


@dataclass
class Refused:
    """A night with planted secrets whose mail server refused it, and what the commands said."""

    installation: Any
    night: Any
    again: Any

    def command(self, *words: str, **more: str) -> Any:
        """Run a command with the planted secrets in its environment."""
        return self.installation.command(*words, **PLANTED, **more)


@pytest.fixture(scope="module")
def refused(fresh: Callable[[Path], Any], sites: Any, tmp_path_factory: pytest.TempPathFactory) -> Refused:
    """The night of one source that asks with a key out of the environment, and the mails asked for again."""
    installation = fresh(tmp_path_factory.mktemp("refused") / "home")
    give_a_token(installation.home / "sources")
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = str(unused.getsockname()[1])
    server = {"POLICYWATCH_SMTP_HOST": "127.0.0.1", "POLICYWATCH_SMTP_PORT": port}
    unset = {"without": ("POLICYWATCH_MAIL_DIR",), "POLICYWATCH_SMTP_USER": "desk", **server, **PLANTED}
    sites.night = 1
    return Refused(
        installation,
        installation.command("nightly", "--date", NIGHTS[0].isoformat(), "--only", SOURCE, **unset),
        installation.command("--debug", "alerts", "send", **unset),
    )


def test_a_mail_server_that_refuses_costs_no_mail(refused: Refused) -> None:
    """One line and exit code 2; the night is published, the mails stay owed and go out when asked again."""
    installation, night = refused.installation, refused.night
    lines = night.stderr.strip().splitlines()
    assert night.returncode == 2 and len(lines) == 1, night.stderr + installation.log(1)
    assert "stay owed" in lines[0] and "POLICYWATCH_SMTP_HOST" in lines[0]
    assert list_actions(installation.home / "published" / "policywatch.duckdb")
    assert not installation.mails()
    counts = []
    for _ in range(2):
        assert refused.command("alerts", "send").returncode == 0
        counts.append(len(installation.mails()))
    assert counts[0] == counts[1] > 0


def test_no_secret_is_left_anywhere(refused: Refused, tmp_path: Path) -> None:
    """Not in logs, landing, lake, mails, published file, site, backup, Airflow's files, nor on the screen."""
    installation = refused.installation
    done = [
        refused.command(*words)
        for words in (("alerts", "send"), ("backup", str(tmp_path / "backup")), ("verify",))
    ]
    assert [each.returncode for each in done] == [0, 0, 0], [each.stdout + each.stderr for each in done]
    again = tmp_path / "again"
    restored = refused.command("restore", str(tmp_path / "backup"), POLICYWATCH_HOME=str(again))
    assert restored.returncode == 0 and ": whole (" in restored.stdout, restored.stdout + restored.stderr
    published = installation.home / "published" / "policywatch.duckdb"
    count = "SELECT count(*) AS n FROM documents"
    assert run_sql(again / "published" / "policywatch.duckdb", count) == run_sql(published, count)
    assert installation.mails() and run_sql(published, "SELECT * FROM documents")
    assert (installation.home / "published" / "site" / "index.html").is_file()
    assert "PLANTED_SOURCE_TOKEN" not in json.dumps(installation.report(1)), (
        "the token was not found to be used"
    )
    said = [refused.night, refused.again, *done, restored]
    assert leaks(("the screen", (each.stdout + each.stderr).encode()) for each in said) == []
    assert leaks(files_in(tmp_path)) == [] and leaks(files_in(installation.home)) == []
    assert leaks((name, "\n".join(rows).encode()) for name, rows in installation.tables().items()) == []
    assert leaks(rows_in(published)) == []


def give_a_token(registry: Path) -> None:
    """Have one source of the registry ask with a key out of the environment."""
    path = next(path for path in registry.rglob("*.yml") if SOURCE in path.read_text())
    content = yaml.safe_load(path.read_text())
    for source in content["sources"]:
        if source["id"] == SOURCE:
            source.setdefault("options", {})["secret_query"] = {"token": "PLANTED_SOURCE_TOKEN"}
    path.write_text(yaml.safe_dump(content))


def test_a_secret_that_stood_there_would_be_found(tmp_path: Path) -> None:
    """In each of its forms, packed or not."""
    for number, form in enumerate(forms(NEEDLES["POLICYWATCH_SMTP_PASSWORD"])):
        (tmp_path / f"{number}.gz").write_bytes(gzip.compress(b"... " + form + b" ..."))
    assert len(leaks(files_in(tmp_path))) == len(forms(NEEDLES["POLICYWATCH_SMTP_PASSWORD"]))
