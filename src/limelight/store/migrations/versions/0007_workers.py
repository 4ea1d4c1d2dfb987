"""The workers that are alive, and the calls that failed."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "workers",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("seen_at", MOMENT, nullable=False, server_default=sa.func.current_timestamp()),
    )
    op.create_table(
        "failures",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("queue", sa.String(64), nullable=False),
        sa.Column("handler", sa.String(64), nullable=False),
        sa.Column("target", sa.Uuid(), nullable=False),
        sa.Column("partition", sa.Uuid(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("failed_at", MOMENT, nullable=False),
        sa.Column("retry_at", MOMENT, nullable=True, index=True),
        sa.Column("is_given_up", sa.Boolean(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("failures")
    op.drop_table("workers")
