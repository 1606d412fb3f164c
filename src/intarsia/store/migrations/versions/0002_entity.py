"""The names of entities, given once: what each held in the last release that had it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "entity",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("live", sa.Integer, nullable=False),
        sa.Column("last", sa.Text, nullable=False),
    )
    op.create_table(
        "entity_member",
        sa.Column("entity", sa.Text, sa.ForeignKey("entity.id"), primary_key=True),
        sa.Column("member", sa.Text, primary_key=True),
    )
    op.execute(  # a name that was given is never given back
        "CREATE TRIGGER entity_no_delete BEFORE DELETE ON entity BEGIN SELECT RAISE(ABORT, 'the name of an entity is given once'); END"
    )


def downgrade() -> None:
    op.drop_table("entity_member")
    op.drop_table("entity")
