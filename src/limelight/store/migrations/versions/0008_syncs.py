"""What is asked to be brought up to date, and whose turn it is."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "sync_asks",
        sa.Column(
            "account_id", sa.Uuid(), sa.ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("product", sa.String(32), primary_key=True),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("since", MOMENT, nullable=True),
    )
    op.create_table(
        "sync_turns",
        sa.Column(
            "account_id", sa.Uuid(), sa.ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("holder", sa.Uuid(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("sync_turns")
    op.drop_table("sync_asks")
