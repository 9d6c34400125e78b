"""The process that reads cells apart: it caps its own memory, reads one sheet, writes one Arrow file, and ends.

Run as a file, so that it loads nothing but the reader. Arguments: workbook, sheet name, rows to pass over, `text` or
`typed`, output file, bytes of memory, seconds of processor time. Exit codes: 0 done, 3 the workbook cannot be read,
4 memory was not enough.
"""

import resource
import sys
from typing import Literal

DONE, DAMAGED, TOO_LARGE = 0, 3, 4


def main(arguments: list[str]) -> int:
    """Read the sheet into the output file (Arrow IPC, one batch); returns the exit code."""
    book, sheet, skip, mode, out, memory, seconds = arguments
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        # Loaded under the cap, so that the cap holds for what they reserve as well.
        import fastexcel  # noqa: PLC0415
        import pyarrow as pa  # noqa: PLC0415

        def loaded(dtypes: Literal["string"] | None) -> pa.RecordBatch:
            opened = fastexcel.read_excel(book)
            return opened.load_sheet(
                sheet, header_row=None, skip_rows=int(skip), schema_sample_rows=None, dtypes=dtypes
            ).to_arrow()

        try:
            try:
                cells = loaded("string" if mode == "text" else None)
            except fastexcel.CalamineCellError:
                # Some error cells (#NAME?) have no type; as text they are blank, and the scan names them.
                cells = loaded("string")
        except (fastexcel.FastExcelError, pa.ArrowException, ValueError) as error:
            print(type(error).__name__, file=sys.stderr)
            return DAMAGED
        with pa.OSFile(out, "wb") as stream, pa.ipc.new_file(stream, cells.schema) as writer:
            writer.write_batch(cells)
    except MemoryError:
        return TOO_LARGE
    return DONE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
