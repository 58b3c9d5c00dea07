"""Why a reading came out as it did: the sentences, what each word contributed, and what decided."""

from __future__ import annotations

from collections.abc import Iterable

from warehouse.records import Candidate, Reading, Reason

_WIDEST = 160


def explain_lines(reading: Reading, text: str) -> list[str]:
    """Return the lines that `policywatch explain` prints: the page's verdict, then each candidate.

    A candidate's factors multiply into its score: a weight under 1 is what that rule took away. The page's
    weights add up, so a minus there speaks against the page.
    """
    verdict = "relevant" if reading.relevant else "not relevant"
    news = "reports a new action" if reading.new_action else "reports nothing new"
    version = f"detector {reading.detector_version}"
    lines = [f"{reading.document_id}: {verdict}, {news}; score {reading.score:.3f} ({version})"]
    lines.extend(_reason_lines(sorted(reading.reasons, key=lambda reason: -abs(reason.weight)), sign=True))
    for at, candidate in enumerate(reading.candidates, start=1):
        lines.append("")
        lines.append(_heading(at, candidate))
        for evidence in candidate.evidence:
            page = f", page {evidence.page}" if evidence.page is not None else ""
            stands = (
                ""
                if text[evidence.start : evidence.end] == evidence.quote
                else " (does not stand in the text)"
            )
            lines.append(f'  [{evidence.start}:{evidence.end}{page}]{stands} "{_short(evidence.quote)}"')
        lines.extend(_reason_lines(candidate.reasons, sign=False))
    return lines


def _heading(at: int, candidate: Candidate) -> str:
    told = "new" if candidate.is_new else "background"
    when = candidate.action_date or "no date"
    where = candidate.jurisdiction or "no place"
    return (
        f"{at}. {candidate.action_type} by {candidate.actor}, {where}, {when}, {candidate.direction}, "
        f"{told}; {', '.join(candidate.topics)}; confidence {candidate.confidence:.3f}"
    )


def _reason_lines(reasons: Iterable[Reason], *, sign: bool) -> list[str]:
    form = "{:+.3f}" if sign else "{:.3f}"
    return [
        f"    {form.format(reason.weight):>8}  {reason.rule}"
        + (f": {_short(reason.words)}" if reason.words else "")
        for reason in reasons
    ]


def _short(words: str) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= _WIDEST else plain[: _WIDEST - 1] + "…"
