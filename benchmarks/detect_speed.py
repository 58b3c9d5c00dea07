"""Pages a second: read and judge pages, against trafilatura and the same judgement without a screen.

usage: python benchmarks/detect_speed.py [--pages N] [--seed S] [--pairs K]

Makes N news pages of our own (navigation, teasers, 300 to 900 words), one in 200 of which reports an action,
one in ten of which names the subject in a menu or another story's teaser, as pages of a site that writes of
it do. Over blocks of them, turn by turn in this one process and on one core:

    theirs          trafilatura.extract, then the detector's judgement of every sentence, no screen
    keywords        trafilatura.extract, then one regular expression of the subject's words, and no judgement
    detect          what `policywatch detect` does with a page: screen its markup, read and judge what is kept
    night           what a night does: read every page's words, which are kept to be searched, then detect

and gives the median over the pairs of blocks of how many times as fast each is as the first two. The
judgements must agree with the first; of the second, how many pages it names is told.
Then, of the texts alone, the detector with and without its screen; and a packet of 300 pages.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import time
from collections.abc import Callable, Sequence

import trafilatura

from transforms.candidates import detector
from transforms.candidates.input_lines import DetectInput
from transforms.candidates.screening import Screening, screen
from transforms.candidates.side_by_side import PageReading, read_document
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


KEYWORDS = re.compile(
    r"\b(?:(?i:immigra\w+|sanctuary|detainers?|287\(g\)|border patrol|deport\w+|asylum|undocumented)|ICE)\b"
)

OTHERS = (
    "Immigration", "Congress weighs a bill on asylum and immigration courts",
    "Border Patrol agent wins rodeo in {place}", "What to know about ICE raids in other states",
)  # fmt: skip
BLOCK = 100


def make_page(chance: random.Random, *, is_relevant: bool, names_subject: bool = False) -> str:
    """Return one page of news as sites write them: story, menus and other stories.

    `names_subject`: a menu or another story's headline holds words of the subject.
    """

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
    if names_subject:
        teasers += f'<div class="card"><h3><a href="/s/o">{chance.choice(OTHERS)}</a></h3></div>'
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


def theirs(pages: Sequence[str]) -> list[bool]:
    """Judge each page whole after trafilatura."""
    return without_screen(
        lambda: [judge(n, trafilatura.extract(page) or "").relevant for n, page in enumerate(pages)]
    )


def keywords(pages: Sequence[str]) -> list[bool]:
    """Look for the subject's words in each page after trafilatura, as a watch without a detector would."""
    return [KEYWORDS.search(trafilatura.extract(page) or "") is not None for page in pages]


def ours(pages: Sequence[str]) -> list[bool]:
    """Judge each page as `policywatch detect` judges markup."""
    found = []
    for number, page in enumerate(pages):
        given = DetectInput(number, str(number), "", published="2025-05-07", source_kind="news", html=page)
        answer = read_document(given)
        assert isinstance(answer, PageReading)
        found.append(answer.reading.relevant)
    return found


def nightly(pages: Sequence[str]) -> list[bool]:
    """Read the words of every page, then judge them."""
    return [judge(n, read_page(page).text).relevant for n, page in enumerate(pages)]


def timed(work: Callable[[], list[bool]]) -> tuple[float, list[bool]]:
    """Return the processor seconds of the work and its answers."""
    started = time.process_time()
    answers = work()
    return time.process_time() - started, answers


def side_by_side(pages: Sequence[str], pairs: int) -> None:
    """Time the ways turn by turn over the blocks, `pairs` times each, and print rates and ratios."""
    ways = {"theirs": theirs, "keywords": keywords, "detect": ours, "night": nightly}
    spent: dict[str, list[float]] = {name: [] for name in ways}
    answers: dict[str, list[bool]] = {name: [] for name in ways}
    for turn in range(pairs):
        for at in range(0, len(pages), BLOCK):
            block = pages[at : at + BLOCK]
            order = list(ways)[turn % len(ways) :] + list(ways)[: turn % len(ways)]
            for name in order:
                seconds, found = timed(lambda name=name, block=block: ways[name](block))  # type: ignore[misc]
                spent[name].append(seconds / len(block))
                if turn == 0:
                    answers[name] += found
    print(
        f"{'way':10}{'pages a second':>16}{'ms a page':>12}"
        f"{'times as fast as theirs (least)':>34}{'as keywords (least)':>22}"
    )
    for name in ways:
        mean = sum(spent[name]) / len(spent[name])
        told = []
        for against in ("theirs", "keywords"):
            ratios = [a / b for a, b in zip(spent[against], spent[name], strict=True)]
            told.append(f"{statistics.median(ratios):.1f} ({min(ratios):.1f})")
        print(f"{name:10}{1 / mean:>16,.0f}{mean * 1000:>12.2f}{told[0]:>34}{told[1]:>22}")
    print(f"keywords: names {sum(answers['keywords'])} pages")
    for name in ("detect", "night"):
        differing = [
            n
            for n, pair in enumerate(zip(answers[name], answers["theirs"], strict=True))
            if pair[0] != pair[1]
        ]
        print(
            f"{name}: {sum(answers[name])} relevant, judged otherwise than theirs: {differing[:20] or 'none'}"
        )


def detector_alone(pages: Sequence[str]) -> None:
    """Time the detector over texts that were read before, with its screen and without."""
    texts = [read_page(page).text for page in pages]
    screened, _ = timed(lambda: [judge(n, text).relevant for n, text in enumerate(texts)])
    whole, _ = timed(
        lambda: without_screen(lambda: [judge(n, text).relevant for n, text in enumerate(texts)])
    )
    print(
        f"detector alone: {len(texts) / screened:,.0f} texts a second, "
        f"without a screen {len(texts) / whole:,.0f}"
    )


def packet_of_pages(chance: random.Random, pages: int = 300) -> str:
    """Return an agenda packet of so many pages about other things, with one item of the subject."""

    def page(number: int) -> str:
        lines = [
            chance.choice(SUBJECTS).format(
                place="Easton", body="council", matter=chance.choice(MATTERS), sum=chance.randint(20, 900),
                ayes=5, nays=2, street="Elm",
            )
            for _ in range(28)
        ]  # fmt: skip
        return f"Packet page {number}\n" + "\n".join(lines)

    told = [page(number) for number in range(1, pages + 1)]
    told[pages // 2] += "\n" + ACTION.format(place="Easton", ayes=5, nays=2)
    return "\f".join(told)


def main() -> None:
    """Make the pages, time each way over them, print the rates."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--pairs", type=int, default=3)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    pages = [
        make_page(chance, is_relevant=number % RELEVANT_EVERY == 0, names_subject=number % 10 == 5)
        for number in range(options.pages)
    ]
    judge(0, read_page(pages[0]).text)
    trafilatura.extract(pages[0])
    size = sum(map(len, pages)) // len(pages)
    print(f"{len(pages)} pages of {size:,} characters, one in {RELEVANT_EVERY} relevant, one core")
    side_by_side(pages, options.pairs)
    detector_alone(pages[:300])
    packet = packet_of_pages(chance)
    seconds, found = timed(lambda: [judge(0, packet).relevant])
    print(f"a packet of 300 pages ({len(packet):,} characters): {seconds:.2f} s, relevant: {found[0]}")


if __name__ == "__main__":
    main()
