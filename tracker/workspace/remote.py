"""A workspace at an address: object storage, an archive, a repository, a web server, read through fsspec.

The address is one that the user typed. Where the other side gives names, they are only compared with what may stand in
a workspace; nothing it says leads to another address. Nothing is written, there or here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import quote, unquote, urlsplit
from urllib.request import url2pathname

from tracker.errors import RefusedError, StorageError
from tracker.workspace.disk import too_large, wrong

if TYPE_CHECKING:
    from collections.abc import Callable

Found = TypeVar("Found")

LONGEST_SECONDS: Final = 300.0
"""How long one file or one listing is waited for."""

_LONGEST_SAID: Final = 200
_ARCHIVES: Final = frozenset({"zip", "tar", "libarchive"})
_WEB: Final = frozenset({"http", "https"})
_LOCAL: Final = frozenset({"file", "local"})
_NO_SECRETS: Final = frozenset({"github"})
"""Protocols in which what stands before an @ is a name: github://org:repo@branch."""

_LEADING_ELSEWHERE: Final = frozenset({"reference"})
"""Protocols whose files name other addresses to be read."""

_EXTRAS: Final = {"https": "http", "s3a": "s3", "az": "abfs", "abfss": "abfs", "gcs": "gs", "ssh": "sftp"}
"""fsspec's own extra for a protocol that is not called like it."""


@dataclass(frozen=True, slots=True, eq=False)
class Remote:
    """What reads a workspace at an address; `shown` is the address without what is secret in it.

    In another process it knows the shown address only: neither secrets nor the way there go with it.
    """

    shown: str
    system: Any = field(default=None, repr=False)
    base: str = field(default="", repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)

    def __reduce__(self) -> tuple[type[Remote], tuple[str]]:
        """How it goes to another process."""
        return type(self), (self.shown,)

    def read(self, path: str, limit: int) -> bytes | None:
        """The content of a file of at most `limit` bytes, None when there is none."""
        content = self._asked(path, lambda: self._content(path, limit))
        if content is not None and len(content) > limit:
            raise too_large(f"{self.shown}/{path}", len(content), limit)
        return content

    def listed(self, path: str) -> list[str]:
        """The names within a folder; none where there is no such folder."""
        return [name for name, _ in self._entries(path)]

    def is_folder(self, path: str) -> bool:
        """Whether the listing of the folder above says that this is a folder."""
        above, _, name = path.rpartition("/")
        return (name, True) in self._entries(above)

    def _content(self, path: str, limit: int) -> bytes | None:
        # What a web server says of a file it may say wrong, and fsspec takes every answer that is none for "not there":
        # the file itself is asked for, in one piece and without looking at it first.
        streamed: dict[str, Any] = {"block_size": 0, "size": 1} if self._is_web else {}
        try:
            with self.system.open(self._at(path), "rb", **streamed) as file:
                pieces, left = [], limit + 1
                while left > 0 and (piece := file.read(left)):
                    pieces.append(piece)
                    left -= len(piece)
                return b"".join(pieces)
        except FileNotFoundError:
            return None

    def _entries(self, path: str) -> list[tuple[str, bool]]:
        """Name of each entry of a folder, and whether it is a folder."""
        found = self._asked(path, lambda: self._ls(path))
        if not found and self._is_web and not self._asked("", lambda: self._ls("")):
            raise StorageError(
                f"{self.shown}: the server does not list what is in its folders, which this command needs; "
                "copy the workspace to a folder and write --workspace DIR"
            )
        place = self._at(path).rstrip("/")
        entries = []
        for each in found:
            whole, is_folder = str(each["name"]), each.get("type") == "directory"
            if whole.rstrip("/") == place and not is_folder:
                raise wrong(f"{self.shown}/{path}", "is a file; a folder belongs here")
            head, _, name = whole.rstrip("/").rpartition("/")
            if head.strip("/") == place.strip("/") and name and not re.search(r"[?#\\]", name):
                entries.append((unquote(name) if self._is_web else name, is_folder))
        return list(dict.fromkeys(entries))

    def _ls(self, path: str) -> list[dict[str, Any]]:
        try:
            found = self.system.ls(f"{self._at(path)}/" if self._is_web else self._at(path), detail=True)
        except FileNotFoundError:
            return []
        return list(found)

    @property
    def _is_web(self) -> bool:
        return self.base.partition("://")[0] in _WEB

    def _at(self, path: str) -> str:
        return f"{self.base.rstrip('/')}/{path}".rstrip("/") if self.base.strip("/") else path

    def _asked(self, path: str, ask: Callable[[], Found]) -> Found:
        if self.system is None:
            raise StorageError(f"{self.shown}/{path}: is not read from here; only the process that was started does")
        return _answered(f"{self.shown}/{path}".rstrip("/"), self.secrets, ask)


