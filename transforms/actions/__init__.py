"""Resolution of candidates into actions."""

from transforms.actions.facts import DocumentFacts
from transforms.actions.resolve import clusters, resolve_actions

__all__ = ["DocumentFacts", "clusters", "resolve_actions"]
