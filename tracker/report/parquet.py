"""Tables as Parquet. The one module that imports pyarrow.

Every column has the type of its Table Schema; its description and unit stand in the column's metadata. The same tables
give the same bytes with the same pyarrow.
"""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

from tracker.report import columns
from tracker.report.language import translator

if TYPE_CHECKING:
    from tracker.report.rows import Cell
    from tracker.report.tables import Table


def parquet_bytes(table: Table, language: str) -> bytes:
    """A table as one Parquet file, its columns described in a language.

    Raises ImportError where pyarrow is not installed.
    """
    import pyarrow as pa  # type: ignore[import-untyped] # it brings no types
    from pyarrow import parquet

    kinds = {
        columns.STRING: pa.string(),
        columns.NUMBER: pa.float64(),
        columns.INTEGER: pa.int64(),
        columns.BOOLEAN: pa.bool_(),
        columns.DATE: pa.date32(),
    }
    say = translator(language)
    fields = [
        pa.field(
            column.name,
            kinds[column.kind],
            nullable=not column.required,
            metadata={"description": say.text(column.text)} | ({"unit": column.unit} if column.unit else {}),
        )
        for column in table.columns
    ]
    arrays = [
        pa.array([_cell(row[place], column.kind) for row in table.rows], type=kinds[column.kind])
        for place, column in enumerate(table.columns)
    ]
    schema = pa.schema(fields, metadata={"description": say.text(table.text)})
    packed = BytesIO()
    parquet.write_table(pa.Table.from_arrays(arrays, schema=schema), packed, compression="zstd", store_schema=True)
    return packed.getvalue()


def _cell(value: Cell, kind: str) -> Any:  # noqa: ANN401 - whatever the column holds
    if kind == columns.NUMBER and value is not None:
        return float(value)  # type: ignore[arg-type] # a column of numbers
    return float(value) if isinstance(value, Decimal) else value
