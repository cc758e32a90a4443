"""The files of an Open SDG data repository: a folder, or an archive of one, and where its settings say things lie."""

from __future__ import annotations

import io
import os
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from tracker.errors import RefusedError, StorageError
from tracker.exchange.address import is_address
from tracker.exchange.arrival import Refusal
from tracker.exchange.fetch import fetched
from tracker.exchange.local_file import file_content
from tracker.exchange.open_sdg_table import read_table
from tracker.exchange.open_sdg_yaml import Page, read_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tracker.exchange.open_sdg_table import Table

SETTINGS: Final = ("config_data.yml", "open_sdg_config.yml", "config_data.yaml")
LARGEST_FILE: Final = 64 * 1024**2
MOST_FILES: Final = 100_000
MOST_BYTES: Final = 1024**3
"""Of all files of an archive, unpacked."""

_DATA: Final = ("data/*-*.csv", "data-wide/*-*.csv")
_CONFIGURATION: Final = ("indicator-config/*-*.yml", "meta/*-*.yml", "meta/*-*.md")
_READ_CLASSES: Final = frozenset(("InputCsvData", "InputYamlMeta", "InputYamlMdMeta"))
_ELSEWHERE: Final = "translations: "
_ENDINGS: Final = (".csv", ".yml", ".yaml", ".md")


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """What a repository holds, by indicator id (`1-2-1`).

    `data` are paths of tables. `pages` are paths of configuration and metadata, the one that counts first. `words` are
    paths of translations by language and group. `translated` are metadata in other languages, by language and id.
    """

    read: Callable[[str], bytes]
    settings: Page
    data: Mapping[str, str]
    pages: Mapping[str, tuple[str, ...]]
    words: Mapping[tuple[str, str], str]
    translated: Mapping[tuple[str, str], str]
    refusals: tuple[Refusal, ...] = ()
    remarks: tuple[str, ...] = field(default=())


def open_repository(place: str, *, translations: str = "") -> Repository:
    """The repository at a path, or in a .zip archive at a path or address; with further translations from a folder.

    Raises StorageError where nothing can be read, RefusedError where it is no such repository.
    """
    if not is_address(place) and Path(place).is_dir():
        names, read, refusals = _folder(Path(place))
    else:
        content = fetched(place).content
        if not content.startswith(b"PK"):
            raise RefusedError(f"{place}: is no folder and no .zip archive; name a clone of the data repository")
        names, read, refusals = _archive(content, place)
    found = next((name for name in SETTINGS if name in names), None)
    settings = Page(path=SETTINGS[0])
    if found is not None:
        settings, wrong = read_page(read(found), found)
        refusals += list(wrong)
    root = _under(settings.data.get("src_dir"))
    inputs, remarks = _inputs(settings)
    data = _by_id(names, root, inputs.get("InputCsvData") or _DATA)
    patterns = [*inputs.get("InputYamlMeta", ()), *inputs.get("InputYamlMdMeta", ())] or list(_CONFIGURATION)
    patterns.sort(key=lambda pattern: "config" not in pattern)
    pages: dict[str, tuple[str, ...]] = {}
    for pattern in patterns:
        for name, path in _by_id(names, root, (pattern,)).items():
            pages[name] = (*pages.get(name, ()), path)
    if not data and not pages:
        raise RefusedError(
            f"{place}: holds no data/indicator_*.csv and no indicator-config/*.yml or meta/*.md; "
            "name the folder of an Open SDG data repository"
        )
    words = _words(names, root, settings)
    if translations:
        others, read_other, unread = _folder(Path(translations))
        refusals += unread
        if not others:
            raise RefusedError(f"{translations}: holds no translations; name a folder with LANGUAGE/*.yml")
        words = {_group(name): f"{_ELSEWHERE}{name}" for name in others if name.endswith(".yml")} | words
        read = partial(_read_either, read, read_other)
    return Repository(
        read=read,
        settings=settings,
        data=data,
        pages=pages,
        words=words,
        translated=_translated(names, root, patterns),
        refusals=tuple(refusals),
        remarks=tuple(remarks),
    )


def table_of(name: str, repository: Repository) -> Table | None:
    """The table of an indicator, read as the repository's settings say; None where it has none."""
    path = repository.data.get(name)
    if path is None:
        return None
    written = repository.settings.data.get("indicator_options")
    options = written if isinstance(written, dict) else {}
    listed = (options.get(key) for key in ("non_disaggregation_columns", "observation_attributes"))
    return read_table(
        repository.read(path),
        path,
        ignored=[each for names in listed if isinstance(names, list) for each in names if isinstance(each, str)],
        unit_column=str(options.get("unit_column") or ""),
        series_column=str(options.get("series_column") or ""),
    )


def _folder(root: Path) -> tuple[list[str], Callable[[str], bytes], list[Refusal]]:
    names, refusals = [], []
    real_root = root.resolve()
    for folder, below, files in os.walk(root):
        below[:] = sorted(name for name in below if not name.startswith(".") and name != "node_modules")
        for file in sorted(files):
            path = Path(folder, file)
            name = path.relative_to(root).as_posix()
            if not file.endswith(_ENDINGS):
                continue
            if path.is_symlink() and not path.resolve().is_relative_to(real_root):
                refusals.append(Refusal(place=name, reason="is a link that leads out of the repository; not read"))
                continue
            names.append(name)
            if len(names) > MOST_FILES:
                raise RefusedError(f"{root}: more than {MOST_FILES} files; name the folder of one repository")
    return names, partial(_read_file, root), refusals


