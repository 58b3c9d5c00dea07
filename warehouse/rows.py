"""Records as rows of Arrow, and rows as records again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

import pyarrow as pa

from warehouse.records import Record

RecordType = TypeVar("RecordType", bound=Record)

STAGED_ORDER = "staged_order"


def storable(value: Any) -> Any:
    """Return `value` as the lake can hold it.

    DuckLake writes the least and greatest string of a file into its SQL catalog, where a NUL ends the
    statement; lone surrogates are not UTF-8. Each becomes U+FFFD, one for one, so offsets still hold.
    """
    if isinstance(value, str):
        if "\x00" not in value:
            try:
                value.encode("utf-8")
            except UnicodeEncodeError:
                pass
            else:
                return value
        return "".join("\ufffd" if c == "\x00" or "\ud800" <= c <= "\udfff" else c for c in value)
    if isinstance(value, Mapping):
        return {key: storable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [storable(each) for each in value]
    return value


def row_of(
    record: Record | Mapping[str, Any], columns: Sequence[str], more: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the record's row: its own fields, then `more` for columns that it has no field for.

    Raises:
        KeyError: a column has neither.
    """
    fields = record.model_dump() if isinstance(record, Record) else dict(record)
    row = {}
    for column in columns:
        value = storable(fields[column] if column in fields else more[column])
        row[column] = json.dumps(value, sort_keys=True) if isinstance(value, dict) else value
    return row


def staged_rows(
    records: Iterable[Record | Mapping[str, Any]], schema: pa.Schema, more: Mapping[str, Any]
) -> pa.Table:
    """Return the records in the table's own types, with `staged_order` telling which came first."""
    names = schema.names
    rows = [row_of(record, names, more) for record in records]
    table = pa.Table.from_pylist(rows, schema=schema)
    return table.append_column(STAGED_ORDER, pa.array(range(len(rows)), type=pa.int64()))


def record_of(model: type[RecordType], row: Mapping[str, Any]) -> RecordType:
    """Return the record of a row, leaving aside the columns that the record has no field for."""
    fields = {name: row[name] for name in model.model_fields if name in row}
    for name in ("options", "told"):
        if isinstance(fields.get(name), str):
            fields[name] = json.loads(fields[name])
    return model.model_validate(fields)
