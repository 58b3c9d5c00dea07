"""Landings in a bucket: whole or not there, read in pieces, gone from the machine that crawled."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from conftest import Place
from services import free_port

from warehouse.errors import UserError
from warehouse.landing_store import Landings, StoreUnreachable, has_file, require_store

pytestmark = pytest.mark.scale

BYTES = bytes(range(256)) * 4096


@pytest.fixture
def landings(place: Place, tmp_path: Path) -> Landings:
    """A bucket, and a whole landing in this machine's folder."""
    folder = tmp_path / "landing" / "2025-05-01" / "000-a"
    folder.mkdir(parents=True)
    (folder / "captures.warc.gz").write_bytes(BYTES)
    (folder / "COMPLETE").write_text("{}")
    (folder / ".lock").touch()
    return Landings(tmp_path / "landing", place.landings)


def test_a_landing_goes_to_the_bucket_and_comes_to_any_machine(landings: Landings, tmp_path: Path) -> None:
    """The same bytes, on a machine that never crawled; the machine that did keeps nothing."""
    assert not landings.is_whole("2025-05-01", "000-a")
    landings.keep("2025-05-01", "000-a")
    assert landings.is_whole("2025-05-01", "000-a")
    assert not landings.folder("2025-05-01", "000-a").exists()
    other = Landings(tmp_path / "other", landings.store)
    with other.brought("2025-05-01", "000-a") as folder:
        assert sorted(path.name for path in folder.iterdir()) == ["COMPLETE", "captures.warc.gz"]
        assert (folder / "captures.warc.gz").read_bytes() == BYTES
    assert not folder.exists()


def test_one_record_is_read_without_the_rest(landings: Landings) -> None:
    """A file in the bucket is sought and read like one of this machine, to its end and not beyond."""
    landings.keep("2025-05-01", "000-a")
    with landings.file("2025-05-01/000-a/captures.warc.gz").open("rb") as stream:
        stream.seek(70_000)
        assert stream.read(300_000) == BYTES[70_000:370_000]
        stream.seek(-5, io.SEEK_END)
        assert stream.read(50) == BYTES[-5:] and stream.read(1) == b""


def test_what_is_not_there_and_what_leads_out(landings: Landings) -> None:
    """As with files of this machine."""
    with pytest.raises(FileNotFoundError, match="no such file"):
        landings.file("2025-05-01/none/captures.warc.gz").open("rb")
    with pytest.raises(ValueError, match="leads out"):
        landings.file("../../secrets")


def test_machines_tell_each_other_what_a_shard_is(landings: Landings, tmp_path: Path) -> None:
    """What one machine planned, another crawls."""
    other = Landings(tmp_path / "other", landings.store)
    assert other.told("2025-05-01", "000-a") is None
    landings.tell("2025-05-01", "000-a", b"{}")
    assert other.told("2025-05-01", "000-a") == b"{}"


def test_a_store_that_does_not_answer(landings: Landings, monkeypatch: pytest.MonkeyPatch) -> None:
    """It passes, so it is an OSError that the DAG tries again; a bucket that is not there is told at once."""
    require_store(landings.store or "")
    with pytest.raises(UserError, match="POLICYWATCH_LANDING_STORE"):
        require_store("s3://no-such-bucket-at-all/landing/")
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")
    with pytest.raises(StoreUnreachable, match="failed"):
        has_file(landings.store or "", "x")
