"""What a large archive costs: publication, searches and the cookbook's queries over N documents.

usage: python benchmarks/archive_speed.py [--documents N] [--queries K] [--seed S] [--keep FOLDER [--looking]]

Makes a lake of N documents of our own (120 to 400 words of a Zipf-like vocabulary, 1,000 sources of 400
places, one document in 200 with a candidate, two candidates an action) and times, in one run:

    copy       DuckDB copying documents, texts, captures and readings from the lake into a file: the yardstick
    first      the first publication, which indexes every word
    again      a publication after a night that changed one document in 1,000
    unchanged  a publication after a night that changed nothing
    search     `policywatch search` for rare, frequent and several words, phrases, and words with filters
               (one state of eight, one place of 400, one month of 66, one topic)
    cookbook   the twenty queries of docs/cookbook.md, as `policywatch sql` runs them

The goals are twice the copy for a publication after a night, 200 ms for a search and 300 ms for a query (95th
percentiles). Beside the clock the processor's seconds are given, all threads together: on a machine that
others use too, only those can be compared.
"""

from __future__ import annotations

import argparse
import re
import resource
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from search_speed import documents, queries

from expectations import audit
from transforms.candidates import DETECTOR_VERSION
from warehouse.connection import connect, quote_literal
from warehouse.lake import Lake, attach, lake_extensions, open_lake
from warehouse.looking import Filters, run_sql
from warehouse.publish import publish
from warehouse.searching import search

BATCH = 20_000
NIGHT, NEXT, THIRD = "2025-05-01", "2025-05-02", "2025-05-03"
COOKBOOK = Path(__file__).parent.parent / "docs" / "cookbook.md"

MACROS = """
CREATE TEMP MACRO state_of(n) AS ['NY', 'FL', 'TX', 'CA', 'MN', 'GA', 'CO', 'VA'][n % 8 + 1];
CREATE TEMP MACRO place_of(n) AS 'Place ' || n % 1000 % 400 || ', ' || state_of(n % 1000);
CREATE TEMP MACRO source_of(n) AS 'source-' || n % 1000;
CREATE TEMP MACRO url_of(n) AS 'https://' || source_of(n) || '.test/' || n;
"""
FIXED = """
INSERT INTO nights SELECT night, night, '2025-05-01T02:00:00Z', '2025-05-01T03:00:00Z', 'good', NULL
FROM (SELECT unnest(['2025-05-01', '2025-05-02', '2025-05-03']) AS night);
INSERT INTO sources SELECT source_of(n), place_of(n), 'ocd-division/country:us/state:' || lower(state_of(n)),
    NULL, 'America/New_York', 'news', 'rss', url_of(n), 'Source ' || n, 1, 7, [], NULL, '{}', '2025-05-01',
    '2025-05-03'
FROM range(1000) AS numbers(n);
INSERT INTO source_nights SELECT run_id, source_of(n), 'ok', 'read', 20, 21, 5, 100000, [], 0, NULL, [], NULL
FROM range(1000) AS numbers(n), nights;
"""
ROWS = """
INSERT INTO documents SELECT id, source_of(n), place_of(n), 'article', url_of(n),
    array_to_string(string_split(text, ' ')[1:8], ' '),
    strftime(DATE '2025-05-01' - (n % 2000)::INTEGER, '%Y-%m-%d'), NULL, NULL, NULL, NULL, NULL, [], NULL,
    'capture-' || n, sha256(id), NULL, NULL, 0, '2025-05-01', '2025-05-01'
FROM batch;
INSERT INTO document_texts SELECT id, sha256(id), text, sha256(text), 'html', [], NULL, NULL, NULL, 'en',
    NULL, '2025-05-01'
FROM batch;
INSERT INTO captures SELECT 'capture-' || n, '2025-05-01', source_of(n), url_of(n), url_of(n), 'GET', 200,
    '2025-05-01T02:30:00+00:00', 'text/html', 'utf-8', length(text), sha256(text), NULL, NULL, false,
    '2025-05-01/000/captures.warc.gz', n, NULL
FROM batch;
INSERT INTO readings SELECT id, sha256(text), detector(), n % 200 = 0, n % 200 = 0, 0.5, [], '2025-05-01'
FROM batch;
INSERT INTO candidates SELECT 'candidate-' || n, id, sha256(text), 'adopted', ['detainers_jail'],
    if(n % 400 = 0, 'limits', 'expands'), 'council', place_of(n), NULL, [place_of(n)], '2025-04-29', NULL,
    true, NULL, [{quote: left(text, 80), start: 0, "end": 80, page: NULL}], 0.8, [], detector(), '2025-05-01',
    '2025-05-01'
FROM batch WHERE n % 200 = 0;
INSERT INTO actions SELECT 'action-' || n, 'Place adopts rule ' || n, place_of(n), NULL, [place_of(n)],
    ['detainers_jail'], 'limits', 'council', NULL,
    [{action_type: 'adopted', date: '2025-04-29', first_seen_on: '2025-05-01', is_new: true,
      document_ids: [id], candidate_ids: ['candidate-' || n], confidence: 0.8}],
    [], [], '2025-05-01', 0.8, '2025-05-01', '2025-05-01'
FROM batch WHERE n % 400 = 0;
"""


def fill(lake: Lake, count: int, seed: int) -> None:
    """Write the rows of N documents into an empty lake, past the merge, which is not measured here."""
    import pyarrow as pa

    connection = lake._connection
    connection.execute(MACROS)
    version = quote_literal(DETECTOR_VERSION)  # else a night would read every text again
    connection.execute(f"CREATE TEMP MACRO detector() AS {version}")
    connection.execute(FIXED)
    batch: list[tuple[int, str, str]] = []
    for number, (name, text) in enumerate(documents(count, seed)):
        batch.append((number, name, text))
        if len(batch) == BATCH or number == count - 1:
            columns = zip(*batch, strict=True)
            connection.register("batch", pa.table(dict(zip(("n", "id", "text"), columns, strict=True))))
            connection.execute(ROWS)
            connection.unregister("batch")
            batch = []


