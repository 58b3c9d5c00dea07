"""How the lake grows over many nights, with and without its weekly upkeep.

usage: python benchmarks/lake_growth.py [--nights N] [--documents N] [--catalog ADDRESS --data ADDRESS]

Merges N nights of new documents with their captures, texts and readings, a tenth of the night before's
changed, and 300 verdicts of sources, as a night's loads do; once without upkeep, once with `policywatch
upkeep` on every seventh night, whose grace and age are as if the nights were days apart. Prints for both the
files, bytes, snapshots, the seconds of the last night's merges, and of reading all documents. With --catalog
(postgres:dbname=D ..., an empty database) and --data (s3://...) the lake with upkeep is there, and the other
is left out; its files are those that the catalog names.
"""

from __future__ import annotations

import argparse
import hashlib
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from warehouse.lake import Lake, open_lake
from warehouse.maintenance import keep_up, stored
from warehouse.reads import begin_night
from warehouse.records import Capture, Document, DocumentText, Reading, Source, SourceNight

FIRST = date(2025, 1, 1)
WORDS = "The council heard a report on the water main and asked for a second one in the fall. " * 40


def merge_night(lake: Lake, number: int, documents: int) -> None:
    """Merge what one night brings: new documents, and a tenth of the last night's changed."""
    night = (FIRST + timedelta(days=number)).isoformat()
    begin_night(lake, night, night=night, started_at_utc=f"{night}T02:30:00Z")
    new = [(number, each, 0) for each in range(documents)]
    changed = [(number - 1, each, 1) for each in range(documents // 10)] if number else []
    rows = [(f"{since}-{each}", f"{since}-{each}-{version}") for since, each, version in new + changed]
    digest = {made: hashlib.sha256(made.encode()).hexdigest() for _, made in rows}
    lake.merge("sources", [_source(each) for each in range(300)], run_id=night)
    lake.merge(
        "captures",
        [
            Capture(
                capture_id=digest[made], run_id=night, source_id="source-1", url=_url(name),
                requested_url=_url(name), status=200, fetched_at_utc=f"{night}T03:00:00+00:00",
                size_bytes=5, sha256=digest[made], warc_path="a.warc.gz", warc_offset=0,
            )
            for name, made in rows
        ],
        run_id=night,
    )  # fmt: skip
    lake.merge(
        "documents",
        [
            Document(
                document_id=name, source_id="source-1", jurisdiction="Rochester, NY", kind="article",
                url=_url(name), title=made, capture_id=digest[made], content_sha256=digest[made],
            )
            for name, made in rows
        ],
        run_id=night,
    )  # fmt: skip
    texts = [
        DocumentText(
            document_id=name, content_sha256=digest[made], text=f"{made} {WORDS}", text_sha256=digest[made],
            method="html",
        )
        for name, made in rows
    ]  # fmt: skip
    lake.merge("document_texts", texts, run_id=night)
    readings = [
        Reading(document_id=name, text_sha256=digest[made], detector_version="1", relevant=False,
                new_action=False, score=0.1, candidates=())
        for name, made in rows
    ]  # fmt: skip
    lake.merge("readings", readings, run_id=night)
    lake.merge("source_nights", [_verdict(each, night) for each in range(300)], run_id=night)


def _url(name: str) -> str:
    return f"https://one.test/{name}"


def _source(number: int) -> Source:
    return Source(
        source_id=f"source-{number}", jurisdiction="Rochester, NY", timezone="America/New_York", kind="news",
        platform="rss", url=f"https://source-{number}.test/",
    )  # fmt: skip


def _verdict(number: int, night: str) -> SourceNight:
    return SourceNight(
        source_id=f"source-{number}", run_id=night, verdict="unchanged", reason="unchanged",
        documents_count=0, captures_count=2,
    )  # fmt: skip


def grow(
    nights: int, documents: int, *, with_upkeep: bool, catalog: str | None = None, data: str | None = None
) -> dict[str, float]:
    """Return what the lake came to after so many nights."""
    with (
        tempfile.TemporaryDirectory() as folder,
        open_lake(Path(folder) / "lake", catalog=catalog, data=data) as lake,
    ):
        reclaimed, upkeep_seconds, seconds = 0, 0.0, 0.0
        for number in range(nights):
            begun = time.perf_counter()
            merge_night(lake, number, documents)
            seconds = time.perf_counter() - begun
            if with_upkeep and number % 7 == 6:
                begun = time.perf_counter()
                # All nights are of this hour; what the upkeep would keep for days is let go here.
                done = keep_up(lake, keep_days=0, grace_days=0, now=datetime.now(UTC) + timedelta(seconds=1))
                upkeep_seconds = time.perf_counter() - begun
                reclaimed += done.bytes_before - done.bytes_after
        begun = time.perf_counter()
        count = lake._connection.execute("SELECT count(DISTINCT text) FROM document_texts").fetchone()
        reading = time.perf_counter() - begun
        files, size = stored(lake)
        return {
            "documents' versions": count[0] if count else 0,
            "files": files,
            "megabytes": size / 1e6,
            "snapshots": lake.query("snapshots_count")[0]["snapshots_count"],
            "megabytes reclaimed": reclaimed / 1e6,
            "seconds of the last upkeep": upkeep_seconds,
            "seconds of the last night's merges": seconds,
            "seconds of reading all texts": reading,
        }


def main() -> None:
    """Grow the lake twice and print both."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--nights", type=int, default=60)
    options.add_argument("--documents", type=int, default=500)
    options.add_argument("--catalog")
    options.add_argument("--data")
    asked = options.parse_args()
    if asked.catalog:
        kept = grow(asked.nights, asked.documents, with_upkeep=True, catalog=asked.catalog, data=asked.data)
        for name, value in kept.items():
            print(f"{name:46}{value:14,.2f}")
        return
    without = grow(asked.nights, asked.documents, with_upkeep=False)
    kept = grow(asked.nights, asked.documents, with_upkeep=True)
    print(
        f"{asked.nights} nights of {asked.documents} new documents{'':14}{'without':>12}{'with upkeep':>14}"
    )
    for name in without:
        print(f"{name:46}{without[name]:12,.2f}{kept[name]:14,.2f}")


if __name__ == "__main__":
    main()
