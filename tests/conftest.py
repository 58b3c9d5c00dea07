"""What holds for every test: in CI the drawn examples are the same each time; by hand they vary."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("fixed", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("fixed")

TESTS = Path(__file__).parent
LONGEST_FIRST = (
    "policywatch/test_night.py",
    "dags/test_standalone.py",
    "policywatch/test_secrets_kept.py",
    "transforms/candidates/test_news_floors.py",
    "transforms/text/test_scans.py",
    "transforms/candidates/test_own_corpus.py",
    "transforms/candidates/test_candidate_confidence.py",
    "warehouse/test_load.py",
)
"""Files that take longest: a worker that began one last would go on while the other has nothing left."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest files; all others keep their order."""
    places = {TESTS / name: place for place, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: places.get(item.path, len(places)))


Made = Callable[[str, Callable[[Path], None]], Path]


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A function that has a folder made by the worker that asks first, for all: to be read or copied."""
    root = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent

    def folder(name: str, make: Callable[[Path], None]) -> Path:
        made = root / f"once-{name}"
        with (root / f"once-{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not made.is_dir():
                part = tmp_path_factory.mktemp(name)
                make(part)
                part.rename(made)
        return made

    return folder
