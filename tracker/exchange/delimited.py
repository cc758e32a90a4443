"""Tables in text files as offices hand them out: whatever encoding and delimiter, found and said."""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
import zlib
from collections import Counter
from typing import Final

from tracker.errors import RefusedError
from tracker.exchange.table_grid import LONGEST_CELL, Grid

MOST_BYTES: Final = 256 * 1024**2
MOST_CELLS: Final = 20_000_000
DELIMITERS: Final = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}

_LINES_TO_JUDGE: Final = 60
_BINARY: Final = {
    b"\xd0\xcf\x11\xe0": "is an old Excel workbook (.xls); save it as .xlsx and write --from excel",
    b"%PDF": "is a PDF, not a table",
    b"{": "looks like JSON, not a table",
}
_HTML: Final = re.compile(r"\s*<(?:!doctype html|html|head|body|table)\b", re.IGNORECASE)
_XML: Final = re.compile(r"\s*<\?xml|\s*<[A-Za-z]+:")
_NO_ENCODINGS: Final = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"})
"""Python's codecs that no office writes tables in; two of them take a time that grows with the square of the size."""

_CONTROL: Final = re.compile("[\\x00-\\x08\\x0e-\\x1b\\x7f]")
_WESTERN: Final = re.compile("[\x80-\x9f]")
_CHINESE: Final = re.compile("[\u4e00-\u9fff\u3000-\u303f\uff01-\uffee]")


def grid_of(content: bytes, file: str, *, encoding: str = "", delimiter: str = "") -> Grid:
    """The table in a text file, also in one that was compressed alone. Raises RefusedError for what is none."""
    content, inner = _unpacked(content, file)
    for start, message in _BINARY.items():
        if content.startswith(start):
            raise RefusedError(f"{file}: {message}")
    text, encoding, remarks = _decoded(content, file, encoding)
    if _HTML.match(text):
        raise RefusedError(f"{file}: a web page, not a table; open it in a browser to see what it says")
    if _XML.match(text):
        raise RefusedError(f"{file}: is XML, not a table; perhaps --from sdmx reads it")
    if found := _CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise RefusedError(f"{file}:{line}: control character {found[0]!r}; this is no text file, or a damaged one")
    delimiter = delimiter or _delimiter(text)
    rows, lines = _rows(text, delimiter, file)
    if not rows:
        raise RefusedError(f"{file}: is empty")
    if inner:
        remarks = (f"read {inner} in {file}", *remarks)
    return Grid(file=file, rows=rows, lines=lines, encoding=encoding, delimiter=delimiter, remarks=remarks)


def _unpacked(content: bytes, file: str) -> tuple[bytes, str]:
    """The content of the one table in an archive, and its name there."""
    if content.startswith(b"\x1f\x8b"):
        unpacking = zlib.decompressobj(wbits=31)
        try:
            plain = unpacking.decompress(content, MOST_BYTES + 1)
        except zlib.error as error:
            raise RefusedError(f"{file}: is damaged: {error}") from None
        if len(plain) > MOST_BYTES:
            raise RefusedError(f"{file}: unpacks to more than {MOST_BYTES:,} bytes; nothing was read")
        if not unpacking.eof:
            raise RefusedError(f"{file}: is cut off; download it again")
        return plain, ""
    if not content.startswith(b"PK\x03\x04"):
        return content, ""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if "[Content_Types].xml" in names:
                raise RefusedError(f"{file}: is an Excel workbook; write --from excel")
            tables = [
                name
                for name in names
                if name.lower().endswith((".csv", ".tsv", ".txt")) and not name.lower().startswith("metadata")
            ]
            if len(tables) != 1:
                found = ", ".join(tables[:8]) or "none"
                raise RefusedError(f"{file}: an archive with one table belongs here, found {found}; unpack it")
            if archive.getinfo(tables[0]).file_size > MOST_BYTES:
                raise RefusedError(f"{file}: unpacks to more than {MOST_BYTES:,} bytes; nothing was read")
            with archive.open(tables[0]) as member:
                return member.read(MOST_BYTES + 1), tables[0]
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise RefusedError(f"{file}: is a damaged archive: {error}") from None


