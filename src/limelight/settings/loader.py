"""Loads settings from environment variables. An unknown ``LIMELIGHT_`` variable is an error."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import reduce
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta, Struct

from limelight.settings.tree import PlatformsSettings, Settings

PREFIX = "LIMELIGHT_"
_NOT_SETTINGS = frozenset({"LIMELIGHT_CONTRACT", "LIMELIGHT_SHARED_DATA", "LIMELIGHT_TEST_PROFILE"})
"""Variables of the test suite. A developer's shell may export them."""
_PLATFORM_SECRETS = {
    f"platforms.{name}.{secret}"
    for name in PlatformsSettings.__struct_fields__
    for secret in ("client_secret", "api_key")
}
SECRET_SETTINGS = _PLATFORM_SECRETS | {"secret_key", "previous_secret_keys", "database.url", "search.url"}
"""Paths of settings with a secret value, which is never displayed."""


class SettingsError(Exception):
    """An environment variable is invalid. The message names it, its value and the allowed values."""


@dataclass(frozen=True)
class Setting:
    """One leaf of the settings tree. ``path`` is dotted: ``database.url``."""

    path: str
    annotation: Any
    default: Any
    description: str

    @property
    def variable(self) -> str:
        return PREFIX + self.path.replace(".", "__").upper()

    @property
    def is_secret(self) -> bool:
        return self.path in SECRET_SETTINGS

    @property
    def allowed(self) -> str:
        """The allowed values in words, such as ``a whole number from 1 to 65535``."""
        return _describe_allowed(msgspec.inspect.type_info(self.annotation))

    def display(self, value: Any) -> str:
        """A value of the setting as it is written in the environment; secrets are hidden."""
        if value is None or value == ():
            return "unset"
        if self.is_secret:
            return "hidden"
        return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)

    def value_in(self, settings: Settings) -> Any:
        return reduce(getattr, self.path.split("."), settings)


def all_settings(tree: type[Struct] = Settings, prefix: str = "") -> Iterator[Setting]:
    """All settings, in declaration order."""
    hints = get_type_hints(tree, include_extras=True)
    for field in msgspec.structs.fields(tree):
        annotation = hints[field.name]
        if isinstance(annotation, type) and issubclass(annotation, Struct):
            yield from all_settings(annotation, f"{prefix}{field.name}.")
        else:
            yield Setting(f"{prefix}{field.name}", annotation, field.default, _description(annotation))


def load(environ: Mapping[str, str]) -> Settings:
    """Loads the settings from environment variables. Raises SettingsError."""
    settings = {setting.variable: setting for setting in all_settings()}
    given = sorted(name for name in environ if name.startswith(PREFIX) and name not in _NOT_SETTINGS)
    tree: dict[str, Any] = {}
    for name in given:
        if name not in settings:
            raise SettingsError(_unknown_setting_message(name, settings))
        if environ[name]:
            _assign(tree, settings[name].path.split("."), _parse(settings[name], environ[name]))
    return msgspec.convert(tree, Settings, dec_hook=_decode_custom_type)


def _parse(setting: Setting, text: str) -> Any:
    raw: Any = text
    if _is_tuple(setting.annotation):
        raw = [part.strip() for part in text.split(",") if part.strip()]
    try:
        return msgspec.convert(raw, setting.annotation, strict=False, dec_hook=_decode_custom_type)
    except msgspec.ValidationError:
        shown = "a hidden value" if setting.is_secret else repr(text)
        raise SettingsError(f"{setting.variable} is {shown}. Allowed: {setting.allowed}.") from None


def _assign(tree: dict[str, Any], path: list[str], value: Any) -> None:
    for part in path[:-1]:
        tree = tree.setdefault(part, {})
    tree[path[-1]] = value


def _unknown_setting_message(name: str, settings: Mapping[str, Setting]) -> str:
    close = get_close_matches(name, settings, n=1)
    hint = f"did you mean {close[0]}?" if close else f"settings are {', '.join(settings)}."
    return f"{name} is not a setting: {hint}"


def _decode_custom_type(target: type, value: Any) -> Any:
    return target(value)


def _is_tuple(annotation: Any) -> bool:
    inner = get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation
    return get_origin(inner) is tuple


def _description(annotation: Any) -> str:
    metas = [part for part in get_args(annotation) if isinstance(part, Meta)]
    return next((meta.description for meta in metas if meta.description), "")


def _describe_allowed(kind: Any) -> str:
    match kind:
        case msgspec.inspect.Metadata(type=inner):
            return _describe_allowed(inner)
        case msgspec.inspect.EnumType(cls=cls):
            return ", ".join(member.value for member in cls)
        case msgspec.inspect.IntType(ge=low, le=high):
            return f"a whole number from {low} to {high}"
        case msgspec.inspect.FloatType(ge=low, le=high):
            return f"a number from {low} to {high}"
        case msgspec.inspect.BoolType():
            return "true or false"
        case msgspec.inspect.StrType(min_length=int(length)):
            return f"text of at least {length} characters"
        case msgspec.inspect.StrType(pattern=str()):
            return "an http or https URL"
        case msgspec.inspect.UnionType(types=types):
            return next(
                _describe_allowed(each) for each in types if not isinstance(each, msgspec.inspect.NoneType)
            )
        case msgspec.inspect.VarTupleType():
            return "a list separated by commas"
        case msgspec.inspect.CustomType():
            return "a path"
        case _:
            return "text"
