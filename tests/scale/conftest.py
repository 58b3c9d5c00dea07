"""Lakes on real servers; `make scale-test` runs these with what they need installed."""

from __future__ import annotations

import importlib.util
import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from services import BUCKET, Services, services

from warehouse.lake import Lake, open_lake

_NUMBERS = itertools.count(1)
# The extra `cluster`, without which these cannot even be imported.
collect_ignore_glob = [] if importlib.util.find_spec("psycopg") else ["test_*.py"]


@pytest.fixture(scope="session")
def servers() -> Iterator[Services]:
    """PostgreSQL, Redis and S3 on loopback, their address and keys in the environment."""
    folder = Path(tempfile.mkdtemp(prefix="policywatch-scale-"))
    # PostgreSQL runs as another user, who must reach its folder here.
    folder.chmod(0o711)
    try:
        with services(folder) as running:
            before = dict(os.environ)
            os.environ.update(running.environment)
            try:
                yield running
            finally:
                os.environ.clear()
                os.environ.update(before)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True)
class Place:
    """Where one lake is: a database of its own, a prefix of the bucket of its own."""

    root: Path
    catalog: str
    data: str
    landings: str

    def open(self, *, read_only: bool = False) -> Lake:
        """Open the lake."""
        return open_lake(self.root, catalog=self.catalog, data=self.data, read_only=read_only)


@pytest.fixture
def place(servers: Services, tmp_path: Path) -> Place:
    """A place where no lake is yet."""
    name = f"lake{next(_NUMBERS)}"
    servers.postgres.make(name)
    bucket = f"s3://{BUCKET}/{name}"
    return Place(tmp_path / "lake", servers.postgres.catalog(name), f"{bucket}/lake/", f"{bucket}/landing/")


@pytest.fixture
def lake(place: Place) -> Iterator[Lake]:
    """An open, empty lake."""
    with place.open() as opened:
        yield opened
