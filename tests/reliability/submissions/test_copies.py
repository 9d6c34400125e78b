"""T11: surveys sent again and again over a line that loses answers are there once, answered the same each time."""

import json
import random

import pytest
from tests.reliability.restore.system import System, survey_files
from tests.reliability.submissions.sending import (
    COMMUNES,
    LossyLine,
    free_port,
    send_all,
    serving,
    survey,
    token_of_device,
)

pytestmark = pytest.mark.django_db
COPIES = 5


@pytest.fixture(scope="module")
def system(bare, tmp_path_factory):
    """A system with a round open in two communes."""
    folder = tmp_path_factory.mktemp("submissions")
    with bare.copy(folder / "data", "copies") as copied:
        yield _opened(copied, folder)


@pytest.fixture(scope="module")
def token(system) -> str:
    return token_of_device(system)


def _opened(system: System, folder) -> System:
    homes, people = survey_files(folder / "first", 2, list(COMMUNES))
    system.done("import", "survey", "--households", homes, "--members", people, "--round", 2022, "--accept")
    return system


def _counts(system: System) -> dict[str, int]:
    rows = system.rows()
    names = (
        "surveys_submission",
        "surveys_householdanswer",
        "surveys_submissionconflict",
        "households_household",
    )
    return {name: rows[name][0] for name in names}


@pytest.mark.parametrize(
    "surveys", [pytest.param(100, id="100"), pytest.param(1_000, id="1000", marks=pytest.mark.long)]
)
def test_copies_of_a_survey_are_one_row_with_one_answer_and_altered_ones_are_kept(system, token, surveys):
    start = 10_000 * surveys
    before = _counts(system)
    told = {f"key-{number:08d}": survey(number) for number in range(start, start + surveys)}
    copies = [pair for pair in told.items() for _copy in range(COPIES)]
    random.Random(7).shuffle(copies)
    altered = [(key, survey(start + n, has_radio=True)) for n, key in enumerate(list(told)[: surveys // 5])]
    port = free_port()
    with serving(system, port), LossyLine(port, 11, lost_answers=0.3, lost_questions=0.1) as line:
        ledger = send_all(line.port, token, copies, at_once=12)
        other = send_all(line.port, token, altered, at_once=12)
    after = {name: count - before[name] for name, count in _counts(system).items()}

    assert line.lost["answers"] > surveys and line.lost["questions"] > surveys // 5
    assert after == {
        "surveys_submission": surveys,
        "surveys_householdanswer": surveys,
        "surveys_submissionconflict": len(altered),
        "households_household": surveys,
    }
    assert {key: len(answers) for key, answers in ledger.answers.items()} == dict.fromkeys(told, COPIES)
    assert all(len(set(answers)) == 1 and answers[0][0] == 201 for answers in ledger.answers.values())
    assert [answer[0][0] for answer in other.answers.values()] == [409] * len(altered)
    assert {json.loads(one[0][1])["error"]["code"] for one in other.answers.values()} == {"same_key"}
    print(
        f"copies: {len(copies)} of {surveys} surveys, {ledger.retries} answers lost; {len(altered)} altered, all kept"
    )


def test_what_names_itself_anew_at_every_attempt_is_seen_as_more_rows(system, token):
    """Control: a device that makes new ids and keys for each attempt leaves a row an attempt, and the count tells."""
    before = _counts(system)["surveys_submission"]
    sent = [(f"new-{number:08d}", survey(900_000_000 + number)) for number in range(10)]
    port = free_port()
    with serving(system, port):
        send_all(port, token, sent, at_once=5)
    assert _counts(system)["surveys_submission"] - before == len(sent)
