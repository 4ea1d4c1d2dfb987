"""The outbox of promised work."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "promises",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("queue", sa.String(64), nullable=False),
        sa.Column("handler", sa.String(64), nullable=False),
        sa.Column("target", sa.Uuid(), nullable=False),
        sa.Column("partition", sa.Uuid(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False, index=True),
    )


def downgrade() -> None:
    op.drop_table("promises")
