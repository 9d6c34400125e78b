"""Letters to people and places: a refusal, an answer, the opinion of a district."""

from ansinh.papers.layout.decree_30 import each, head, item, kind, signature, text, when
from ansinh.papers.layout.word import Par, Section


def refusal() -> list[Section]:
    return [
        Section(
            [
                *head(),
                *kind("THÔNG BÁO", "Về kết quả xem xét đề nghị của hộ gia đình"),
                Par("Kính gửi: {{ addressee }}; địa chỉ: {{ address }}.", "center", after=8),
                *grounds_only(),
                text(
                    "Ngày {{ received_on }}, {{ paper.issuer }} nhận được đề nghị của ông (bà) về việc {{ request }}. "
                    "Sau khi xem xét theo quy trình, {{ paper.issuer }} thông báo:"
                ),
                text("1. Kết quả: hộ gia đình ông (bà) **{{ result }}**."),
                text("2. Lý do:"),
                *each("one", "reasons", [item("- {{ one }}{{ '.' if loop.last else ';' }}")]),
                text("3. {{ appeal }}"),
                text("{{ paper.issuer }} thông báo để ông (bà) biết./."),
                Par(size=6, after=0),
                signature(),
            ]
        )
    ]


def grounds_only() -> list:
    """Grounds without a proposal: the last one ends with a full stop."""
    return each(
        "line", "grounds", [Par("{{ line }}{{ '.' if loop.last else ';' }}", italic=True, first=12.7)]
    )


def answer() -> list[Section]:
    return [
        Section(
            [
                *head(about="{{ about }}"),
                Par("Kính gửi: {{ addressee }}; địa chỉ: {{ address }}.", "center", before=8, after=8),
                text(
                    "Ngày {{ received_on }}, {{ paper.issuer }} nhận được ý kiến của ông (bà) về việc: {{ content }}. "
                    "Sau khi xem xét, {{ paper.issuer }} trả lời như sau:"
                ),
                *when(
                    "checked",
                    [
                        text("1. Việc kiểm tra, xác minh:"),
                        *each("one", "checked", [item("- {{ one }}{{ '.' if loop.last else ';' }}")]),
                    ],
                    [text("1. Việc kiểm tra, xác minh: đã xem xét hồ sơ rà soát của hộ.")],
                ),
                text("2. Kết quả: {{ result }}"),
                *when(
                    "reasons",
                    [
                        text("3. Lý do:"),
                        *each("one", "reasons", [item("- {{ one }}{{ '.' if loop.last else ';' }}")]),
                    ],
                ),
                *when("next_step", [text("{{ next_step }}")]),
                text("{{ paper.issuer }} trả lời để ông (bà) biết./."),
                Par(size=6, after=0),
                signature(),
            ]
        )
    ]


def opinion() -> list[Section]:
    """The chair of the district answers the commune in writing."""
    return [
        Section(
            [
                *head(about="ý kiến về kết quả rà soát hộ nghèo, hộ cận nghèo {{ period }}"),
                Par("Kính gửi: {{ addressee }}.", "center", before=8, after=8),
                text(
                    "Xem xét {{ reply_to }} về kết quả rà soát hộ nghèo, hộ cận nghèo {{ period }}, "
                    "{{ paper.chair_words }} có ý kiến như sau:"
                ),
                *when(
                    "agrees",
                    [text("1. **Thống nhất** với kết quả rà soát.")],
                    [
                        text(
                            "1. **Chưa thống nhất** với kết quả rà soát; đề nghị rà soát lại các nội dung dưới đây."
                        )
                    ],
                ),
                *each("one", "opinions", [item("- {{ one }}{{ '.' if loop.last else ';' }}")]),
                text("2. Đề nghị thực hiện các bước tiếp theo đúng quy trình và thời hạn quy định./."),
                Par(size=6, after=0),
                signature(()),
            ]
        )
    ]
