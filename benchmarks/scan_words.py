"""How many of a scan's words recognition recovers, beside what a person read off the picture.

usage: python benchmarks/scan_words.py TRUTH.json FOLDER

TRUTH.json: {"file.pdf": {"1": "the words of page 1 as read by eye", ...}, ...}; FOLDER holds the files.
Prints of each page the share of the words read by eye that stand in ours (each as often as it stands there,
whatever their case and points), and the words that are missing. The goal is 90% of each page.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from pathlib import Path

from transforms.text import extract_text

GOAL_RATIO = 0.9


def words_of(text: str) -> Counter[str]:
    """Return a text's words in lower case, letters and digits alone, with how often each stands there."""
    plain = re.sub(r"(?<=\w)['’](?=\w)", "", text)
    return Counter(word.lower() for word in re.findall(r"[^\W_]+", plain))


def main() -> None:
    """Compare every page that the truth holds; exit 1 where one is under the goal."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("truth", type=Path)
    parser.add_argument("folder", type=Path)
    asked = parser.parse_args()
    worst = 1.0
    for name, pages in json.loads(asked.truth.read_text(encoding="utf-8")).items():
        read = extract_text((asked.folder / name).read_bytes(), media_type="application/pdf", url=name)
        for number, said in pages.items():
            page = read.pages[int(number) - 1]
            wanted, found = words_of(said), words_of(read.text[page.start : page.end])
            missing = wanted - found
            share = 1 - sum(missing.values()) / sum(wanted.values())
            worst = min(worst, share)
            print(f"{name} page {number}: {share:.1%} of {sum(wanted.values())} words ({page.method})")
            print(f"  missing: {' '.join(sorted(missing.elements())) or 'none'}")
    if worst < GOAL_RATIO:
        sys.exit(f"a page is under the goal of {GOAL_RATIO:.0%}")


if __name__ == "__main__":
    main()
