"""Drafts into documents: ids, versions, and the bounds that hostile pages are held to."""

from __future__ import annotations

from pydantic import ValidationError

from spiders.errors import Unreadable
from spiders.guard import host_of
from spiders.page import Draft, Page
from spiders.versions import content_sha256
from warehouse.records import Attachment, Document, Source, make_id

MAX_TITLE, MAX_WORDS, MAX_ATTACHMENTS = 2_000, 20_000_000, 2_000


def document_id(source: Source, draft: Draft) -> str:
    """Return the id that this draft's document has on every night."""
    if draft.key is not None:
        return make_id(source.source_id, draft.key)
    return make_id(source.source_id, draft.url, draft.title, draft.starts_at)


def parent_id(source: Source, draft: Draft) -> str | None:
    """Return the id of the document that this one belongs to (an agenda's meeting), None where to none."""
    return None if draft.parent_key is None else make_id(source.source_id, draft.parent_key)


def to_document(
    draft: Draft, source: Source, *, capture_id: str, page_url: str, own_page: Page | None
) -> Document:
    """Return the document of a draft. Raises Unreadable where its fields are not what a document may hold.

    `own_page`: the page whose words are this document's; None where it came inside a listing, and then its
    words are its own fields.
    """
    words, media_type = draft.inline_text, draft.inline_media_type
    if words is None and own_page is None:
        said = (draft.title, draft.body, draft.starts_at_raw or draft.starts_at, draft.status)
        words, media_type = "\n".join(each for each in said if each), "text/plain"
    attachments = tuple(
        Attachment(url=_clean(each.url), title=_bounded(each.title, MAX_TITLE), kind=each.kind)
        for each in draft.attachments[:MAX_ATTACHMENTS]
        if host_of(each.url)
    )
    try:
        return Document(
            document_id=document_id(source, draft),
            source_id=source.source_id,
            jurisdiction=source.jurisdiction,
            kind=draft.kind,
            url=_clean(draft.url) if host_of(draft.url) else page_url,
            title=_bounded(draft.title, MAX_TITLE),
            published_at=draft.published_at,
            published_at_raw=_bounded(draft.published_at_raw, MAX_TITLE),
            starts_at=draft.starts_at,
            starts_at_raw=_bounded(draft.starts_at_raw, MAX_TITLE),
            status=draft.status,
            body=_bounded(draft.body, MAX_TITLE),
            attachments=attachments,
            parent_id=parent_id(source, draft),
            capture_id=capture_id,
            content_sha256=content_sha256(draft, own_page),
            inline_text=_bounded(words, MAX_WORDS),
            inline_media_type=media_type or "text/plain" if words is not None else None,
        )
    except (ValidationError, ValueError) as error:
        fault = str(error).splitlines()
        raise Unreadable(
            f"a document of {page_url} has fields that cannot be kept ({' '.join(fault[:3])[:300]})"
        ) from error


def _bounded(text: str | None, most: int) -> str | None:
    return None if text is None else _clean(text[:most])


def _clean(text: str) -> str:
    """Drop what no file of text may hold: NUL, and halves of characters that JSON escapes can carry."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.replace("\x00", "")
