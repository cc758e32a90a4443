"""Strict reading of figures in Parquet: columns of typed cells to rows of the texts that a CSV file would hold.

A file is bounded by what it says of itself before anything is unpacked, then read in batches, in which a text that
stands in many rows is held once, up to the size that a CSV file may have.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from tracker.errors import Problem, StorageError
from tracker.figures.sheet import CONTROL, LONGEST_LINE, PACKED_START, Sheet, header_faults, limited

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MOST_TEXT: Final = 512 * 1024**2
"""Bytes that all cells and the commas between them may have as text: as many as a CSV file may have."""

MOST_UNPACKED: Final = 2 * MOST_TEXT
"""Bytes that the columns may have unpacked, as the file says: numbers are longer than their shortest texts."""

_MOST_HANDLED = 32 * MOST_TEXT
"""Bytes of all batches together; a dictionary of texts comes with each batch that uses it."""

_MOST_ROWS = 20_000_000
_MOST_COLUMNS = 200
_MOST_ROW_GROUPS = 100_000
_FOOTER_BYTES = 8
_LONGEST_FOOTER = 64 * 1024**2
_LONGEST_TEXT_IN_FOOTER = 16 * 1024**2
_MOST_PARTS_IN_FOOTER = 10_000_000
_ROWS_A_BATCH = 65_536
_LONGEST_SAID = 200
_MIDNIGHT = r" 00:00:00(?:\.0+)?$"
_CONTROL = re.sub(r"\\[xu]([0-9a-f]+)", r"\\x{\1}", CONTROL)
"""The control characters as pyarrow's search spells them."""


def open_packed(
    content: bytes, *, path: str, columns: tuple[str, ...], required: tuple[str, ...]
) -> tuple[Sheet | None, tuple[Problem, ...]]:
    """The sheet in a Parquet file whose columns are some of `columns` and all of `required`; or None and what is wrong.

    Its cells are not read yet. Raises StorageError where pyarrow is not installed.
    """
    try:
        faults = _footer_faults(content) or _faults(content, columns, required)
        header = () if faults else tuple(name.strip() for name in _schema(content).names)
    except ImportError:
        raise StorageError(
            f"{path}: reading Parquet needs the package pyarrow; write: pip install 'policy-target-tracker[parquet]'"
        ) from None
    except Exception as error:  # noqa: BLE001 - a damaged file ends in whatever it made of pyarrow
        faults = [_damaged(error)]
    if faults:
        return None, limited([Problem(path=path, message=fault) for fault in faults], path)
    return Sheet(header=header, packed=content), ()


def packed_rows(content: bytes, header: tuple[str, ...]) -> Iterator[tuple[int, list[str], str]]:
    """Number, cells and fault of each row, the first one 1; the cells count only where the fault is empty."""
    row = 1
    text = handled = 0
    batches = _batches(content)
    while True:
        try:
            batch = next(batches, None)
            if batch is None:
                return
            handled += batch.nbytes
            text += _text_bytes(batch)
            if text > MOST_TEXT or handled > _MOST_HANDLED:
                yield row, [], f"from here on it is too large: as text it has more than {MOST_TEXT:,} bytes"
                return
            faults = _cell_faults(batch, header)
            sound = _without(batch, faults)
            sound.validate(full=True)
            cells = zip(*map(_texts, sound.columns), strict=True)
        except Exception as error:  # noqa: BLE001 - as above
            yield row, [], f"from here on it {_damaged(error)}"
            return
        for number in range(row, row + len(batch)):
            if fault := faults.get(number - row):
                yield number, [], fault
            elif any(found := next(cells)):
                yield number, list(found), ""
        row += len(batch)


def _footer_faults(content: bytes) -> list[str]:
    """What is wrong with a file before anything in it is looked at."""
    if content[-4:] == b"PARE":
        return ["is encrypted; write it without encryption"]
    if content[-4:] != PACKED_START or len(content) < len(PACKED_START) + _FOOTER_BYTES:
        return ["is damaged: it does not end like a Parquet file; write it anew"]
    footer = int.from_bytes(content[-_FOOTER_BYTES:-4], "little")
    if footer > min(_LONGEST_FOOTER, len(content) - _FOOTER_BYTES):
        return [f"is damaged: its own description would have {footer:,} bytes; write it anew"]
    return []


