"""The index that a search goes by: tantivy's, in a folder beside the published file and named in it.

    published/policywatch.duckdb            data.search_index names the folder
    published/policywatch.search/NAME/      the index; `whole.json` is written last

A publication links what stands from the index before, which tantivy never changes in place, and indexes only
what was added or changed; where nothing was, the folder is kept. An index without `whole.json`, of another
form or another tantivy, or of which more than half has changed is made anew. The index before is kept as long
as a reader may have the file before open: until the next publication.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb
import tantivy

from warehouse.connection import connect, quote_literal
from warehouse.errors import UserError
from warehouse.schema import ROOM
from warehouse.search_query import SearchQuery

SQL = ROOM / "publication" / "search"
WHOLE = "whole.json"
FORM = 2
"""Of the schema and the analysis below: another number makes every index anew."""
HEAP_BYTES = 128_000_000
BATCH = 2_000
MOST_CHANGED_RATIO = 0.5
TITLE_BOOST = 2.0
EPOCH = date(1970, 1, 1)
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,80}")


class IndexMissing(UserError):
    """The index that the published file names is not beside it."""


@cache
def _analyzer() -> tantivy.TextAnalyzer:
    """Words without case and accents, by their stems; digits are words, so that "287(g)" is found."""
    simple = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    plain = simple.filter(tantivy.Filter.lowercase()).filter(tantivy.Filter.ascii_fold())
    return plain.filter(tantivy.Filter.stemmer("english")).build()


@cache
def _common() -> tantivy.TextAnalyzer:
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.stopword("english"))
        .build()
    )


@cache
def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("title", stored=False, tokenizer_name="policywatch")
    builder.add_text_field("words", stored=False, tokenizer_name="policywatch")
    builder.add_text_field("places", stored=False, tokenizer_name="policywatch")
    builder.add_text_field("terms", stored=False, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("day", stored=False, indexed=False, fast=True)
    return builder.build()


def stem(token: str) -> str:
    """Return the form of a token that the index holds."""
    found = _analyzer().analyze(token)
    return str(found[0]) if found else token


def is_common(token: str) -> bool:
    """Tell whether a word says nothing by itself ("the", "of")."""
    return not _common().analyze(token)


def index_folder(published: Path) -> Path:
    """Return where the indexes of a published file lie."""
    return published.with_name(f"{published.stem}.search")


def index_name(connection: duckdb.DuckDBPyConnection, catalog: str | None = None) -> str | None:
    """Return the index that an attached published file names; None for a file that names none."""
    schema = f"{catalog}.data" if catalog else "data"
    try:
        row = connection.execute(f"SELECT name FROM {schema}.search_index").fetchone()  # noqa: S608  our own
    except duckdb.Error:
        return None
    return str(row[0]) if row and _NAME.fullmatch(str(row[0])) else None


def published_index(published: Path) -> str | None:
    """Return the index that the file at `published` names; None where there is no such file or name."""
    if not published.is_file():
        return None
    try:
        with connect(str(published), read_only=True) as connection:
            return index_name(connection)
    except duckdb.Error:
        return None


def bring_up(building: Path, published: Path, *, run_id: str) -> str:
    """Index the file `building` for the place `published`, record the index's name in it and return that."""
    folder = index_folder(published)
    folder.mkdir(parents=True, exist_ok=True)
    with connect(str(building)) as connection:
        connection.execute(_sql("facts"))
        connection.execute(_sql("standing"))
        before = _compare(connection, published, folder)
        changed, standing = _counts(connection)
        if before is not None and changed == 0:
            name = before
        else:
            name = f"{re.sub('[^0-9A-Za-z-]', '-', run_id)[:40]}-{secrets.token_hex(4)}"
            if before is None or changed > MOST_CHANGED_RATIO * standing:
                connection.execute(_sql("all_changed"))
                before = None
            _build(connection, folder / name, folder / before if before else None)
        connection.execute(
            "CREATE OR REPLACE TABLE data.search_index AS SELECT $name AS name", {"name": name}
        )
        connection.execute("CHECKPOINT")
    return name


