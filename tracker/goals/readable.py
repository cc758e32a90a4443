"""The text of targets.yaml from its bytes, before anything in it is understood."""

from __future__ import annotations

import json
import re
from typing import Final

LARGEST_BYTES: Final = 64 * 2**20
LONGEST_LINE: Final = 1_000_000

UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""Characters that no text needs, and that editors, terminals or counters of lines trip over."""

_CONFLICT = re.compile(r"^(?:<{7}|>{7}|\|{7})(?: .*)?$", re.MULTILINE)
_ESCAPE = re.compile(r"\\(?:u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|.)")


class UnreadableError(Exception):
    """Bytes that are no text in UTF-8, or a text that cannot be YAML: where (lines from 1), and why."""

    def __init__(self, message: str, *lines: int) -> None:
        self.message = message
        self.lines = lines or (0,)
        super().__init__(message)


def readable_text(content: bytes) -> str:
    """Return the text, its lines ended by newlines alone. Raises UnreadableError."""
    text = _decoded(content).replace("\r\n", "\n").replace("\r", "\n")
    if odd := UNPRINTABLE.search(text):
        message = f"the invisible character U+{ord(odd[0]):04X} stands here; remove it"
        raise UnreadableError(message, _line_at(text, odd.start()))
    if conflicts := [_line_at(text, mark.start()) for mark in _CONFLICT.finditer(text)]:
        message = "a conflict mark of version control; keep one of the two versions and remove the marks"
        raise UnreadableError(message, *conflicts)
    if _is_json(text):
        return _ESCAPE.sub(_joined, text)
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > LONGEST_LINE:
            raise UnreadableError(f"the line has more than {LONGEST_LINE} characters; break it into several", number)
    return text


def _decoded(content: bytes) -> str:
    if len(content) > LARGEST_BYTES:
        size, most = len(content) / 2**20, LARGEST_BYTES // 2**20
        raise UnreadableError(f"the file has {size:.0f} MB; at most {most} are read")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableError("the file is in UTF-16; save it as UTF-8", 1)
    if b"\0" in content:
        message = "the file is binary, not text; write it in YAML, saved as UTF-8"
        raise UnreadableError(message, content.count(b"\n", 0, content.index(b"\0")) + 1)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        byte, line = content[error.start], content.count(b"\n", 0, error.start) + 1
    raise UnreadableError(f"byte 0x{byte:02X} is not UTF-8; save the file as UTF-8 (not GBK, not Windows-1252)", line)


def _line_at(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def _is_json(text: str) -> bool:
    if not text.lstrip().startswith("{"):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _joined(escape: re.Match[str]) -> str:
    """Return one character for the two escapes by which JSON writes those beyond U+FFFF; YAML does not know them."""
    if escape[1] is None:
        return escape[0]
    return bytes.fromhex(escape[1] + escape[2]).decode("utf-16-be")
