"""Writes docs/detector-errors.md, the worst errors that remain: `python -m policywatch.error_page`.

Documents of the `dev` splits are shown with their sentences; of held ones only how many are wrong is told,
since what is read is tuned on. A cause that was written under an error is kept as long as the error is.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from policywatch.reading import ReadSet, read_set

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "detector-errors.md"
SETS = ("own", "news.dev", "told", "fresh")
SHOWN = 20
NO_CAUSE = "not looked into yet"
MOST_CHARS = 400

OPENING = """# The worst errors that remain

Written by `make errors` from the labelled sets of `tests/corpus`; only the causes are written by hand, and
kept. Errors stand in the order of how sure the detector was of them. Of held-back documents, which nobody
reads, only the counts are told.
"""

_CAUSE = re.compile(r"^## \S+ `(?P<id>[^`]+)`.*?^Cause: (?P<cause>.+?)$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class WorstError:
    """One document read wrongly. `sureness` is how far the detector stood behind it, 0 to 1."""

    set_name: str
    id: str
    kind: str
    title: str
    said: str
    label: str
    sentences: tuple[str, ...]
    sureness: float


def errors_of(name: str, read: ReadSet) -> Iterator[WorstError]:
    """Yield what is wrong: relevance and newness judged wrongly, directions and types read wrongly."""
    from transforms.candidates.scoring import best_first, is_right

    found = {each.id: each for each in read.found}
    labels = {each.id: each for each in read.labels}
    for miss in read.scores(read.labels).misses:
        said = {"missed": "not found", "false": "found"}[miss.kind]
        yield WorstError(
            name, miss.id, f"{miss.measure} {miss.kind}", miss.title, said, miss.why, miss.sentences,
            miss.gap_ratio,
        )  # fmt: skip
    for key, label in labels.items():
        candidates = best_first(found[key])
        if not (label.relevant and found[key].relevant and candidates):
            continue
        best = candidates[0]
        for field in ("direction", "action_type"):
            if label.answers(field) and not is_right(label, field, best):
                yield WorstError(
                    name, key, f"{field} wrong", label.title or "", str(getattr(best, field)),
                    f"{' or '.join(label.answers(field))}; {label.why or ''}".rstrip("; "),
                    tuple(each.quote for each in best.evidence or ())[:2], best.confidence or 0.0,
                )  # fmt: skip


def page(before: str = "") -> str:
    """Return the page's text; `before` is the page as it stands, whose causes are kept."""
    causes = {match["id"]: match["cause"] for match in _CAUSE.finditer(before)}
    shown: list[WorstError] = []
    lines = [OPENING, "| set | split | documents | errors | of which |", "|---|---|---|---|---|"]
    for name in SETS:
        paths = [ROOT / "tests" / "corpus" / f"{name}.{kind}.jsonl" for kind in ("documents", "labels")]
        if not all(path.is_file() for path in paths):
            continue
        read = read_set(*paths)
        splits = {each.id: each.split or "dev" for each in read.labels}
        errors = list(errors_of(name, read))
        for split in sorted(set(splits.values())):
            own = [each for each in errors if splits[each.id] == split]
            kinds = ", ".join(f"{kind} {count}" for kind, count in Counter(e.kind for e in own).most_common())
            count = sum(value == split for value in splits.values())
            lines.append(f"| {name} | {split} | {count} | {len(own)} | {kinds or 'none'} |")
        shown += [each for each in errors if splits[each.id] == "dev"]
    shown.sort(key=lambda each: (-each.sureness, each.set_name, each.id, each.kind))
    unique = {each.id: each for each in reversed(shown)}
    worst = [each for each in shown if unique[each.id] is each][:SHOWN]
    for number, each in enumerate(worst, start=1):
        lines += [
            "",
            f"## {number}. `{each.id}` {each.kind}",
            "",
            f"{_plain(each.title)} ({each.set_name})",
            "",
        ]
        lines += [f"> {_plain(sentence)}\n>" for sentence in each.sentences[:2]]
        if each.sentences:
            lines[-1] = lines[-1].removesuffix("\n>")
            lines.append("")
        lines += [f"Label: {_plain(each.label) or 'no reason given'}", ""]
        lines += [f"Said: {each.said}, {each.sureness:.2f} sure", ""]
        lines.append(f"Cause: {causes.get(each.id, NO_CAUSE)}")
    return "\n".join(lines) + "\n"


def _plain(words: str) -> str:
    """Return words as one line in which Markdown finds nothing to render."""
    flat = " ".join("".join(each if each.isprintable() else " " for each in words).split())
    flat = flat if len(flat) <= MOST_CHARS else f"{flat[:MOST_CHARS]}…"
    return re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", flat)


def main(target: Path = PAGE) -> None:
    """Write the page."""
    before = target.read_text(encoding="utf-8") if target.is_file() else ""
    target.write_text(page(before), encoding="utf-8")
    sys.stdout.write(f"{target} written\n")


if __name__ == "__main__":
    main()