def copy(lake: Lake, target: Path) -> None:
    """Copy documents and their texts into a new database file, as plainly as DuckDB can."""
    with connect(str(target), extensions=lake_extensions(lake.catalog, lake.data)) as connection:
        attach(connection, lake.catalog, lake.data, read_only=True)
        for name in ("documents", "document_texts", "captures", "readings"):
            connection.execute(f"CREATE TABLE {name} AS SELECT * FROM lake.{name}")
        connection.execute("DETACH lake")


def change(lake: Lake, count: int) -> None:
    """Give one document in a thousand other words, as a night's load does."""
    lake._connection.execute(
        "UPDATE document_texts SET text = text || ' amended', text_sha256 = sha256(text || ' amended') "
        "WHERE string_split(document_id, '-')[2]::INTEGER % $every = 7",
        {"every": min(1000, count)},
    )


def searches(count: int, seed: int) -> Iterator[tuple[str, str, Filters]]:
    """Yield kind, words and filters of each search."""
    for number, (kind, words) in enumerate(queries(count, seed)):
        said = f'"{" ".join(words)}"' if kind == "phrase" else " ".join(words)
        yield kind, said, Filters()
        if number % 4 != 3:
            yield "in a state", said, Filters(state="MN", state_name="Minnesota")
            yield "of one place", said, Filters(place="Place 7")
            yield "of a month", said, Filters(since=date(2025, 3, 1), until=date(2025, 3, 31))
            yield "on a topic", said, Filters(topic="detainers_jail")


def nights(home: Path, target: Path, count: int, seed: int) -> None:
    """Fill the lake unless it is filled, and publish it; the first time only where nothing is published."""
    is_filled = (home / "filled").exists()
    with open_lake(home / "lake") as lake:
        if not is_filled:
            fill(lake, count, seed)
            (home / "filled").touch()
        yardstick = _timed("copy", lambda: copy(lake, home / "copy.duckdb"))
        (home / "copy.duckdb").unlink()
        if not target.exists():
            _timed("first", lambda: publish(lake, target, run_id=NIGHT, audit=audit), yardstick)
        change(lake, count)
        _timed("again", lambda: publish(lake, target, run_id=NEXT, audit=audit), yardstick)
        _timed("unchanged", lambda: publish(lake, target, run_id=THIRD, audit=audit), yardstick)


def main() -> None:
    """Make the archive, measure and print."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--documents", type=int, default=100_000)
    options.add_argument("--queries", type=int, default=80)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--keep", type=Path, help="make the lake here, or go on with the one here")
    options.add_argument("--looking", action="store_true", help="only search and ask the file that is kept")
    asked = options.parse_args()
    home = asked.keep or Path(tempfile.mkdtemp(prefix="archive-"))
    target = home / "published" / "policywatch.duckdb"
    try:
        if not asked.looking:
            nights(home, target, asked.documents, asked.seed)
        for each in (target, target.with_name("policywatch.search")):
            files = [each] if each.is_file() else [path for path in each.rglob("*") if path.is_file()]
            # Two indexes share what has not changed.
            size = sum({path.stat().st_ino: path.stat().st_size for path in files}.values())
            print(f"{each.name:24}{size / 1e6:10,.0f} MB")
        times: dict[str, list[tuple[float, float]]] = {}
        search(target, "council")  # the first in a process imports what binds parameters
        for kind, words, filters in searches(asked.queries, asked.seed):
            took = _spent(lambda words=words, filters=filters: search(target, words, filters=filters))
            times.setdefault(f"search {kind}", []).append(took)
            times.setdefault("search, all of them", []).append(took)
        for number, section in enumerate(
            re.split(r"^## ", COOKBOOK.read_text(encoding="utf-8"), flags=re.M)[1:], 1
        ):
            sql = re.findall(r"```sql\n(.*?)```", section, flags=re.DOTALL)[0]
            for _ in range(3):
                took = _spent(lambda sql=sql: run_sql(target, sql))
                times.setdefault(f"cookbook {number}", []).append(took)
                times.setdefault("cookbook, all of them", []).append(took)
        print(f"{'milliseconds':24}{'median':>10}{'p95':>10}{'longest':>10}{'p95 of the processor':>22}")
        for name, found in times.items():
            walls, processor = (sorted(each[at] * 1e3 for each in found) for at in (0, 1))
            at = min(len(found) - 1, int(len(found) * 0.95))
            print(
                f"{name:24}{statistics.median(walls):10.0f}{walls[at]:10.0f}{walls[-1]:10.0f}"
                f"{processor[at]:22.0f}"
            )
        print(f"memory at the most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")
    finally:
        if not asked.keep:
            shutil.rmtree(home, ignore_errors=True)


def _spent(work: Callable[[], Any]) -> tuple[float, float]:
    """Return the seconds by the clock and of the processor, all threads together."""
    begun, used = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - begun, time.process_time() - used


def _timed(
    name: str, work: Callable[[], Any], yardstick: tuple[float, float] | None = None
) -> tuple[float, float]:
    took = _spent(work)
    beside = ""
    if yardstick:
        by_clock, by_processor = (one / other for one, other in zip(took, yardstick, strict=True))
        beside = f"  {by_clock:.2f} times the copy by the clock, {by_processor:.2f} by the processor"
    print(f"{name:24}{took[0]:10.1f} s{took[1]:10.1f} s of the processor{beside}", flush=True)
    return took


if __name__ == "__main__":
    main()
