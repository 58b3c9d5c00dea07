"""YAML written by people: every fault names its file, its line and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from warehouse.declarations import read_declaration
from warehouse.errors import UserError


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid")
    id: str
    count: int = 0


class Outer(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    parts: list[Inner] = []


def write(folder: Path, text: str) -> Path:
    path = folder / "file.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_valid_file_is_read(tmp_path: Path) -> None:
    """What is written is what is returned."""
    outer = read_declaration(write(tmp_path, "name: x\nparts:\n  - {id: a, count: 3}\n"), Outer)
    assert outer.parts[0].count == 3


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("name: x\nparts:\n  - id: a\n    count: many\n", 4, "count"),
        ("name: x\nparts:\n  - id: a\n  - count: 1\n", 4, "id is missing; add it"),
        ("name: x\nparst: []\n", 2, "not a known key"),
        ("name: x\nname: y\n", 2, "stands twice"),
        ("name: [x\n", 2, "correct the YAML"),
        ("parts: []\n", 1, "name is missing"),
        ("- a\n- b\n", 1, "holds no keys"),
        ("name: &x a\nparts: [*x]\n", 2, "aliases are not allowed"),
        ("name: !!python/object:os.system x\n", 1, "correct"),
    ],
)
def test_faults_name_line_and_remedy(tmp_path: Path, text: str, line: int, says: str) -> None:
    """The message begins FILE:LINE: and tells what to do."""
    path = write(tmp_path, text)
    with pytest.raises(UserError) as caught:
        read_declaration(path, Outer)
    assert str(caught.value).startswith(f"{path}:{line}: ")
    assert says in str(caught.value)


def test_every_fault_of_a_file_is_told(tmp_path: Path) -> None:
    """Three faults, three lines."""
    with pytest.raises(UserError) as caught:
        read_declaration(write(tmp_path, "nam: x\nparts:\n  - count: x\n"), Outer)
    assert len(str(caught.value).splitlines()) == 4


def test_dates_stay_words(tmp_path: Path) -> None:
    """A date in YAML is not turned into an object behind the model's back."""
    assert read_declaration(write(tmp_path, "name: 2025-04-30\n"), Outer).name == "2025-04-30"


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    """The path is named."""
    with pytest.raises(UserError, match="cannot be read"):
        read_declaration(tmp_path / "none.yml", Outer)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_else(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    """Whatever the bytes, the outcome is a model or a UserError."""
    path = tmp_path_factory.mktemp("yaml") / "file.yml"
    path.write_bytes(raw)
    try:
        read_declaration(path, Outer)
    except UserError as error:
        assert str(path) in str(error)


@pytest.mark.parametrize("text", ["[" * 100_000, "- " * 20_000 + "x", "{a: " * 5_000, "? " * 5_000 + "x"])
def test_depth_is_refused_before_it_is_composed(tmp_path: Path, text: str) -> None:
    """A file nested without end is a fault of one line, not the end of the process."""
    with pytest.raises(UserError, match="nested too deeply"):
        read_declaration(write(tmp_path, text), Outer)
