# SPDX-License-Identifier: MIT
"""Settings files for tests: written with safe permissions, loaded, or refused with a sentence."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from stoneheater.config import Config, ConfigError, load

SHIPPED = Path(__file__).parents[2] / "config" / "stoneheater.toml"

PROBE = {"id": "28-0000005e2fa1", "role": "bath"}
PROBE_2 = {"id": "28-0000005e2fa2", "role": "bath"}
ELEMENT = {"id": "28-0000005e2fa3", "role": "element"}


def shipped() -> str:
    """The shipped configuration as it lies in the box."""
    return SHIPPED.read_text(encoding="utf-8")


def shipped_complete() -> str:
    """The shipped configuration with every optional line switched on."""
    return re.sub(r"^#(?=[a-z\[])", "", shipped(), flags=re.MULTILINE)


def written(folder: Path, content: str | bytes) -> Path:
    """A file that only its owner may write, as a configuration has to be."""
    path = folder / "stoneheater.toml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    path.chmod(0o600)
    return path


def loaded(folder: Path, content: str | bytes) -> Config:
    """What the configuration with this content loads as."""
    return load(written(folder, content))


def refusal(folder: Path, content: str | bytes) -> ConfigError:
    """The error with which the configuration with this content is refused."""
    with pytest.raises(ConfigError) as refused:
        loaded(folder, content)
    return refused.value


def toml(tables: Mapping[str, object]) -> str:
    """Tables, and lists of tables, as TOML."""
    return "".join(_section(name, value) for name, value in tables.items())


def _section(name: str, value: object) -> str:
    if isinstance(value, list):
        return "".join(f"[[{name}]]\n{_body(name, item)}" for item in value)
    return f"[{name}]\n{_body(name, value)}"


def _body(name: str, table: object) -> str:
    assert isinstance(table, Mapping)
    flat = [f"{key} = {_value(value)}\n" for key, value in table.items() if not _deep(value)]
    deep = {f"{name}.{key}": value for key, value in table.items() if _deep(value)}
    return "".join(flat) + toml(deep)


def _deep(value: object) -> bool:
    return isinstance(value, Mapping)


def _value(value: object) -> str:
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    return str(value).lower() if isinstance(value, bool | float) else str(value)
