"""Boundaries: what a hostile file gets, how features meet units, what is kept and what replaces it."""

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import DatabaseError, IntegrityError, transaction

from ansinh.accounts.actor import SYSTEM
from ansinh.audit.models import Event
from ansinh.exchange.cli import import_
from ansinh.kernel.errors import AnSinhError
from ansinh.places.boundaries import reading
from ansinh.places.boundaries.actions import import_boundaries
from ansinh.places.boundaries.matching import plan_boundaries
from ansinh.places.boundaries.queries import shapes_of
from ansinh.places.boundaries.reading import read_boundaries
from ansinh.places.boundaries.shapes import points_in, simplified
from ansinh.places.errors import BoundariesRefused, UnusableBoundaries
from ansinh.places.models import Boundary
from ansinh.places.queries import unit_at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country")]
NOW = date(2026, 11, 1)
SQUARE = [[105.0, 20.0], [105.5, 20.0], [105.5, 20.5], [105.0, 20.5], [105.0, 20.0]]


def feature(code: object = "01", name: str = "Thành phố Hà Nội", ring: object = None, kind: str = "Polygon"):
    return {
        "type": "Feature",
        "properties": {"code": code, "name": name},
        "geometry": {"type": kind, "coordinates": [SQUARE if ring is None else ring]},
    }


def topology(**more: object) -> dict:
    """Two provinces side by side that share one arc, told forwards by one and backwards by the other."""
    return {
        "type": "Topology",
        "transform": {"scale": [0.1, 0.1], "translate": [105.0, 20.0]},
        "arcs": [
            [[0, 5], [0, -5]],
            [[0, 0], [-5, 0], [0, 5], [5, 0]],
            [[0, 5], [5, 0], [0, -5], [-5, 0]],
        ],
        "objects": {
            "units": {
                "type": "GeometryCollection",
                "geometries": [
                    {"type": "Polygon", "arcs": [[0, 1]], "properties": {"c": "01", "n": "Hà Nội"}},
                    {"type": "MultiPolygon", "arcs": [[[-1, 2]]], "properties": {"c": "31"}},
                ],
            }
        },
    } | more


@pytest.fixture
def file(tmp_path):
    def written(content: object) -> Path:
        path = tmp_path / "b.json"
        if isinstance(content, list):
            content = {"type": "FeatureCollection", "features": content}
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return path

    return written


def keep(path: Path, source: str = "Bản đồ mẫu", on: date = NOW) -> int:
    return import_boundaries(plan=plan_boundaries(read_boundaries(path), on=on), source=source, by=SYSTEM)


def square_text(first: str) -> str:
    return json.dumps({"type": "FeatureCollection", "features": [feature()]}).replace("105.0, 20.0", first)


@pytest.mark.parametrize(
    "content",
    [
        "not json",
        "[1, 2]",
        '{"type": "FeatureCollection", "features": []}',
        '{"type": "Topology", "objects": {}, "arcs": []}',
        "[" * 200_000,
        '{"type":"FeatureCollection","features":' + '{"a":' * 100_000,
        square_text("NaN, 20.0"),
        square_text("1e999, 20.0"),
        square_text(f"{10**400}, 20.0"),
        square_text("20.0, 105.0"),
        square_text("584000.5, 2325000.5"),
        square_text('"105", "20"'),
        square_text("true, 20.0"),
        square_text("105.0"),
        [feature(ring=SQUARE[:-1])],
        [feature(ring=[SQUARE[0], SQUARE[1], SQUARE[0]])],
        [feature(ring=7)],
        topology(arcs=[[[0, 5], [0, -5]], [], []]),
        topology(arcs=[[[0, 5], [0, -5]]]),
        topology(arcs=[[[0, 5], [0, -4]], [[0, 0], [-5, 0], [0, 5], [5, 0]], [[0, 5], [5, 0], [0, -5]]]),
        topology(transform={"scale": ["x", 1]}),
        topology(transform={"scale": [1e308, 1e308], "translate": [1e308, 0]}),
    ],
)  # fmt: skip
def test_a_hostile_file_is_refused_in_words(file, content):
    with pytest.raises(UnusableBoundaries) as refused:
        read_boundaries(file(content))
    assert refused.value.message


def test_one_arc_named_without_end_is_refused_before_it_is_drawn(file, monkeypatch):
    monkeypatch.setattr(reading, "MOST_POINTS", 1000)
    bomb = topology()
    bomb["objects"]["units"]["geometries"][0]["arcs"] = [[0, -1] * 300]

    with pytest.raises(UnusableBoundaries) as refused:
        read_boundaries(file(bomb))
    assert refused.value.code == "too_many_points"


def test_a_file_that_is_too_large_is_not_read(file, monkeypatch):
    path = file([feature()])
    monkeypatch.setattr(reading, "MOST_BYTES", 20)
    with pytest.raises(UnusableBoundaries) as refused:
        read_boundaries(path)
    assert refused.value.code == "too_large"


