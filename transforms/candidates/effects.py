# ruff: noqa: E501 (a pattern stays on one line, so that it can be searched for)
"""Topics and direction of an act: what its policies are about, and which way its effect points."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from transforms.candidates.act_terms import ActTerm
from transforms.candidates.constructions import settled_direction
from transforms.candidates.context_terms import ContextTerm
from transforms.candidates.inquiries import official_direction
from transforms.candidates.polarity import ACT_LIKE, OPENING, is_suit, sign_of
from transforms.candidates.policy_terms import PolicyTerm
from transforms.candidates.reading import PolicyHit, SentenceReading
from transforms.candidates.suits import suit_direction
from transforms.candidates.tellings import told_direction
from transforms.candidates.vocabulary import Hit
from warehouse.records import ActionType, Actor, Direction, Topic

_MINUS: frozenset[str] = frozenset({"reject", "veto", "repeal", "end", "discipline", "investigate", "cut"})
_COMPELLING = re.compile(
    r"\b(?:asks?|asking|seeks?|seeking|to (?:make|force|require|compel|order)|demanding|must)\b[^.]{0,60}"
    r"\b(?:make|force|require|compel|order|honor|cooperate|inform)\b|\bto (?:make|force|compel|require)\b",
    re.I,
)
_TO_STOP = re.compile(
    r"\bto (?:stop|block|halt|end|void|kill|strike|overturn|bar|cancel|keep|undo|close|shut|prevent|cut|throw|toss|invalidate|scrap|rescind|nullify|repeal|declare|find)\b",
    re.I,
)
_ON_FEDERAL = re.compile(
    r"\b(?:federal (?:departments?|government|agenc(?:y|ies)|administration|grants?|grant conditions|conditions|rules?|orders?|demands?|funding|funds)|justice department|trump|biden|obama"
    r"|administration|homeland security|dhs|(?:two|several) federal|united states|executive order)\b",
    re.I,
)
_WEAKENS = re.compile(
    r"\b(?:narrow|weaken|loosen|relax|trim|soften|scal|cut|dilut|gut|water|ease|strip|drop|struck|strik|widen(?:s|ed)? exceptions)\w*",
    re.I,
)
_TAUGHT = re.compile(
    r"\b(?:rules? (?:against|on|that)|limits?|may not|not to|trust act|sanctuary|forbids?|judicial warrants?|judge's warrant|difference between|rights|refresher|remind\w*|retrain\w*|policy)\b",
    re.I,
)
_TAUGHT_TO_HELP = re.compile(
    r"\b287|\btask[- ]force (?:course|class|training|academy)|\bsworn in\b|\b(?:ice|federal) (?:credentials|badges?|powers|authority)\b|\bdeputi[sz]\w*|\bcertif\w+|\b(?:by|from) (?:ice|federal|immigration)\b|\bice (?:class|course|academy|training|instructors?|taught|teach\w*)\b"
    r"|\b(?:ice|federal)(?:'s)? (?:[a-z]+ )?(?:class|course|academy|training|instructors?)\b|\bimmigration (?:course|class|academy|block|training|enforcement|officers)\b"
    r"|\b(?:serve|carry out|enforce|execute|file|fill\w* out|question|screen|process|run|identify)\b[^.;]{0,40}\b(?:warrants?|detainers?|immigration|inmates|status|citizenship)\b",
    re.I,
)
_UNDECIDED = re.compile(
    r"\b(?:postpon\w*|took no (?:vote|action)|no vote was taken|back to (?:its|a|the) (?:[a-z]+ )?committee|briefings?|briefed|informational|study session|work session|put off|deferr?\w*|held over|continued to|tabled|laid (?:the matter |it )?over|on whether|tabling|deferred|delayed? (?:a |the )?(?:vote|decision)|forum|oversight(?! (?:board|panel|commission|committee|office))|sen[dt]s? [^.;]{0,40}back to (?:a |the )?committee|update on|discussion|receive (?:a |an )?(?:report|update)|presentation|examining|recommendations for|proposed response)\b",
    re.I,
)
_APPLIED = re.compile(r"\b(?:trust|truth|values) act\b", re.I)
_GENERIC: frozenset[str] = frozenset(
    {
        "help enforcement", "share with ICE", "city resources", "jail access", "enforce immigration law",
        "immigration status", "use of public property", "rule on immigration enforcement", "help at the scene",
    }
)  # fmt: skip
_NOUNS: frozenset[str] = frozenset(
    {
        "detainer", "immigration detainer", "jail access", "use of public property", "plate readers",
        "city resources", "immigration enforcement as the matter", "rule on immigration enforcement",
        "enforce immigration law", "share with ICE", "help enforcement", "status questions", "immigration status",
        "detention center", "help at the scene",
    }
)  # fmt: skip


def choose_topics(
    policies: Sequence[PolicyHit], *, action_type: ActionType, words: str, others: Iterable[PolicyHit] = ()
) -> tuple[Topic, ...]:
    """Return the topics of an act, the surest first, at most five; `others` are policies told elsewhere."""
    weights: dict[Topic, float] = {}
    for share, group in ((1.0, policies), (0.45, others)):
        for policy in group:
            value = policy.strength * share * (0.8 if policy.hit.term.name in _GENERIC else 1.0)
            for topic in policy.hit.term.topics:
                weights[topic] = max(weights.get(topic, 0.0), value) + 0.05 * value
    if action_type in ("lawsuit_filed", "ruling"):
        weights["litigation_funding"] = max(weights.get("litigation_funding", 0.0), 0.5)
    if action_type == "funding" and not {"legal_defense"} & weights.keys():
        weights["litigation_funding"] = max(weights.get("litigation_funding", 0.0), 0.55)
    if action_type in ("discipline", "investigation"):
        weights["discipline_oversight"] = max(weights.get("discipline_oversight", 0.0), 0.6)
        weights["operational_assistance"] = max(weights.get("operational_assistance", 0.0), 0.45)
    if is_call_on_higher(words):
        weights["call_on_higher_government"] = 0.7
    if not weights:
        return ("operational_assistance",)
    best = max(weights.values())
    ranked = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
    return tuple(topic for topic, value in ranked if value >= 0.4 * best)[:5]


_HIGHER = re.compile(
    r"\b(?:call(?:s|ed|ing)? (?:on|upon)|urg(?:e|es|ed|ing)|ask(?:s|ed|ing)?|petition(?:s|ed|ing)?|encourag(?:e|es|ed|ing)|support(?:s|ing)? (?:of |the )?(?:passage|S\.|A\.|H\.R\.|the)|in support of|oppos(?:e|es|ing|ition to)|condemn(?:s|ed|ing)?|denounc(?:e|es|ing))\b"
    r"[^.]{0,120}\b(?:congress|state (?:legislature|lawmakers|senate|assembly)|legislature|governor|general assembly|house of representatives|department of homeland security|dhs|president|federal (?:government|agencies)|municipalities|detention cent(?:er|re)|act\b|senate)",
    re.I,
)


def is_call_on_higher(words: str) -> bool:
    """Return whether the words urge a state, Congress or a federal department to do something."""
    return bool(_HIGHER.search(words))


def tell_direction(
    policies: Sequence[PolicyHit],
    *,
    action_type: ActionType,
    actor: Actor,
    words: str,
    act: Hit[ActTerm] | None = None,
    own_policies: Sequence[PolicyHit] = (),
    others: Sequence[PolicyHit] = (),
    headline: Sequence[PolicyHit] = (),
    context: str = "",
    following: str = "",
) -> tuple[Direction, float, str]:
    """Return the direction of an act's effect, how clear it is (0 to 1), and the words that decide.

    A policy's own turning words are counted without those of `act`, and the act's sign is put on top; so it
    does not matter whether the policy stands in the act's sentence or was lent to it. `others` are policies
    told elsewhere on the page, asked where the sentence leaves it open; `headline` those of a headline that
    tells the whole act, whose turns all count as they stand; `context` is the headline and the sentence
    after, which may tell what an official was punished for. `following`, the sentence after alone, may tell
    what the policy is that is only named here ("signed House Bill 9. A jailer must ask ICE").
    """
    undecided = _UNDECIDED.search(words)
    if action_type == "hearing" and undecided is not None:
        if _APPLIED.search(words) and not re.search(r"\bwhether\b", words, re.I):
            return "limits", 0.5, "a law that limits help, applied"
        return "unclear", 0.6, undecided.group()
    if action_type == "lawsuit_filed":
        if _OPERATOR.search(words[: act.start] if act is not None else words):
            return "expands", 0.7, "a suit by who would detain"
        if actor == "federal":
            if _LAW_TO_HELP.search(words):
                return "limits", 0.7, "a federal suit against a law to help"
            return "expands", 0.9, "a federal suit"
        if actor in _LOCAL and _ON_FEDERAL.search(
            words, *((act.start, act.end + 130) if act is not None else ())
        ):
            return "limits", 0.7, "a local suit against a federal act"
        between = (
            suit_direction(words, start=act.start, end=act.end, more=following) if act is not None else None
        )
        if between is not None:
            return between
    if action_type == "ruling" and _BARS_FEDERAL.search(words):
        return "limits", 0.7, "a bar to a federal act"
    if act is not None and act.term.family == "find":
        return _of_finding(words, policies, actor, act.end)
    if (
        action_type == "funding"
        and actor in ("federal", "governor", "state_legislature", "attorney_general")
        and act is not None
        and _is_minus(act)
    ):
        return official_direction(words, policies, actor, after=act.end)
    framed = settled_direction(
        words, is_against=act is not None and _is_minus(act) and _act_sign(act, action_type, words) < 0
    )
    if framed is not None:
        return framed[0], 0.8, framed[1]
    if (
        action_type == "lawsuit_filed"
        and act is not None
        and actor in ("attorney_general", "governor")
        and _act_sign(act, action_type, words) < 0
    ):
        return official_direction(words, policies, actor, after=act.end, context=following)
    if action_type in ("discipline", "investigation"):
        return official_direction(
            words, policies, actor, after=act.end if act is not None else 0, context=context
        )
    if action_type == "training":
        taught = _TAUGHT_TO_HELP.search(words)
        kept_out = told_direction(words)
        if kept_out is not None and kept_out[0] == "limits":
            return "limits", 0.6, kept_out[1]
        if taught is not None and not _TAUGHT.search(words):
            return "expands", 0.7, taught.group()
        return "limits", 0.5, "taught the limits"
    told = told_direction(
        words,
        is_against=act is not None and _act_sign(act, action_type, words) < 0,
        act=(act.start, act.end) if act is not None else None,
    )
    if told is not None:
        return told[0], 0.7, told[1]
    lent = [policy for policy in policies if policy not in own_policies and policy not in headline]
    others = [policy for policy in others if policy not in headline and policy not in own_policies]
    own, own_total, said = _votes([p for p in policies if p in own_policies], act, action_type, words, "here")
    far, far_total, far_said = _votes(lent, act, action_type, words, "lent")
    if own_total < 0.4 and following:
        told = told_direction(following, is_against=act is not None and _is_minus(act))
        if told is not None:
            return told[0], 0.5, told[1]
    if headline:
        top, top_total, top_said = _votes(headline, None, action_type, "", "here")
        weight = 0.3 if own_total >= 0.8 else 1.0
        far, far_total, far_said = far + weight * top, far_total + weight * top_total, far_said or top_said
    more, more_total, more_said = _votes(others, act, action_type, words, "lent")
    if action_type in ("agreement_ended", "agreement_signed"):
        if _DEFENSE.search(words) or (own_total < 0.4 and _DEFENSE.search(context)):
            return (
                ("expands" if action_type == "agreement_ended" else "limits"),
                0.6,
                "a contract for defense",
            )
        shields = own + far < 0 if action_type == "agreement_signed" else own + far > 0
        plain = own_total + far_total > 0 and abs(own + far) >= 0.6 * (own_total + far_total)
        if not (
            shields
            and plain
            and any(
                policy.hit.term.effect < 0
                or (len(policy.turning) > 1 and not _BECAUSE.match(words, 0, policy.hit.start))
                for policy in policies
            )
        ):
            return ("limits" if action_type == "agreement_ended" else "expands"), 0.6, said or far_said
    if own_total >= 0.4 and abs(own) >= 0.6 * own_total:
        more, more_total = 0.3 * more, max(more_total, 2.0)
    share = 1.0 if act is None else (0.25 if own_total + far_total >= 0.8 else 0.6)
    votes = own + far + share * more / max(1.0, more_total / 2)
    total = own_total + far_total + share * more_total / max(1.0, more_total / 2)
    said = said or far_said or more_said
    if total == 0 or abs(votes) < 0.12 * total:
        if action_type == "hearing":
            return "unclear", 0.3, said
        # A local act on the matter that says no more nearly always limits help.
        return "limits", 0.15, said or "a local act on the matter"
    return ("expands" if votes > 0 else "limits"), min(1.0, abs(votes) / total), said


# What is signed or ended here is a contract for lawyers, not one to help enforcement.
_DEFENSE = re.compile(
    r"\b(?:(?:deportation|immigrants?|legal|immigration)[- ]defen[sc]e|know[- ]your[- ]rights|legal (?:help|aid|services)|(?:lawyers?|attorneys?|counsel)\b[^.;]{0,40}\b(?:deportation|immigrants|removal))\b",
    re.I,
)
_BECAUSE = re.compile(r"\s*(?:because|since|now that|as|with)\b[^,]{3,90},", re.I)
_LAW_TO_HELP = re.compile(
    r"\b(?:law|act|bill|statute|rule)\b[^.;]{0,80}\b(?:makes?|requires?|lets?|orders?|forces?|tells?)\b[^.;]{0,60}"
    r"\b(?:police|officers|deputies|sheriffs|schools|jails)\b[^.;]{0,90}\b(?:check|ask|hold|question|report|count|arrest|detain)",
    re.I,
)
_OPERATOR = re.compile(
    r"\b(?:geo group|corecivic|core civic|(?:private )?(?:prison|detention|jail) (?:company|operator|firm|contractor)|(?:operator|owner|builder|developer) of (?:an?|the) (?:[a-z-]+ ){0,3}(?:ice|immigration|detention|jail|prison|lockup))",
    re.I,
)
_LOCAL: frozenset[Actor] = frozenset(
    {"council", "county_board", "mayor", "attorney_general", "state_legislature", "governor", "school_board", "prosecutor"}
)  # fmt: skip


_SPEAKS_AGAINST = re.compile(r"(?:warn|threat|critici[sz]|blast|condemn|denounc|oppos|rip|slam)\w*", re.I)


def _is_minus(act: Hit[ActTerm]) -> bool:
    """Return whether the act goes against its policy: a veto, an ending, a condemnation."""
    return act.term.family in _MINUS or (
        act.term.family == "state" and bool(_SPEAKS_AGAINST.fullmatch(act.words))
    )


# What a court did to the policy that it ruled on.
_STRUCK = re.compile(
    r"\b(?:str(?:uck|ikes?|iking) down|block(?:s|ed|ing)?|enjoin\w*|halt(?:s|ed)?|overturn\w*|void\w*|invalid\w*|unconstitutional"
    r"|unlawful|illegal|injunction|(?:threw|throws|thrown|toss\w*) out|restraining order|stopp?(?:s|ed))\b",
    re.I,
)
_LET_STAND = re.compile(
    r"\b(?:refus\w+|declin\w+|turn\w* (?:down|away|aside)|den(?:y|ies|ied)|dismiss\w*|uph(?:eld|olds?)|sid(?:ed|es) with|lift\w*|vacat\w*|revers\w*|let stand|stands)\b",
    re.I,
)


def _act_sign(act: Hit[ActTerm] | None, action_type: ActionType, words: str) -> int:
    """Return the sign that the act itself puts on its policy."""
    if act is None:
        return 1
    family = act.term.family
    if family == "sue":
        if act.words.lower() == "be sued":
            return 1  # "could be sued if they do": a warning, not the suit
        rest = words[act.start : act.end + 120]
        return 1 if _COMPELLING.search(rest) or _TO_STOP.search(rest) else -1
    if _is_minus(act):
        return 1 if family == "cut" and words[: act.start].endswith(" or ") else -1
    if family == "rule":
        return -1 if _STRUCK.search(words) and not _LET_STAND.search(words) else 1
    if family == "amend" or action_type == "amended":
        return -1 if _WEAKENS.search(words) else 1
    return 1


_BARS_FEDERAL = re.compile(
    r"\b(?:bar(?:s|red|ring)?|block(?:s|ed|ing)?|prevent(?:s|ed|ing)?|keeps?|stopp?(?:s|ed|ing)?|enjoin\w*|halt(?:s|ed|ing)?|prohibit\w*)\b (?:the )?"
    r"(?:federal (?:government|officials|agencies)|government|(?:trump|biden) administration|administration|justice department|department of homeland security|dhs|president)\b",
    re.I,
)
_DEFEATED = re.compile(
    r"fail\w*|reject\w*|defeat\w*|kill\w*|dies|died|f(?:e|a)lls? .*short|(?:turn|sho[o]?t)\w* down|vot\w+ (?:down|against)|s[iau]nks?",
    re.I,
)
_PARTICLE = re.compile(r"not|never|no|no longer|[a-z]+n't", re.I)
_BREACH = re.compile(
    r"violat\w*|unlawful|br(?:oke|eak)\w*(?: .*)?|against|inquiry|investigat\w*|reprimand\w*|suspen\w*|accus\w*|fired",
    re.I,
)
_RULE_ON = re.compile(
    r"\b(?:ordinance|policy|order|rule|resolution|measure)s? (?:on|about|over|regarding|concerning|governing) (?:[a-z' ]{0,25})$",
    re.I,
)
_BEING = re.compile(r"\b(?:is|are|was|were|been|be|being|goes|went|met)\b[^.;]{0,30}$", re.I)


def _votes(
    policies: Sequence[PolicyHit], act: Hit[ActTerm] | None, action_type: ActionType, words: str, where: str
) -> tuple[float, float, str]:
    """Return the sum of the policies' signs by their weight, the sum of weights, and the weightiest words.

    A bare noun ("detainers", "the jail") says little of the direction until a word turns it.
    """
    votes = total = heaviest = 0.0
    said = ""
    sign_of_act = _act_sign(act, action_type, words)
    for policy in policies:
        term = policy.hit.term
        effect = _effect_here(policy, words) if where == "here" else term.effect
        if effect == 0:
            continue
        if effect != term.effect:
            term = replace(term, effect=effect)
            hit = Hit(policy.hit.start, policy.hit.end, policy.hit.words, term)
            policy = PolicyHit(hit, 0.8, sign_of(effect, policy.turning), policy.turning)
        value = policy.strength * (0.6 if term.name in _GENERIC else 1.0)
        if where == "here" and act is not None and _is_aside(words, act, policy.hit):
            value *= 0.25
        if action_type == "amended" and term.effect < 0 and len(policies) > 1:
            value *= 0.4  # what the change says counts for more than what the law is called
        sign = policy.sign
        if term.name in _NOUNS and not any(_turns_policy(turn, act, where) for turn in policy.turning):
            # "The ordinance on detainers": a local rule on the matter nearly always limits help.
            on_rule = where == "here" and _RULE_ON.search(words[: policy.hit.start]) is not None
            value *= 0.5 if on_rule else 0.15
            if on_rule:
                value, policy = value, PolicyHit(policy.hit, policy.strength, -policy.sign, policy.turning)
                sign = policy.sign
                votes += (
                    sign
                    * value
                    * (sign_of_act if act is not None and _is_minus(act) and not policy.turning else 1)
                )
                total += value
                continue
        ended = act is not None and act.term.family == "end"
        if where == "lent" and ended and any(_PARTICLE.fullmatch(turn.words) for turn in policy.turning):
            continue  # "will not notify ICE" tells what follows from the ending, not what was ended
        if where == "lent":
            if policy.turning and term.effect and act is not None and sign_of_act != 0:
                sign = sign_of(term.effect, policy.turning, skip=_is_an_act)
            sign *= -1 if act is not None and act.term.family == "sue" else sign_of_act
        elif act is not None and (_is_minus(act) or act.term.family in ("sue", "amend")):
            trails = words[: act.start].endswith(", ") and act.words.lower().endswith("ing")
            is_last = not trails and not any(other.hit.start >= act.end for other in policies)
            sign = _sign_here(policy, act, sign_of_act, words, is_last)
        votes += sign * value
        total += value
        if value > heaviest:
            heaviest, said = value, policy.said
    return votes, total, said


_ASIDE = re.compile(
    r"\b(?:after|amid|despite|in spite of|even though|although|though|before|following|days? after|in response to|citing|as part of a)\b",
    re.I,
)


def _is_aside(words: str, act: Hit[ActTerm], policy: Hit[PolicyTerm]) -> bool:
    """Return whether a policy stands in a clause that only tells what went before: "after the county passed"."""
    if act.term.family in ("sue", "investigate", "discipline", "cut"):
        return False
    if act.end <= policy.start:
        return _ASIDE.search(words, act.end, policy.start) is not None
    opening = OPENING.match(words)
    return opening is not None and policy.end <= opening.end() <= act.start


_CLEARED = re.compile(
    r"\b(?:justified|nothing wrong|cleared|complied|lawful(?!ly)|followed|within (?:policy|the law)|no (?:violations?|breach|wrongdoing|misconduct))\b",
    re.I,
)


def _of_finding(
    words: str, policies: Sequence[PolicyHit], actor: Actor, after: int
) -> tuple[Direction, float, str]:
    """Return the direction of an official finding: that of the law found broken, or kept."""
    direction, clear, said = official_direction(words, policies, actor, after=after)
    cleared = _CLEARED.search(words)
    if cleared is not None and direction != "unclear":
        return ("limits" if direction == "expands" else "expands"), clear, cleared.group()
    return direction, clear, said


_TELLS = re.compile(r"(?:t[eo]ll|told|notif|inform|alert|contact)", re.I)
_THAT = re.compile(r"[^.;]{0,40}\b(?:that|it|they|he|she|to (?:stop|leave|stay|remove|take))\b", re.I)
_ASKED = re.compile(
    r"\b(?:look(?:s|ed|ing)? into|check\w*|ask\w*|verif\w+|determin\w+|question\w*|collect\w*|record\w*|run|ran|report\w*|prob\w+|screen\w*)\b[^.;,]{0,50}$",
    re.I,
)


def _effect_here(policy: PolicyHit, words: str) -> int:
    """Return a policy's own effect in these words: "told ICE that" shares nothing, "look into status" asks."""
    term, hit = policy.hit.term, policy.hit
    if term.name == "answer to ICE" and _TELLS.match(hit.words) and _THAT.match(words, hit.end):
        return 0
    if term.effect == 0 and "status_inquiry" in term.topics and _ASKED.search(words[: hit.start]):
        return 1
    return term.effect


