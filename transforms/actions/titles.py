"""A neutral line for an action: who did what to which policy, in plain words."""

from __future__ import annotations

from collections.abc import Sequence

from warehouse.records import Direction, Topic

_WHO = {
    "council": "council", "mayor": "mayor", "police": "police", "sheriff": "sheriff",
    "county_board": "county board", "prosecutor": "prosecutor", "state_legislature": "legislature",
    "governor": "governor", "attorney_general": "attorney general", "court": "court",
    "federal": "federal government", "school_board": "school board", "union": "union", "other": "",
}  # fmt: skip
_WHAT = {
    "introduced": "proposal on", "hearing": "hearing on", "adopted": "measure adopted on",
    "amended": "measure amended on", "rejected": "measure rejected on", "vetoed": "measure vetoed on",
    "repealed": "measure repealed on", "executive_order": "executive order on",
    "directive_issued": "directive on", "agreement_signed": "agreement signed on",
    "agreement_ended": "agreement ended on", "investigation": "investigation into",
    "discipline": "discipline over", "training": "training on", "lawsuit_filed": "lawsuit over",
    "ruling": "ruling on", "funding": "funding decision on", "statement": "statement on",
}  # fmt: skip
_DID = {
    "introduced": "proposed a measure on", "hearing": "is considering a measure on",
    "adopted": "adopted a measure on", "amended": "amended a measure on",
    "rejected": "rejected a measure on", "vetoed": "vetoed a measure on",
    "repealed": "repealed a measure on", "executive_order": "issued an executive order on",
    "directive_issued": "issued a directive on", "agreement_signed": "approved an agreement on",
    "agreement_ended": "ended an agreement on", "investigation": "opened an investigation into",
    "discipline": "took disciplinary action over", "training": "ordered training on",
    "lawsuit_filed": "filed a lawsuit over", "ruling": "ruled on", "funding": "decided on funding for",
    "statement": "issued a statement on",
}  # fmt: skip
# An agreement that the policy's name says already is not said twice.
_AGREED = {"agreement_signed": "approved", "agreement_ended": "ended or declined"}
_POLICY = {
    "sanctuary_declaration": "immigration-cooperation policy",
    "detainers_jail": "immigration detainers and jail access",
    "agreement_287g": "a 287(g) agreement",
    "information_sharing": "sharing information with immigration authorities",
    "status_inquiry": "asking about immigration status",
    "operational_assistance": "operational assistance to immigration enforcement",
    "facility_access": "immigration enforcement's access to public property",
    "detention_facility": "immigration detention",
    "agent_identification": "identification of federal agents",
    "legal_defense": "legal defense in deportation cases",
    "municipal_id": "municipal identity cards",
    "surveillance_data": "surveillance data and immigration enforcement",
    "discipline_oversight": "officers' contact with immigration enforcement",
    "litigation_funding": "funds tied to immigration policy",
    "call_on_higher_government": "a call on higher government about immigration enforcement",
}
# A topic that says how an act was done comes after one that says what it was about.
_LATE = frozenset(
    {"discipline_oversight", "litigation_funding", "call_on_higher_government", "sanctuary_declaration"}
)
_OVER_ALL = frozenset({"lawsuit_filed", "ruling", "funding"})


def compose_title(
    *,
    jurisdiction: str | None,
    actor: str,
    action_type: str,
    topics: Sequence[Topic],
    direction: Direction,
    instrument: str | None,
) -> str:
    """Return the line, as "Rochester, NY: police opened an investigation into operational assistance ..."."""
    # A suit or a cut over "sanctuary policies" is over all of them, whatever else its page mentions.
    late = _LATE - {"sanctuary_declaration"} if action_type in _OVER_ALL else _LATE
    named = sorted(topics, key=lambda topic: topic in late)
    policy = _POLICY[named[0]] if named else "immigration-cooperation policy"
    who = _WHO.get(actor, "")
    if not who:
        words = f"{_WHAT[action_type]} {policy}"
    elif named and named[0] == "agreement_287g" and action_type in _AGREED:
        words = f"{who} {_AGREED[action_type]} {policy}"
    else:
        words = f"{who} {_DID[action_type]} {policy}"
    number = f" ({instrument})" if instrument else ""
    return f"{jurisdiction or 'Place unknown'}: {words}{number}"
