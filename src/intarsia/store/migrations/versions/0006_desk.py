"""What a desk keeps beside judgements: requests for data, subscriptions, keys of feeds, letters that wait, receipts of each release."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _asked()
    _told()
    op.create_table(
        "receipt_kept",
        sa.Column("release", sa.Text, primary_key=True),
        sa.Column("dataset", sa.Text, primary_key=True),
        sa.Column("figures", sa.Text, nullable=False),
    )


def _asked() -> None:
    op.create_table(
        "request",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("dataset", sa.Text, nullable=False),
        sa.Column("made", sa.Float, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=True),  # the three that tell who asked: gone when the request is forgotten
        sa.Column("contact", sa.Text, nullable=True),
        sa.Column("purpose", sa.Text, nullable=True),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("answered", sa.Float, nullable=True),
        sa.Column("answered_by", sa.Text, nullable=True),
        sa.Column("answer", sa.Text, nullable=True),
        sa.Column("forgotten", sa.Float, nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_index("request_dataset", "request", ["dataset", "state"])


def _told() -> None:
    op.create_table(
        "subscription",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("member", sa.Integer, nullable=False),
        sa.Column("secret", sa.Text, nullable=False, unique=True),
        sa.Column("made", sa.Float, nullable=False),
        sa.Column("confirmed", sa.Float, nullable=True),
        sa.Column("since_act", sa.Integer, nullable=False),  # what happened before is not told
        sa.UniqueConstraint("kind", "subject", "address"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "feed_key",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("hash", sa.Text, nullable=False, unique=True),
        sa.Column("member", sa.Integer, nullable=False),
        sa.Column("organisation", sa.Text, nullable=False),
        sa.Column("made", sa.Float, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.Text, nullable=False, unique=True),  # so that nothing is written twice
        sa.Column("made", sa.Float, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=True),  # address, subject, body and headers go once the letter is sent or given up
        sa.Column("subject", sa.Text, nullable=True),
        sa.Column("body", sa.Text, nullable=True),
        sa.Column("unsubscribe", sa.Text, nullable=True),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("due", sa.Float, nullable=False),
        sa.Column("sent", sa.Float, nullable=True),
        sa.Column("trouble", sa.Text, nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_index("outbox_due", "outbox", ["state", "due"])


def downgrade() -> None:
    for table in ("receipt_kept", "outbox", "feed_key", "subscription", "request"):
        op.drop_table(table)
