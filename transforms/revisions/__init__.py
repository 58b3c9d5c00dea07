"""What became of a document between two versions, section by section, and what of it is to be read anew."""

from transforms.revisions.carry import Earlier, keep_identity, read_revised
from transforms.revisions.compare import compare
from transforms.revisions.record import revision_of
from transforms.revisions.sections import split_text

__all__ = ["Earlier", "compare", "keep_identity", "read_revised", "revision_of", "split_text"]
