"""Files that a listing links (agendas, minutes, policies) followed one level, as documents of their own.

A file that cannot be fetched leaves no document: the link stands among its parent's attachments either
way. So what is known of it travels in the ask's role, not in a draft, which would be landed without bytes.
Spiders do not open files; their words are read from the capture later.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from spiders.errors import Unreadable
from spiders.page import Ask, Draft, Page
from spiders.times import find_date_in_name
from spiders.wording import name_of_file
from warehouse.records import Attachment, DocumentKind, Source

ROLE = "file "
# Of one listing, so many files are followed at most, the first of the page first.
MAX_FILES = 200
FOLLOWED_KINDS: frozenset[DocumentKind] = frozenset(
    {
        "agenda",
        "packet",
        "minutes",
        "legislation",
        "directive",
        "agreement",
        "notice",
        "press_release",
        "item",
    }
)


def ask_for_file(attachment: Attachment, parent: Draft) -> Ask:
    """Return the request for one linked file, which may fail; `parent` lends body and time."""
    known = {
        "kind": attachment.kind,
        "title": attachment.title,
        "starts_at": parent.starts_at,
        "starts_at_raw": parent.starts_at_raw,
        "body": parent.body,
        "status": parent.status,
    }
    return Ask(
        url=attachment.url,
        role=ROLE + json.dumps(known, sort_keys=True),
        parent_key=parent.key,
        may_fail=True,
    )


def ask_for_files(
    attachments: Iterable[Attachment], parent: Draft, kinds: frozenset[DocumentKind] = FOLLOWED_KINDS
) -> Iterator[Ask]:
    """Yield the requests for a draft's attachments of those kinds."""
    for attachment in attachments:
        if attachment.kind in kinds and attachment.url.startswith(("http://", "https://")):
            yield ask_for_file(attachment, parent)


def with_files(drafts: Iterable[Draft], source: Source) -> Iterator[Draft | Ask]:
    """Yield drafts, each with the requests for its files, at most `MAX_FILES` in all.

    A source whose option `files` is false gets its drafts alone.
    """
    asked = 0
    for draft in drafts:
        yield draft
        if not source.options.get("files", True):
            continue
        for ask in ask_for_files(draft.attachments, draft):
            if asked < MAX_FILES:
                asked += 1
                yield ask


def is_file_ask(ask: Ask) -> bool:
    """Return whether `ask` was made here."""
    return ask.role.startswith(ROLE)


def read_linked_file(page: Page, ask: Ask) -> Draft:
    """Return the document of a followed file. Raises Unreadable where a page came instead of the file."""
    known = json.loads(ask.role[len(ROLE) :])
    if not page.body.strip():
        raise Unreadable(f"{page.url}: the linked file is empty")
    title = known["title"]
    if known["body"] and title:
        day = (known["starts_at"] or "")[:10]
        title = f"{known['body']} {title}{' ' + day if day else ''}" if len(title) < 40 else title
    in_name = find_date_in_name(page.requested_url)
    return Draft(
        kind=known["kind"],
        url=page.requested_url,
        title=title or name_of_file(page.requested_url),
        published_at=None if known["starts_at"] or not in_name else in_name[0],
        published_at_raw=None if known["starts_at"] or not in_name else in_name[1],
        starts_at=known["starts_at"],
        starts_at_raw=known["starts_at_raw"],
        status=known["status"],
        body=known["body"],
        key=f"file:{page.requested_url}",
        parent_key=ask.parent_key,
    )
