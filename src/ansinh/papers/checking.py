"""Whether an uploaded template can be used: a plain Word file, whose tags name declared fields and nothing else, and that
gives a Word file and a PDF from the invented example of its kind. What is wrong is said all at once, each with its place.
"""

import difflib
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import TemplateError, TemplateSyntaxError, nodes

from ansinh.kernel.dates import now
from ansinh.kernel.language import _
from ansinh.papers.errors import TemplateRefused
from ansinh.papers.fields import Field, FieldType, fields_of, sample
from ansinh.papers.filling import fill, sandbox, set_in
from ansinh.papers.issuers import Issuer
from ansinh.papers.kinds import Kind
from ansinh.papers.pdf import pdf_of
from ansinh.papers.reading import unreadable
from ansinh.papers.rendering import CHECK, NUMBER, system_fields, whole_context

LIMIT = 2 * 1024 * 1024
_UNPACKED = 20 * 1024 * 1024
_PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(core|app|custom)\.xml|docProps/thumbnail\.(jpe?g|png|emf|wmf)"
    r"|word/(document|styles|stylesWithEffects|settings|webSettings|fontTable|numbering|footnotes|endnotes|comments"
    r"|header\d*|footer\d*|people|commentsExtended|commentsIds|commentsExtensible)\.xml"
    r"|word/theme/theme\d+\.xml|word/_rels/\w+\.xml\.rels|customXml/.*\.(xml|rels)"
)
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TAGS = re.compile(r"{[{%#]")
# Numbers and letters of the loop, and nothing that reaches further.
_LOOP = frozenset({"index", "first", "last"})
_SAMPLE_ISSUER = Issuer(
    ("ỦY BAN NHÂN DÂN", "XÃ AN LƯ"),
    "An Lư",
    "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ AN LƯ",
    "xã An Lư",
    "xã An Lư, huyện Thủy Nguyên, thành phố Hải Phòng",
)


@dataclass(frozen=True)
class Fault:
    """What is wrong, and the words it stands at (blank: the file as a whole)."""

    words: str
    where: str = ""

    def __str__(self) -> str:
        return (
            _("{words} (ở chỗ «{where}»)").format(words=self.words, where=self.where)
            if self.where
            else self.words
        )


def check_template(kind: Kind, content: bytes) -> None:
    """Raise ``TemplateRefused`` with every reason why ``content`` is no template of ``kind``."""
    faults = list(_package_faults(content))
    if not faults:
        faults = [Fault(_("{what}: bản PDF không in được").format(what=what)) for what in unreadable(content)]
        faults += _tag_faults(kind, content)
    if not faults:
        faults = list(_sample_faults(kind, content))
    if faults:
        said = _("Mẫu chưa dùng được: {count} lỗi. Sửa trong Word rồi tải lên lại.")
        raise TemplateRefused(said.format(count=len(faults)), tuple(map(str, dict.fromkeys(faults))))


def sample_of(kind: Kind, content: bytes, *, rows: int = 3) -> bytes:
    """The Word file that a template gives from the invented example of its kind."""
    context = whole_context(kind, sample(kind.context, rows), _SAMPLE_ISSUER, date(2024, 12, 10))
    said = _("BẢN XEM THỬ với dữ liệu ví dụ, không có giá trị.")
    return set_in(fill(content, context), {NUMBER: f"45{kind.suffix}" if kind.suffix else "", CHECK: said})


