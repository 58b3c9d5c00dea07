"""What each table's rows must be: one Great Expectations suite a table, held against the staged batch."""

from expectations.audit import Audit, audit
from expectations.together import sound_batches

__all__ = ["Audit", "audit", "sound_batches"]
