"""What was computed before, kept in `.tracker/cache` by the hash of everything it depends on.

An entry is found by its key alone, so a changed input can never find an old answer; what is not found is computed
again, and so is what a damaged entry held: each begins with a hash of its content. The folder can be deleted at any
time.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import tracker
from tracker.errors import TrackerError
from tracker.workspace import GENERATED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tracker.workspace import Folder

_LIBRARIES: Final = ("numpy", "pandas", "pyarrow", "pydantic", "scipy", "statsmodels", "yaml")
_MOST_ENTRIES: Final = 4000
_KEPT_AFTER_PRUNING: Final = 3000
_SEAL_BYTES: Final = 64
_PIECE_BYTES: Final = 1 << 20
_WRITES_A_PRUNING: Final = 64

_written: dict[str, int] = {}
"""How many entries of each kind this process has written."""


@cache
def program() -> str:
    """A fingerprint of the program: its version and Python's, size and time of its files and of its libraries'."""
    root = Path(tracker.__file__).parent
    parts = [tracker.__version__, sys.version]
    for library in _LIBRARIES:
        found = find_spec(library)
        if found is not None and found.origin is not None:
            facts = os.stat(found.origin)  # noqa: PTH116 - as below
            parts.append(f"{library} {facts.st_size} {facts.st_mtime_ns}")
    for folder, names, files in os.walk(root):
        names.sort()
        for name in sorted(files):
            if not name.endswith(".pyc"):
                facts = os.stat(os.path.join(folder, name))  # noqa: PTH116, PTH118 - hundreds of files at each start
                parts.append(f"{name} {facts.st_size} {facts.st_mtime_ns}")
    return _digest("\n".join(parts).encode())


def key(*parts: str | bytes) -> str:
    """The name under which a result is kept: a hash of the program and of every input, in order."""
    whole = hashlib.sha256(program().encode())
    for part in parts:
        data = part.encode(errors="surrogatepass") if isinstance(part, str) else part
        whole.update(b"%d:" % len(data))
        whole.update(data)
    return whole.hexdigest()[:40]


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def fingerprint(folder: Folder, names: Iterable[str]) -> str:
    """A hash of some observation files, for keys; absent files count."""
    return _fingerprint((name, folder.figures(name)) for name in names)


def cited_files(folder: Folder, names: Iterable[str]) -> str:
    """The same hash as it is cited, in which line endings have no part: a checkout may change them."""
    from tracker.workspace import as_committed

    contents = ((name, folder.figures(name)) for name in names)
    return _fingerprint((name, None if content is None else as_committed(content)) for name, content in contents)


def _fingerprint(contents: Iterable[tuple[str, bytes | None]]) -> str:
    whole = hashlib.sha256()
    for name, content in contents:
        whole.update(f"{name}:{-1 if content is None else len(content)}:".encode())
        whole.update(content or b"")
    return whole.hexdigest()


def find(folder: Folder, kind: str, name: str) -> Any:  # noqa: ANN401 - whatever JSON was kept
    """The entry of a workspace's cache, or None when there is none that can be read."""
    try:
        seal, _, content = (folder.root / _place(kind) / f"{name}.json").read_bytes().partition(b"\n")
        return json.loads(content) if seal == _seal(name, content) else None
    except (OSError, ValueError, RecursionError):
        return None


def holds(folder: Folder, kind: str, name: str) -> bool:
    """Whether there is an entry that may be read, be it damaged."""
    return os.access(folder.root / _place(kind) / f"{name}.json", os.R_OK)


def keep(folder: Folder, kind: str, name: str, value: Any) -> None:  # noqa: ANN401 - whatever JSON can hold
    """Keep an entry; a cache that cannot be written (read-only, full) is no error."""
    keep_bytes(folder, kind, name, as_json(value))


def as_json(value: Any) -> bytes:  # noqa: ANN401 - whatever JSON can hold
    """The JSON that an entry is kept as."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def keep_bytes(folder: Folder, kind: str, name: str, content: bytes) -> None:
    """Keep an entry of which there is the JSON already."""
    from tracker.workspace import make_folder, write_atomic

    with contextlib.suppress(TrackerError, OSError):
        place = make_folder(folder, _place(kind))
        write_atomic(place / f"{name}.json", _seal(name, content) + b"\n" + content, durable=False)
        _written[kind] = _written.get(kind, -1) + 1
        if _written[kind] % _WRITES_A_PRUNING == 0:
            _prune(place)


def find_text(folder: Folder, kind: str, name: str) -> Iterator[str]:
    """The pieces of a kept text, the first one its first line; nothing when there is none that is whole."""
    try:
        with (folder.root / _place(kind) / f"{name}.txt").open("rb") as file:
            left = os.fstat(file.fileno()).st_size - _SEAL_BYTES
            whole = hashlib.sha256(name.encode())
            for start in range(0, left, _PIECE_BYTES):
                whole.update(file.read(min(_PIECE_BYTES, left - start)))
            if file.read() != whole.hexdigest().encode():
                return
            file.seek(0)
            hint = 1  # byte at least: one line
            while left > 0:
                piece = b"".join(file.readlines(hint))[:left]
                left -= len(piece)
                hint = _PIECE_BYTES
                yield piece.decode()
    except OSError:
        return


def keep_text(folder: Folder, kind: str, name: str, pieces: Iterable[str]) -> Iterator[str]:
    """The pieces of a text, which is kept when the last one was taken; a cache that cannot be written is no error."""
    from tracker.workspace import make_folder, written_in_pieces

    whole = hashlib.sha256(name.encode())
    put: Callable[[bytes], None] | None = None
    with contextlib.ExitStack() as writing:
        place = None
        with contextlib.suppress(TrackerError, OSError):
            place = make_folder(folder, _place(kind))
            put = writing.enter_context(written_in_pieces(place / f"{name}.txt"))
        for piece in pieces:
            data = piece.encode()
            whole.update(data)
            if put is not None:
                put(data)
            yield piece
        if put is not None:
            put(whole.hexdigest().encode())
    with contextlib.suppress(OSError):
        if put is not None and place is not None:
            _prune(place)


def _seal(name: str, content: bytes) -> bytes:
    return _digest(name.encode() + content).encode()


def remembered(folder: Folder, kind: str, parts: tuple[str | bytes, ...], make: Callable[[], str]) -> str:
    """The text that `make` gives, kept under everything it depends on."""
    name = key(kind, *parts)
    kept = find(folder, kind, name)
    if isinstance(kept, str):
        return kept
    made = make()
    keep(folder, kind, name, made)
    return made


def _place(kind: str) -> str:
    return f"{GENERATED}/cache/{kind}"


def _prune(folder: Path) -> None:
    entries = list(os.scandir(folder))
    if len(entries) <= _MOST_ENTRIES:
        return
    oldest = sorted(entries, key=lambda entry: entry.stat().st_mtime_ns)[: len(entries) - _KEPT_AFTER_PRUNING]
    for entry in oldest:
        Path(entry.path).unlink(missing_ok=True)
