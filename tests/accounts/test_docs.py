"""docs/people.md says of roles what the code does."""

from __future__ import annotations

from pathlib import Path

from intarsia.accounts import acts

PAGE = Path(__file__).parents[2] / "docs" / "people.md"


def test_the_table_of_roles_is_the_codes() -> None:
    def cell(role: str, act: str) -> str:
        if act in acts.EVERYWHERE[role]:
            return "every"
        return "own" if act in acts.OWN[role] else "this machine's" if act in acts.FOR_THE_MACHINE[role] else ""

    written = [line for line in PAGE.read_text("utf-8").split("<!-- roles:")[1].splitlines() if line.startswith("|")][2 : 2 + len(acts.ACTS)]
    rows = [[part.strip() for part in line.strip("|").split("|")] for line in written]
    assert rows == [[act, *(cell(role, act) for role in acts.ROLES), about] for act, about in acts.ACTS.items()]
