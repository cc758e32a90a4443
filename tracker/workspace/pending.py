"""The record of rows that are being appended.

Before rows are written, their bytes and the length that the file had are kept in `.tracker/pending/NAME`; once the rows
are on disk, the record goes. A writer killed in between leaves the record, and with it the certainty that an unfinished
last line is its own and not something the user wrote.
"""

from __future__ import annotations


def pending_record(length: int, rows: bytes) -> bytes:
    """The record of appending `rows` to a file of `length` bytes."""
    return b"%d\n%b" % (length, rows)


def parse_pending(record: bytes) -> tuple[int, bytes] | None:
    """Length and rows of a record; None when the record itself is unfinished, as then no row was begun."""
    length, newline, rows = record.partition(b"\n")
    return (int(length), rows) if newline and length.isdigit() and rows.endswith(b"\n") else None


def without_torn_row(content: bytes, record: bytes) -> bytes:
    """The content of a file without the unfinished last one of the rows that the record speaks of.

    Rows that are whole stay, so that what is read does not depend on who reads it, and nobody's row is ever taken
    away. Unchanged when all are complete, or when the file ends in anything else. A crash of the machine may leave zero
    bytes where a row should be.
    """
    parsed = parse_pending(record)
    if parsed is None:
        return content
    length, rows = parsed
    tail = content[length:]
    begun = tail.rstrip(b"\0")
    torn = 0 < len(tail) <= len(rows) and tail != rows and rows.startswith(begun)
    return content[: length + begun.rfind(b"\n") + 1] if torn else content
