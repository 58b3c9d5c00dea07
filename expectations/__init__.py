"""What each table's rows must be: one Great Expectations suite a table, held against the staged batch."""

from expectations.audit import Audit, audit

__all__ = ["Audit", "audit"]