def test_topologies_and_features_give_the_same_shapes(file):
    assert keep(file(topology())) == 2
    ha_noi, hai_phong = unit_at("01", NOW), unit_at("31", NOW)
    shapes = shapes_of([ha_noi, hai_phong])
    assert points_in(shapes[ha_noi.pk]) == points_in(shapes[hai_phong.pk]) == 4
    shared = {(1_050_000, 200_000), (1_050_000, 205_000)}
    for shape in shapes.values():
        outline = shape[0][0]
        assert shared <= set(zip(outline[::2], outline[1::2], strict=True))

    assert keep(file([feature(ring=[[lon - 0.5, lat] for lon, lat in SQUARE])])) == 0


def test_what_matches_nothing_is_told_by_code_and_name_and_the_rest_is_taken(file):
    plan = plan_boundaries(
        read_boundaries(
            file([feature(), feature("99", "Tỉnh Không Có"), feature("04", "Tỉnh Cao Bằng", kind="Point")])
        ),
        on=NOW,
    )
    assert plan.acceptable
    assert [one.unit.code for one in plan.matched] == ["01"]
    assert [(one.rule, one.facts["code"]) for one in plan.findings] == [("no_unit", "99"), ("no_area", "04")]
    assert "Tỉnh Không Có" in plan.findings[0].message
    assert plan.lacking == 33


@pytest.mark.parametrize(
    ("features", "on", "rule"),
    [
        ([feature(), feature()], NOW, "twice"),
        ([feature("99")], NOW, "nothing_matches"),
        ([feature("311", "Huyện Thuỷ Nguyên")], NOW, "nothing_matches"),
    ],
)
def test_a_file_nobody_can_be_sure_of_writes_nothing(file, features, on, rule):
    plan = plan_boundaries(read_boundaries(file(features)), on=on)
    assert rule in [one.rule for one in plan.findings]
    with pytest.raises(BoundariesRefused):
        import_boundaries(plan=plan, source="mẫu", by=SYSTEM)
    assert not Boundary.objects.exists()


def test_a_district_is_matched_on_a_day_it_held_and_codes_get_their_zeros_back(file):
    old = plan_boundaries(read_boundaries(file([feature("311", "x")])), on=date(2022, 12, 14))
    assert old.matched[0].unit.level == "district"
    assert [one.rule for one in old.findings] == ["other_name"]
    number = plan_boundaries(read_boundaries(file([feature(1)])), on=NOW, level="province")
    assert number.matched[0].unit.code == "01"


def test_another_shape_replaces_the_one_before_and_leaves_it_there(file):
    assert keep(file([feature()])) == 1
    assert keep(file([feature()]), source="nguồn khác") == 0
    wider = [[lon + 0.2, lat] if lon > 105 else [lon, lat] for lon, lat in SQUARE]
    assert keep(file([feature(ring=wider)]), source="Bản đồ mẫu 2") == 1

    rows = list(Boundary.objects.order_by("pk"))
    assert [row.replaces_id for row in rows] == [None, rows[0].pk]
    assert shapes_of([rows[0].unit])[rows[0].unit_id] == rows[1].shape
    events = Event.objects.filter(name="places.boundaries_imported").order_by("pk")
    assert [one.facts["replaced"] for one in events] == [0, 1]
    with pytest.raises(AnSinhError), transaction.atomic():
        import_boundaries(
            plan=plan_boundaries(read_boundaries(file([feature()])), on=NOW), source=" ", by=SYSTEM
        )


def test_the_database_keeps_one_shape_in_force_and_changes_none(file):
    keep(file([feature()]))
    row = Boundary.objects.get()
    again = Boundary(**{f.attname: getattr(row, f.attname) for f in row._meta.fields if f.name != "id"})
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)
    with pytest.raises(DatabaseError), transaction.atomic():
        Boundary.objects.filter(pk=row.pk).update(points=9)


def test_simplifying_keeps_shared_borders_shared_and_drops_no_unit():
    jagged = [(105.0 + n / 50_000, 20.0 + (n % 2) / 100_000) for n in range(1000)]
    upper = [*jagged, (105.02, 21.0), (105.0, 21.0)]
    lower = [*reversed(jagged), (105.0, 19.0), (105.02, 19.0)]
    one, other = (simplified([[ring]], "commune")[0][0] for ring in (upper, lower))
    border = {pair for pair in zip(one[::2], one[1::2], strict=True) if pair[1] == 200_000}
    assert border == {pair for pair in zip(other[::2], other[1::2], strict=True) if pair[1] == 200_000}
    assert 10 < len(border) < 60
    rock = [(112.0, 16.5), (112.0002, 16.5), (112.0002, 16.5002)]
    assert points_in(simplified([[rock]], "province")) == 3


def test_the_command_tells_and_writes_only_when_asked(file):
    def run(*words: str) -> tuple[int, dict]:
        path = str(file([feature(), feature("99", "Tỉnh Không Có")]))
        result = CliRunner().invoke(
            import_, ["boundaries", path, "--on", "2026-11-01", "--format", "json", *words], obj={"as": None}
        )
        return result.exit_code, json.loads(result.stdout) if result.stdout else {}

    code, told = run()
    assert (code, told["matched"], told["written"]) == (0, 1, None)
    assert not Boundary.objects.exists()
    assert run("--accept", "--source", "Bản đồ mẫu")[1]["written"] == 1
    assert run("--accept", "--source", "Bản đồ mẫu")[1]["written"] == 0
    assert Boundary.objects.get().source == "Bản đồ mẫu"
