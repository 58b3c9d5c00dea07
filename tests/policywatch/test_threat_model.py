"""docs/security.md and docs/faults.md name for each threat and fault the tests that hold it; they exist."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from policywatch.showing import words

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


@pytest.mark.parametrize("name", ["security.md", "faults.md"])
def test_every_threat_and_fault_names_tests_that_exist(name: str) -> None:
    """No line without one, none that is gone."""
    page = (ROOT / "docs" / name).read_text(encoding="utf-8")
    lines = [line for line in page.splitlines() if line.startswith("| ") and "| test |" not in line]
    assert len(lines) > 25
    missing = []
    for line in lines:
        named = NAMED.findall(line)
        assert named or line.endswith("| as the first |"), line
        for path, name in named:
            functions = {
                node.name
                for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8")))
                if isinstance(node, ast.FunctionDef)
            }
            if name not in functions:
                missing.append(f"{path}::{name}")
    assert missing == []


@pytest.mark.parametrize("hostile", ["\x1b[2J", "\x1b]0;title\x07", "\r", "\x9b31m", "\u202e", "\x00"])
def test_no_word_from_outside_steers_the_terminal(hostile: str) -> None:
    """Escape sequences, carriage returns and turned writing come out as blanks."""
    shown = words(f"Council {hostile} votes").plain
    assert all(each.isprintable() for each in shown)
