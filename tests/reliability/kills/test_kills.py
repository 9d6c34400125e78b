"""T2: ``kill -9`` at random moments and at named points; after the restart nothing acknowledged is lost, nothing is half done,
nothing is there twice."""

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
from tests.reliability.answers import address, form_of, saved
from tests.reliability.live import COMMUNE, Live, until
from tests.reliability.restore.system import System, on_postgres, survey_files

# In the long tier: a dozen starts and thirty commands take minutes of one core, and no run has yet been seen to its end.
pytestmark = [pytest.mark.django_db, pytest.mark.long]
CLIENTS = 4
TIERS = [pytest.param(1, id="once"), pytest.param(8, id="long")]


class Ledger:
    """What was acknowledged, on disk before the next thing is asked."""

    def __init__(self, path: Path) -> None:
        self.path, self._guard = path, threading.Lock()

    def note(self, household: str, revision: int, score: int) -> None:
        with self._guard, self.path.open("a") as file:
            file.write(json.dumps([household, revision, score]) + "\n")
            file.flush()
            os.fsync(file.fileno())

    def entries(self) -> list[tuple[str, int, int]]:
        if not self.path.exists():
            return []
        return [tuple(json.loads(line)) for line in self.path.read_text().splitlines()]


def save_until(live: Live, number: int, leaving: threading.Event, ledger: Ledger) -> None:
    """Save one household's survey over and over until the server is gone."""
    officer, household = live.client(number), live.world["households"][20 + number]
    where = address(live, household)
    try:
        while not leaving.is_set():
            status, page = officer.get(where)
            if status != 200:
                continue
            form = form_of(page)
            score = 1 + (int(form["h-income_score"] or 0) + 7) % 140
            status, _page = saved(officer, where, form, score, "lưu")
            if status == 303:
                ledger.note(household, int(form["seen"]) + 1, score)
    except (OSError, http.client.HTTPException):
        # The server went while it was asked.
        return
    finally:
        officer.leave()


def faults_of(live: Live, ledger: Ledger) -> list[str]:
    """What is lost, half or double, asked past the program."""
    found = []
    stored = Counter(
        (str(home).replace("-", ""), revision, score)
        for home, revision, score in live.rows(
            "SELECT household_id, revision, income_score FROM surveys_householdanswer WHERE revision > 1"
        )
    )
    found += [
        f"lost {one}" for one in ledger.entries() if not stored[(one[0].replace("-", ""), one[1], one[2])]
    ]
    found += [f"double {one}" for one, times in stored.items() if times > 1]
    half = live.count(
        "SELECT count(*) FROM surveys_householdanswer a WHERE (SELECT count(*) FROM surveys_memberanswer m "
        "WHERE m.answer_id = a.id) <> 3"
    )
    found += [f"{half} answers without all their members"] * bool(half)
    current = live.count(
        "SELECT count(*) FROM (SELECT household_id, period FROM surveys_householdanswer GROUP BY household_id, period "
        "HAVING sum(CASE WHEN current THEN 1 ELSE 0 END) <> 1) broken"
    )
    found += [f"{current} households without one answer in force"] * bool(current)
    revisions = sum(stored.values())
    events = live.count("SELECT count(*) FROM audit_event WHERE name = 'surveys.answers_entered'")
    found += [f"{revisions} revisions, {events} events"] * (revisions != events)
    return found


def killed_while_saving(live: Live, ledger: Ledger, *, after: float, fault: str = "") -> float:
    """Start, let clients save, kill (or wait for the named point to do it); seconds the start took."""
    took = live.start(faults=fault)
    leaving = threading.Event()
    clients = [
        threading.Thread(target=save_until, args=(live, number, leaving, ledger), daemon=True)
        for number in range(CLIENTS)
    ]
    for client in clients:
        client.start()
    if fault:
        until(live.ended, f"nobody came to {fault}", seconds=90)
    else:
        # A moment counts from the first thing that was saved, however long that takes here.
        known = len(ledger.entries())
        until(lambda: len(ledger.entries()) > known, "nobody saved anything", seconds=90)
        leaving.wait(after)
    leaving.set()
    live.kill()
    for client in clients:
        client.join(90)
        assert not client.is_alive(), "a client did not end"
    return took


@pytest.mark.parametrize("times", TIERS)
def test_saved_surveys_survive_kills_at_random_moments_and_named_points(live: Live, tmp_path, times):
    ledger, chance, starts = Ledger(tmp_path / "ledger"), random.Random(2), []
    points = ["surveys.answers_entered.written", "surveys.answers_entered.committed"]
    plan = [("", chance.uniform(0.3, 2.0)) for _kill in range(8 * times)] + [
        (p, 0.0) for p in points * 2 * times
    ]
    for fault, after in plan:
        starts.append(killed_while_saving(live, ledger, after=after, fault=fault))
        assert faults_of(live, ledger) == []
    live.start()
    live.stop()
    assert '"why": ""' in live.system.done("audit", "verify", "--format", "json")
    print(
        f"T2 saving: {len(plan)} kills, {len(ledger.entries())} acknowledged, 0 lost, 0 half, 0 double; "
        f"slowest start {max(starts):.1f} s"
    )
    assert len(ledger.entries()) > 0


