"""The base class of all tables, and their column types."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar
from zlib import crc32

import msgspec
from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Enum, Integer, MetaData, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from limelight.kernel.timestamps import Timestamp, format_timestamp

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

Value = TypeVar("Value")


class Base(DeclarativeBase):
    """A table. Relationships are declared with ``lazy="raise"``: a query loads what it needs."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)


BigIntegerKey = BigInteger().with_variant(Integer, "sqlite")
"""The type of an automatic primary key: SQLite numbers rows only in an INTEGER column."""

Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
"""Untyped JSON, which PostgreSQL can query."""


def enum_column(kind: type[StrEnum]) -> Enum:
    """The type of a column that stores an enum's value as text."""
    return Enum(kind, native_enum=False, length=32, values_callable=list)


class JsonColumn(TypeDecorator[Value], Generic[Value]):
    """A typed value, stored as JSON text: ``mapped_column(JsonColumn(Creator))``.

    Text rather than JSONB: it is decoded straight into its type, and any string is stored, NUL included.
    """

    impl = Text
    cache_ok = True

    def __init__(self, kind: type[Value]) -> None:
        super().__init__()
        self.kind = kind
        self._decoder = msgspec.json.Decoder(kind)

    def process_bind_param(self, value: Value | None, dialect: Dialect) -> str | None:
        return None if value is None else msgspec.json.encode(value).decode()

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Value | None:
        return None if value is None else self._decoder.decode(value)


class VersionedJsonColumn(JsonColumn[Value]):
    """JSON that can be returned without being decoded: its text begins with a checksum of its schema.

    A text with another checksum was written by another version, so newer fields may be missing.
    """

    cache_ok = True

    def __init__(self, kind: type[Value]) -> None:
        super().__init__(kind)
        shape = crc32(msgspec.json.encode(msgspec.json.schema(kind)))
        self._start = f'{{"shape":{shape},'

    def encode(self, value: Value) -> str:
        return self._start + msgspec.json.encode(value).decode()[1:]

    def raw_fields(self, text: str) -> bytes:
        """The text between the braces, with all fields of this version."""
        if text.startswith(self._start):
            return text[len(self._start) : -1].encode()
        return msgspec.json.encode(self._decoder.decode(text))[1:-1]

    def represents(self, text: str, value: Value) -> bool:
        """Whether a stored text equals the value, although another version may have written it."""
        return text == self.encode(value) or self._decoder.decode(text) == value

    def process_bind_param(self, value: Value | None, dialect: Dialect) -> str | None:
        return None if value is None else self.encode(value)


class RawJsonFields(TypeDecorator[bytes]):
    """Reads JSON as the text between its braces: ``type_coerce(row.record, RawJsonFields(type))``."""

    impl = Text
    cache_ok = True

    def __init__(self, record: VersionedJsonColumn[Any]) -> None:
        super().__init__()
        self.record = record

    def process_result_value(self, value: Any | None, dialect: Dialect) -> bytes | None:
        return None if value is None else self.record.raw_fields(value)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, stored in UTC; a naive one raises ValueError. SQLite stores it without its zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a datetime needs a time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class TimestampText(TypeDecorator[Timestamp]):
    """Reads a datetime as the API writes it: ``type_coerce(row.created_at, TimestampText())``."""

    impl = Text
    cache_ok = True

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Timestamp | None:
        # SQLite stores it as text, with a space where the API has a T.
        return (
            Timestamp(value.replace(" ", "T"))
            if isinstance(value, str)
            else value and format_timestamp(value)
        )


class UuidText(TypeDecorator[str]):
    """Reads an id as the API writes it: ``type_coerce(row.id, UuidText())``."""

    impl = Text
    cache_ok = True

    def process_result_value(self, value: Any | None, dialect: Dialect) -> str | None:
        # SQLite stores it as text, without the dashes.
        if isinstance(value, str):
            return f"{value[:8]}-{value[8:12]}-{value[12:16]}-{value[16:20]}-{value[20:]}"
        return value and str(value)
