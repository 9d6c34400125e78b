"""What is posted: the notice, and the list."""

from ansinh.papers.layout.decree_30 import annex, each, head, item, kind, listed, signature, text, when
from ansinh.papers.layout.word import Par, Section, Table


def households(rows: str, *, size: float = 11, deprivations: bool = False) -> Table:
    """The ruled list of households on a page across. Of people it says no more than the list needs."""
    if deprivations:
        columns = (
            ("STT", 12, "center", "order"),
            ("Họ và tên chủ hộ", 48, "left", "head_name"),
            ("Năm sinh", 18, "center", "birth_year"),
            ("Dân tộc", 20, "left", "ethnicity"),
            ("Thôn, tổ dân phố", 34, "left", "village"),
            ("Số nhân khẩu", 16, "right", "persons"),
            ("Diện đầu kỳ", 28, "left", "opening"),
            ("Kết quả", 28, "left", "result"),
            ("Chỉ số thiếu hụt", 38, "left", "deprivations"),
            ("Ghi chú", 20, "left", "note"),
        )
    else:
        columns = (
            ("STT", 14, "center", "order"),
            ("Họ và tên chủ hộ", 58, "left", "head_name"),
            ("Thôn, tổ dân phố", 44, "left", "village"),
            ("Số nhân khẩu", 20, "right", "persons"),
            ("Diện đầu kỳ", 38, "left", "opening"),
            ("Kết quả rà soát", 48, "left", "result"),
            ("Ghi chú", 40, "left", "note"),
        )
    return listed(columns, rows, size=size)


def notice() -> list[Section]:
    return [
        Section(
            [
                *head(),
                *kind("THÔNG BÁO", "Niêm yết công khai kết quả rà soát {{ subject_words }} {{ period }}"),
                text("Căn cứ kết quả rà soát và biên bản họp các thôn, {{ paper.issuer }} thông báo:"),
                text(
                    "1. Niêm yết công khai danh sách {{ subject_words }} {{ period }} kèm theo thông báo này tại:"
                ),
                *each("one", "places", [item("- {{ one }}{{ '.' if loop.last else ';' }}")]),
                text(
                    "2. Thời gian niêm yết: {{ working_days }} ngày làm việc, từ ngày {{ posted_from }} đến hết ngày {{ posted_until }}."
                ),
                text(
                    "3. Trong thời gian niêm yết, tổ chức, cá nhân có ý kiến về kết quả rà soát gửi trực tiếp hoặc bằng văn bản đến: {{ feedback_to }}."
                ),
                text(
                    "4. Trường hợp có ý kiến, việc rà soát lại được thực hiện trong {{ recheck_days }} ngày làm việc và kết quả được niêm yết lại."
                ),
                *when(
                    "days_unverified",
                    [
                        Par(
                            "(Số ngày nêu tại mục 2 và mục 4 chưa được kiểm chứng với văn bản quy định.)",
                            first=12.7,
                            italic=True,
                            size=12,
                        )
                    ],
                ),
                text(
                    "Đề nghị các thôn, tổ dân phố thông báo rộng rãi trên hệ thống truyền thanh để Nhân dân biết, theo dõi và giám sát./."
                ),
                Par(size=6, after=0),
                signature(),
            ]
        ),
        annex(
            "PHỤ LỤC",
            "DANH SÁCH NIÊM YẾT KẾT QUẢ RÀ SOÁT {{ period|upper }}",
            [households("households")],
            kind_of_paper="Thông báo",
        ),
    ]


def posted_list() -> list[Section]:
    return [
        Section(
            [
                *head(numbered=False, width=262),
                Par("DANH SÁCH NIÊM YẾT CÔNG KHAI", "center", 14, bold=True, before=4, after=0),
                Par("Kết quả rà soát hộ nghèo, hộ cận nghèo {{ period }}", "center", 14, bold=True, after=0),
                *when("village", [Par("{{ village }}", "center", 13, bold=True, after=0)]),
                Par(
                    "(Niêm yết từ ngày {{ posted_from }} đến hết ngày {{ posted_until }}; nơi nhận ý kiến: {{ feedback_to }})",
                    "center",
                    12,
                    italic=True,
                ),
                households("households"),
                Par(size=6, after=0),
                signature(recipients=False, width=262),
            ],
            landscape=True,
        )
    ]
