"""The parts of an administrative paper as Decree 30/2020/NĐ-CP, Annex I, lays them out: head, kind of paper, grounds,
recipients, signature, annex."""

from collections.abc import Sequence

from ansinh.papers.layout.word import WIDTH, WIDTH_ACROSS, Cell, Par, Row, Section, Table

_LEFT = 64.0
Blocks = list[Par | Table]


def head(*, by: str = "", numbered: bool = True, about: str = "", width: float = WIDTH) -> Blocks:
    """State and motto at the right, who issues at the left, each with its rule; number, place and date below.

    ``by`` is a body under the People's Committee, which then stands above it. ``about`` is what an official letter
    deals with: it stands under the number.
    """
    if by:
        names = [
            _centred("{{ paper.authority_1 }} {{ paper.authority_2 }}", 12),
            _centred(by, 12, bold=True),
        ]
    else:
        names = [
            _centred("{{ paper.authority_1 }}", 12, bold=True),
            _centred("{{ paper.authority_2 }}", 12, bold=True),
        ]
    left = [*names, _rule(_LEFT, 22)]
    right = [
        _centred("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, bold=True),
        _centred("Độc lập - Tự do - Hạnh phúc", 13, bold=True),
        _rule(width - _LEFT, 57),
    ]
    number = [_centred("Số: {{ paper.number }}", 13, before=3)] if numbered else []
    if about:
        number.append(_centred(f"V/v {about}", 12, before=2))
    day = [
        _centred(
            "{{ paper.place }}, ngày {{ paper.day }} tháng {{ paper.month }} năm {{ paper.year }}",
            13,
            italic=True,
            before=3,
        )
    ]
    columns = (_LEFT, width - _LEFT)
    return [
        Table(columns, [Row([Cell(left), Cell(right)]), Row([Cell(number), Cell(day)])], ruled=False),
        Par(size=6, after=0),
        *when("paper.replaces", [Par("{{ paper.replaces }}", "center", 12, italic=True)]),
    ]


def _centred(text: str, size: float, *, bold: bool = False, italic: bool = False, before: float = 0) -> Par:
    return Par(text, "center", size, bold, italic, before=before, after=0, line=1.0)


def _rule(column: float, length: float) -> Par:
    side = (column - length) / 2
    return Par("", "center", 2, left=side, right=side, after=2, line=1.0, rule=True)


def kind(name: str, about: str) -> Blocks:
    """The kind of paper in capitals, what it deals with beneath, a rule under both."""
    return [
        Par(name, "center", 14, bold=True, before=6, after=0),
        Par(about, "center", 14, bold=True, after=0),
        _rule(WIDTH, 40),
        Par(size=6, after=0),
    ]


def grounds() -> Blocks:
    """Each ground on its line, in italics, with a semicolon; the last line of all is the proposal, with a full stop."""
    return [
        *each("line", "grounds", [Par("{{ line }};", italic=True, first=12.7)]),
        *when("proposer", [Par("Theo đề nghị của {{ proposer }}.", italic=True, first=12.7)]),
    ]


def text(words: str, **named: object) -> Par:
    """A paragraph of the body: its first line indented."""
    return Par(words, first=12.7, **named)  # type: ignore[arg-type]


def item(words: str, **named: object) -> Par:
    """A line of an enumeration."""
    return Par(words, first=12.7, **named)  # type: ignore[arg-type]


def article(number: int, words: str) -> Par:
    """An article of a decision."""
    return Par(f"**Điều {number}.** {words}", first=12.7)


def each(name: str, rows: str, blocks: Sequence[Par | Table]) -> Blocks:
    """``blocks`` for every one of ``rows``."""
    return [Par(f"{{%p for {name} in {rows} %}}"), *blocks, Par("{%p endfor %}")]


def when(condition: str, blocks: Sequence[Par | Table], otherwise: Sequence[Par | Table] = ()) -> Blocks:
    """``blocks`` only where the condition holds, else ``otherwise``."""
    other = [Par("{%p else %}"), *otherwise] if otherwise else []
    return [Par(f"{{%p if {condition} %}}"), *blocks, *other, Par("{%p endif %}")]


def signature(
    above: Sequence[str] = ("TM. ỦY BAN NHÂN DÂN",), *, recipients: bool = True, width: float = WIDTH
) -> Table:
    """Recipients at the left, capacity and name of who signs at the right, room for hand and stamp between."""
    left = (
        [
            Par("__Nơi nhận:__", "left", 12, bold=True, after=0, line=1.0),
            Par("{%p for one in recipients %}"),
            Par("- {{ one }}{{ '.' if loop.last else ';' }}", "left", 11, after=0, line=1.0),
            Par("{%p endfor %}"),
        ]
        if recipients
        else []
    )
    right = [_centred(line, 13, bold=True) for line in above]
    right += [
        _centred("{{ position }}", 13, bold=True),
        Par("", "center", 13, after=52, line=1.0),
        _centred("{{ signatory }}", 13, bold=True),
    ]
    half = 78.0 if width == WIDTH else 150.0
    return Table(
        (half, width - half), [Row([Cell(left, middle=False), Cell(right, middle=False)])], ruled=False
    )


def signatures(pairs: Sequence[tuple[str, str]], width: float = WIDTH) -> Table:
    """Several who sign side by side: capacity above, a name below."""
    cells = [
        Cell(
            [
                _centred(capacity, 13, bold=True),
                _centred("(Ký, ghi rõ họ tên)", 12, italic=True),
                Par("", "center", 13, after=46, line=1.0),
                _centred(name, 13, bold=True),
            ]
        )
        for capacity, name in pairs
    ]
    return Table([width / len(pairs)] * len(pairs), [Row(cells)], ruled=False)


def listed(
    columns: Sequence[tuple[str, float, str, str]],
    rows: str,
    *,
    size: float = 11,
    total: str = "",
    totals: Sequence[str] = (),
) -> Table:
    """A ruled table: ``columns`` are head, width, alignment and the field of a row; ``rows`` the list it goes through.

    With ``total`` the list of that name gives rows in bold below, with the fields of the same columns.
    """
    widths = [width for _head, width, _align, _field in columns]

    def cells(name: str, bold: bool) -> list[Cell]:
        return [
            Cell([Par(f"{{{{ {name}.{field} }}}}", align, size, bold, after=1, before=1, line=1.0)])
            for _head, _width, align, field in columns
        ]

    made = [
        Row(
            [
                Cell([Par(words, "center", size, True, after=2, before=2, line=1.0)])
                for words, _w, _a, _f in columns
            ],
            head=True,
        ),
        _steering(f"{{%tr for row in {rows} %}}", len(columns)),
        Row(cells("row", False)),
        _steering("{%tr endfor %}", len(columns)),
    ]
    if total:
        made += [
            _steering(f"{{%tr for sum in {total} %}}", len(columns)),
            Row(cells("sum", True)),
            _steering("{%tr endfor %}", len(columns)),
        ]
    return Table(widths, made)


def _steering(tag: str, columns: int) -> Row:
    return Row([Cell([Par(tag, "left", 11)], span=columns)])


def annex(number: str, name: str, blocks: Sequence[Par | Table], *, kind_of_paper: str) -> Section:
    """An annex that lies across: its number, its name, which paper it goes with."""
    return Section(
        [
            Par(number, "center", 14, bold=True, after=0),
            Par(name, "center", 14, bold=True, after=0),
            Par(
                f"(Kèm theo {kind_of_paper} số {{{{ paper.number }}}} ngày {{{{ paper.date }}}} của {{{{ paper.issuer }}}})",
                "center",
                13,
                italic=True,
                after=0,
            ),
            _rule(WIDTH_ACROSS, 50),
            Par(size=4, after=0),
            *blocks,
        ],
        landscape=True,
    )


def foot() -> list[Par]:
    """The small line that lets a paper be checked, on every page; and what of its form nobody verified."""
    return [
        Par("{{ paper.check }}", "left", 7, italic=True, after=0, line=1.0),
        *when("paper.unverified", [Par("{{ paper.unverified }}", "left", 7, italic=True, after=0, line=1.0)]),
    ]
