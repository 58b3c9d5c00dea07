"""Resolution of candidates into actions."""

from transforms.actions.facts import DocumentFacts
from transforms.actions.resolve import resolve_actions, telling_order

__all__ = ["DocumentFacts", "resolve_actions", "telling_order"]
