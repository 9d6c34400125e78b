"""What the styles of a Word file say of a paragraph and its letters, each looked up once and a circle of styles walked once."""

from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

_OFF = frozenset({"0", "false", "off"})


@dataclass(frozen=True, slots=True)
class Look:
    """Nothing where it is not said; ``list_key`` and ``list_level`` as ``w:numPr`` has them, ``heading`` by the name of the style."""

    bold: bool | None = None
    italic: bool | None = None
    list_key: str = ""
    list_level: str = ""
    heading: bool = False

    def over(self, below: "Look") -> "Look":
        """This one, and what it does not say as ``below`` says it."""
        return Look(
            below.bold if self.bold is None else self.bold,
            below.italic if self.italic is None else self.italic,
            self.list_key or below.list_key,
            self.list_level or below.list_level,
            self.heading or below.heading,
        )


class Styles:
    """The styles of one file."""

    def __init__(self, styles: Any) -> None:
        self._by_id = {one.get(qn("w:styleId")): one for one in styles.iterchildren(qn("w:style"))}
        self._usual = next(
            (
                key
                for key, one in self._by_id.items()
                if one.get(qn("w:type")) == "paragraph" and one.get(qn("w:default")) in ("1", "true")
            ),
            None,
        )
        self._looks: dict[str | None, Look] = {}

    def of_paragraph(self, paragraph: Any) -> Look:
        """How a ``w:p`` looks, by itself or its style."""
        properties = paragraph.find(qn("w:pPr"))
        named = value(properties, "w:pStyle") or self._usual
        return _said(properties).over(self._styled(named))

    def of_run(self, run: Any, paragraph: Look) -> Look:
        """How a ``w:r`` looks within a paragraph."""
        properties = run.find(qn("w:rPr"))
        own = _letters(properties)
        style = value(properties, "w:rStyle")
        return (own.over(self._styled(style)) if style else own).over(paragraph)

    def _styled(self, key: str | None) -> Look:
        if key in self._looks:
            return self._looks[key]
        found, walked, at = Look(), set(), key
        while at in self._by_id and at not in walked:
            walked.add(at)
            style = self._by_id[at]
            name = value(style, "w:name").lower()
            own = _letters(style.find(qn("w:rPr"))).over(_said(style.find(qn("w:pPr"))))
            found = found.over(own).over(Look(heading=name.startswith("heading ")))
            at = value(style, "w:basedOn")
        self._looks[key] = found
        return found


def value(element: Any, name: str) -> str:
    """The ``w:val`` of a part of an element; blank where it has none."""
    found = element.find(qn(name)) if element is not None else None
    return (found.get(qn("w:val")) or "") if found is not None else ""


def _letters(properties: Any) -> Look:
    return Look(_switch(properties, "w:b"), _switch(properties, "w:i"))


def _switch(properties: Any, name: str) -> bool | None:
    found = properties.find(qn(name)) if properties is not None else None
    return None if found is None else found.get(qn("w:val")) not in _OFF


def _said(properties: Any) -> Look:
    listed = properties.find(qn("w:numPr")) if properties is not None else None
    if listed is None:
        return Look()
    return Look(list_key=value(listed, "w:numId"), list_level=value(listed, "w:ilvl"))
