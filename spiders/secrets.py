"""Keys that a site's API wants, kept out of the registry, the archive and the logs.

A source names the environment variable, never the key: `options: {secret_query: {token: NYC_TOKEN}}` adds
`token=…` to its requests on the wire only. What is recorded is the address without it.
"""

from __future__ import annotations

import logging
import os
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from spiders.guard import host_of
from warehouse.records import Source

HIDDEN = "…"
_LEAST_LENGTH = 6
_CREDENTIALS = re.compile(r"(https?://)[^/@\s]{1,500}@", re.IGNORECASE)


@dataclass(frozen=True)
class Secrets:
    """One source's keys: the query arguments, the host they may be told to, and what was not set."""

    arguments: tuple[tuple[str, str], ...] = ()
    host: str = ""
    missing: tuple[str, ...] = ()

    @classmethod
    def of(cls, source: Source) -> Secrets:
        """Return the keys that a source's options name, read from the environment."""
        named: Any = source.options.get("secret_query") or {}
        if not isinstance(named, dict):
            return cls()
        found: list[tuple[str, str]] = []
        missing: list[str] = []
        for argument, variable in named.items():
            value = os.environ.get(str(variable), "")
            if value:
                found.append((str(argument), value))
            else:
                missing.append(f"the environment variable {variable} is not set; the site may want it")
        return cls(tuple(found), host_of(source.url), tuple(missing))

    def on_the_wire(self, url: str) -> str:
        """Return the URL as it is sent: with the keys, where it goes to the host they are meant for."""
        if not self.arguments or host_of(url) != self.host:
            return url
        parts = urlsplit(url)
        query = "&".join(each for each in (parts.query, urlencode(self.arguments)) if each)
        return urlunsplit(parts._replace(query=query))

    def hidden_in(self, text: str) -> str:
        """Return the text without any of the keys, and without names and passwords in URLs."""
        text = _CREDENTIALS.sub(rf"\1{HIDDEN}@", text)
        for argument, value in self.arguments:
            for written in {value, quote(value), quote(value, safe="")}:
                text = text.replace(f"{argument}={written}&", "").replace(f"{argument}={written}", "")
                if len(written) >= _LEAST_LENGTH:
                    text = text.replace(written, HIDDEN)
        return text


class HideSecrets(logging.Filter):
    """Takes the keys out of everything that is logged, by whatever library."""

    def __init__(self, secrets: list[Secrets]) -> None:
        super().__init__()
        self._secrets = [each for each in secrets if each.arguments] or [Secrets()]

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record's message and traceback; never drop it."""
        record.msg, record.args = self._hidden(record.getMessage()), ()
        if record.exc_info and record.exc_info[0] is not None:
            record.exc_text = self._hidden(_TRACEBACKS.formatException(record.exc_info))
        return True

    def _hidden(self, text: str) -> str:
        for each in self._secrets:
            text = each.hidden_in(text)
        return text


_TRACEBACKS = logging.Formatter()
