"""The results of exports, in parts."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "export_parts",
        sa.Column("export_id", sa.Uuid(), primary_key=True),
        sa.Column("first_row", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column(
            "computation_id",
            sa.Uuid(),
            sa.ForeignKey("computations.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
    )
    op.create_index("ix_export_parts_computation_id", "export_parts", ["computation_id"])


def downgrade() -> None:
    op.drop_table("export_parts")
