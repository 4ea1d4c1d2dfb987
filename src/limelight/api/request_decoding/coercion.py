"""Lenient coercion of decoded JSON to a type, collecting every error.

msgspec decodes straight into the target and stops at the first error. When it fails, a ``Coercion``
walks type and value together, so that the response can list every error with the accepted values.
"""

from dataclasses import dataclass, field
from typing import Any, Final

import msgspec
from msgspec import inspect as types

from limelight.api.request_decoding.accepted_values import accepts, describe_accepted

_MAX_SHOWN_CHARACTERS: Final = 80
_JSON_CONTAINERS: Final[dict[type[types.Type], type]] = {
    types.StructType: dict,
    types.DictType: dict,
    types.ListType: list,
    types.VarTupleType: list,
    types.SetType: list,
    types.FrozenSetType: list,
}


@dataclass(frozen=True)
class FieldError:
    path: str
    message: str
    is_missing: bool = False

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


@dataclass
class Coercion:
    """``coerce`` returns the value to convert (a number for a text field becomes text) and records errors."""

    errors: list[FieldError] = field(default_factory=list)

    def coerce(self, kind: types.Type, sent: Any, path: str = "") -> Any:
        match kind:
            case types.Metadata(type=inner):
                return self.coerce(inner, sent, path)
            case types.UnionType():
                return self._coerce_union(kind, sent, path)
            case types.StructType():
                return self._coerce_struct(kind, sent, path)
            case types.ListType() | types.VarTupleType() | types.SetType() | types.FrozenSetType():
                return self._coerce_list(kind, sent, path)
            case types.DictType():
                return self._coerce_dict(kind, sent, path)
            case _:
                return self._coerce_scalar(kind, sent, path)

    def _coerce_struct(self, kind: types.StructType, sent: Any, path: str) -> Any:
        if not isinstance(sent, dict):
            return self._reject(path, sent, "an object")
        fields = {part.encode_name: part for part in kind.fields}
        for name, part in fields.items():
            if part.required and name not in sent:
                self.errors.append(FieldError(_join_path(path, name), "is missing", is_missing=True))
        return {
            name: self.coerce(fields[name].type, value, _join_path(path, name)) if name in fields else value
            for name, value in sent.items()
        }

    def _coerce_list(self, kind: Any, sent: Any, path: str) -> Any:
        if not isinstance(sent, list):
            return self._reject(path, sent, "a list")
        low, high = kind.min_length or 0, kind.max_length
        if len(sent) < low or (high is not None and len(sent) > high):
            bounds = f"{low} to {high}" if high is not None else f"at least {low}"
            self.errors.append(FieldError(path, f"has {len(sent)} items; allowed: {bounds}."))
        return [self.coerce(kind.item_type, item, f"{path}[{index}]") for index, item in enumerate(sent)]

    def _coerce_dict(self, kind: types.DictType, sent: Any, path: str) -> Any:
        if not isinstance(sent, dict):
            return self._reject(path, sent, "an object")
        return {
            self.coerce(kind.key_type, key, path): self.coerce(kind.value_type, value, _join_path(path, key))
            for key, value in sent.items()
        }

    def _coerce_union(self, kind: types.UnionType, sent: Any, path: str) -> Any:
        attempts = [(option, Coercion()) for option in kind.types]
        for option, attempt in attempts:
            value = attempt.coerce(option, sent, path)
            if not attempt.errors:
                return value
        candidates = [attempt for option, attempt in attempts if _json_container(option) is type(sent)]
        if candidates:
            self.errors += min(candidates, key=lambda attempt: len(attempt.errors)).errors
            return sent
        return self._reject(path, sent, describe_accepted(kind))

    def _coerce_scalar(self, kind: types.Type, sent: Any, path: str) -> Any:
        takes_text = isinstance(kind, types.StrType | types.EnumType | types.LiteralType)
        if (
            takes_text
            and isinstance(sent, int | float)
            and not isinstance(sent, bool)
            and accepts(kind, str(sent))
        ):
            return str(sent)
        return sent if accepts(kind, sent) else self._reject(path, sent, describe_accepted(kind, sent))

    def _reject(self, path: str, sent: Any, accepted: str) -> Any:
        self.errors.append(FieldError(path, f"{_display(sent)} is not allowed; expected {accepted}."))
        return sent


def _json_container(kind: types.Type) -> type | None:
    return (
        _json_container(kind.type) if isinstance(kind, types.Metadata) else _JSON_CONTAINERS.get(type(kind))
    )


def _join_path(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _display(sent: Any) -> str:
    if isinstance(sent, dict | list):
        return "an object" if isinstance(sent, dict) else "a list"
    text = repr(sent) if isinstance(sent, str) else msgspec.json.encode(sent).decode()
    return text if len(text) <= _MAX_SHOWN_CHARACTERS else f"{text[:_MAX_SHOWN_CHARACTERS]}…"