def _read_file(root: Path, name: str) -> bytes:
    return file_content(str(root / name), LARGEST_FILE)


def _read_either(read: Callable[[str], bytes], read_other: Callable[[str], bytes], name: str) -> bytes:
    return read_other(name.removeprefix(_ELSEWHERE)) if name.startswith(_ELSEWHERE) else read(name)


def _archive(content: bytes, place: str) -> tuple[list[str], Callable[[str], bytes], list[Refusal]]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile:
        raise RefusedError(f"{place}: is a damaged .zip archive; fetch it again") from None
    entries = [each for each in archive.infolist() if not each.is_dir()]
    if len(entries) > MOST_FILES or sum(each.file_size for each in entries) > MOST_BYTES:
        raise RefusedError(f"{place}: would unpack to more than {MOST_BYTES // 1024**3} GB; not read")
    heads = {each.filename.partition("/")[0] for each in entries if "/" in each.filename}
    inside = len(heads) == 1 and all("/" in each.filename for each in entries)
    head = f"{heads.pop()}/" if inside else ""
    if head in {"data/", "meta/", "indicator-config/"}:
        head = ""
    taken = {
        each.filename.removeprefix(head): each
        for each in entries
        if each.filename.endswith(_ENDINGS) and not re.search(r"^/|(^|/)\.", each.filename.removeprefix(head))
    }

    def read(name: str) -> bytes:
        try:
            with archive.open(taken[name]) as file:
                found = file.read(LARGEST_FILE + 1)
        except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError) as error:
            raise StorageError(f"{place}: {name} cannot be unpacked: {error}") from None
        if len(found) > LARGEST_FILE:
            raise StorageError(f"{place}: {name} has more than {LARGEST_FILE // 1024**2} MB; not read")
        return found

    return sorted(taken), read, []


def _inputs(settings: Page) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """The patterns of paths by the class of the platform's input, and what cannot be read of it."""
    found: dict[str, tuple[str, ...]] = {}
    remarks = []
    written = settings.data.get("inputs")
    for number, each in enumerate(written if isinstance(written, list) else ()):
        kind = each.get("class") if isinstance(each, dict) else None
        pattern = each.get("path_pattern") if isinstance(each, dict) else None
        if kind in _READ_CLASSES and isinstance(pattern, str):
            found[kind] = (*found.get(kind, ()), pattern.removeprefix("./"))
        else:
            remarks.append(f"{settings.at('inputs', number)}: figures or metadata of {kind or 'an input'} are not read")
    return found, remarks


def _under(folder: object) -> str:
    return f"{folder.strip('./')}/" if isinstance(folder, str) and folder.strip("./") else ""


def _matching(names: list[str], root: str, pattern: str) -> Iterator[str]:
    head = (root + pattern).partition("*")[0].rpartition("/")[0]
    depth = (root + pattern).count("/")
    for name in names:
        if name.startswith(head) and name.count("/") == depth and PurePosixPath(name).match(root + pattern):
            yield name


def _by_id(names: list[str], root: str, patterns: tuple[str, ...]) -> dict[str, str]:
    """Paths by the indicator's id, the first pattern's first."""
    found: dict[str, str] = {}
    for pattern in patterns:
        for name in _matching(names, root, pattern):
            found.setdefault(_id(name), name)
    return dict(sorted(found.items(), key=lambda pair: _order(pair[0])))


def _id(path: str) -> str:
    stem = PurePosixPath(path).stem.removeprefix("indicator_").lower()
    return re.sub(r"[^a-z0-9]+", "-", stem).strip("-")


def _order(name: str) -> list[tuple[int, str]]:
    """Goal 2 before goal 10."""
    return [(int(part), "") if re.fullmatch("[0-9]{1,6}", part) else (10**6, part) for part in name.split("-")]


def _words(names: list[str], root: str, settings: Page) -> dict[tuple[str, str], str]:
    written = settings.data.get("translations")
    folders = [
        each["source"].strip("./")
        for each in (written if isinstance(written, list) else ())
        if isinstance(each, dict) and isinstance(each.get("source"), str) and not is_address(each["source"])
    ] or ["translations"]
    found = {}
    for name in names:
        if name.endswith(".yml") and any(name.startswith(f"{root}{folder}/") for folder in folders):
            found[_group(name)] = name
    return found


def _group(name: str) -> tuple[str, str]:
    path = PurePosixPath(name)
    return path.parent.name, path.stem


def _translated(names: list[str], root: str, patterns: list[str]) -> dict[tuple[str, str], str]:
    """Metadata in further languages: `meta/es/1-2-1.md` beside `meta/1-2-1.md`."""
    found = {}
    for pattern in patterns:
        folder, _, file = (root + pattern).rpartition("/")
        for name in _matching(names, "", f"{folder}/*/{file}" if folder else f"*/{file}"):
            found[PurePosixPath(name).parent.name, _id(name)] = name
    return found
