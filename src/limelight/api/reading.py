"""Reading what a client sent, kindly: what was meant is taken, and what cannot be is explained.

msgspec decodes straight into the target and stops at the first mistake. When it refuses, a ``Reading``
walks type and value side by side, so that an answer can name every mistake, with what is allowed.
"""

from dataclasses import dataclass, field
from typing import Any, Final

import msgspec
from msgspec import inspect as kinds

from limelight.api.expectations import expected, fits

_SHOWN_CHARACTERS: Final = 80
_SHAPES: Final[dict[type[kinds.Type], type]] = {
    kinds.StructType: dict,
    kinds.DictType: dict,
    kinds.ListType: list,
    kinds.VarTupleType: list,
    kinds.SetType: list,
    kinds.FrozenSetType: list,
}


@dataclass(frozen=True)
class Mistake:
    path: str
    text: str
    is_missing: bool = False

    def __str__(self) -> str:
        return f"{self.path}: {self.text}" if self.path else self.text


@dataclass
class Reading:
    """``value`` answers what the client meant: numbers where text is wanted become text."""

    mistakes: list[Mistake] = field(default_factory=list)

    def value(self, kind: kinds.Type, sent: Any, path: str = "") -> Any:
        match kind:
            case kinds.Metadata(type=inner):
                return self.value(inner, sent, path)
            case kinds.UnionType():
                return self._union(kind, sent, path)
            case kinds.StructType():
                return self._struct(kind, sent, path)
            case kinds.ListType() | kinds.VarTupleType() | kinds.SetType() | kinds.FrozenSetType():
                return self._items(kind, sent, path)
            case kinds.DictType():
                return self._entries(kind, sent, path)
            case _:
                return self._leaf(kind, sent, path)

    def _struct(self, kind: kinds.StructType, sent: Any, path: str) -> Any:
        if not isinstance(sent, dict):
            return self._refuse(path, sent, "an object")
        known = {part.encode_name: part for part in kind.fields}
        for name, part in known.items():
            if part.required and name not in sent:
                self.mistakes.append(Mistake(_joined(path, name), "is missing", is_missing=True))
        return {
            name: self.value(known[name].type, value, _joined(path, name)) if name in known else value
            for name, value in sent.items()
        }

    def _items(self, kind: Any, sent: Any, path: str) -> Any:
        if not isinstance(sent, list):
            return self._refuse(path, sent, "a list")
        low, high = kind.min_length or 0, kind.max_length
        if len(sent) < low or (high is not None and len(sent) > high):
            bounds = f"{low} to {high}" if high is not None else f"at least {low}"
            self.mistakes.append(Mistake(path, f"has {len(sent)} items; it takes {bounds}."))
        return [self.value(kind.item_type, item, f"{path}[{index}]") for index, item in enumerate(sent)]

    def _entries(self, kind: kinds.DictType, sent: Any, path: str) -> Any:
        if not isinstance(sent, dict):
            return self._refuse(path, sent, "an object")
        return {
            self.value(kind.key_type, key, path): self.value(kind.value_type, value, _joined(path, key))
            for key, value in sent.items()
        }

    def _union(self, kind: kinds.UnionType, sent: Any, path: str) -> Any:
        attempts = [(option, Reading()) for option in kind.types]
        for option, attempt in attempts:
            value = attempt.value(option, sent, path)
            if not attempt.mistakes:
                return value
        alike = [attempt for option, attempt in attempts if _shape(option) is type(sent)]
        if alike:
            self.mistakes += min(alike, key=lambda attempt: len(attempt.mistakes)).mistakes
            return sent
        return self._refuse(path, sent, expected(kind))

    def _leaf(self, kind: kinds.Type, sent: Any, path: str) -> Any:
        takes_text = isinstance(kind, kinds.StrType | kinds.EnumType | kinds.LiteralType)
        if (
            takes_text
            and isinstance(sent, int | float)
            and not isinstance(sent, bool)
            and fits(kind, str(sent))
        ):
            return str(sent)
        return sent if fits(kind, sent) else self._refuse(path, sent, expected(kind, sent))

    def _refuse(self, path: str, sent: Any, wanted: str) -> Any:
        self.mistakes.append(Mistake(path, f"{_shown(sent)} is not allowed; it takes {wanted}."))
        return sent


def _shape(kind: kinds.Type) -> type | None:
    return _shape(kind.type) if isinstance(kind, kinds.Metadata) else _SHAPES.get(type(kind))


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _shown(sent: Any) -> str:
    if isinstance(sent, dict | list):
        return "an object" if isinstance(sent, dict) else "a list"
    text = repr(sent) if isinstance(sent, str) else msgspec.json.encode(sent).decode()
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}…"