def _compare(connection: duckdb.DuckDBPyConnection, published: Path, folder: Path) -> str | None:
    """Make the table `changed`; return the index it is a change to, None where all is to be indexed."""
    before = None
    if published.is_file():
        try:
            connection.execute(f"ATTACH {quote_literal(str(published))} AS before (READ_ONLY)")
            before = index_name(connection, "before")
            before = before if before is not None and _is_whole(folder / before) else None
            if before is not None:
                connection.execute(_sql("changed"))
        except duckdb.Error:  # a damaged or older file: all is indexed anew
            before = None
        finally:
            connection.execute("DETACH DATABASE IF EXISTS before")
    if before is None:
        connection.execute(_sql("all_changed"))
    return before


def _counts(connection: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    row = connection.execute(
        "SELECT (SELECT count(*) FROM changed), (SELECT count(*) FROM data.searched)"
    ).fetchone()
    assert row is not None
    return int(row[0]), int(row[1])


def _sql(name: str) -> str:
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")


def _build(connection: duckdb.DuckDBPyConnection, folder: Path, before: Path | None) -> None:
    """Write the index `folder`: all of what stands, or what changed since `before`."""
    folder.mkdir()
    try:
        _write(connection, folder, before)
    except ValueError as error:  # what tantivy makes of a full or read-only disk
        first = (str(error).splitlines() or [""])[0][:200]
        raise UserError(
            f"{folder}: the index for searches cannot be written ({first}); "
            "free some space and run the night again"
        ) from error
    part = folder / f"{WHOLE}.part"
    part.write_text(json.dumps(_made_by()), encoding="utf-8")
    part.replace(folder / WHOLE)


def _write(connection: duckdb.DuckDBPyConnection, folder: Path, before: Path | None) -> None:
    if before is not None:
        for each in before.iterdir():
            if each.name != WHOLE and not each.name.endswith(".lock"):
                _link(each, folder / each.name)
    index = _opened(folder, is_new=before is None)
    writer = index.writer(heap_size=HEAP_BYTES, num_threads=2)
    if before is not None:
        for (changed_id,) in _rows(connection, "SELECT id FROM changed"):
            writer.delete_documents_by_term("id", changed_id)
    for row_id, title, words, places, day, terms in _rows(connection, _sql("words")):
        document = tantivy.Document(id=row_id, title=title or "", words=words or "", places=places or "")
        for term in set(terms):
            if term:
                document.add_text("terms", term)
        if day is not None:
            document.add_integer("day", day)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # a file system without links
        shutil.copyfile(source, target)


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> Iterator[Sequence[Any]]:
    found = connection.execute(sql)
    while batch := found.fetchmany(BATCH):
        yield from batch


def _made_by() -> dict[str, object]:
    return {"form": FORM, "tantivy": version("tantivy")}


def _is_whole(folder: Path) -> bool:
    try:
        return bool(json.loads((folder / WHOLE).read_bytes()) == _made_by())
    except (OSError, ValueError):
        return False


def _opened(folder: Path, *, is_new: bool = False) -> tantivy.Index:
    index = tantivy.Index(_schema(), path=str(folder)) if is_new else tantivy.Index.open(str(folder))
    index.register_tokenizer("policywatch", _analyzer())
    return index


def sweep(published: Path, keep: Sequence[str | None]) -> None:
    """Remove the indexes that no file names any more: all but those in `keep`."""
    folder = index_folder(published)
    for each in folder.iterdir() if folder.is_dir() else ():
        if each.name not in keep:
            shutil.rmtree(each, ignore_errors=True)


@dataclass(frozen=True)
class SearchIndex:
    """An index opened for reading."""

    searcher: tantivy.Searcher

    @classmethod
    def beside(cls, published: Path, name: str | None) -> SearchIndex:
        """Open the index of this name. Raises UserError where it is not there or cannot be read."""
        folder = index_folder(published) / (name or "none")
        remedy = "run: policywatch rebuild --from text"
        if name is None or not (folder / WHOLE).is_file():
            raise IndexMissing(f"{folder}: the index that searches go by is not there; {remedy}")
        if not _is_whole(folder):
            raise UserError(f"{folder}: the index was made by another version; {remedy}")
        try:
            index = _opened(folder)
            index.reload()
            return cls(index.searcher())
        except (OSError, ValueError) as error:
            first = (str(error).splitlines() or [""])[0][:200]
            raise UserError(f"{folder}: the index cannot be read ({first}); {remedy}") from error

    @property
    def rows_count(self) -> int:
        """How many documents and actions it holds."""
        return int(self.searcher.num_docs)

    def rank(
        self, query: SearchQuery, *, most: int, meeting: tantivy.Query | None = None
    ) -> list[tuple[str, float]]:
        """Return the ids that hold what `query` asks for, and their scores, the best first.

        Phrases and places are found by their stems, a superset; what is to be left out is not looked at.
        `meeting`: only what meets this, see `meeting`.
        """
        asked = _asked(query)
        if asked is None:
            return []
        narrowing = [(tantivy.Occur.Must, _silent(_side_by_side("places", each))) for each in query.place]
        if meeting is not None:
            narrowing.append((tantivy.Occur.Must, _silent(meeting)))
        if narrowing:
            asked = tantivy.Query.boolean_query([(tantivy.Occur.Must, asked), *narrowing])
        hits = self.searcher.search(asked, most, count=False).hits
        return [(str(self.searcher.doc(address)["id"][0]), float(score)) for score, address in hits]


def meeting(
    *, terms: Sequence[Sequence[str]] = (), since: date | None = None, until: date | None = None
) -> tantivy.Query | None:
    """Return what asks for rows that have one term of each of `terms` and whose day lies between; None: any.

    Terms are those of `facts.sql`: "kind:packet", "state:ny", "is:New York", "place:rochester, ny".
    """
    asked = [
        tantivy.Query.boolean_query(
            [
                (
                    tantivy.Occur.Should,
                    tantivy.Query.term_query(_schema(), "terms", each, index_option="basic"),
                )
                for each in either
            ]
        )
        for either in terms
    ]
    if since is not None or until is not None:
        lower, upper = (None if each is None else (each - EPOCH).days for each in (since, until))
        asked.append(tantivy.Query.range_query(_schema(), "day", tantivy.FieldType.Integer, lower, upper))
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, each) for each in asked]) if asked else None


def _silent(query: tantivy.Query) -> tantivy.Query:
    return tantivy.Query.const_score_query(query, 0.0)


def _asked(query: SearchQuery) -> tantivy.Query | None:
    """Return the query as tantivy takes it, None where nothing but common words is asked for."""
    must = [(tantivy.Occur.Must, _side_by_side("words", each)) for each in query.phrases]
    must += [(tantivy.Occur.Must, _side_by_side("title", each)) for each in query.title]
    should = []
    for token in query.words:
        if is_common(token):
            continue
        should.append((tantivy.Occur.Should, _side_by_side("words", (token,))))
        titled = tantivy.Query.boost_query(_side_by_side("title", (token,)), TITLE_BOOST)
        should.append((tantivy.Occur.Should, titled))
    return tantivy.Query.boolean_query([*must, *should]) if must or should else None


def _side_by_side(field: str, said: Sequence[str]) -> tantivy.Query:
    stems: list[str | tuple[int, str]] = [stem(token) for token in said]
    if len(stems) == 1:
        return tantivy.Query.term_query(_schema(), field, stem(said[0]), index_option="freq")
    return tantivy.Query.phrase_query(_schema(), field, stems)