def _decoded(content: bytes, file: str, encoding: str) -> tuple[str, str, tuple[str, ...]]:
    """The text, its encoding, and what a reader must know of it."""
    if encoding:
        try:
            return content.decode(_codec(encoding, file)), encoding, ()
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise RefusedError(f"{file}:{line}: is not in {encoding}: {error.reason}") from None
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-16"), "utf-16", ("read as UTF-16",)
        except UnicodeDecodeError as error:
            raise RefusedError(f"{file}: is UTF-16, but damaged: {error.reason}") from None
    try:
        return content.decode("utf-8-sig"), "utf-8", ()
    except UnicodeDecodeError as error:
        start = error.start
    line = content.count(b"\n", 0, start) + 1
    chinese = _decoded_as(content, "gb18030")
    western = _decoded_as(content, "cp1252")
    if chinese is not None and (western is None or _is_chinese(chinese)):
        return chinese, "gb18030", ("read as GB18030 (Chinese); if that is wrong, write encoding: in the map",)
    if western is not None and not _WESTERN.search(western):
        return western, "cp1252", ("read as Windows-1252 (Western); if that is wrong, write encoding: in the map",)
    raise RefusedError(
        f"{file}:{line}: byte 0x{content[start]:02x} is neither UTF-8, GB18030 nor Windows-1252; "
        "save the file as UTF-8, or write encoding: in the map"
    )


def _codec(encoding: str, file: str) -> str:
    """Python's name of an encoding of texts. Raises RefusedError where there is none."""
    try:
        found = codecs.lookup(encoding)
        "".encode(encoding)  # refused for what turns bytes into bytes
    except (LookupError, ValueError):
        found = None
    if found is None or found.name.replace("_", "-") in _NO_ENCODINGS:
        raise RefusedError(f"{file}: there is no encoding {encoding!r}; write utf-8, gb18030 or cp1252")
    return "utf-8-sig" if found.name == "utf-8" else found.name


def _decoded_as(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _is_chinese(text: str) -> bool:
    """Whether what is not ASCII in a text is Chinese, two characters side by side at the least."""
    foreign = [char for char in text if ord(char) > 127]
    return sum(map(bool, map(_CHINESE.match, foreign))) > 0.9 * len(foreign) and bool(
        re.search("[\u4e00-\u9fff]{2}", text)
    )


def _delimiter(text: str) -> str:
    """The mark that cuts most lines into the same number of cells; tabs where nearly all lines have as many."""
    some = [line for line in text.splitlines()[:_LINES_TO_JUDGE] if line.strip()]
    tabs = Counter(line.count("\t") for line in some if "\t" in line)
    if tabs and max(tabs.values()) >= 0.9 * len(some):
        return "\t"
    best, most = ",", 0
    for mark in DELIMITERS:
        try:
            widths = Counter(len(row) for row in csv.reader(some, delimiter=mark) if len(row) > 1)
        except csv.Error:
            continue
        score = max(widths.values(), default=0)
        if score and score >= most:  # of two that cut alike it is not the comma, which may part decimals
            best, most = mark, score
    return best


def _rows(text: str, delimiter: str, file: str) -> tuple[tuple[tuple[str, ...], ...], tuple[int, ...]]:
    lines, rows, cells = [], [], 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    shared: dict[str, str] = {}
    try:
        for row in reader:
            cells += len(row)
            if cells > MOST_CELLS:
                raise RefusedError(f"{file}: more than {MOST_CELLS:,} cells; cut the file to what is needed")
            texts = tuple(shared.setdefault(cell, cell) for cell in map(str.strip, row))
            if any(len(text) > LONGEST_CELL for text in texts):
                raise RefusedError(f"{file}:{line}: a cell of more than {LONGEST_CELL:,} characters; shorten it")
            if any(texts):
                lines.append(line)
                rows.append(texts)
            line = reader.line_num + 1
    except csv.Error as error:
        raise RefusedError(
            f"{file}:{line}: quotation marks do not match ({error}); the file is damaged or cut off"
        ) from None
    return tuple(rows), tuple(lines)