def test_the_check_sees_what_is_lost(live: Live, tmp_path):
    """The control: an acknowledgement of something that was never written."""
    ledger = Ledger(tmp_path / "ledger")
    ledger.note(live.world["households"][30], 2, 999)
    assert [one[:4] for one in faults_of(live, ledger)] == ["lost"]


def killed_command(system: System, *words: object, after: float, fault: str = "") -> int:
    """Run a command and kill it; its code (-9 where it was killed in time)."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ANSINH_")}
    environment |= {"ANSINH_DATA": str(system.data), "DJANGO_SETTINGS_MODULE": "ansinh.config.settings"}
    environment |= system.more | ({"ANSINH_FAULT": fault} if fault else {})
    running = subprocess.Popen(
        [sys.executable, "-m", "ansinh.config.program", *map(str, words)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    if fault:
        return running.wait(300)
    try:
        return running.wait(after)
    except subprocess.TimeoutExpired:
        running.send_signal(signal.SIGKILL)
        return running.wait(30)


@pytest.mark.parametrize("times", TIERS)
def test_an_import_is_there_whole_or_not_at_all(live: Live, tmp_path, times):
    households, chance, kills = 400 * (25 if times > 1 else 1), random.Random(3), 0
    homes, members = survey_files(tmp_path / "files", households, [COMMUNE])
    words = ("import", "survey", "--households", homes, "--members", members, "--accept", "--round")
    counted = "SELECT (SELECT count(*) FROM surveys_householdanswer WHERE period = '{0}'), (SELECT count(*) FROM surveys_memberanswer m JOIN surveys_householdanswer a ON a.id = m.answer_id WHERE a.period = '{0}')"
    whole = (households, 3 * households)
    for period in range(2023, 2023 + 2):
        began = time.monotonic()
        for _kill in range(4 * times):
            code = killed_command(live.system, *words, period, after=chance.uniform(1.0, 6.0))
            kills += code == -signal.SIGKILL
            assert live.rows(counted.format(period))[0] in {(0, 0), whole}
        for point in ("surveys.imported.written", "surveys.imported.committed"):
            if live.rows(counted.format(period))[0] == (0, 0):
                kills += killed_command(live.system, *words, period, after=0, fault=point) == -signal.SIGKILL
            expected = {(0, 0)} if point.endswith("written") else {whole}
            assert live.rows(counted.format(period))[0] in expected | {whole}
        live.system.done(*words, period)
        assert live.rows(counted.format(period))[0] == whole
        print(f"T2 import of {households}: round {period}, {time.monotonic() - began:.0f} s")
    print(f"T2 import: {kills} kills, always before or after")
    assert kills > 0


@pytest.mark.parametrize("times", TIERS)
def test_an_approval_is_there_whole_or_not_at_all(live: Live, times):
    kills, chance = 0, random.Random(4)
    state = f"SELECT state FROM reviews_dossier d JOIN places_unit u ON u.id = d.unit_id JOIN reviews_round r ON r.id = d.round_id WHERE u.code = '{COMMUNE}' AND r.period = '2022'"
    sealed = f"SELECT count(*) FROM datasets_version v JOIN places_unit u ON u.id = v.unit_id WHERE u.code = '{COMMUNE}' AND v.period = '2022'"
    listed = "SELECT count(*) FROM reviews_listentry WHERE version_id IS NOT NULL"
    live.system.done("review", "run", "--round", "2022", "--area", COMMUNE)
    words = ("review", "approve", "--round", "2022", "--area", COMMUNE)
    plan = [("reviews.dossiers_approved.written", 0.0)] + [
        ("", chance.uniform(1.0, 5.0)) for _kill in range(5 * times)
    ]
    for fault, after in plan:
        kills += killed_command(live.system, *words, after=after, fault=fault) == -signal.SIGKILL
        found = (live.rows(state)[0][0] == "approved", live.count(sealed) > 0, live.count(listed) > 0)
        assert found in {(False, False, False), (True, True, True)}, found
        if found[0]:
            break
    live.system.run(*words)
    assert live.rows(state)[0][0] == "approved"
    assert live.system.run("review", "verify", "--round", "2022", "--area", COMMUNE).returncode == 0
    live.system.done("review", "run", "--round", "2022", "--area", COMMUNE, "--reason", "Thử lại")
    print(f"T2 approval: {kills} kills, always before or after")
    assert kills > 0


@pytest.mark.parametrize("times", TIERS)
def test_a_migration_that_was_cut_off_is_run_to_its_end(tmp_path, times):
    if on_postgres():
        pytest.skip("one transaction a migration there too; a database a kill is made on SQLite")
    chance, kills = random.Random(5), 0
    for number in range(3 * times):
        system = System(tmp_path / f"data{number}")
        fault = "migrate.altered" if number == 0 else ""
        kills += (
            killed_command(system, "places", "show", COMMUNE, after=chance.uniform(2, 9), fault=fault) < 0
        )
        system.done("places", "show", COMMUNE, "--on", "2022-12-14")
        triggers = [name for kind, name, _sql in system.structure() if kind == "trigger"]
        assert "audit_event_append_only_update" in triggers
        assert system.run("audit", "verify").returncode == 0
    print(f"T2 migration: {kills} kills, each run to its end by the next command")
    assert kills > 0
