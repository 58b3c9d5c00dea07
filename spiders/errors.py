"""What can go wrong between a site and us. Platform modules raise these; the engine makes verdicts of them.

An exception here carries words that an operator reads in the night's report, and does nothing else.
"""


class SpiderError(Exception):
    """The root of what a platform module may raise about one page."""


class Blocked(SpiderError):
    """The site refuses us: 403, 429, robots.txt, a challenge page of whatever status. Verdict `blocked`."""


class LayoutChanged(SpiderError):
    """The page is not in the shape that the platform is known to have. Verdict `broken`; mend the parser."""


class Unreadable(SpiderError):
    """These bytes cannot be read (truncated, encrypted, wrong type); others of the source may be.

    Verdict `broken` where nothing else of the source was read.
    """


class EmptyPage(SpiderError):
    """The page itself says that it holds nothing ("no meetings scheduled", zero rows in an API's answer).
    Verdict `empty`; the message is the page's reason."""


class CrawlFailed(RuntimeError):
    """A shard's crawl ended without a whole landing. Carries the last lines of its log."""

    def __init__(self, message: str, *, log_tail: str = "", returncode: int | None = None) -> None:
        super().__init__(message)
        self.log_tail = log_tail
        self.returncode = returncode
