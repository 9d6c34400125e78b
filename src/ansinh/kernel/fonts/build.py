"""How the committed fonts were made, once: Tinos (OFL, metrics of Times New Roman) cut to the letters of our
papers.

Needs fontTools and brotli, which the program itself does not; the sources are the twelve ``woff2`` files
``tinos-{latin,latin-ext,vietnamese}-{400-normal,700-normal,400-italic,700-italic}`` of the npm package
@fontsource/tinos 5.3.0 (licence beside this file). Run in a folder where that package is unpacked::

    python build.py node_modules/@fontsource/tinos/files OUT
"""

import sys
import tempfile
from pathlib import Path

from fontTools import subset
from fontTools.merge import Merger
from fontTools.ttLib import TTFont

STYLES = {
    "400-normal": "Tinos-Regular",
    "700-normal": "Tinos-Bold",
    "400-italic": "Tinos-Italic",
    "700-italic": "Tinos-BoldItalic",
}
PARTS = ("latin", "latin-ext", "vietnamese")
# Basic Latin, Latin-1, Extended-A, ơ ư, the precomposed Vietnamese letters, punctuation, ₫ and the minus
# sign.
LETTERS = {
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *(0x1A0, 0x1A1, 0x1AF, 0x1B0),
    *range(0x1EA0, 0x1EFA),
    *range(0x2010, 0x2040),
    *(0x20AB, 0x2122, 0x2212),
}


def build(source: Path, target: Path) -> None:
    """Unpack, merge and cut the four styles of ``source`` into TrueType files in ``target``."""
    target.mkdir(exist_ok=True)
    for style, name in STYLES.items():
        with tempfile.TemporaryDirectory() as folder:
            parts = []
            for part in PARTS:
                font = TTFont(source / f"tinos-{part}-{style}.woff2")
                font.flavor = None
                parts.append(str(Path(folder) / f"{part}.ttf"))
                font.save(parts[-1])
            merged = Merger().merge(parts)
        options = subset.Options()
        options.layout_features = ["kern", "mark", "mkmk", "ccmp", "locl"]
        options.notdef_outline = True
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=LETTERS)
        cutter.subset(merged)
        merged.save(target / f"{name}.ttf")


if __name__ == "__main__":
    build(Path(sys.argv[1]), Path(sys.argv[2]))