def _is_an_act(turn: Hit[ContextTerm]) -> bool:
    """Return whether a turning word tells an act, which stays behind, and not a rule ("a bill blocking")."""
    return ACT_LIKE.fullmatch(turn.words) is not None and not turn.words.lower().endswith("ing")


def _turns_policy(turn: Hit[ContextTerm], act: Hit[ActTerm] | None, where: str) -> bool:
    """Return whether a turning word says what the policy is, beside what the act does to it."""
    if where == "here" and act is not None:
        return _is_minus(act) or turn.end <= act.start or turn.start >= act.end
    return not ACT_LIKE.fullmatch(turn.words)


def _sign_here(policy: PolicyHit, act: Hit[ActTerm], sign_of_act: int, words: str, is_last: bool) -> int:
    """Return a policy's sign with the act's own turn counted once, where the act reaches the policy."""
    hit = policy.hit
    if act.term.family == "sue":
        return sign_of_act * sign_of(
            hit.term.effect,
            policy.turning,
            skip=lambda negator: (
                is_suit(words, negator)
                or _BREACH.fullmatch(negator.words) is not None
                or negator.words.lower().startswith("threat")
            ),
        )
    passive = bool(_BEING.search(words[max(0, act.start - 40) : act.start]))
    reaches = (act.start <= hit.end and ";" not in words[act.end : hit.start]) or passive or is_last
    if not reaches:
        return policy.sign
    if not policy.turning:
        return policy.sign * sign_of_act
    official = act.term.family in ("investigate", "discipline")

    def is_set_aside(negator: Hit[ContextTerm]) -> bool:
        if negator.start < act.end and negator.end > act.start:
            return True
        if act.term.family in ("reject", "veto") and _DEFEATED.fullmatch(negator.words):
            return True  # "failed when the council deadlocked": one defeat, told twice
        if official and _BREACH.fullmatch(negator.words):
            return True  # an inquiry into whether helping broke the rules is still one into the helping
        return negator.end <= act.start and _SPEAKS_AGAINST.fullmatch(negator.words) is not None

    return sign_of_act * sign_of(hit.term.effect, policy.turning, skip=is_set_aside)


def strong_policies(readings: Iterable[SentenceReading], least: float = 0.6) -> list[PolicyHit]:
    """Return every policy of the sentences that is surely about immigration policy."""
    return [policy for reading in readings for policy in reading.policies if policy.strength >= least]
