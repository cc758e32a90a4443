"""The road through the package: who may import whom, and which rooms touch the world outside."""

from __future__ import annotations

import ast
import importlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(__file__).resolve().parent.parent / "tracker"

# Room → the rooms it may import. "python" is the public interface, which tracker/__init__.py loads when it is used.
ARROWS = {
    "door": set[str](),
    "errors": set[str](),
    "figures": {"door", "errors"},
    "goals": {"door", "errors", "figures"},
    "forecast": {"door", "errors", "figures"},
    "verdict": {"door", "errors", "figures", "goals", "forecast"},
    "report": {"errors", "figures", "goals", "forecast", "verdict"},
    "workspace": {"door", "errors", "figures"},
    "engine": {"door", "errors", "figures", "goals", "forecast", "verdict", "workspace"},
    "exchange": {"door", "errors", "figures", "goals", "verdict", "workspace"},
    "cli": {"errors", "figures", "goals", "forecast", "verdict", "report", "workspace", "engine", "exchange"},
    "python": {"errors", "figures", "goals", "forecast", "verdict", "report", "workspace", "engine"},
    "__init__": {"python"},
    "__main__": {"cli"},
}
PURE = {"door", "errors", "figures", "goals", "forecast", "verdict", "report"}

# Rooms entered through the names of their __init__.py only. The modules of `report` are imported by name, because each
# of them loads another library.
DOORS = {"figures", "goals", "forecast", "verdict", "workspace", "engine", "exchange"}

# Who imports a module behind such a door all the same, and which.
INSIDE = {
    ("engine/codec.py", "tracker.verdict.assessment"),  # it writes these records down, field by field
    ("verdict/assessment.py", "tracker.figures.observation"),
    ("verdict/assessment.py", "tracker.figures.period"),
    ("verdict/assessment.py", "tracker.goals.target"),
}

# Library → every module that imports it, at any level of the file.
HOMES = {
    "statsmodels": {"forecast/models.py"},
    "matplotlib": {"report/axes.py", "report/chart.py"},
    "jinja2": {"report/render.py"},
    "pydantic": {"goals/schema.py"},
    "yaml": {"exchange/open_sdg_yaml.py", "goals/document.py", "goals/insert.py"},
    "pandas": {"python/frames.py"},
    "dask": {"engine/cluster.py"},
    "distributed": {"engine/cluster.py"},
    "filelock": {"workspace/append.py"},
    "openpyxl": {"exchange/workbook.py", "report/spreadsheet.py"},
    "markdown_it": {"report/markdown.py"},
    "weasyprint": {"engine/printing.py"},
    "watchfiles": {"cli/watch.py"},
    "sdmx": {"exchange/sdmx_service.py"},
    "sqlalchemy": {"exchange/database.py", "exchange/query.py"},
    "pyarrow": {"figures/parquet.py", "report/parquet.py"},
    "fsspec": {"workspace/remote.py"},
}

# Pure modules that read files of the package itself, and how: through importlib.resources, or, where a command starts
# with it, through the loader that found the module (importing importlib.resources takes longer than starting Python).
READ_PACKAGE_DATA = {"report/language.py", "forecast/coefficients.py"}

# Pure modules that make a file in memory, for which a library wants a stream.
LOCKED = {"forecast/models.py"}
"""Modules that threads may not run through together: what they use belongs to the whole process."""

IN_MEMORY = {"report/parquet.py", "report/spreadsheet.py"}

WORLD = {  # modules that touch disk, clock, processes, network or global state
    *("asyncio", "concurrent", "glob", "http", "io", "multiprocessing", "os", "pathlib", "random", "requests"),
    *("shutil", "signal", "socket", "sqlite3", "subprocess", "sys", "tempfile", "threading", "time", "urllib"),
}
READING = {"get_data", "open", "read_text", "read_bytes", "write_text", "write_bytes", "mkdir", "unlink", "iterdir"}
CLOCK = {"today", "now", "utcnow"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """One import statement's target: a dotted module, where it stands, and when it runs."""

    module: str
    line: int
    types_only: bool
    inside_function: bool


def modules() -> list[str]:
    return sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))


def room(module: str) -> str:
    """The room of a file such as "goals/target.py"; a single file is a room of its own."""
    head, *_ = module.split("/")
    return head.removesuffix(".py")


@cache
def tree_of(module: str) -> ast.Module:
    return ast.parse((PACKAGE / module).read_text(encoding="utf-8"))


@cache
def imports(module: str) -> tuple[Import, ...]:
    return tuple(_imports(tree_of(module), types_only=False, inside_function=False))


def _imports(node: ast.AST, *, types_only: bool, inside_function: bool) -> Iterator[Import]:
    if isinstance(node, ast.Import | ast.ImportFrom):
        for name in _targets(node):
            yield Import(module=name, line=node.lineno, types_only=types_only, inside_function=inside_function)
    if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
        for statement in node.body:
            yield from _imports(statement, types_only=True, inside_function=inside_function)
        for statement in node.orelse:
            yield from _imports(statement, types_only=types_only, inside_function=inside_function)
        return
    inside_function = inside_function or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
    for child in ast.iter_child_nodes(node):
        yield from _imports(child, types_only=types_only, inside_function=inside_function)


