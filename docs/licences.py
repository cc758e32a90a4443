"""Write docs/licences.md: the licence of all that is installed with the program, from the packages' own metadata.

python docs/licences.py            # with every extra installed
"""

from __future__ import annotations

import re
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING, Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from collections.abc import Iterable

PAGE: Final = Path(__file__).resolve().parent / "licences.md"
DECLARED: Final = tomllib.loads((PAGE.parent.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS: Final = tuple(sorted(set(DECLARED["optional-dependencies"]) - {"dev", "docs"}))
"""What a user may install beside the program; the two others are for its developers."""

GOES_WITH_APACHE: Final = frozenset(
    (
        *("0BSD", "Apache-2.0", "BSD", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "CC0-1.0", "HPND", "ISC", "MIT"),
        *("MIT-0", "MIT-CMU", "MPL-1.1", "MPL-2.0", "PSF-2.0", "Python-2.0", "Unicode-3.0", "Unlicense", "Zlib"),
    )
)
"""Licences under which a package may be imported, unchanged, by a program under Apache-2.0 without further duties for
the program; the two of Mozilla bind only who changes the package's own files."""

_ALTERNATIVES: Final = {"pyphen": "GPL-2.0-or-later OR LGPL-2.1-or-later OR MPL-1.1"}
"""Packages whose list of licences, by their own words, is one to choose from."""

_NAMES: Final = {
    "apache 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "bsd license": "BSD",
    "bsd 3-clause": "BSD-3-Clause",
    "bsd-3-clause license": "BSD-3-Clause",
    "isc license (iscl)": "ISC",
    "mit license": "MIT",
    "mozilla public license 1.1 (mpl 1.1)": "MPL-1.1",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "python software foundation license": "PSF-2.0",
    "historical permission notice and disclaimer (hpnd)": "HPND",
    "the unlicense (unlicense)": "Unlicense",
}
"""What packages write instead of SPDX's names."""


def needed(extra: str = "") -> frozenset[str]:
    """The packages that are installed for the program, or for it with an extra, by their canonical names."""
    found: set[str] = set()
    todo = [("", frozenset[str]())]
    seen = set(todo)
    while todo:
        name, extras = todo.pop()
        own = [*DECLARED["dependencies"], *DECLARED["optional-dependencies"].get(extra, ())]
        for text in (distribution(name).requires or ()) if name else own:
            wanted = Requirement(text)
            if wanted.marker and not any(wanted.marker.evaluate({"extra": each}) for each in extras | {""}):
                continue
            package = canonicalize_name(wanted.name)
            found.add(package)
            entry = (package, frozenset(wanted.extras))
            if entry not in seen:
                seen.add(entry)
                todo.append(entry)
    return frozenset(found)


def licence(name: str) -> str:
    """The licence of an installed package as an expression of SPDX's names, as far as its metadata tells."""
    if name in _ALTERNATIVES:
        return _ALTERNATIVES[name]
    about = distribution(name).metadata
    if written := about.get("License-Expression"):
        return written
    said = [each.rpartition(" :: ")[2] for each in about.get_all("Classifier", ()) if each.startswith("License :: ")]
    short = about.get("License", "").strip()
    plain = [_NAMES.get(each.lower(), each) for each in said if each != "OSI Approved"]
    if not plain or (plain == ["BSD"] and short.startswith("BSD-")):
        plain = [_NAMES.get(short.lower(), short)] if short and "\n" not in short else plain
    return " AND ".join(dict.fromkeys(plain)) or "not said"


def goes_with_apache(expression: str) -> bool:
    """Whether every part of an expression, or one of its alternatives, is a licence that goes with Apache-2.0."""
    alternatives = re.split(r"\s+OR\s+", re.sub(r"\s+WITH\s+[\w.-]+|[()]", "", expression))
    return any(set(re.split(r"\s+AND\s+", each.strip())) <= GOES_WITH_APACHE for each in alternatives)


def page(rows: Iterable[tuple[str, str, str]]) -> str:
    """The page: package, licence, and what brings it."""
    lines = [
        "# Licences",
        "",
        "The tracker itself is under [Apache-2.0](../LICENSE). It contains no code of the packages below; they",
        "are installed beside it. This page is written from their own metadata by `python docs/licences.py`; a",
        "test compares, and fails where a package comes that does not go with Apache-2.0. What their wheels",
        "carry along in compiled form is said in their own licence files.",
        "",
        "| package | licence | needed by |",
        "| --- | --- | --- |",
        *(f"| {' | '.join(row)} |" for row in rows),
    ]
    return "\n".join([*lines, ""])


def table() -> list[tuple[str, str, str]]:
    """A row for each package: its name, its licence, and which extras need it (`all` where the program does)."""
    core = needed()
    brings = {extra: needed(extra) - core for extra in EXTRAS}
    rows = []
    for name in sorted(core.union(*brings.values())):
        who = "all" if name in core else ", ".join(f"`[{extra}]`" for extra in EXTRAS if name in brings[extra])
        rows.append((name, licence(name), who))
    return rows


def main() -> int:
    """Write the page; 1 where a package does not go with Apache-2.0."""
    try:
        rows = table()
    except PackageNotFoundError as error:
        sys.exit(f"{error.name} is not installed; write: pip install '.[{','.join(EXTRAS)}]'")
    PAGE.write_text(page(rows), encoding="utf-8")
    wrong = [(name, found) for name, found, _ in rows if not goes_with_apache(found)]
    for name, found in wrong:
        sys.stderr.write(f"{name}: {found} does not go with Apache-2.0, or is not known\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
