"""Hải Dương's invented year leads where the plan of 2020 says: a trial, then the whole of it."""

from datetime import date
from types import SimpleNamespace

import polars as pl
import pytest
from tests.demo.judged import count, judge, text_rows

from ansinh.demo import hai_duong
from ansinh.demo.years import Commune
from ansinh.kernel.errors import UnusableInput
from ansinh.standards.classify import classify_compact
from ansinh.standards.registry import standard

AS_OF = date(2019, 12, 14)
# Plan 348/KH-UBND of 11/02/2020: causes of the poor, several a household.
PRINTED_CAUSES = {
    "lack_capital": 2504, "lack_land": 428, "lack_means": 874, "lack_labour": 3981, "no_job": 574,
    "lack_skills": 1011, "many_dependants": 1511, "long_illness": 3361, "social_evils": 125, "unwilling": 115,
    "other": 907,
}  # fmt: skip


@pytest.fixture(scope="module")
def province(communes):
    return [commune for district, members in communes.items() if district != "311" for commune in members]


@pytest.fixture(scope="module")
def trial(tmp_path_factory, province):
    folder = tmp_path_factory.mktemp("hai_duong")
    expected = hai_duong.write(folder, province, scale=0.012)
    households = pl.read_parquet(folder / "households.parquet")
    members = pl.read_parquet(folder / "members.parquet")
    return SimpleNamespace(
        folder=folder,
        expected=expected.figures,
        households=households,
        members=members,
        results=judge("vn-2016", households.to_dicts(), members.to_dicts(), AS_OF),
    )


@pytest.mark.parametrize("scale", [0.0, -1.0, 1.5])
def test_a_scale_outside_its_range_is_refused(tmp_path, province, scale):
    with pytest.raises(UnusableInput, match="thu nhỏ"):
        hai_duong.write(tmp_path / "none", province, scale=scale)

    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("communes", "reason"),
    [
        ([], "đơn vị hành chính"),
        ([Commune("10507", "Cẩm Thượng", "urban")] * 2, "trùng"),
        ([Commune("10507", "Cẩm Thượng", "")], "10507"),
    ],
)
def test_unusable_communes_are_refused_with_the_reason(tmp_path, communes, reason):
    with pytest.raises(UnusableInput, match=reason):
        hai_duong.write(tmp_path, communes)


def test_the_same_seed_writes_the_same_rows(trial, tmp_path, province):
    hai_duong.write(tmp_path, province, scale=0.012)

    assert pl.read_parquet(tmp_path / "members.parquet").equals(trial.members)
    assert pl.read_parquet(tmp_path / "households.parquet").equals(trial.households)
    assert (tmp_path / "lists.csv").read_bytes() == (trial.folder / "lists.csv").read_bytes()


def test_classes_of_a_trial_are_as_meant(trial):
    found = count(row["class"] for row in trial.results.values())

    assert {name: found.get(name, 0) for name in ("poor_income", "near_poor", "undetermined")} == {
        "poor_income": trial.expected["poor_income"],
        "near_poor": trial.expected["near_poor"],
        "undetermined": 0,
    }


def test_flows_of_a_trial_follow_from_lists_and_classes(trial):
    lists = text_rows(trial.folder / "lists.csv")
    opening = {
        row["household_id"]: row["class"] for row in lists if row["list_year"] == "2019" and not row["reason"]
    }
    left = {row["household_id"] for row in lists if row["kind_of_entry"] in ("poor_out", "near_out")}
    found = {name: 0 for name in trial.expected if name.startswith("movement:")}
    for key, row in trial.results.items():
        before = {"poor_income": "poor", "near_poor": "near"}.get(opening.get(key, ""), "")
        now = {"poor_income": "poor", "poor_deprivation": "poor", "near_poor": "near"}.get(row["class"], "")
        came = f"relapse_{now}" if key in left else f"new_{now}"
        names = {
            ("poor", "poor"): "stay_poor",
            ("poor", "near"): "poor_to_near",
            ("poor", ""): "poor_out",
            ("near", "near"): "stay_near",
            ("near", ""): "near_out",
            ("", now): came,
        }
        if before or now:
            found[f"movement:{names[before, now]}"] += 1

    assert found == {name: total for name, total in trial.expected.items() if name.startswith("movement:")}


def test_populations_count_the_households_that_were_asked(trial):
    rows = [row for row in text_rows(trial.folder / "populations.csv") if "." not in row["area_code"]]

    assert (
        sum(int(row["households"]) for row in rows) == trial.households.height == trial.expected["households"]
    )
    assert sum(int(row["persons"]) for row in rows) == trial.members.height


@pytest.mark.long
def test_the_whole_province_leads_to_the_printed_figures(tmp_path, province):
    hai_duong.write(tmp_path, province)
    households = pl.read_parquet(tmp_path / "households.parquet")
    members = pl.read_parquet(tmp_path / "members.parquet")

    results = classify_compact(standard("vn-2016"), households, members, AS_OF)

    found = dict(results["class"].cast(pl.String).value_counts().iter_rows())
    assert households.height == 620_779
    assert (found["poor_income"], found["poor_deprivation"], found["near_poor"]) == (11_457, 2, 16_761)
    is_poor = results["class"].cast(pl.String).str.starts_with("poor")
    poor = households.filter(is_poor)
    causes = poor["causes"].str.split(";").explode()
    assert dict(causes.value_counts().iter_rows()) == PRINTED_CAUSES
    people = members.join(poor.select("household_id"), on="household_id", how="semi")
    assert people.filter(pl.col("monthly_allowance") == 1)["household_id"].n_unique() == 5238
    assert people.filter((pl.col("relation") == "head") & (pl.col("ethnicity") != "Kinh")).height == 20
    assert people["merit"].fill_null(0).sum() == 0


@pytest.mark.long
def test_lists_of_the_whole_province_open_with_the_printed_figures(tmp_path, province):
    hai_duong.write(tmp_path, province)

    lists = pl.read_csv(tmp_path / "lists.csv", infer_schema=False)
    opening = lists.filter((pl.col("list_year") == "2019") & pl.col("reason").is_null())
    assert dict(opening["class"].value_counts().iter_rows()) == {"poor_income": 15_255, "near_poor": 19_292}
