"""One story in the markup of five families of news sites: its paragraphs come out, and nothing else."""

from __future__ import annotations

import pytest

from transforms.text.web import read_page

TITLE = "Council bars detainers"
STORY = (
    "The Brook City Council voted Tuesday to adopt an ordinance that bars police from honoring detainers.",
    "The mayor said that she would sign it before the end of the week, and that training would follow.",
    "“We are a welcoming city,” said the council president, who wrote the measure over the winter.",
    "The police union said in a statement that it would go to court, and that it had not been consulted.",
)
BODY = "".join(f"<p>{paragraph}</p>" for paragraph in STORY)
OG = f'<meta property="og:type" content="article"><meta property="og:title" content="{TITLE}">'

PUBLIC_RADIO = f"""<html><head><title>{TITLE} | WBRK News</title>{OG}</head><body class="Page-body ArtP Page">
<div class="Page-header-wrapper"><div class="Page-header-bar">Donate</div></div>
<div class="ArtP-headerContent"><a href="/local">Local News</a></div><main class="Page-main">
<article class="ArtP-mainContent"><h1 class="ArtP-headline">{TITLE}</h1>
<div class="ArtP-contentInfo"><div class="ArtP-authorByLine">WBRK News | By <a>Pat Example</a></div>
<div class="ArtP-timestamp">Published April 30, 2025 at 6:00 PM EDT</div></div><div
class="ActionBar">Email</div>
<div class="ArtP-articleBody RichTextArticleBody">{BODY}<div class="Enhancement"><div class="PromoA">
<a href="/x">Sheriff signs 287(g) deal</a></div></div></div>
<div class="ArtP-tags"><span>Tags</span><a href="/t">immigration</a></div>
<div class="ArtP-authorBios"><div class="Byline-bio">Pat has covered the city for years and
years.</div></div></article>
<div class="ArtP-lower"><div class="ListC"><h2>Latest Stories</h2><ul><li><div class="PromoB"><a
href="1">County jail
keeps its detainer policy</a><p>The county executive vetoed the bill on detainers Friday after a long
debate.</p></div>
</li></ul></div></div></main></body></html>"""

NEWSPAPER_CHAIN = f"""<html><head><title>{TITLE}</title><script
type="application/ld+json">{{"@type":"NewsArticle",
"headline":"{TITLE}","datePublished":"2025-04-30"}}</script></head><body><main class="gnt_cw"><article
class="gnt_pr">
<h1 class="gnt_ar_hl">{TITLE}</h1><lit-timestamp publishDate="2025-04-30"></lit-timestamp><div
class="gnt_ar_b">{BODY}
<aside class="gnt_em">Need a break? Play puzzles.</aside>
<p><em><strong>More: </strong><a href="3">Ithaca reaffirms its sanctuary law</a></em></p>
<p><em>Contact Pat at pat@example.com. Support local journalism by subscribing.</em></p></div></article>
<div class="gnt_rr"><h2>Top headlines</h2><a href="4">U.S. sues Brook over sanctuary
law</a></div></main></body></html>"""

REGIONAL_CHAIN = f"""<html><head><title>{TITLE} | News | post.example</title>{OG}</head><body><div
class="row">
<div class="col-md-8"><h1 class="headline"><span>{TITLE}</span></h1><ul class="list-inline"><li>
<time class="asset-date" datetime="2025-04-30">Apr 30, 2025</time></li></ul>
<div id="article-body" class="asset-content subscriber-premium"><div class="share-container">Share</div>{BODY}
<div class="tnt-related"><p>Related: jail policy</p></div></div></div><div
class="col-md-4"><section><h3>Most Popular</h3>
<ul><li><a href="1">Sheriff ends pact with agency</a></li></ul></section><section><div class="card">
<h3><a href="7">Governor signs law against masks</a></h3><p class="lead">The governor on Monday signed the
law that bars
agents from wearing masks in the state after a long fight.</p></div></section></div></div></body></html>"""

BLOG = f"""<html><head><title>{TITLE} - The Beacon</title><meta property="og:type" content="article"></head>
<body class="single single-post sidebar-right"><div id="page"><div id="content"><h1
class="entry-title">{TITLE}</h1>
<div class="entry-meta"><span class="posted-on">April 30, 2025</span> by <a>Pat</a></div><div
class="entry-content">{BODY}
<div class="sharedaddy">Share this:</div><div id="jp-relatedposts"><h3>Related</h3><a>Old
story</a></div></div>
<div id="comments"><h2>3 thoughts</h2><ol class="comment-list"><li><p>I think that the council should
repeal this law
at once, since the town next door has done so as well.</p></li></ol></div></div><div id="secondary"
class="widget-area">
<h2>Recent Posts</h2><ul><li><a href="1">Sheriff ends pact</a></li></ul></div></div></body></html>"""


@pytest.mark.parametrize(
    "page",
    [PUBLIC_RADIO, NEWSPAPER_CHAIN, REGIONAL_CHAIN, BLOG],
    ids=["public_radio", "newspaper_chain", "regional_chain", "blog"],
)
def test_story_comes_out_alone(page: str) -> None:
    """The story's paragraphs, title and day are read; teasers, comments and bylines are not."""
    read = read_page(page, url="https://news.example/local/council-bars-detainers")
    assert tuple(read.text.split("\n")) == STORY
    assert (read.title, read.published_at) == (TITLE, "2025-04-30")


def test_brief_among_many_headlines() -> None:
    """A brief of one paragraph on a page full of other headlines is read alone."""
    cards = "".join(
        f'<div class="card"><h3><a href="/{n}">Sheriff number {n} signs pact</a></h3></div>'
        for n in range(30)
    )
    page = f"""<html><head><title>{TITLE}</title>{OG}
        <meta property="article:published_time" content="2025-04-30"></head><body><main><h1>{TITLE}</h1>
        <p>{STORY[0]}</p><section class="more-stories"><h2>More stories</h2>{cards}</section>
        </main></body></html>"""
    assert read_page(page, url="https://news.example/x").text == STORY[0]


def test_agenda_posted_as_an_article_keeps_its_table() -> None:
    """An agenda that the content system calls an article is read whole, for its letters stand in rows."""
    rows = "".join(
        f"<tr><td>25-0{n}</td><td>Resolution on item {n} of the calendar</td></tr>" for n in range(12)
    )
    page = (
        f'<html><head><meta property="article:published_time" content="2025-04-30">{OG}</head><body><article>'
        f"<h1>Council agenda</h1><p>{STORY[1]}</p><table>{rows}</table></article></body></html>"
    )
    assert (
        "25-07 | Resolution on item 7 of the calendar" in read_page(page, url="https://brook.example/x").text
    )


def test_old_page_without_paragraphs() -> None:
    """A page of the old kind, broken by line breaks alone, keeps all its words."""
    page = f"<html><body><center><h2>{TITLE}</h2></center><font>{'<br><br>'.join(STORY)}</font></body></html>"
    assert tuple(read_page(page).text.split("\n")) == (TITLE, *STORY)
