"""Who asks: the owner of this machine, a member, a program with a member's token, or nobody that we know."""

from __future__ import annotations

from dataclasses import dataclass, field

from intarsia.accounts.acts import ACTS, EVERYWHERE, FOR_THE_MACHINE, OPERATOR, OWN, ROLES
from intarsia.errors import Refused

HERE = "this machine"  # whose a thing is that no organisation holds; no id of an organisation has a blank
OWNER_NAME = "owner"


@dataclass(frozen=True)
class Who:
    """Who asks, for which organisation, with which roles there.

    name: what the ledger and pages say; organisation: its id, empty for the owner of this machine and for nobody; kind: "owner",
    "member", "token" or "nobody"; member: the account's number, 0 for none; session: the number of the session, 0 for none.
    """

    name: str = ""
    organisation: str = ""
    roles: frozenset[str] = field(default_factory=frozenset)
    kind: str = "nobody"
    member: int = 0
    session: int = 0

    @property
    def known(self) -> bool:
        """Is this somebody?"""
        return self.kind != "nobody"

    @property
    def holds(self) -> str:
        """Whose the things are that are made now: the organisation's id, `HERE` for the owner, empty for nobody."""
        return HERE if self.kind == "owner" else self.organisation

    def may(self, act: str, organisation: str = "") -> bool:
        """May they do this for that organisation (or for `HERE`)? Without one: may they do it at all, for their own or for the pool as a whole.

        Raises: KeyError for an act that acts.py does not name: a mistake of the caller.
        """
        if act not in ACTS:
            raise KeyError(act)
        if self.kind == "owner":
            return True
        if not self.known or (self.kind == "token" and act == "people"):  # a token that got lost makes no accounts
            return False
        if organisation == HERE:
            return any(act in FOR_THE_MACHINE[role] for role in self.roles)
        if any(act in EVERYWHERE[role] for role in self.roles):
            return True
        return (not organisation or organisation == self.organisation) and any(act in OWN[role] for role in self.roles)

    def must(self, act: str, organisation: str = "") -> None:
        """Go on when they may. Raises: Refused, in words."""
        if self.may(act, organisation):
            return
        if not self.known:
            raise Refused("nobody is signed in, and this is for members", where=act, way_out="sign in at /desk/sign-in, or ask whoever runs this pool for an invitation")
        roles = [role for role in ROLES if act in OWN[role]]
        if organisation and organisation != self.organisation and any(act in OWN[role] for role in self.roles):
            raise Refused("this is another organisation's, and you work for yours", where=act, way_out="ask them; or, if you work for both, choose the other one at /desk/account")
        raise Refused(f"your role does not let you do this: {ACTS[act]}", where=act, way_out=f"ask a member of your organisation with the role {' or '.join(roles)}")


NOBODY = Who()
OWNER = Who(OWNER_NAME, roles=frozenset(ROLES), kind="owner")

__all__ = ["HERE", "NOBODY", "OPERATOR", "OWNER", "OWNER_NAME", "Who"]
