"""What was imported of public creators: contents, comments, audiences and the people in them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "people",
        sa.Column("id", KEY, primary_key=True),
        sa.Column("platform", sa.String(32), nullable=False),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("handle", sa.String(), nullable=True),
        sa.Column("record", sa.Text(), nullable=True),
    )
    _index_known("ix_people_platform_external_id", "external_id", unique=True)
    _index_known("ix_people_platform_handle", "handle", unique=False)
    op.create_table(
        "public_contents",
        sa.Column("id", KEY, primary_key=True),
        _creator(),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("published_at", MOMENT, nullable=True),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.UniqueConstraint("external_id", "creator_id"),
        sa.Index(None, "creator_id", "published_at"),
    )
    op.create_table(
        "public_comments",
        sa.Column("id", KEY, primary_key=True),
        _creator(),
        sa.Column("content_external_id", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("published_at", MOMENT, nullable=True),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.UniqueConstraint("external_id", "creator_id", "content_external_id"),
        sa.Index(None, "creator_id", "content_external_id", "published_at"),
    )
    op.create_table(
        "public_audiences",
        _creator(is_key=True),
        sa.Column("kind", sa.String(32), primary_key=True),
        sa.Column("members", sa.LargeBinary(), nullable=False),
        sa.Column("known", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
    )


def _creator(*, is_key: bool = False) -> sa.Column[int]:
    owner = sa.ForeignKey("creators.id", ondelete="CASCADE")
    return sa.Column("creator_id", sa.BigInteger(), owner, primary_key=is_key, nullable=False)


def _index_known(name: str, column: str, *, unique: bool) -> None:
    known = sa.text(f"{column} IS NOT NULL")
    op.create_index(
        name, "people", ["platform", column], unique=unique, sqlite_where=known, postgresql_where=known
    )


def downgrade() -> None:
    for table in ("public_audiences", "public_comments", "public_contents", "people"):
        op.drop_table(table)