def _faults(content: bytes, columns: tuple[str, ...], required: tuple[str, ...]) -> list[str]:
    """What is wrong with a file by its description of itself."""
    metadata = _open(content).metadata
    if metadata.num_columns > _MOST_COLUMNS or metadata.num_row_groups > _MOST_ROW_GROUPS:
        return [f"has {metadata.num_columns:,} columns in {metadata.num_row_groups:,} row groups; write it anew"]
    if not 0 <= metadata.num_rows <= _MOST_ROWS:
        return [f"is too large: {metadata.num_rows:,} rows; at most {_MOST_ROWS:,} are read"]
    groups = [metadata.row_group(position) for position in range(metadata.num_row_groups)]
    # Of the groups alone: to look at the columns of a damaged one ends the process (pyarrow 26).
    unpacked = sum(abs(group.total_byte_size) for group in groups)
    if unpacked > MOST_UNPACKED:
        return [f"is too large: it unpacks to {unpacked:,} bytes; at most {MOST_UNPACKED:,} are read"]
    if any(group.num_rows < 0 for group in groups) or sum(group.num_rows for group in groups) != metadata.num_rows:
        return ["is damaged: its parts do not have as many rows as it says; write it anew"]
    schema = _schema(content)
    faults = header_faults(tuple(name.strip() for name in schema.names), columns, required)
    return faults or [fault for field in schema if (fault := _kind_fault(field.name, field.type))]


def _kind_fault(name: str, kind: Any) -> str:  # noqa: ANN401 - pyarrow brings no types
    """What to write instead of a column of this type; empty where its cells can be read."""
    from pyarrow import types  # type: ignore[import-untyped] # it brings no types

    if types.is_dictionary(kind):
        kind = kind.value_type
    if types.is_timestamp(kind) and kind.tz is not None:
        return f"column {name!r} has times with a time zone; write days (date32) or texts like 2024-09-30"
    readable = (
        *(types.is_string, types.is_large_string, types.is_string_view, types.is_null, types.is_integer),
        *(types.is_floating, types.is_decimal, types.is_date, types.is_timestamp),
    )
    if any(is_kind(kind) for is_kind in readable):
        return ""
    return f"column {name!r} holds {str(kind)[:40]}; write texts, numbers or days"


def _open(content: bytes, dictionaries: tuple[str, ...] = ()) -> Any:  # noqa: ANN401
    import pyarrow as pa
    from pyarrow import parquet

    return parquet.ParquetFile(
        pa.py_buffer(content),
        read_dictionary=list(dictionaries),
        pre_buffer=False,
        thrift_string_size_limit=_LONGEST_TEXT_IN_FOOTER,
        thrift_container_size_limit=_MOST_PARTS_IN_FOOTER,
    )


def _schema(content: bytes) -> Any:  # noqa: ANN401
    return _open(content).schema_arrow


def _batches(content: bytes) -> Iterator[Any]:
    """The rows in batches, their texts in dictionaries: one that stands in a million rows is unpacked once."""
    from pyarrow import types

    texts = (types.is_string, types.is_large_string, types.is_string_view)
    names = [field.name for field in _schema(content) if any(is_text(field.type) for is_text in texts)]
    yield from _open(content, tuple(names)).iter_batches(batch_size=_ROWS_A_BATCH, use_threads=False)


def _text_bytes(batch: Any) -> int:  # noqa: ANN401
    """How many bytes the cells of a batch have as texts, with the commas between them; of numbers, at least so many."""
    return sum(len(batch) + _sum(_lengths(column)) for column in batch.columns)


def _lengths(column: Any) -> Any:  # noqa: ANN401
    """The length in bytes of each cell of a column of texts, None for another column."""
    import pyarrow as pa
    from pyarrow import compute, types

    if types.is_dictionary(column.type):
        inner = _lengths(column.dictionary)
        return None if inner is None else inner.take(column.indices)
    texts = (types.is_string, types.is_large_string, types.is_string_view)
    if not any(is_text(column.type) for is_text in texts):
        return None
    return compute.binary_length(column).cast(pa.int64())


