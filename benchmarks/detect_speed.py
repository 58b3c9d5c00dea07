"""Pages per second: read, screen and judge, against reading every page whole without a screen.

usage: python benchmarks/detect_speed.py [--pages N] [--seed S]

Makes N news pages of our own (navigation, teasers, 300 to 900 words), one in 200 of which reports an action,
and times in this one process, each over the same pages:

    policywatch     transforms.text, then the detector with its screen
    trafilatura     trafilatura with its fallbacks, then the detector's judgement of every sentence, no screen

and, of the texts alone, the detector with and without its screen. The judgements must agree.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Sequence

import trafilatura

from transforms.candidates import detector
from transforms.candidates.screening import Screening, screen
from transforms.text.web import read_page
from warehouse.records import Reading

RELEVANT_EVERY = 200
PLACES = ("Brook", "Fairport Falls", "Lakeside", "Easton", "Millbrae", "Northport")
SUBJECTS = (
    "The {body} of {place} heard a report on {matter} and asked for a second one in the fall.",
    "Residents said that {matter} had been put off for years, and that the cost had only grown.",
    "The budget sets aside ${sum},000 for {matter}, a tenth more than in the year before.",
    "Snow and ice made the roads of {place} slick, and {body} crews were out before dawn.",
    "A vote of {ayes} to {nays} moved {matter} to the next meeting, the clerk of {place} said.",
    "Police in {place} asked for witnesses of a crash near the ice rink on {street} Street.",
    "The coach said the team had played its best game of the year, and that {place} should be proud.",
    "A hearing on {matter} is set for Tuesday at the {place} library, where there is parking.",
)
MATTERS = (
    "the new water main", "the storm-water detention basin", "a zoning change", "the library roof",
    "road salt and plowing", "school bus routes", "the animal shelter", "a tax abatement", "the parks plan",
)  # fmt: skip
ACTION = (
    "The {place} City Council voted Tuesday {ayes} to {nays} to adopt an ordinance that bars police from "
    "honoring civil immigration detainers issued by U.S. Immigration and Customs Enforcement."
)


def make_page(chance: random.Random, *, is_relevant: bool) -> str:
    """Return one page of news as sites write them: story, menus and other stories."""

    def sentence(form: str) -> str:
        return form.format(
            place=place, body=chance.choice(("council", "county board", "public works")),
            matter=chance.choice(MATTERS), sum=chance.randint(20, 900), ayes=chance.randint(5, 7),
            nays=chance.randint(0, 4), street=chance.choice(("Main", "Elm", "Union")),
        )  # fmt: skip

    place = chance.choice(PLACES)
    paragraphs = [
        " ".join(sentence(chance.choice(SUBJECTS)) for _ in range(chance.randint(2, 4)))
        for _ in range(chance.randint(8, 20))
    ]
    if is_relevant:
        paragraphs.insert(1, sentence(ACTION))
    menu = "".join(f'<li><a href="/{n}">{chance.choice(MATTERS).title()}</a></li>' for n in range(40))
    teasers = "".join(
        f'<div class="card"><h3><a href="/s/{n}">{sentence(chance.choice(SUBJECTS))}</a></h3></div>'
        for n in range(15)
    )
    story = "".join(f"<p>{words}</p>" for words in paragraphs)
    title = f"News of {place}"
    return (
        f"<!doctype html><html><head><title>{title} | The {place} Post</title>"
        f'<meta property="og:type" content="article">'
        f'<meta property="article:published_time" content="2025-05-07T08:00:00-04:00"></head><body>'
        f"<header><nav><ul>{menu}</ul></nav></header><main><article><h1>{title}</h1>{story}</article>"
        f'<section class="related"><h2>More from The {place} Post</h2>{teasers}</section></main>'
        f"<footer><ul>{menu}</ul></footer><script>{'var x = 1;' * 300}</script></body></html>"
    )


def judge(number: int, text: str) -> Reading:
    """Return what the detector makes of one text."""
    return detector.propose_candidates(
        document_id=str(number), text=text, title=None, url=None, published="2025-05-07", source_kind="news",
        jurisdiction=None,
    )  # fmt: skip


def without_screen(work: Callable[[], list[bool]]) -> list[bool]:
    """Return what the work gives while every text passes the screen."""
    detector.screen = lambda text, title: Screening(True, "")  # type: ignore[assignment]
    try:
        return work()
    finally:
        detector.screen = screen  # type: ignore[assignment]


def timed(name: str, count: int, work: Callable[[], list[bool]]) -> tuple[float, list[bool]]:
    """Print how many a second the work does, and return that and its answers."""
    started = time.perf_counter()
    answers = work()
    rate = count / (time.perf_counter() - started)
    print(f"{name:44} {rate:10,.0f} a second   {sum(answers)} of {count} relevant")
    return rate, answers


def main() -> None:
    """Make the pages, time each way over them, print the rates."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    pages: Sequence[str] = [
        make_page(chance, is_relevant=number % RELEVANT_EVERY == 0) for number in range(options.pages)
    ]
    count = len(pages)
    texts = [read_page(page).text for page in pages[:50]]
    judge(0, texts[0])
    trafilatura.extract(pages[0])
    print(f"{count} pages of {sum(map(len, pages)) // count:,} characters, one in {RELEVANT_EVERY} relevant")
    ours, found = timed(
        "policywatch: read, screen, judge", count,
        lambda: [judge(n, read_page(page).text).relevant for n, page in enumerate(pages)],
    )  # fmt: skip
    theirs, found_too = timed(
        "trafilatura, then judge without a screen", count,
        lambda: without_screen(
            lambda: [judge(n, trafilatura.extract(page) or "").relevant for n, page in enumerate(pages)]
        ),
    )  # fmt: skip
    texts = [read_page(page).text for page in pages]
    screened, _ = timed(
        "detector alone, with its screen",
        count,
        lambda: [judge(n, text).relevant for n, text in enumerate(texts)],
    )
    whole, _ = timed(
        "detector alone, without", count,
        lambda: without_screen(lambda: [judge(n, text).relevant for n, text in enumerate(texts)]),
    )  # fmt: skip
    print(f"whole way {ours / theirs:.1f} times as fast; detector alone {screened / whole:.1f} times")
    if found != found_too:
        print("judgements differ on pages", [n for n in range(count) if found[n] != found_too[n]][:20])


if __name__ == "__main__":
    main()
