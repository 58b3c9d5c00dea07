"""The search over the published file: the index ranks and filters, phrases are held against the words.

Where phrases are asked for, more of the ranking is looked at than is wanted, then ten times as many, until
enough hold them word for word or none is left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb

from warehouse.looking import ANY, FOLDER, MAX_ROWS, MAX_SECONDS, Filters, bounded, opened
from warehouse.rows import storable
from warehouse.search_index import IndexMissing, SearchIndex, index_name, is_common, meeting, stem
from warehouse.search_query import SearchQuery, cut_snippet, pattern_of, read_query, tokens

MAX_WORDS_CHARS = 200_000
FIRST_LOOK = 10
"""So many of the best are looked at first for each row that is wanted."""
BY_INDEX = 500
"""So many ids at most are asked for one by one."""


def search(published: Path, words: str, *, filters: Filters = ANY, limit: int = 20) -> list[dict[str, Any]]:
    """Return documents and actions that hold what was asked for, the best first.

    `words` may hold "phrases", title:word, place:word and -word; of plain words any is enough.
    Keys: found (action, or the document's kind), title, jurisdiction, date, url, id, score, direction,
    words (the stretch that holds most of it), hits (offsets in words, from 0).

    Raises:
        UserError: the query is too long, only says what to leave out, or the index is not there.
    """
    query = read_query(str(storable(words)))
    is_ranked = bool(query.words or query.required)
    if query.is_empty and filters == ANY:
        return []
    if is_ranked and not query.required and all(is_common(each) for each in query.words):
        return []
    try:
        return _searched(published, query, is_ranked, filters, limit)
    except IndexMissing:  # two nights were published since the file was opened
        return _searched(published, query, is_ranked, filters, limit)


def _searched(
    published: Path, query: SearchQuery, is_ranked: bool, filters: Filters, limit: int
) -> list[dict[str, Any]]:
    with opened(published) as connection:
        rows = (
            _ranked(connection, published, query, filters, limit)
            if is_ranked
            else iter(_meeting(connection, query, filters, None, MAX_ROWS if query.excluded else limit))
        )
        return _shown(connection, query, rows, limit)


def _ranked(
    connection: duckdb.DuckDBPyConnection, published: Path, query: SearchQuery, filters: Filters, limit: int
) -> Iterator[dict[str, Any]]:
    """Yield what the index ranks and the filters let through, the best first."""
    index = SearchIndex.beside(published, index_name(connection))
    asked = meeting(terms=filters.terms(), since=filters.since, until=filters.until)
    is_sifted = bool(query.phrases or query.title or query.excluded or query.place)
    most, seen = FIRST_LOOK * limit if is_sifted else limit, 0
    while True:
        ranking = index.rank(query, most=most, meeting=asked)
        yield from _meeting(connection, query, filters, ranking[seen:], len(ranking))
        if len(ranking) < most:
            return
        seen, most = len(ranking), most * 10


def _meeting(
    connection: duckdb.DuckDBPyConnection,
    query: SearchQuery,
    filters: Filters,
    ranking: Sequence[tuple[str, float]] | None,
    most: int,
) -> list[dict[str, Any]]:
    """Return the rows of a ranking (None: all there are) that meet the filters."""
    ids = [each for each, _ in ranking or ()]
    ranked = {"ids": ids, "scores": [score for _, score in ranking or ()]}
    named: dict[str, str] = {}
    meant = None
    if ranking is not None:
        meant = "(SELECT id FROM ranked)"
        if len(ranking) <= BY_INDEX:
            meant, named = _one_by_one(ids)
        if not query.place:  # which alone the index knows by stems only
            return _rows(connection, "search_ranked", meant, ranked | named, most)
    places = [pattern_of(each) for each in query.place]
    parameters = {**filters.parameters(), **ranked, **named, "places_said": places, "most": most}
    return _rows(connection, "search", meant, parameters, most)


def _rows(
    connection: duckdb.DuckDBPyConnection, name: str, meant: str | None, parameters: dict[str, Any], most: int
) -> list[dict[str, Any]]:
    return bounded(connection, _sql(name, meant), storable(parameters), most, MAX_SECONDS)


def _sql(name: str, meant: str | None) -> str:
    """Return the statement for the ids that are `meant`, a list in brackets; None: for all."""
    sql = (FOLDER / f"{name}.sql").read_text(encoding="utf-8")
    sql = sql.replace("@materialized", "MATERIALIZED" if meant else "NOT MATERIALIZED")
    for kind, key in (("action", "action_id"), ("document", "document_id"), ("candidate", "document_id")):
        condition = f"{kind}s.{key} IN {meant}" if meant else "true"
        sql = sql.replace(f"@{kind}s_are_meant", condition)
    return sql


def _one_by_one(ids: Sequence[str]) -> tuple[str, dict[str, str]]:
    """Return a list with a parameter for each id, and these: only so does DuckDB go by its index."""
    named = {f"id_{number}": each for number, each in enumerate(ids)}
    return f"({', '.join(f'${name}' for name in named) or 'NULL'})", named


def _shown(
    connection: duckdb.DuckDBPyConnection, query: SearchQuery, rows: Iterator[dict[str, Any]], limit: int
) -> list[dict[str, Any]]:
    """Return the first `limit` rows whose words hold every phrase and nothing that is to be left out."""
    shown: list[dict[str, Any]] = []
    is_hit = _is_hit(query)
    while len(shown) < limit and (helping := list(islice(rows, max(1, limit - len(shown))))):
        words = _words_of(connection, [row["id"] for row in helping])
        for row in helping:
            said = words.get(row["id"], "")
            if _is_meant(query, row["title"] or "", said):
                snippet = cut_snippet(said, is_hit, phrases=(*query.phrases, *query.title))
                shown.append(row | {"words": snippet.text, "hits": [list(each) for each in snippet.hits]})
    return shown


def _words_of(connection: duckdb.DuckDBPyConnection, ids: list[str]) -> dict[str, str]:
    meant, named = _one_by_one(ids)
    rows = _rows(connection, "search_words", meant, named, len(ids))
    return {row["id"]: (row["words"] or "")[:MAX_WORDS_CHARS] for row in rows}


def _is_meant(query: SearchQuery, title: str, words: str) -> bool:
    """Tell whether a row holds the phrases word for word; the index knows them by their stems alone."""
    if query.title and not all(_stands(each, tokens(title)) for each in query.title):
        return False
    if not (query.phrases or query.excluded):
        return True
    said = tokens(f"{title} {words}")
    is_whole = all(_stands(each, said) for each in query.phrases)
    return is_whole and not any(_stands(each, said) for each in query.excluded)


def _stands(phrase: Sequence[str], said: list[str]) -> bool:
    return f" {' '.join(phrase)} " in f" {' '.join(said)} "


def _is_hit(query: SearchQuery) -> Callable[[str], bool]:
    """Return whether a token counts as one of those wanted, by the stems that the index goes by."""
    sought = {stem(each) for each in (*query.words, *query.required) if not is_common(each)}
    return lru_cache(maxsize=50_000)(lambda token: stem(token) in sought)
