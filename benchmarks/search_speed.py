"""How fast a search over very many documents answers: DuckDB's fts, tantivy and SQLite's FTS5, side by side.

usage: python benchmarks/search_speed.py [--documents N] [--queries K] [--seed S] [--engine NAME ...]

Makes N documents of our own (a Zipf-like vocabulary of 60,000 words, 120 to 400 words each, one in fifty on
the subject), indexes the same words in each engine in turn, and asks each the same K queries for the best 20:
one rare word, one frequent word, two to four words, and phrases, a quarter each. Prints for each engine the
seconds and the megabytes of its index, the peak memory of its process, and the median, 95th percentile and
longest time of an answer in milliseconds. tantivy is measured where it is installed (pip install tantivy).

Each engine runs in a process of its own. The first query of each kind is asked once before, unmeasured.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import accumulate
from pathlib import Path

ENGINES = ("duckdb", "tantivy", "sqlite")
VOCABULARY = 60_000
SUBJECT = [
    "council", "board", "sheriff", "police", "ordinance", "resolution", "detainer", "immigration",
    "enforcement", "agreement", "287", "g", "cooperation", "federal", "status", "inquiry", "sanctuary",
    "welcoming", "city", "county", "policy", "directive", "committee", "vote",
]  # fmt: skip
BATCH = 10_000
BEST = 20


def documents(count: int, seed: int) -> Iterator[tuple[str, str]]:
    """Yield id and text."""
    chance = random.Random(seed)
    words = [_word(number) for number in range(VOCABULARY)]
    weights = list(accumulate(1 / (rank + 2.7) for rank in range(VOCABULARY)))
    for number in range(count):
        length = chance.randint(120, 400)
        text = chance.choices(words, cum_weights=weights, k=length)
        if number % 50 == 0:
            at = chance.randrange(length)
            text[at:at] = [*chance.choices(SUBJECT, k=30), "operational", "assistance"]
        yield f"document-{number}", " ".join(text)


def _word(number: int) -> str:
    letters = "bcdfghklmnprstvz"
    vowels = "aeiou"
    word = ""
    number += 16
    while number:
        number, rest = divmod(number, 80)
        word += letters[rest // 5] + vowels[rest % 5]
    return word


def queries(count: int, seed: int) -> list[tuple[str, list[str]]]:
    """Return kind and words of each query."""
    chance = random.Random(seed + 1)
    found: list[tuple[str, list[str]]] = []
    for number in range(count):
        kind = ("rare", "frequent", "several", "phrase")[number % 4]
        if kind == "rare":
            words = [_word(chance.randrange(20_000, VOCABULARY))]
        elif kind == "frequent":
            words = [_word(chance.randrange(0, 200))]
        elif kind == "several":
            words = [chance.choice(SUBJECT), *(_word(chance.randrange(50, 5000)) for _ in range(2))]
        else:
            words = (
                ["operational", "assistance"]
                if number % 8 == 3
                else [_word(chance.randrange(0, 50)), _word(chance.randrange(0, 50))]
            )
        found.append((kind, words))
    return found


Search = Callable[[str, list[str]], int]


def duckdb_engine(folder: Path, count: int, seed: int) -> Search:
    """The published file's own index; a phrase as the words together, then held against the text."""
    import pyarrow as pa

    from warehouse.connection import connect
    from warehouse.search_query import pattern_of

    connection = connect(str(folder / "search.duckdb"), extensions=("fts",), memory_limit="4GB")
    connection.execute("CREATE TABLE documents (id VARCHAR, text VARCHAR)")
    for batch in _batches(count, seed):
        table = pa.table({"id": [each[0] for each in batch], "text": [each[1] for each in batch]})
        connection.register("batch", table)
        connection.execute("INSERT INTO documents SELECT * FROM batch")
        connection.unregister("batch")
    connection.execute(
        "PRAGMA create_fts_index('documents', 'id', 'text', stemmer = 'porter', stopwords = 'english', "
        "ignore = '[^a-z0-9]+', strip_accents = 1, lower = 1)"
    )
    connection.execute("CHECKPOINT")
    ranked = (
        "SELECT id FROM (SELECT id, text, "
        "fts_main_documents.match_bm25(id, $words, conjunctive := $all) AS score FROM documents) "
        "WHERE score IS NOT NULL AND ($pattern = '' OR regexp_matches(text, $pattern)) "
        "ORDER BY score DESC LIMIT 20"
    )

    def search(kind: str, words: list[str]) -> int:
        is_phrase = kind == "phrase"
        pattern = pattern_of(words) if is_phrase else ""
        asked = {"words": " ".join(words), "pattern": pattern}
        sql = ranked.replace("$all", "1" if is_phrase else "0")
        return len(connection.execute(sql, asked).fetchall())

    return search


