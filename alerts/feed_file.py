"""An Atom feed file for each subscriber who asked for one: HOME/feeds/ID.xml, replaced whole."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree as etree

from alerts.delivery import TransportDown
from alerts.story import safe_href
from alerts.words import FEED_AUTHORITY, day_instant, one_line, shortened
from warehouse.records import Alert

MAX_ENTRIES: Final = 100
_ATOM: Final = "http://www.w3.org/2005/Atom"


def feed_xml(subscriber_id: str, alerts: Sequence[Alert]) -> bytes:
    """Return the feed of these messages, the newest night first, at most `MAX_ENTRIES`.

    It depends on nothing but them, so the same messages make the same bytes.
    """
    newest = sorted(alerts, key=lambda each: (each.run_id, each.alert_id), reverse=True)[:MAX_ENTRIES]
    feed = etree.Element("feed", xmlns=_ATOM)
    _add(feed, "id", f"tag:{FEED_AUTHORITY}:subscriber/{subscriber_id}")
    _add(feed, "title", f"policywatch: {subscriber_id}")
    _add(feed, "updated", day_instant(newest[0].run_id if newest else "2025-01-01"))
    author = etree.SubElement(feed, "author")
    _add(author, "name", "policywatch")
    for alert in newest:
        entry = etree.SubElement(feed, "entry")
        _add(entry, "id", f"tag:{FEED_AUTHORITY}:alert/{alert.alert_id}")
        _add(entry, "title", shortened(one_line(alert.subject), 250))
        _add(entry, "updated", day_instant(alert.run_id))
        href = safe_href(alert.told.get("url") or "")
        if href:
            etree.SubElement(entry, "link", rel="alternate", href=href)
        content = etree.SubElement(entry, "content", type="text")
        content.text = _readable(alert.body_text.partition("\n--\n")[0])
    etree.indent(feed)
    return bytes(etree.tostring(feed, encoding="utf-8", xml_declaration=True))


def _add(parent: Any, name: str, text: str) -> None:
    etree.SubElement(parent, name).text = _readable(text)


def _readable(text: str) -> str:
    # XML 1.0 has no place for control characters, surrogates and two others, not even escaped.
    return "".join(each if each in "\n\t" or _is_char(each) else " " for each in text)


def _is_char(letter: str) -> bool:
    return letter >= " " and not "\ud800" <= letter <= "\udfff" and letter not in "\ufffe\uffff"


@dataclass
class FeedTransport:
    """Writes a subscriber's feed anew with each of their messages. `earlier` gives those sent before."""

    folder: Path
    earlier: Callable[[str], Sequence[Alert]]

    def check(self) -> None:
        """The folder is made when the first message comes."""

    def open(self) -> None:
        """Make the folder. Raises TransportDown where it cannot be written."""
        self._sent: dict[str, dict[str, Alert]] = {}
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise TransportDown(f"{self.folder}: cannot be written ({error.strerror})") from error

    def send(self, message: EmailMessage, alert: Alert) -> None:
        """Add one message to its feed; one that stands there is replaced by itself."""
        name = alert.subscriber_id
        if name not in self._sent:
            self._sent[name] = {each.alert_id: each for each in self.earlier(name)}
        self._sent[name][alert.alert_id] = alert
        raw = feed_xml(name, list(self._sent[name].values()))
        try:
            descriptor, part = tempfile.mkstemp(prefix=".", suffix=".part", dir=self.folder)
            with os.fdopen(descriptor, "wb") as file:
                file.write(raw)
            Path(part).replace(self.folder / f"{name}.xml")
        except OSError as error:
            raise TransportDown(f"{self.folder}: cannot be written ({error.strerror})") from error

    def close(self) -> None:
        """Nothing is held open."""
