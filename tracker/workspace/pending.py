"""The record of a row that is being appended.

Before a row is written, its bytes and the length that the file had are kept in `.tracker/pending/NAME`; once the row is
on disk, the record goes. A writer killed in between leaves the record, and with it the certainty that an unfinished
last line is its own and not something the user wrote.
"""

from __future__ import annotations


def pending_record(length: int, row: bytes) -> bytes:
    """The record of appending `row` to a file of `length` bytes."""
    return b"%d\n%b" % (length, row)


def parse_pending(record: bytes) -> tuple[int, bytes] | None:
    """Length and row of a record; None when the record itself is unfinished, as then no row was begun."""
    length, newline, row = record.partition(b"\n")
    return (int(length), row) if newline and length.isdigit() and row.endswith(b"\n") else None


def without_torn_row(content: bytes, record: bytes) -> bytes:
    """The content of a file without the beginning of the row that the record speaks of.

    Unchanged when the row is complete, or when the file ends in anything else. A crash of the machine may leave zero
    bytes where the row should be.
    """
    parsed = parse_pending(record)
    if parsed is None:
        return content
    length, row = parsed
    tail = content[length:]
    torn = 0 < len(tail) <= len(row) and tail != row and row.startswith(tail.rstrip(b"\0"))
    return content[:length] if torn else content
