"""What connecting an account leaves behind: links, sessions, states, credentials and brands."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

MOMENT = sa.DateTime(timezone=True)
TABLES = (
    "connection_links",
    "connect_sessions",
    "connect_authorizations",
    "credentials",
    "connect_brands",
)


def upgrade() -> None:
    op.create_table(
        "connection_links",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _belongs("tenant_id", "tenants.id"),
        _belongs("user_id", "users.id"),
        sa.Column("secret_digest", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.UniqueConstraint("secret_digest"),
    )
    op.create_table(
        "connect_sessions",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _belongs("tenant_id", "tenants.id"),
        _belongs("user_id", "users.id"),
        sa.Column("secret_digest", sa.LargeBinary(), nullable=False),
        sa.Column("opening", sa.Text(), nullable=False),
        sa.Column("happenings", sa.Text(), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False, index=True),
    )
    op.create_table(
        "connect_authorizations",
        sa.Column("state_digest", sa.LargeBinary(), primary_key=True),
        sa.Column("browser_digest", sa.LargeBinary(), nullable=False),
        _belongs("session_id", "connect_sessions.id"),
        sa.Column("platform", sa.String(32), nullable=False),
        sa.Column("code_verifier", sa.String(128)),
        sa.Column("expires_at", MOMENT, nullable=False, index=True),
    )
    op.create_table(
        "credentials",
        sa.Column(
            "account_id", sa.Uuid(), sa.ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
        ),
        _belongs("tenant_id", "tenants.id"),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("refreshing_until", MOMENT),
        sa.Column("updated_at", MOMENT, nullable=False),
    )
    op.create_table(
        "connect_brands",
        sa.Column("tenant_id", sa.Uuid(), sa.ForeignKey("tenants.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("brand", sa.Text(), nullable=False),
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _belongs(column: str, owner: str) -> sa.Column[object]:
    return sa.Column(column, sa.Uuid(), sa.ForeignKey(owner, ondelete="CASCADE"), nullable=False, index=True)