def tantivy_engine(folder: Path, count: int, seed: int) -> Search:
    """Tantivy with its English stemmer."""
    import tantivy

    schema = (
        tantivy.SchemaBuilder()
        .add_text_field("id", stored=True, tokenizer_name="raw")
        .add_text_field("text", stored=False, tokenizer_name="en_stem")
        .build()
    )
    (folder / "index").mkdir()
    index = tantivy.Index(schema, path=str(folder / "index"))
    writer = index.writer(heap_size=256_000_000, num_threads=2)
    for batch in _batches(count, seed):
        for each, text in batch:
            writer.add_document(tantivy.Document(id=each, text=text))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def search(kind: str, words: list[str]) -> int:
        said = f'"{" ".join(words)}"' if kind == "phrase" else " ".join(words)
        hits = searcher.search(index.parse_query(said, ["text"]), BEST).hits
        return len([searcher.doc(address)["id"] for _, address in hits])

    return search


def sqlite_engine(folder: Path, count: int, seed: int) -> Search:
    """FTS5 with porter stems, ranked by bm25."""
    connection = sqlite3.connect(folder / "search.sqlite")
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = -512000")
    connection.execute(
        "CREATE VIRTUAL TABLE documents USING fts5(id UNINDEXED, text, content = '', "
        "tokenize = 'porter unicode61 remove_diacritics 2')"
    )
    at = 0
    for batch in _batches(count, seed):
        rows = [(at + number, *each) for number, each in enumerate(batch, start=1)]
        connection.executemany("INSERT INTO documents (rowid, id, text) VALUES (?, ?, ?)", rows)
        at += len(batch)
    connection.execute("INSERT INTO documents (documents) VALUES ('optimize')")
    connection.commit()

    def search(kind: str, words: list[str]) -> int:
        quoted = [f'"{each}"' for each in words]
        said = f'"{" ".join(words)}"' if kind == "phrase" else " OR ".join(quoted)
        sql = "SELECT rowid FROM documents WHERE documents MATCH ? ORDER BY rank LIMIT 20"
        return len(connection.execute(sql, (said,)).fetchall())

    return search


def _batches(count: int, seed: int) -> Iterator[list[tuple[str, str]]]:
    batch: list[tuple[str, str]] = []
    for each in documents(count, seed):
        batch.append(each)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def measure(engine: str, count: int, asked: int, seed: int, most_seconds: float) -> dict[str, object]:
    """Return what one engine came to, measured in this process."""
    folder = Path(tempfile.mkdtemp(prefix=f"search-{engine}-"))
    try:
        making = time.perf_counter()
        for _ in documents(count, seed):
            pass
        making = time.perf_counter() - making
        begun = time.perf_counter()
        build = {"duckdb": duckdb_engine, "tantivy": tantivy_engine, "sqlite": sqlite_engine}[engine]
        search = build(folder, count, seed)
        built = time.perf_counter() - begun - making
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        times: dict[str, list[float]] = {}
        hits = 0
        given = queries(asked, seed)
        for kind, words in given[:4]:
            search(kind, words)
        until = time.perf_counter() + most_seconds
        for kind, words in given:
            start = time.perf_counter()
            hits += search(kind, words)
            times.setdefault(kind, []).append((time.perf_counter() - start) * 1000)
            if time.perf_counter() > until:
                break
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    every = sorted(each for some in times.values() for each in some)
    return {
        "engine": engine,
        "built_seconds": round(built, 1),
        "index_mb": round(size / 1e6, 1),
        "memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "queries": len(every),
        "hits": hits,
        "median_ms": round(statistics.median(every), 2),
        "p95_ms": round(_share(every, 0.95), 2),
        "longest_ms": round(every[-1], 2),
        **{f"p95_{kind}_ms": round(_share(sorted(some), 0.95), 2) for kind, some in times.items()},
    }


def _share(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def main() -> None:
    """Measure each engine in a process of its own and print a line each."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--documents", type=int, default=100_000)
    options.add_argument("--queries", type=int, default=200)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--most-seconds", type=float, default=60, help="of asking, an engine")
    options.add_argument("--engine", action="append", choices=ENGINES)
    options.add_argument("--alone", choices=ENGINES, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.alone:
        found = measure(given.alone, given.documents, given.queries, given.seed, given.most_seconds)
        print(json.dumps(found))
        return
    print(f"{given.documents:,} documents, {given.queries} queries, seed {given.seed}")
    for engine in given.engine or ENGINES:
        more = [
            f"--{name}={getattr(given, name.replace('-', '_'))}"
            for name in ("documents", "queries", "seed", "most-seconds")
        ]
        done = subprocess.run(
            [sys.executable, __file__, "--alone", engine, *more], capture_output=True, text=True
        )
        if done.returncode:
            print(f"{engine}: {(done.stderr.strip().splitlines() or ['failed'])[-1]}")
        else:
            print(done.stdout.strip(), flush=True)


if __name__ == "__main__":
    main()
