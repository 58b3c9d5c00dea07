"""The difference of two versions as it is kept."""

from __future__ import annotations

from transforms.revisions.compare import Comparison, Pair, compare
from transforms.revisions.sections import SplitText
from warehouse.records import Revision, SectionChange

SHORT_CHARS = 600
MAX_KEY_CHARS = 300


def revision_of(
    document_id: str,
    content_sha256: str,
    after: SplitText,
    *,
    previous_content_sha256: str | None = None,
    before: SplitText | None = None,
) -> Revision:
    """Return what became of each section since the version before; of a first version, its sections.

    Sections that stand as they stood are only counted.
    """
    if before is None:
        pairs = tuple(Pair("first", None, each, is_read=True) for each in after.sections if each.words_count)
        comparison = Comparison(pairs)
    else:
        comparison = compare(before, after)
    kept = [each for each in comparison.pairs if each.became != "unchanged"]
    return Revision(
        document_id=document_id,
        content_sha256=content_sha256,
        previous_content_sha256=previous_content_sha256,
        first_count=comparison.count("first"),
        added_count=comparison.count("added"),
        removed_count=comparison.count("removed"),
        changed_count=comparison.count("changed"),
        moved_count=comparison.count("moved"),
        unchanged_count=comparison.count("unchanged"),
        sections=tuple(_change(each, before, after) for each in kept),
    )


def _change(pair: Pair, before: SplitText | None, after: SplitText) -> SectionChange:
    named = pair.after or pair.before
    assert named is not None
    old, new = pair.before, pair.after
    return SectionChange(
        change=pair.became,
        key=named.key[:MAX_KEY_CHARS],
        before_key=old.key[:MAX_KEY_CHARS] if old else None,
        heading=named.heading,
        unit=named.unit,
        is_read=pair.is_read,
        before_start=old.start if old else None,
        before_end=old.end if old else None,
        before_text=_short(before.text[old.start : old.end]) if old and before else None,
        before_sha256=old.sha256 if old else None,
        after_start=new.start if new else None,
        after_end=new.end if new else None,
        after_text=_short(after.text[new.start : new.end]) if new else None,
        after_sha256=new.sha256 if new else None,
    )


def _short(words: str) -> str:
    plain = words.strip()
    return plain if len(plain) <= SHORT_CHARS else f"{plain[: SHORT_CHARS - 1].rstrip()}…"
