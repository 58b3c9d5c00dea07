"""DuckDB as this project opens it: extensions from the installed wheels, nothing fetched at run time."""

from __future__ import annotations

import importlib
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

import duckdb

from warehouse.errors import UserError
from warehouse.s3 import S3Access

# Small machines run several of our processes at once; spilling to disk is better than being killed.
MEMORY_LIMIT = "2GB"

# What DuckDB, and SQLite through it, say where the disk takes no more.
_DISK_WORDS = (
    "No space left", "disk is full", "disk I/O error", "Disk quota exceeded", "File too large",
    "Could not write file",
)  # fmt: skip

# Extensions that only many machines need; they come with the extra `cluster`.
OF_CLUSTER = ("postgres_scanner", "httpfs")

# Extensions whose signature this process has checked. The check hashes tens of megabytes, 0.3 s of CPU for
# a lake, and a night opens the lake a dozen times.
_checked: set[str] = set()


def quote_literal(text: str) -> str:
    """Return `text` as an SQL string: for ATTACH and LOAD alone, which take no parameters."""
    return "'" + text.replace("'", "''") + "'"


def is_disk_fault(error: BaseException) -> bool:
    """Tell whether an error is the disk's, which takes no more, and no fault of what lies on it."""
    return any(words in str(error) for words in _DISK_WORDS)


def secret_sql(access: S3Access) -> str:
    """Return the statement by which DuckDB knows S3's keys for as long as its connection is open."""
    parts = ["TYPE s3", f"KEY_ID {quote_literal(access.key_id)}", f"SECRET {quote_literal(access.secret)}"]
    parts.append(f"REGION {quote_literal(access.region)}")
    if access.token:
        parts.append(f"SESSION_TOKEN {quote_literal(access.token)}")
    if access.endpoint:
        host = urlsplit(access.endpoint)
        parts += [f"ENDPOINT {quote_literal(host.netloc + host.path.rstrip('/'))}", "URL_STYLE 'path'"]
        parts.append(f"USE_SSL {'false' if access.is_plain_http else 'true'}")
    return f"CREATE OR REPLACE TEMPORARY SECRET lake_files ({', '.join(parts)})"


def extension_file(name: str) -> Path:
    """Return the file of an extension that came as a wheel. Raises UserError where it is not installed."""
    package = f"duckdb-extension-{name.replace('_', '-')}"
    try:
        module = importlib.import_module(f"duckdb_extension_{name}")
    except ImportError as error:
        if name in OF_CLUSTER:
            raise UserError(
                f"the DuckDB extension {name} comes with policywatch[cluster]; "
                "run: pip install 'policywatch[cluster]'"
            ) from error
        raise UserError(
            f"the DuckDB extension {name} is not installed; run: pip install {package}=={duckdb.__version__}"
        ) from error
    folder = Path(str(files(module))) / "extensions" / f"v{duckdb.__version__}"
    path = folder / f"{name}.duckdb_extension"
    if not path.is_file():
        raise UserError(
            f"{package} is not for DuckDB {duckdb.__version__}; "
            f"run: pip install {package}=={duckdb.__version__}"
        )
    return path


def connect(
    database: str = ":memory:",
    *,
    extensions: tuple[str, ...] = (),
    read_only: bool = False,
    memory_limit: str = MEMORY_LIMIT,
) -> duckdb.DuckDBPyConnection:
    """Return a connection with `extensions` loaded from their wheels, and no way to fetch others."""
    connection = duckdb.connect(
        database,
        read_only=read_only,
        config={
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "memory_limit": memory_limit,
            "allow_unsigned_extensions": bool(extensions)
            and not read_only
            and _checked.issuperset(extensions),
        },
    )
    try:
        connection.execute("SET TimeZone = 'UTC'")
        for name in extensions:
            connection.execute(f"LOAD {quote_literal(str(extension_file(name)))}")
        _checked.update(extensions)
    except BaseException:
        connection.close()
        raise
    return connection
