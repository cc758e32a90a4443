"""Packages whose names load only when they are first used."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping


def door(package: str, later: Mapping[str, Collection[str]]) -> Callable[[str], object]:
    """The `__getattr__` of a package (PEP 562): `later` says which of its modules gives which names."""

    def find(name: str) -> object:
        for module, names in later.items():
            if name in names:
                return getattr(import_module(f"{package}.{module}"), name)
        message = f"module {package!r} has no attribute {name!r}"
        raise AttributeError(message)

    return find
