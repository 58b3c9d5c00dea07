"""The two bodies of a mail, from one story: plain text, and HTML with its styles inlined."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import css_inline
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from alerts.sender import Sender
from alerts.story import Story
from alerts.subscriptions import Subscriber
from alerts.words import DIRECTIONS, STAGE_NAMES, TOPICS, one_line

_TEMPLATES: Final = Path(__file__).with_name("templates")


def _wrapped(text: str, indent: str = "", hanging: str | None = None) -> str:
    return textwrap.fill(
        text,
        76,
        initial_indent=indent,
        subsequent_indent=indent if hanging is None else hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )


@cache
def _environment(*, is_html: bool) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        # The text body is text/plain: escaping it would show entities to the reader.
        autoescape=is_html,  # noqa: S701
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["wrapped"] = _wrapped
    return environment


@cache
def _inliner() -> css_inline.CSSInliner:
    # Dark mode and telephones need the media queries, which only a style element can hold.
    return css_inline.CSSInliner(keep_style_tags=True, load_remote_stylesheets=False)


def asked_for(subscriber: Subscriber) -> str:
    """Return in words what the subscriber asked for, as "Rochester, NY; detainers and jail access"."""
    parts = [
        "; ".join(subscriber.places) if subscriber.places else "every place",
        ", ".join(TOPICS[each] for each in subscriber.topics) if subscriber.topics else "every topic",
        " or ".join(DIRECTIONS[each] for each in subscriber.directions)
        if subscriber.directions
        else "in either direction",
    ]
    if subscriber.action_types:
        parts.append("stages: " + ", ".join(STAGE_NAMES[each] for each in subscriber.action_types))
    if subscriber.words:
        parts.append("with the words: " + ", ".join(subscriber.words))
    return "; ".join(parts)


def render_bodies(story: Story, *, subject: str, subscriber: Subscriber, sender: Sender) -> tuple[str, str]:
    """Return the text body and the HTML body. Everything from outside is escaped in the HTML."""
    values = {
        "story": story,
        "subject": subject,
        "name": one_line(subscriber.name),
        "asked_for": asked_for(subscriber),
        "subscriber_id": subscriber.id,
        "mailbox": sender.mailbox,
        "unsubscribe": sender.unsubscribe_link(subscriber.id),
    }
    return rendered("alert", values)


def rendered(name: str, values: Mapping[str, Any]) -> tuple[str, str]:
    """Return the text and HTML that the templates NAME make of `values`, all of it escaped in the HTML."""
    text = _environment(is_html=False).get_template(f"{name}.txt.j2").render(values)
    html = _environment(is_html=True).get_template(f"{name}.html.j2").render(values)
    return re.sub(r"\n{3,}", "\n\n", text.strip()) + "\n", _inliner().inline(html)