def _package_faults(content: bytes) -> Iterator[Fault]:
    if len(content) > LIMIT:
        yield Fault(_("tệp lớn hơn {limit} MB").format(limit=LIMIT // 1024 // 1024))
        return
    try:
        packed = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile:
        yield Fault(_("tệp không phải là văn bản Word (.docx)"))
        return
    with packed:
        infos = packed.infolist()
        if sum(one.file_size for one in infos) > _UNPACKED or len(infos) > 200:
            yield Fault(_("tệp giải nén ra quá lớn"))
            return
        names = {one.filename for one in infos if not one.is_dir()}
        if "word/document.xml" not in names or "[Content_Types].xml" not in names:
            yield Fault(_("tệp không phải là văn bản Word (.docx)"))
            return
        for name in sorted(names):
            if not _PARTS.fullmatch(name):
                yield _foreign_part(name)
        yield from _xml_faults(packed, sorted(names))


def _foreign_part(name: str) -> Fault:
    low = name.lower()
    if "vba" in low or "macro" in low or low.endswith(".bin"):
        return Fault(_("tệp có macro hoặc mã nhúng: hãy lưu lại dạng .docx không có macro"), name)
    if "embeddings" in low or "activex" in low:
        return Fault(_("tệp có đối tượng nhúng: hãy xóa đối tượng đó"), name)
    if "media" in low:
        return Fault(_("tệp có hình ảnh: hãy xóa hình ảnh, thể thức văn bản không dùng hình"), name)
    return Fault(_("tệp có thành phần không được nhận"), name)


def _xml_faults(packed: zipfile.ZipFile, names: list[str]) -> Iterator[Fault]:
    for name in names:
        if not name.endswith((".xml", ".rels")):
            continue
        text = packed.read(name)
        try:
            root = fromstring(text)
        except (ParseError, DefusedXmlException, ValueError):
            yield Fault(_("tệp hỏng hoặc có khai báo không an toàn"), name)
            continue
        if name.endswith(".rels"):
            for one in root:
                if one.get("TargetMode") == "External":
                    yield Fault(
                        _("tệp có liên kết ra ngoài: hãy bỏ liên kết"), (one.get("Target") or "")[:60]
                    )
        elif name == "[Content_Types].xml" and _MAIN not in {one.get("ContentType") for one in root}:
            yield Fault(
                _("tệp không phải là văn bản Word thường: hãy lưu dạng .docx (không phải .docm, .dotx)")
            )
        elif name.startswith(("docProps/", "word/footnotes", "word/endnotes")) and _TAGS.search(
            text.decode("utf-8", "replace")
        ):
            yield Fault(_("thẻ trường đứng trong thuộc tính hoặc chú thích của tệp"), name)


def _tag_faults(kind: Kind, content: bytes) -> list[Fault]:
    """What is wrong with the tags of the body, of heads and of feet."""
    try:
        template = DocxTemplate(io.BytesIO(content))
        template.render_init()
    except (PackageNotFoundError, KeyError, ValueError):
        return [Fault(_("tệp hỏng: Word không mở được"))]
    parts = [template.get_xml()]
    for uri in (template.HEADER_URI, template.FOOTER_URI):
        parts += [template.get_part_xml(part) for _key, part in template.get_headers_footers(uri)]
    reader = _Tags(kind)
    for part in parts:
        reader.read(re.sub(r"<w:p([ >])", r"\n<w:p\1", template.patch_xml(part)))
    for name in ("check", *(["number"] if kind.numbered else [])):
        if name not in reader.paper_fields:
            said = _("thiếu trường bắt buộc {field}")
            reader.faults.append(Fault(said.format(field=f"{{{{ paper.{name} }}}}")))
    return reader.faults


class _Tags:
    """Walks the tags of a template: every name must be declared, and nothing is done but print, repeat and choose."""

    def __init__(self, kind: Kind) -> None:
        self.fields: Mapping[str, Field] = {one.name: one for one in fields_of(kind.context)}
        self.faults: list[Fault] = []
        self.paper_fields: set[str] = set()
        self._lines: list[str] = []

    def read(self, source: str) -> None:
        """Note what is wrong in one part."""
        self._lines = source.split("\n")
        try:
            tree = sandbox().parse(source)
        except TemplateSyntaxError as error:
            self._fault(error.lineno, _("thẻ viết sai hoặc thiếu thẻ đóng: {why}").format(why=error.message))
            return
        for node in tree.body:
            self._statement(node, {})

    def _fault(self, line: int, words: str) -> None:
        # A line begins a paragraph; what follows its end are tags that steer.
        paragraph = self._lines[min(line, len(self._lines)) - 1].partition("</w:p>")[0]
        text = re.sub(r"<[^>]+>", "", paragraph)
        self.faults.append(Fault(words, text.strip()[:80]))

    def _statement(self, node: nodes.Node, loops: Mapping[str, type | None]) -> None:
        if isinstance(node, nodes.Output):
            for one in node.nodes:
                if not isinstance(one, nodes.TemplateData):
                    self._printed(one, loops)
        elif isinstance(node, nodes.For):
            self._repeated(node, loops)
        elif isinstance(node, nodes.If):
            self._test(node.test, loops)
            for one in (*node.body, *node.elif_, *node.else_):
                self._statement(one, loops)
        else:
            self._unknown(node)

    def _unknown(self, node: nodes.Node) -> None:
        said = _("thẻ «{name}» không được dùng: mẫu chỉ in trường, lặp hàng và chọn theo điều kiện")
        self._fault(node.lineno, said.format(name=type(node).__name__))

    def _repeated(self, node: nodes.For, loops: Mapping[str, type | None]) -> None:
        field = self.fields.get(node.iter.name) if isinstance(node.iter, nodes.Name) else None
        if field is None or field.type not in (FieldType.ROWS, FieldType.TEXTS):
            names = ", ".join(
                one.name for one in self.fields.values() if one.type in (FieldType.ROWS, FieldType.TEXTS)
            )
            said = _("chỉ lặp được qua danh sách đã khai báo của loại giấy tờ này: {names}")
            self._fault(node.lineno, said.format(names=names))
            return
        if not isinstance(node.target, nodes.Name) or node.recursive or node.test or node.else_:
            self._unknown(node)
            return
        inner = {**loops, node.target.name: field.row, "loop": None}
        for one in node.body:
            self._statement(one, inner)

    def _printed(self, node: nodes.Node, loops: Mapping[str, type | None]) -> None:
        """What stands in ``{{ }}``: a text."""
        if isinstance(node, nodes.Name):
            field = self._named(node, loops)
            if field is not None and field.type in (FieldType.ROWS, FieldType.TEXTS):
                said = _("«{name}» có nhiều hàng: phải lặp bằng {tag}")
                self._fault(node.lineno, said.format(name=node.name, tag=f"{{%p for … in {node.name} %}}"))
        elif isinstance(node, nodes.CondExpr):
            self._test(node.test, loops)
            for one in (node.expr1, node.expr2):
                if one is not None:
                    self._printed(one, loops)
        elif isinstance(node, nodes.Filter):
            self._filtered(node, loops)
        elif isinstance(node, nodes.Getattr):
            self._attribute(node, loops)
        elif not isinstance(node, nodes.Const):
            self._unknown(node)

    def _filtered(self, node: nodes.Filter, loops: Mapping[str, type | None]) -> None:
        if node.args or node.kwargs or node.node is None:
            self._unknown(node)
        elif node.name == "count":
            if not isinstance(node.node, nodes.Name) or self._named(node.node, loops) is None:
                self._unknown(node)
        else:
            self._printed(node.node, loops)

    def _test(self, node: nodes.Node, loops: Mapping[str, type | None]) -> None:
        """A condition: fields, not, and, or, equal to a word."""
        if isinstance(node, nodes.Not):
            self._test(node.node, loops)
        elif isinstance(node, nodes.And | nodes.Or):
            self._test(node.left, loops)
            self._test(node.right, loops)
        elif isinstance(node, nodes.Compare):
            self._test(node.expr, loops)
            for one in node.ops:
                if one.op not in ("eq", "ne") or not isinstance(one.expr, nodes.Const):
                    self._unknown(node)
        elif isinstance(node, nodes.Name):
            self._named(node, loops)
        elif isinstance(node, nodes.Getattr):
            self._attribute(node, loops)
        elif isinstance(node, nodes.Filter):
            self._filtered(node, loops)
        elif not isinstance(node, nodes.Const):
            self._unknown(node)

    def _named(self, node: nodes.Name, loops: Mapping[str, type | None]) -> Field | None:
        if node.name in loops:
            if loops[node.name] is not None or node.name == "loop":
                said = _("«{name}» là cả hàng: hãy viết {name}.<tên trường>")
                self._fault(node.lineno, said.format(name=node.name))
            return None
        if node.name not in self.fields:
            self._undeclared(node.lineno, node.name, list(self.fields))
            return None
        return self.fields[node.name]

    def _attribute(self, node: nodes.Getattr, loops: Mapping[str, type | None]) -> None:
        owner = node.node.name if isinstance(node.node, nodes.Name) else ""
        if owner == "paper" and owner not in loops:
            self.paper_fields.add(node.attr)
            known = list(system_fields())
        elif owner == "loop" and owner in loops:
            known = sorted(_LOOP)
        elif loops.get(owner) is not None:
            known = [one.name for one in fields_of(loops[owner])]  # type: ignore[arg-type]
        else:
            self._undeclared(node.lineno, f"{owner or '…'}.{node.attr}", [])
            return
        if node.attr not in known:
            self._undeclared(node.lineno, f"{owner}.{node.attr}", [f"{owner}.{name}" for name in known])

    def _undeclared(self, line: int, name: str, known: list[str]) -> None:
        said = _("không có trường «{name}»").format(name=name)
        if near := difflib.get_close_matches(name, known, n=1, cutoff=0.6):
            said += _(": có phải «{near}»?").format(near=near[0])
        self._fault(line, said)


def _sample_faults(kind: Kind, content: bytes) -> Iterator[Fault]:
    """What goes wrong when the template is used: with rows in its lists, and with none."""
    for rows in (3, 0):
        try:
            word = sample_of(kind, content, rows=rows)
            pdf_of([word], title=str(kind.words), at=now())
        except (TemplateError, ValueError, KeyError, IndexError, RuntimeError) as error:
            said = _("in thử với dữ liệu ví dụ không thành: {why}")
            yield Fault(said.format(why=str(error)[:200]))
            return
