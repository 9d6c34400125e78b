"""Columns of codes straight from the dictionaries of a Parquet file: a few words looked up instead of millions
of texts."""

from collections import deque
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from ansinh.standards.questions import Kind, Question

_BATCH = 1 << 18
_BUFFER = 1 << 20
# Other encodings of text cannot be read as dictionaries.
_ENCODINGS = frozenset({"PLAIN", "RLE", "RLE_DICTIONARY", "PLAIN_DICTIONARY", "BIT_PACKED"})


def dictionary_columns(path: Path, questions: Mapping[str, Question]) -> dict[str, Question]:
    """The columns of codes that the file holds as text in encodings that give dictionaries."""
    with pq.ParquetFile(path) as file:
        metadata, schema = file.metadata, file.schema_arrow
    chunks = [metadata.row_group(group) for group in range(metadata.num_row_groups)]
    found = {}
    for index, field in enumerate(schema):
        question = questions.get(field.name)
        if question is None or question.kind is not Kind.CODE or not _is_text(field.type):
            continue
        if all(_ENCODINGS.issuperset(chunk.column(index).encodings) for chunk in chunks):
            found[field.name] = question
    return found


def _is_text(stored: pa.DataType) -> bool:
    inner = stored.value_type if pa.types.is_dictionary(stored) else stored
    return bool(
        pa.types.is_string(inner) or pa.types.is_large_string(inner) or pa.types.is_string_view(inner)
    )


class StoredCodes:
    """Rows of the columns of codes of one file, asked for in rising order."""

    def __init__(self, path: Path, questions: Mapping[str, Question]) -> None:
        """``questions`` as ``dictionary_columns`` gives them."""
        self._questions = questions
        self._batches = _batches(path, list(questions))
        self._held: deque[pa.RecordBatch] = deque()
        self._first = 0
        self._until = 0

    def read(self, start: int, length: int) -> list[pl.Series]:
        """The columns in rows ``start`` to ``start + length`` (which the file must have): as the ``Enum`` of
        their codes, or as text where some cell holds another word. Rows before ``start`` are given up."""
        while self._held and self._first + self._held[0].num_rows <= start:
            self._first += self._held.popleft().num_rows
        while self._until < start + length:
            batch = next(self._batches)
            self._held.append(batch)
            self._until += batch.num_rows
        pieces = self._pieces(start, start + length)
        return [
            _column(question, [piece.column(name) for piece in pieces])
            for name, question in self._questions.items()
        ]

    def _pieces(self, start: int, stop: int) -> list[pa.RecordBatch]:
        pieces, row = [], self._first
        for batch in self._held:
            first, last = max(start - row, 0), min(stop - row, batch.num_rows)
            if first < last:
                pieces.append(batch.slice(first, last - first))
            row += batch.num_rows
        return pieces


def _batches(path: Path, names: list[str]) -> Iterator[pa.RecordBatch]:
    if names:
        with pq.ParquetFile(path, read_dictionary=names, buffer_size=_BUFFER) as file:
            yield from file.iter_batches(batch_size=_BATCH, columns=names, use_threads=False)


def _column(question: Question, pieces: list[pa.DictionaryArray]) -> pl.Series:
    known = [_places(piece.dictionary, question) for piece in pieces]
    if any(table is None for table in known):
        return pl.concat([pl.Series(question.name, piece.cast(pa.large_string())) for piece in pieces])
    places = [
        _looked_up(table, piece.indices)
        for table, piece in zip(known, pieces, strict=True)
        if table is not None
    ]
    column = pl.Series(question.name, np.concatenate([np.zeros(0, np.uint8), *places]))
    # The place after the last code is blank.
    return column.cat.to(pl.Enum(question.codes), strict=False)


def _looked_up(table: NDArray[np.uint8], indices: pa.Array) -> NDArray[np.uint8]:
    """``table`` at ``indices``, its last entry where they are blank. From Arrow's own buffers: its compute
    module takes longer to import than this to run."""
    valid, values = indices.buffers()
    first, last = indices.offset, indices.offset + len(indices)
    numbers = np.frombuffer(values, indices.type.to_pandas_dtype())[first:last]
    found = np.take(table, numbers, mode="clip")
    if valid is None:
        return found
    answered = np.unpackbits(np.frombuffer(valid, np.uint8), count=last, bitorder="little")[first:]
    return np.where(answered, found, table[-1])


def _places(dictionary: pa.Array, question: Question) -> NDArray[np.uint8] | None:
    """The place of each word among the codes and, last, of a blank; ``None`` when some word is no code."""
    words = dictionary.to_pylist()
    if not set(words) <= set(question.codes):
        return None
    return np.array([*map(question.codes.index, words), len(question.codes)], np.uint8)
