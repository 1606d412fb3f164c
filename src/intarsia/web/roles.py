"""Roles and acts in the reader's language."""

from __future__ import annotations

from intarsia.accounts.acts import DECISION_MAKER, OPERATOR, STEWARD
from intarsia.web.words import Words


def role_name(role: str, _: Words) -> str:
    """What a role is called."""
    return {STEWARD: _("steward"), DECISION_MAKER: _("decision maker"), OPERATOR: _("operator")}.get(role, role)


def role_about(role: str, _: Words) -> str:
    """What a role is for, in one sentence."""
    return {
        STEWARD: _("Brings files, describes them, and judges words and links. Does not decide that a dataset is shared."),
        DECISION_MAKER: _("Does what stewards do, decides and signs for the organisation, and invites its members."),
        OPERATOR: _("Keeps the pool running: organisations, accounts, erasures, settings. Sees nothing of another organisation's drafts."),
    }.get(role, "")


def act_name(act: str, _: Words) -> str:
    """What a line of the audit says was done."""
    return {
        "signed in": _("signed in"), "sign-in failed": _("sign-in failed"), "signed out": _("signed out"), "signed out everywhere": _("signed out everywhere"),
        "account made": _("account made"), "roles changed": _("roles changed"), "account removed": _("account removed"), "password changed": _("password changed"),
        "invited": _("invited"), "joined": _("joined"), "invitation taken back": _("invitation taken back"), "password set with a link": _("password set with a link"),
        "link for a new password made": _("link for a new password made"), "token made": _("token made"), "token revoked": _("token revoked"),
    }.get(act) or (_("form sent: %(path)s", path=act.removeprefix("form ")) if act.startswith("form ") else act)


def door_name(door: str, _: Words) -> str:
    """By which kind of door it was done."""
    return {"page": _("page"), "token": _("program"), "this machine": _("this machine"), "command line": _("command line")}.get(door, door)