def _targets(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
        return
    assert node.level == 0, f"line {node.lineno}: relative import"
    for alias in node.names:
        named = f"{node.module}.{alias.name}"
        yield named if _is_module(named) and alias.name not in _offered(str(node.module)) else str(node.module)


def _is_module(dotted: str) -> bool:
    path = PACKAGE.parent / Path(*dotted.split("."))
    return path.is_dir() or path.with_suffix(".py").is_file()


def _offered(package: str) -> set[str]:
    """The names in a package's __all__: one of them may be called like a module beside it."""
    path = PACKAGE.parent / Path(*package.split("."), "__init__.py")
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    found = re.search(r"^__all__ = \[(.*?)\]", text, flags=re.MULTILINE | re.DOTALL)
    return set(re.findall(r'"(\w+)"', found[1])) if found else set()


def imported_room(name: str) -> str | None:
    """The room a dotted name leads into; None outside the package, and for the package itself (its version)."""
    head, *rest = name.split(".")
    return rest[0] if head == "tracker" and rest else None


@pytest.mark.parametrize("module", modules())
def test_imports_point_down_the_road(module: str) -> None:
    here = room(module)
    wrong = [
        f"{module}:{found.line} imports {found.module}"
        for found in imports(module)
        if (there := imported_room(found.module)) is not None and there != here and there not in ARROWS[here]
    ]
    assert not wrong


def test_nobody_reaches_past_a_door() -> None:
    found = {
        (module, each.module)
        for module in modules()
        for each in imports(module)
        if each.module.count(".") > 1 and imported_room(each.module) in DOORS - {room(module)}
    }
    assert found == INSIDE


@pytest.mark.parametrize("door", sorted(DOORS))
def test_no_name_that_loads_late_is_called_like_a_module(door: str) -> None:
    late = getattr(importlib.import_module(f"tracker.{door}"), "_LATER", {})
    names = {name for entry in late.items() for name in (entry[1] if isinstance(entry[1], tuple) else entry[:1])}
    assert not names & {path.stem for path in (PACKAGE / door).iterdir()}  # once loaded, the module would stand there


def test_every_room_stands_in_the_table() -> None:
    assert {room(module) for module in modules()} == set(ARROWS)


def test_arrows_make_no_circle() -> None:
    reached: set[str] = set()
    while remaining := set(ARROWS) - reached:
        free = {name for name in remaining if ARROWS[name] <= reached}
        assert free, f"a circle among {sorted(remaining)}"
        reached |= free


@pytest.mark.parametrize("library", sorted(HOMES))
def test_each_heavy_library_has_its_home(library: str) -> None:
    users = {
        module
        for module in modules()
        for found in imports(module)
        if found.module.split(".")[0] == library and not found.types_only
    }
    assert users == HOMES[library]


@pytest.mark.parametrize("module", [module for module in modules() if room(module) == "python"])
def test_tables_and_pictures_load_when_they_are_asked_for(module: str) -> None:
    late = {"pandas", "matplotlib", "tracker.report"}
    early = [
        f"{module}:{found.line} imports {found.module}"
        for found in imports(module)
        if not found.types_only
        and not found.inside_function
        and (found.module.split(".")[0] in late or ".".join(found.module.split(".")[:2]) in late)
    ]
    assert not early


def test_only_the_python_interface_draws_and_makes_tables() -> None:
    """The methods that a notebook calls stand in one room; the records of the others have none of them."""
    methods = {"plot", "to_frame", "_repr_html_"}
    found = {
        (room(module), outer.name)
        for module in modules()
        for outer in ast.walk(tree_of(module))
        if isinstance(outer, ast.ClassDef)
        for inner in outer.body
        if isinstance(inner, ast.FunctionDef) and inner.name in methods
    }
    assert found == {("python", name) for name in ("Assessment", "Assessments", "Forecast", "Series", "Workspace")}


@pytest.mark.parametrize("module", [module for module in modules() if room(module) in PURE])
def test_pure_rooms_touch_nothing_outside(module: str) -> None:
    heads = {found.module.split(".")[0] for found in imports(module) if not found.types_only}
    reads = [
        f"{module}:{node.lineno} calls {ast.unparse(node.func)}"
        for node in ast.walk(tree_of(module))
        if isinstance(node, ast.Call) and (_name(node.func) in READING or _reads_clock(node.func))
    ]
    if module not in READ_PACKAGE_DATA:
        allowed = ({"io"} if module in IN_MEMORY else set()) | ({"threading"} if module in LOCKED else set())
        assert not heads & WORLD - allowed
        assert not reads
        return
    assert not heads & WORLD - {"io"}, "of io only what works in memory"
    assert reads, f"{module} reads no file any more: take it off READ_PACKAGE_DATA"
    assert all(read.endswith(" calls __loader__.get_data") for read in reads)


def test_only_the_command_line_knows_today() -> None:
    found = [
        f"{module}:{node.lineno}"
        for module in modules()
        for node in ast.walk(tree_of(module))
        if isinstance(node, ast.Call) and _reads_clock(node.func) and module != "cli/options.py"
    ]
    assert not found


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _reads_clock(function: ast.expr) -> bool:
    return isinstance(function, ast.Attribute) and function.attr in CLOCK


def test_the_finder_sees_every_kind_of_import() -> None:
    source = "import os.path\nif TYPE_CHECKING:\n    import yaml\ndef f():\n    from tracker.goals import find\n"
    found = list(_imports(ast.parse(source), types_only=False, inside_function=False))
    assert [(each.module.split(".")[0], each.types_only, each.inside_function) for each in found] == [
        ("os", False, False),
        ("yaml", True, False),
        ("tracker", False, True),
    ]
