"""Accounts: organisations, members with their roles, tokens, invitations, sessions, whose a dataset is, what was tried, what was done."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _people()
    _keys()
    _kept()


def _people() -> None:
    op.create_table(
        "organisation",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("made", sa.Float, nullable=False),
    )
    op.create_table(
        "member",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("login", sa.Text, nullable=True, unique=True),  # none for somebody who was removed
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("folded", sa.Text, nullable=False, unique=True),
        sa.Column("password", sa.Text, nullable=True),
        sa.Column("made", sa.Float, nullable=False),
        sa.Column("removed", sa.Float, nullable=True),
        sqlite_autoincrement=True,  # the number of somebody who is gone is never given again
    )
    op.create_table(
        "member_role",
        sa.Column("member", sa.Integer, sa.ForeignKey("member.id"), primary_key=True),
        sa.Column("organisation", sa.Text, sa.ForeignKey("organisation.id"), primary_key=True),
        sa.Column("role", sa.Text, primary_key=True),
    )


def _keys() -> None:
    """What lets somebody in."""
    op.create_table(
        "token",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("hash", sa.Text, nullable=False, unique=True),
        sa.Column("member", sa.Integer, sa.ForeignKey("member.id"), nullable=False),
        sa.Column("organisation", sa.Text, sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("made", sa.Float, nullable=False),
        sa.Column("used", sa.Float, nullable=True),
        sa.Column("ends", sa.Float, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("hash", sa.Text, nullable=False, unique=True),
        sa.Column("organisation", sa.Text, sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("roles", sa.Text, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("made_by", sa.Integer, nullable=True),  # whoever is removed takes their invitations along
        sa.Column("member", sa.Integer, sa.ForeignKey("member.id"), nullable=True),  # whose password is set anew with it
        sa.Column("made", sa.Float, nullable=False),
        sa.Column("ends", sa.Float, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "session",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("hash", sa.Text, nullable=False, unique=True),
        sa.Column("member", sa.Integer, sa.ForeignKey("member.id"), nullable=False),
        sa.Column("organisation", sa.Text, sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("began", sa.Float, nullable=False),
        sa.Column("seen", sa.Float, nullable=False),
        sqlite_autoincrement=True,
    )


def _kept() -> None:
    """Whose a dataset is, what was tried, what was done."""
    op.create_table(
        "holding",
        sa.Column("dataset", sa.Text, primary_key=True),
        sa.Column("organisation", sa.Text, sa.ForeignKey("organisation.id"), nullable=False),
    )
    op.create_table("attempt", sa.Column("id", sa.Integer, primary_key=True), sa.Column("key", sa.Text, nullable=False), sa.Column("at", sa.Float, nullable=False))
    op.create_index("attempt_key", "attempt", ["key", "at"])
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("member", sa.Integer, nullable=True),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("organisation", sa.Text, nullable=False),
        sa.Column("door", sa.Text, nullable=False),
        sa.Column("act", sa.Text, nullable=False),
        sa.Column("about", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    for table in ("audit", "attempt", "holding", "session", "invitation", "token", "member_role", "member", "organisation"):
        op.drop_table(table)
