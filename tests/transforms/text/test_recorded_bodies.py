"""Recorded pages and PDFs read as a person reads them; skipped where the recordings are not at hand."""

from __future__ import annotations

import importlib.util
import json
import os
from pathlib import Path

import pytest

from transforms.text.extract import extract_text

ROOT = Path(__file__).parents[3]
CAPTURES = Path(os.environ.get("POLICYWATCH_SHARED", ROOT.parent / "shared")) / "captures"


def test_nine_tenths_of_recorded_truth_agree() -> None:
    """Titles, dates, bodies, page counts and first lines agree with what was read off the recordings."""
    if not (CAPTURES / "INDEX.jsonl").is_file():
        pytest.skip(f"no recordings in {CAPTURES}; set POLICYWATCH_SHARED")
    spec = importlib.util.spec_from_file_location("text_quality", ROOT / "benchmarks" / "text_quality.py")
    assert spec and spec.loader
    quality = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(quality)
    differences, total = [], 0
    for row in map(json.loads, (CAPTURES / "INDEX.jsonl").read_text(encoding="utf-8").splitlines()):
        if row.get("platform") not in quality.KINDS or not row.get("truth"):
            continue
        body = (CAPTURES / row["file"]).read_bytes()
        read = extract_text(body, media_type=None, url=row.get("url") or "")
        for name, ok, wanted, found in quality.checks(row["truth"], read):
            total += 1
            if not ok:
                differences.append((row["file"], name, wanted, found))
    assert total and len(differences) <= total * 0.1, differences
