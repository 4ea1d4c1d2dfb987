"""Reading what a client sent, kindly: what was meant is taken, and what cannot be is explained.

msgspec decodes straight into the target and stops at the first mistake. When it refuses, a ``Coercion``
walks type and value side by side, so that an answer can name every mistake, with what is allowed.
"""

from dataclasses import dataclass, field
from typing import Any, Final

import msgspec
from msgspec import inspect as kinds

from limelight.api.request_decoding.accepted_values import accepts, describe_accepted

_MAX_SHOWN_CHARACTERS: Final = 80
_JSON_CONTAINERS: Final[dict[type[kinds.Type], type]] = {
    kinds.StructType: dict,
    kinds.DictType: dict,
    kinds.ListType: list,
    kinds.VarTupleType: list,
    kinds.SetType: list,
    kinds.FrozenSetType: list,
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
    """``value`` answers what the client meant: numbers where text is wanted become text."""

    errors: list[FieldError] = field(default_factory=list)

    def coerce(self, kind: kinds.Type, sent: Any, path: str = "") -> Any:
        match kind:
            case kinds.Metadata(type=inner):
                return self.coerce(inner, sent, path)
            case kinds.UnionType():
                return self._coerce_union(kind, sent, path)
            case kinds.StructType():
                return self._coerce_struct(kind, sent, path)
            case kinds.ListType() | kinds.VarTupleType() | kinds.SetType() | kinds.FrozenSetType():
                return self._coerce_list(kind, sent, path)
            case kinds.DictType():
                return self._coerce_dict(kind, sent, path)
            case _:
                return self._coerce_scalar(kind, sent, path)

    def _coerce_struct(self, kind: kinds.StructType, sent: Any, path: str) -> Any:
        if not isinstance(sent, dict):
            return self._reject(path, sent, "an object")
        known = {part.encode_name: part for part in kind.fields}
        for name, part in known.items():
            if part.required and name not in sent:
                self.errors.append(FieldError(_join_path(path, name), "is missing", is_missing=True))
        return {
            name: self.coerce(known[name].type, value, _join_path(path, name)) if name in known else value
            for name, value in sent.items()
        }

    def _coerce_list(self, kind: Any, sent: Any, path: str) -> Any:
        if not isinstance(sent, list):
            return self._reject(path, sent, "a list")
        low, high = kind.min_length or 0, kind.max_length
        if len(sent) < low or (high is not None and len(sent) > high):
            bounds = f"{low} to {high}" if high is not None else f"at least {low}"
            self.errors.append(FieldError(path, f"has {len(sent)} items; it takes {bounds}."))
        return [self.coerce(kind.item_type, item, f"{path}[{index}]") for index, item in enumerate(sent)]

    def _coerce_dict(self, kind: kinds.DictType, sent: Any, path: str) -> Any:
        if not isinstance(sent, dict):
            return self._reject(path, sent, "an object")
        return {
            self.coerce(kind.key_type, key, path): self.coerce(kind.value_type, value, _join_path(path, key))
            for key, value in sent.items()
        }

    def _coerce_union(self, kind: kinds.UnionType, sent: Any, path: str) -> Any:
        attempts = [(option, Coercion()) for option in kind.types]
        for option, attempt in attempts:
            value = attempt.coerce(option, sent, path)
            if not attempt.errors:
                return value
        alike = [attempt for option, attempt in attempts if _json_container(option) is type(sent)]
        if alike:
            self.errors += min(alike, key=lambda attempt: len(attempt.errors)).errors
            return sent
        return self._reject(path, sent, describe_accepted(kind))

    def _coerce_scalar(self, kind: kinds.Type, sent: Any, path: str) -> Any:
        takes_text = isinstance(kind, kinds.StrType | kinds.EnumType | kinds.LiteralType)
        if (
            takes_text
            and isinstance(sent, int | float)
            and not isinstance(sent, bool)
            and accepts(kind, str(sent))
        ):
            return str(sent)
        return sent if accepts(kind, sent) else self._reject(path, sent, describe_accepted(kind, sent))

    def _reject(self, path: str, sent: Any, wanted: str) -> Any:
        self.errors.append(FieldError(path, f"{_display(sent)} is not allowed; it takes {wanted}."))
        return sent


def _json_container(kind: kinds.Type) -> type | None:
    return (
        _json_container(kind.type) if isinstance(kind, kinds.Metadata) else _JSON_CONTAINERS.get(type(kind))
    )


def _join_path(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _display(sent: Any) -> str:
    if isinstance(sent, dict | list):
        return "an object" if isinstance(sent, dict) else "a list"
    text = repr(sent) if isinstance(sent, str) else msgspec.json.encode(sent).decode()
    return text if len(text) <= _MAX_SHOWN_CHARACTERS else f"{text[:_MAX_SHOWN_CHARACTERS]}…"
