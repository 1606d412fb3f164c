"""Actors and their judgements, append-only."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "actor",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False, unique=True),
        sa.Column("role", sa.Text, nullable=False, server_default="person"),
    )
    op.create_table(
        "judgement",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("actor", sa.Integer, sa.ForeignKey("actor.id"), nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("undoes", sa.Integer, sa.ForeignKey("judgement.id"), nullable=True),
    )
    op.create_index("judgement_subject", "judgement", ["kind", "subject"])
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER judgement_no_{act.lower()} BEFORE {act} ON judgement "
            "BEGIN SELECT RAISE(ABORT, 'judgements are append-only: record one that undoes it'); END"
        )
    op.execute(  # INSERT OR REPLACE would go around the two above
        "CREATE TRIGGER judgement_no_replace BEFORE INSERT ON judgement WHEN EXISTS (SELECT 1 FROM judgement WHERE id = NEW.id) "
        "BEGIN SELECT RAISE(ABORT, 'judgements are append-only: record one that undoes it'); END"
    )


def downgrade() -> None:
    op.drop_table("judgement")
    op.drop_table("actor")
