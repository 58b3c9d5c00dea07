"""From text to candidates: what a document says that a public body did about immigration policy."""

from transforms.candidates.detector import DETECTOR_VERSION, propose_candidates

__all__ = ["DETECTOR_VERSION", "propose_candidates"]
