"""The English catalogue: every string a reader may see, found in the sources, and its English from the domains' files.

``python -m ansinh.kernel.catalogue`` compiles ``locale/en/*.po`` together into ``locale/en/LC_MESSAGES/ansinh.mo``;
``--check`` changes nothing and exits 1 where a string has no English, has it twice, an entry has no source any more, or the compiled file is stale.

A visible string is: the literal in ``_()`` (of modules and of templates) and in ``later()``; a ``help=`` text (commands translate those when they are shown); and, in a
module that translates something by name (``_(self.source)``), every Vietnamese literal of the module.
"""

import ast
import gettext
import io
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

from ansinh.kernel.language import LOCALE_DIR

SOURCES = Path(__file__).parent.parent
_FIELD = re.compile(r"\{(\w*)[^{}]*\}")
_MARKS = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323", "\u0306", "\u0302", "\u031b"}


def _is_vietnamese(text: str) -> bool:
    return any(c in _MARKS or c in "đĐ" for c in unicodedata.normalize("NFD", text))


def _literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _docstrings(tree: ast.Module) -> set[int]:
    """Identities of the nodes that are docstrings or bare strings."""
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def strings_of(source: str) -> set[str]:
    """The visible strings of one module's source."""
    tree = ast.parse(source)
    found, by_name = set(), False
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        if isinstance(call.func, ast.Name) and call.func.id in {"_", "later", "translated"} and call.args:
            text = _literal(call.args[0])
            found |= {text} if text else set()
            by_name = by_name or text is None
        found |= {_literal(keyword.value) or "" for keyword in call.keywords if keyword.arg == "help"}
    if by_name:
        bare = _docstrings(tree)
        found |= {
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in bare
            and _is_vietnamese(node.value)
        }
    return found - {""}


def visible_strings(folder: Path = SOURCES) -> dict[str, list[str]]:
    """Every visible string under ``folder`` with the modules and templates it stands in."""
    places: dict[str, list[str]] = defaultdict(list)
    for path in sorted(folder.rglob("templates/**/*.html")):
        with path.open("rb") as file:
            for _line, _function, text, _comments in babel_extract(file, ["_"], [], {"trimmed": "false"}):
                places[str(text)].append(path.relative_to(folder).as_posix())
    for path in sorted(folder.rglob("*.py")):
        for text in strings_of(path.read_text(encoding="utf-8")):
            places[text].append(path.relative_to(folder).as_posix())
    return dict(places)


def translations(folder: Path = LOCALE_DIR / "en") -> dict[str, list[tuple[str, str]]]:
    """``source: [(file, English), …]`` of every entry in the domains' files."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="en", abort_invalid=True):
                if message.id:
                    found[str(message.id)].append((path.name, str(message.string)))
    return dict(found)


def faults(
    strings: Mapping[str, Sequence[str]], english: Mapping[str, Sequence[tuple[str, str]]]
) -> Iterator[str]:
    """What keeps the catalogue from being whole, one line each."""
    for text, places in sorted(strings.items()):
        if not any(word for _file, word in english.get(text, ())):
            yield f"no English: {places[0]}: {text!r}"
    for text, entries in sorted(english.items()):
        if text not in strings:
            yield f"no source: {entries[0][0]}: {text!r}"
        if len(entries) > 1:
            kind = "contradiction" if len({word for _file, word in entries}) > 1 else "twice"
            yield f"{kind}: {', '.join(file for file, _word in entries)}: {text!r}"
        for file, word in entries:
            if word and set(_FIELD.findall(text)) != set(_FIELD.findall(word)):
                yield f"other values than its source: {file}: {text!r}"


def compiled(english: Mapping[str, Sequence[tuple[str, str]]]) -> Catalog:
    """One catalogue of all files; the same entries give the same bytes, whenever they are compiled."""
    never = datetime(2000, 1, 1, tzinfo=UTC)
    catalogue = Catalog(locale="en", project="ansinh", version="1", creation_date=never, revision_date=never)
    for text, entries in sorted(english.items()):
        catalogue.add(text, entries[0][1])
    return catalogue


def is_fresh(path: Path, english: Mapping[str, Sequence[tuple[str, str]]]) -> bool:
    """Whether the compiled file says exactly what the domains' files say."""
    if not path.exists():
        return False
    with path.open("rb") as file:
        kept = gettext.GNUTranslations(file)
    return all(kept.gettext(text) == (entries[0][1] or text) for text, entries in english.items())


def compile_words_of_click(*, write: bool) -> list[str]:
    """The Vietnamese of what click itself says, from ``locale/vi/click.po``; compiled, or only compared."""
    path = LOCALE_DIR / "vi" / "LC_MESSAGES" / "messages.mo"
    with (LOCALE_DIR / "vi" / "click.po").open("rb") as file:
        catalogue = read_po(file, locale="vi", abort_invalid=True)
    made = io.BytesIO()
    write_mo(made, catalogue)
    if write:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(made.getvalue())
    fresh = path.exists() and path.read_bytes() == made.getvalue()
    return [] if fresh else ["stale: locale/vi: run python -m ansinh.kernel.catalogue"]


def main(arguments: Sequence[str]) -> int:
    """Compile, or with ``--check`` only look; the exit code."""
    english = translations()
    found = list(faults(visible_strings(), english))
    found += compile_words_of_click(write="--check" not in arguments)
    path = LOCALE_DIR / "en" / "LC_MESSAGES" / "ansinh.mo"
    if "--check" in arguments:
        found += [] if is_fresh(path, english) else ["stale: run python -m ansinh.kernel.catalogue"]
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_mo(file, compiled(english))
    for line in found:
        print(line, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
