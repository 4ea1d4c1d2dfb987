"""Users, connected accounts and what is known of them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
WORD = sa.String(32)
IN_ACCOUNT = ("account_id", "position")


def upgrade() -> None:
    op.create_table(
        "users",
        *_listed(sa.ForeignKey("tenants.id", ondelete="CASCADE")),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(100), nullable=False),
        sa.Column("status", WORD, nullable=False),
        sa.UniqueConstraint("tenant_id", "external_id"),
        sa.Index(None, "tenant_id", "position"),
    )
    op.create_table(
        "accounts",
        *_listed(),
        _reference("user_id", "users.id"),
        sa.Column("platform", WORD, nullable=False),
        sa.Column("status", WORD, nullable=False),
        sa.Column("disconnection_source", WORD, nullable=True),
        sa.Column("platform_username", sa.String(), nullable=False),
        sa.Column("platform_profile_id", sa.String(), nullable=True),
        sa.Column("platform_profile_name", sa.String(), nullable=True),
        sa.Column("profile_pic_url", sa.String(), nullable=True),
        sa.Column("platform_profile_published_at", MOMENT, nullable=True),
        sa.UniqueConstraint("tenant_id", "user_id", "platform", "platform_profile_id"),
        sa.Index(None, "tenant_id", "position"),
        sa.Index(None, "user_id"),
    )
    op.create_table(
        "account_products",
        _reference("account_id", "accounts.id", primary_key=True),
        sa.Column("product", WORD, primary_key=True),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("status", WORD, nullable=False),
        sa.Column("monitoring_type", WORD, nullable=False),
        sa.Column("last_sync_at", MOMENT, nullable=True),
        sa.Column("refresh_since", MOMENT, nullable=True),
        sa.Column("data_available_from", MOMENT, nullable=True),
        sa.Column("next_sync_at", MOMENT, nullable=True, index=True),
    )
    _create_item_table("profiles", [], ("tenant_id", "position"))
    _create_item_table("audiences", [], None)
    _create_item_table("contents", [_published_at()], IN_ACCOUNT)
    _create_item_table("content_groups", [_published_at()], IN_ACCOUNT)
    of_content = [_reference("content_id", "contents.id"), _published_at()]
    _create_item_table("comments", of_content, ("content_id", "position"))
    _create_item_table("activity_artists", [], IN_ACCOUNT)
    _create_item_table("activity_contents", [], IN_ACCOUNT)


def downgrade() -> None:
    for table in (
        "activity_contents",
        "activity_artists",
        "comments",
        "content_groups",
        "contents",
        "audiences",
        "profiles",
        "account_products",
        "accounts",
        "users",
    ):
        op.drop_table(table)


def _listed(*tenant: sa.ForeignKey) -> list[sa.Column[object]]:
    return [
        sa.Column("position", KEY, primary_key=True),
        sa.Column("id", sa.Uuid(), nullable=False, unique=True),
        sa.Column("tenant_id", sa.Uuid(), *tenant, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
    ]


def _reference(name: str, to: str, *, primary_key: bool = False) -> sa.Column[object]:
    target = sa.ForeignKey(to, ondelete="CASCADE")
    return sa.Column(name, sa.Uuid(), target, nullable=False, primary_key=primary_key)


def _published_at() -> sa.Column[object]:
    return sa.Column("published_at", MOMENT, nullable=False)


def _create_item_table(name: str, more: Sequence[sa.Column[object]], order: tuple[str, str] | None) -> None:
    """The columns that all records of accounts have, ``more``, and an index in the order of their list."""
    op.create_table(
        name,
        *_listed(),
        _reference("account_id", "accounts.id"),
        sa.Column("key", sa.String(), nullable=False),
        *more,
        sa.Column("record", sa.Text(), nullable=False),
        sa.UniqueConstraint("account_id", "key"),
        *([sa.Index(None, *order)] if order else []),
    )
