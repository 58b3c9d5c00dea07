"""The closed vocabularies of the records: what each field that takes few values may say."""

from __future__ import annotations

from typing import Literal

SourceKind = Literal["council", "city_hall", "police", "sheriff", "county", "court", "state", "news"]

DocumentKind = Literal[
    "article", "press_release", "meeting", "agenda", "packet", "minutes", "item", "legislation",
    "directive", "agreement", "notice", "page",
]  # fmt: skip

DocumentStatus = Literal["scheduled", "cancelled", "rescheduled", "held"]

Verdict = Literal["ok", "unchanged", "empty", "blocked", "broken", "unreachable"]

ActionType = Literal[
    "introduced", "hearing", "adopted", "amended", "rejected", "vetoed", "repealed", "executive_order",
    "directive_issued", "agreement_signed", "agreement_ended", "investigation", "discipline", "training",
    "lawsuit_filed", "ruling", "funding", "statement",
]  # fmt: skip

Topic = Literal[
    "sanctuary_declaration", "detainers_jail", "agreement_287g", "information_sharing", "status_inquiry",
    "operational_assistance", "facility_access", "detention_facility", "agent_identification",
    "legal_defense", "municipal_id", "surveillance_data", "discipline_oversight", "litigation_funding",
    "call_on_higher_government",
]  # fmt: skip

Direction = Literal["limits", "expands", "unclear"]

Actor = Literal[
    "council", "mayor", "police", "sheriff", "county_board", "prosecutor", "state_legislature", "governor",
    "attorney_general", "court", "federal", "school_board", "union", "other",
]  # fmt: skip

SectionFate = Literal["first", "added", "removed", "changed", "moved", "unchanged"]

TextMethod = Literal["html", "pdf", "ocr", "docx", "plain", "inline"]

Severity = Literal["critical", "warning"]

AlertState = Literal["pending", "sent", "parked"]

AlertKind = Literal["stage", "correction", "digest"]

AlertChannel = Literal["mail", "webhook", "slack", "feed"]

Corroboration = Literal["record", "official_statement", "news"]

ReviewVerdict = Literal["confirm", "correct", "dismiss"]

ReviewScope = Literal["candidate", "wording"]
