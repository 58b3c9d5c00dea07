"""How the reading of recorded pages and PDFs agrees with what a person read off them.

usage: python benchmarks/text_quality.py [--captures FOLDER]

FOLDER holds recorded bodies and an INDEX.jsonl whose `truth` says what a right reading finds: of articles
`first_title`, `first_date`, `body_starts`, `body_chars`; of PDFs `pages`, `first_lines`, `text_chars` (0: a
scan), `first_date_text`. Prints one line a check and the share that agrees.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from transforms.text import ExtractedText, extract_text, find_document_date
from transforms.text.dates import parse_stated_time

KINDS = ("news_article_html", "pdf_text", "pdf_scanned", "docx", "police_page")


def plain(words: str) -> str:
    """Return letters and digits alone, for comparing words whatever their spaces and quotes."""
    return re.sub(r"[\W_]+", "", words).lower()


def checks(truth: dict[str, Any], read: ExtractedText) -> Iterator[tuple[str, bool, object, object]]:
    """Yield each field of the truth with whether the reading agrees, what was wanted and what was found."""
    if truth.get("first_title") and not read.unreadable:
        found = plain(read.title or "") or plain(read.text[:200])
        wanted = plain(truth["first_title"])
        yield "title", wanted in found or wanted in plain(read.text[:300]), truth["first_title"], read.title
    if truth.get("first_date") and not read.unreadable:
        wanted = str(truth["first_date"])[:10]
        # A time in UTC may fall on the next day of the place.
        ok = bool(read.published_at) and _days_apart(wanted, read.published_at or "") <= 1
        yield "date", ok, wanted, read.published_at
    if truth.get("body_starts"):
        start = plain(truth["body_starts"])
        yield "body_starts", start in plain(read.text[:1500]), truth["body_starts"][:40], read.text[:40]
    if truth.get("body_chars"):
        share = len(read.text) / truth["body_chars"]
        yield "body_chars", 0.9 <= share <= 1.1, truth["body_chars"], len(read.text)
    if truth.get("pages"):
        yield "pages", len(read.pages) == truth["pages"], truth["pages"], len(read.pages)
    if truth.get("first_lines"):
        lines = [line.strip() for line in truth["first_lines"].split(" | ")]
        missing = [line for line in lines if plain(line) not in plain(read.text[:3000])]
        yield "first_lines", not missing, len(lines), missing
    if truth.get("text_chars"):
        wanted_letters = truth["text_chars"]
        share = len(read.text) / wanted_letters
        yield "text_chars", 0.93 <= share <= 1.05, wanted_letters, len(read.text)
    if truth.get("text_chars") == 0:
        yield "recognized", read.method == "ocr" and bool(read.text), "words by recognition", read.method
    if truth.get("first_date_text"):
        first = read.text[read.pages[0].start : read.pages[0].end] if read.pages else read.text
        found_date = find_document_date(first)
        wanted = parse_stated_time(truth["first_date_text"])
        yield "document_date", bool(found_date) and found_date[0] == wanted, wanted, found_date


def _days_apart(one: str, other: str) -> int:
    from datetime import date

    return abs((date.fromisoformat(one[:10]) - date.fromisoformat(other[:10])).days)


def main() -> int:
    """Print the table; exit 1 where under nine tenths agree."""
    parser = argparse.ArgumentParser(description=__doc__)
    shared = Path(os.environ.get("POLICYWATCH_SHARED", Path(__file__).parents[1].parent / "shared"))
    parser.add_argument("--captures", type=Path, default=shared / "captures")
    folder: Path = parser.parse_args().captures
    if not (folder / "INDEX.jsonl").is_file():
        sys.stderr.write(f"{folder}: holds no INDEX.jsonl; give --captures\n")
        return 2
    right = total = 0
    for row in map(json.loads, (folder / "INDEX.jsonl").read_text(encoding="utf-8").splitlines()):
        if row.get("platform") not in KINDS or not (row.get("truth") or {}):
            continue
        body = (folder / row["file"]).read_bytes()
        started = time.perf_counter()
        read = extract_text(body, media_type=None, url=row.get("url") or "")
        seconds = time.perf_counter() - started
        print(f"{row['file']}  {len(body):,} bytes, {seconds:.2f} s, {read.method}")
        for name, ok, wanted, found in checks(row["truth"], read):
            right += ok
            total += 1
            print(f"    {'ok  ' if ok else 'DIFF'} {name:13} wanted {wanted!r:.60} found {found!r:.60}")
    print(f"{right} of {total} fields agree")
    return 0 if total and right / total >= 0.9 else 1


if __name__ == "__main__":
    sys.exit(main())