def _sum(lengths: Any) -> int:  # noqa: ANN401
    from pyarrow import compute

    return 0 if lengths is None else compute.sum(lengths).as_py() or 0


def _cell_faults(batch: Any, header: tuple[str, ...]) -> dict[int, str]:  # noqa: ANN401
    """The rows of a batch with a text that cannot stand in any file of figures, by position."""
    import pyarrow as pa
    from pyarrow import compute

    faults: dict[int, str] = {}
    for name, column in zip(header, batch.columns, strict=True):
        lengths = _lengths(column)
        if lengths is None:
            continue
        for position in compute.indices_nonzero(compute.greater(lengths, LONGEST_LINE)).to_pylist():
            faults[position] = f"{name} has more than {LONGEST_LINE} bytes; a row is one figure"
        words = column.dictionary if isinstance(column, pa.DictionaryArray) else column
        wrong = _wrong_words(words, name)
        if not wrong:
            continue
        places = column.indices.to_pylist() if words is not column else range(len(column))
        faults |= {position: wrong[place] for position, place in enumerate(places) if place in wrong}
    return faults


def _wrong_words(words: Any, name: str) -> dict[int, str]:  # noqa: ANN401
    """Which of some texts are no UTF-8 or hold a control character, by place, and what to say of them."""
    import pyarrow as pa
    from pyarrow import compute

    try:
        words.validate(full=True)
        if not compute.any(compute.match_substring_regex(words, _CONTROL)).as_py():
            return {}
    except pa.ArrowInvalid:
        pass
    wrong = {}
    for place, word in enumerate(words.cast(pa.large_binary()).to_pylist()):
        try:
            text = (word or b"").decode()
        except UnicodeDecodeError as error:
            wrong[place] = f"{name} is not UTF-8 (byte 0x{word[error.start]:02x}); write the column as text"
            continue
        if found := re.search(CONTROL, text):
            wrong[place] = f"control character {found[0]!r} in {name}; delete it"
    return wrong


def _without(batch: Any, faults: dict[int, str]) -> Any:  # noqa: ANN401
    """The batch without some of its rows, and without the texts that stood in these alone."""
    import pyarrow as pa

    if not faults:
        return batch
    kept = batch.take(pa.array([position for position in range(len(batch)) if position not in faults], pa.int64()))
    columns = [
        column.dictionary.take(column.indices) if isinstance(column, pa.DictionaryArray) else column
        for column in kept.columns
    ]
    return pa.RecordBatch.from_arrays(columns, names=[str(place) for place in range(len(columns))])


def _texts(column: Any) -> list[str]:  # noqa: ANN401
    """The cells of a column as they would be written: numbers by their shortest digits, empty ones as empty texts."""
    import pyarrow as pa

    if not isinstance(column, pa.DictionaryArray):
        return _plain(column)
    if len(column.dictionary) > len(column):
        return _plain(column.dictionary.take(column.indices))
    words: Callable[[int], str] = [*_plain(column.dictionary), ""].__getitem__
    return list(map(words, column.indices.fill_null(-1).to_pylist()))


def _plain(column: Any) -> list[str]:  # noqa: ANN401
    import pyarrow as pa
    from pyarrow import compute, types

    if types.is_float16(column.type):
        column = column.cast(pa.float32())
    texts = column.cast(pa.large_string())
    if types.is_floating(column.type):
        texts = compute.if_else(compute.is_nan(column), None, texts)
    elif types.is_timestamp(column.type):
        texts = compute.replace_substring_regex(texts, _MIDNIGHT, "")
    found: list[str] = texts.fill_null("").to_pylist()
    return found


def _damaged(error: Exception) -> str:
    said = " ".join(str(error).split())[:_LONGEST_SAID].rstrip(". ")
    return f"cannot be read: {said or type(error).__name__}; it is damaged or of an unusual kind, write it anew"
