"""Files in, a file out: every format says the same, blocks say what the whole says."""

import json
import resource
import signal
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from ansinh.kernel.errors import UnusableInput
from ansinh.standards import blocks
from ansinh.standards.classify import classify_files, classify_tables
from ansinh.standards.cli import classify, explain, standards
from ansinh.standards.missing import MASK_COLUMNS
from ansinh.standards.registry import standard
from ansinh.standards.survey import UnusableSurvey
from ansinh.work.tables import read_table
from ansinh.work.tables.writing import write_rows

AS_OF = date(2024, 10, 1)
COUNT = 300


def _survey(count: int = COUNT) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Invented households of one to three members, every answer from its row number, some blank."""
    places = range(count)
    homes = pl.DataFrame(
        {
            "household_id": [f"H{i:05d}" for i in places],
            "area_type": [("rural", "urban", None)[i % 3] for i in places],
            "income_score": [str(100 + i % 120) if i % 11 else None for i in places],
            "income_month_per_capita": [str(900_000 + 7_000 * i) if i % 7 else None for i in places],
            "water_source": [("piped", "surface", None, "rain")[i % 4] for i in places],
            "toilet": [("none", "septic", "vip")[i % 3] for i in places],
            "floor_area_m2": [str(5 + i % 30) if i % 5 else None for i in places],
            "has_tv": [("0", "1", None)[i % 3] for i in places],
        }
    )
    owners = [i for i in places for _member in range(1 + i % 3)]
    people = pl.DataFrame(
        {
            "household_id": [f"H{i:05d}" for i in owners],
            "member_id": [f"{place:06d}" for place in range(len(owners))],
            "birth_date": [
                f"{1950 + place % 74}-0{1 + place % 9}-15" if place % 13 else "1965"
                for place in range(len(owners))
            ],
            "sex": [("m", "f", None)[place % 3] for place in range(len(owners))],
            "health_insurance": [("1", "1", "0", None)[place % 4] for place in range(len(owners))],
            "uses_internet": [("0", "1", None)[place % 3] for place in range(len(owners))],
        }
    )
    return homes, people


def _written(folder: Path, suffix: str, homes: pl.DataFrame, people: pl.DataFrame) -> tuple[Path, Path]:
    paths = folder / f"households{suffix}", folder / f"members{suffix}"
    for path, frame in zip(paths, (homes, people), strict=True):
        if suffix == ".parquet":
            frame.write_parquet(path, row_group_size=64)
        else:
            write_rows(path, frame)
    return paths


@pytest.mark.parametrize("source", [".csv", ".xlsx", ".parquet"])
@pytest.mark.parametrize("target", [".csv", ".xlsx"])
def test_every_format_gives_the_result_table(tmp_path: Path, source: str, target: str) -> None:
    homes, people = _survey()
    households, members = _written(tmp_path, source, homes, people)
    out = tmp_path / f"result{target}"
    summary = classify_files(standard("vn-2022"), households, members, AS_OF, out)
    expected = classify_tables(standard("vn-2022"), homes, people, AS_OF)
    found = read_table(out).frame
    as_text = expected.with_columns(pl.all().cast(pl.String).replace("", None))
    assert found.equals(as_text)
    assert summary.as_json()["classes"] == dict(
        sorted(
            expected["class"].value_counts().iter_rows(),
            key=lambda row: list(summary.as_json()["classes"]).index(row[0]),
        )
    )


def _spelled(out: Path) -> pl.DataFrame:
    frame = pl.read_parquet(out)
    return frame.with_columns(pl.col("standard", "class", "income_side", "warnings").cast(pl.String))


@pytest.mark.parametrize("shuffled", [False, True])
def test_blocks_of_parquet_say_what_the_whole_says(
    tmp_path: Path, shuffled: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "BLOCK_MEMBERS", 100)
    homes, people = _survey()
    order = people.sample(fraction=1, shuffle=True, seed=3) if shuffled else people
    households, members = _written(tmp_path, ".parquet", homes, order)
    out = tmp_path / "result.parquet"
    summary = classify_files(standard("vn-2022"), households, members, AS_OF, out)
    expected = classify_tables(standard("vn-2022"), homes, people, AS_OF)
    assert _spelled(out).drop("missing").equals(expected.drop("missing"))
    assert (summary.households, summary.members) == (COUNT, people.height)


def test_the_mask_of_what_is_missing_is_explained_in_the_file(tmp_path: Path) -> None:
    homes, people = _survey()
    households, members = _written(tmp_path, ".parquet", homes, people)
    out = tmp_path / "result.parquet"
    classify_files(standard("vn-2022"), households, members, AS_OF, out)
    names = json.loads(pl.read_parquet_metadata(out)["ansinh.missing"])
    assert tuple(names) == MASK_COLUMNS
    expected = classify_tables(standard("vn-2022"), homes, people, AS_OF)["missing"]
    for mask, text in zip(pl.read_parquet(out)["missing"], expected, strict=True):
        listed = {
            name if "." not in name else "member." + name.rpartition(".")[2]
            for name in text.split(";")
            if name
        }
        assert {name for bit, name in enumerate(names) if mask >> bit & 1} == listed


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_an_error_in_a_row_leaves_no_result(tmp_path: Path, suffix: str) -> None:
    homes, people = _survey()
    homes = homes.with_columns(
        toilet=pl.when(pl.int_range(pl.len()) == 207).then(pl.lit("?")).otherwise("toilet")
    )
    households, members = _written(tmp_path, suffix, homes, people)
    out = tmp_path / f"result{suffix}"
    with pytest.raises(UnusableSurvey) as caught:
        classify_files(standard("vn-2022"), households, members, AS_OF, out)
    found = [(each.rule, each.file, each.row, each.column) for each in caught.value.findings]
    assert found == [("unknown_code", households.name, 209, "toilet")]
    assert sorted(tmp_path.iterdir()) == [households, members]


def test_rows_of_later_blocks_are_counted_from_the_start_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "BLOCK_MEMBERS", 100)
    homes, people = _survey()
    people = people.with_columns(
        sex=pl.when(pl.int_range(pl.len()) == 555).then(pl.lit("x")).otherwise("sex")
    )
    households, members = _written(tmp_path, ".parquet", homes, people)
    with pytest.raises(UnusableSurvey) as caught:
        classify_files(standard("vn-2022"), households, members, AS_OF, tmp_path / "result.parquet")
    assert [(each.file, each.row) for each in caught.value.findings] == [("members.parquet", 557)]


def test_a_difference_in_the_capacity_to_work_is_a_finding_and_no_error(tmp_path: Path) -> None:
    homes = pl.DataFrame({"household_id": ["A", "B", "C"], "labour_capacity": ["1", "0", None]})
    people = pl.DataFrame(
        {"household_id": ["A", "B", "C"], "member_id": ["1"] * 3, "able_to_work": ["0", "0", "1"]}
    )
    households, members = _written(tmp_path, ".csv", homes, people)
    summary = classify_files(standard("vn-2022"), households, members, AS_OF, tmp_path / "result.csv")
    assert [(each.rule, each.level, each.row) for each in summary.findings] == [
        ("labour_capacity_differs", "warning", 2)
    ]


def _run(tmp_path: Path, *more: str, homes: pl.DataFrame | None = None, command=classify):
    own, people = _survey()
    households, members = _written(tmp_path, ".csv", own if homes is None else homes, people)
    return CliRunner().invoke(
        command,
        ["--standard", "vn-2022", "--households", str(households), "--members", str(members),
         "--as-of", "2024-10-01", *more],
    )  # fmt: skip


def test_the_command_prints_a_summary_that_programs_read(tmp_path: Path) -> None:
    done = _run(tmp_path, "--out", str(tmp_path / "r.csv"), "--format", "json")
    summary = json.loads(done.output)
    assert (done.exit_code, summary["households"], summary["members"]) == (0, COUNT, 2 * COUNT)
    assert list(summary) == [
        "standard",
        "as_of",
        "households",
        "members",
        "classes",
        "warnings",
        "findings",
        "out",
    ]


def test_the_command_leaves_with_2_and_every_finding(tmp_path: Path) -> None:
    homes = _survey()[0].with_columns(area_type=pl.lit("moon"))
    done = _run(tmp_path, "--out", str(tmp_path / "r.csv"), "--format", "json", homes=homes)
    body = json.loads(done.output.splitlines()[0])
    assert (done.exit_code, len(body["findings"]), body["findings"][0]["row"]) == (2, COUNT, 2)


def test_an_unknown_standard_leaves_with_2(tmp_path: Path) -> None:
    done = _run(tmp_path, "--out", str(tmp_path / "r.csv"), "--standard", "vn-1993")
    assert done.exit_code == 2


@pytest.mark.parametrize("language", ["vi", "en"])
def test_one_household_is_explained(tmp_path: Path, language: str) -> None:
    done = _run(
        tmp_path, "--household", "H00007", "--language", language, "--format", "json", command=explain
    )
    found = json.loads(done.output)
    assert (done.exit_code, found["household_id"], len(found["indicators"])) == (0, "H00007", 12)


def test_a_household_that_is_not_there_leaves_with_2(tmp_path: Path) -> None:
    assert _run(tmp_path, "--household", "nobody", command=explain).exit_code == 2


@pytest.mark.parametrize("code", ["vn-2016", "vn-2022", "vn-2027"])
@pytest.mark.parametrize("shape", ["markdown", "typst"])
def test_the_manual_of_every_standard_is_printed(code: str, shape: str) -> None:
    done = CliRunner().invoke(standards, ["manual", code, "--format", shape, "--as-of", "2024-10-01"])
    assert (
        done.exit_code,
        done.output.count("health\\_insurance" if shape == "typst" else "health_insurance"),
    ) == (0, 1)


def test_the_unverified_standard_says_so_in_the_list() -> None:
    done = CliRunner().invoke(standards, ["list", "--format", "json"])
    assert [(row["standard"], row["verified"]) for row in json.loads(done.output)] == [
        ("vn-2016", True),
        ("vn-2022", True),
        ("vn-2027", False),
    ]


@pytest.mark.parametrize("damaged", ["households", "members"])
def test_a_damaged_parquet_file_is_refused_by_name(damaged, tmp_path):
    homes, people = _written(tmp_path, ".parquet", *_survey(20))
    bad = homes if damaged == "households" else people
    bad.write_bytes(bad.read_bytes()[:-20])

    with pytest.raises(UnusableInput) as raised:
        classify_files(standard("vn-2022"), homes, people, AS_OF, tmp_path / "out.parquet")

    assert raised.value.code == "damaged_parquet"
    assert not (tmp_path / "out.parquet").exists()


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_a_result_in_a_folder_that_does_not_exist_is_refused_before_the_work(suffix, tmp_path):
    homes, people = _written(tmp_path, suffix, *_survey(20))

    with pytest.raises(UnusableInput) as raised:
        classify_files(standard("vn-2022"), homes, people, AS_OF, tmp_path / "none" / f"out{suffix}")

    assert raised.value.code == "no_folder"


@pytest.mark.parametrize("suffix", [".parquet", ".csv"])
def test_a_full_disk_ends_in_words_and_leaves_no_half_file(tmp_path: Path, suffix: str) -> None:
    households, members = _written(tmp_path, ".parquet", *_survey())
    results = tmp_path / "results"
    results.mkdir()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, hard))
    try:
        with pytest.raises(UnusableInput) as refused:
            classify_files(standard("vn-2022"), households, members, AS_OF, results / f"result{suffix}")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    assert (refused.value.code, list(results.iterdir())) == ("cannot_write", [])
