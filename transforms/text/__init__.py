"""Bytes in, words out: `extract_text` reads any body, `inline_text` what came inside a listing.

    body -> sniff -> reader of its kind (web, pdf, office, plain) -> ExtractedText -> document_text

Pure but for one thing: PDF, HTML and office files are read in a child process that can be killed
(`guard.py`), because their readers are C libraries and the files come from anyone.
"""

from transforms.text.dates import find_document_date
from transforms.text.extract import document_text, extract_text, inline_text
from transforms.text.record import PAGE_BREAK, ExtractedText

__all__ = [
    "PAGE_BREAK",
    "ExtractedText",
    "document_text",
    "extract_text",
    "find_document_date",
    "inline_text",
]