def local_path(address: str) -> Path | None:
    """The folder on this machine that a file:// address stands for, None for every other address."""
    if "::" in address or address.partition("://")[0].lower() not in _LOCAL:
        return None
    parts = urlsplit(address)
    if parts.netloc not in ("", "localhost"):
        raise RefusedError(f"{shown(address)}: names a machine; write file:///folder, or the folder itself")
    return Path(url2pathname(parts.path))


def shown(address: str) -> str:
    """An address without user names, passwords and keys."""
    return "::".join(map(_shown, address.split("::")))


def open_remote(address: str) -> Remote:
    """What reads the workspace at an address.

    Raises RefusedError for an address that is none, StorageError where a package is missing or the other side refuses.
    """
    parts = address.split("::")
    protocols = [part.partition("://")[0].lower() if "://" in part else "" for part in parts]
    said = shown(address)
    _check(said, parts, protocols)
    try:
        from fsspec.core import url_to_fs  # type: ignore[import-untyped] # it brings no types
    except ImportError:
        raise StorageError(
            f"{said}: reading a workspace at an address needs the package fsspec; "
            "write: pip install 'policy-target-tracker[storage]'"
        ) from None
    # Answers of web servers are not unpacked: their size is bounded as they come.
    options = {"client_kwargs": {"auto_decompress": False}} if protocols[0] in _WEB else {}
    secrets = tuple(secret for part in parts for secret in _secrets(part))
    system, base = _answered(said, secrets, lambda: url_to_fs(address, skip_instance_cache=True, **options))
    return Remote(said, system, base, secrets)


def _check(said: str, parts: list[str], protocols: list[str]) -> None:
    """Refuse an address that would not be one folder, or would lead to others."""
    for part, protocol in zip(parts, protocols, strict=True):
        if protocol in _LEADING_ELSEWHERE:
            raise RefusedError(f"{said}: {protocol}:// leads to the addresses that a file names; give one of your own")
        if protocol in _WEB and re.search(r"[?#]", part):
            raise RefusedError(f"{said}: has a ? or #; give the address of a folder")
    if protocols[-1] in _LOCAL | {""} and (len(parts) == 1 or protocols[-2] not in _ARCHIVES):
        raise RefusedError(f"{said}: leads to files on this machine; give their folder itself")


def _answered(place: str, secrets: tuple[str, ...], ask: Callable[[], Found]) -> Found:
    """What the other side answers. Raises StorageError, with the place, where it does not, or not in time."""
    box: SimpleQueue[tuple[Found | None, Exception | None]] = SimpleQueue()

    def work() -> None:
        try:
            box.put((ask(), None))
        except Exception as error:  # noqa: BLE001 - each system behind fsspec has exceptions of its own
            box.put((None, error))

    Thread(target=work, daemon=True).start()
    try:
        found, error = box.get(timeout=LONGEST_SECONDS)
    except Empty:
        raise StorageError(f"{place}: no answer within {LONGEST_SECONDS:g} seconds; try again later") from None
    if error is not None:
        raise StorageError(f"{place}: cannot be read: {_reason(error, place, secrets)}") from None
    return found  # type: ignore[return-value] # where there is no error, it is what was asked for


def _reason(error: Exception, place: str, secrets: tuple[str, ...]) -> str:
    status = getattr(error, "status", None)
    said = " ".join(str(error).split())[:_LONGEST_SAID]
    if any(secret in said for secret in secrets):
        said = ""
    if isinstance(error, ImportError):
        protocol = place.partition("://")[0].lower()
        extra = _EXTRAS.get(protocol, protocol)
        return f"a package is missing ({said}); write: pip install 'fsspec[{extra}]'"
    if isinstance(error, PermissionError) or status in {401, 403}:
        return "no permission; check the keys that the other side knows you by, and what they may list and read"
    if isinstance(error, FileNotFoundError):
        return "there is nothing; check the address"
    if isinstance(error, TimeoutError):
        return "no answer in time; try again later"
    if isinstance(status, int):
        return f"the server answers {status}; try again later"
    return f"{type(error).__name__}{': ' if said else ''}{said}; check the address and the connection"


def _shown(part: str) -> str:
    protocol, separator, rest = part.partition("://")
    if protocol.lower() not in _NO_SECRETS and "@" in rest:
        rest = f"…@{rest.rpartition('@')[2]}"
    if protocol.lower() in _WEB:
        rest = rest.partition("?")[0]
    return f"{protocol}{separator}{rest.rstrip('/') if separator else rest}"


def _secrets(part: str) -> tuple[str, ...]:
    """What stands in one part of an address and may not be shown, in every spelling that an error may have."""
    protocol, _, rest = part.partition("://")
    if "@" not in rest or protocol.lower() in _NO_SECRETS:
        return ()
    words = [word for word in re.split("[:@]", rest.rpartition("@")[0]) if word]
    return tuple(dict.fromkeys(form for word in words for form in (word, unquote(word), quote(unquote(word), safe=""))))
