"""Which role may do what: the one table that doors, pages and docs/people.md go by."""

from __future__ import annotations

STEWARD, DECISION_MAKER, OPERATOR = "steward", "decision maker", "operator"

#: what can be done, and what that means
ACTS: dict[str, str] = {
    "contribute": "bring a file, describe it, map its columns, choose remedies",
    "judge": "say what words mean, which links are right, which terms are needed",
    "decide": "say whether a dataset is shared, and sign for it",
    "publish": "let a dataset leave, withdraw it again",
    "people": "invite members, give roles, remove members",
    "audit": "read who did what, and when",
    "operate": "what concerns the pool as a whole: releases, erasures, settings",
}

#: what each role may do for its own organisation
OWN: dict[str, frozenset[str]] = {
    STEWARD: frozenset({"contribute", "judge"}),
    DECISION_MAKER: frozenset({"contribute", "judge", "decide", "publish", "people", "audit"}),
    OPERATOR: frozenset({"people", "audit", "operate"}),
}

#: what each role may do for every organisation
EVERYWHERE: dict[str, frozenset[str]] = {STEWARD: frozenset(), DECISION_MAKER: frozenset(), OPERATOR: frozenset({"people", "audit", "operate"})}

#: what each role may do for what no organisation holds: with accounts, operators stand in for the owner of the machine
FOR_THE_MACHINE: dict[str, frozenset[str]] = {STEWARD: frozenset(), DECISION_MAKER: frozenset(), OPERATOR: frozenset(ACTS)}

ROLES = tuple(OWN)
