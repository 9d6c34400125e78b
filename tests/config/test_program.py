"""The program: failures are words and an exit code, never a traceback; global options stand anywhere."""

import pytest
from django.db import OperationalError

from ansinh.config import system
from ansinh.config.environment import data_folder, database, secret_key
from ansinh.config.program import main
from ansinh.kernel.errors import UnusableInput


def ended(capsys, *words) -> tuple[int, str]:
    with pytest.raises(SystemExit) as end:
        main(words)
    return end.value.code, capsys.readouterr().err


def test_an_unknown_kind_of_database_is_refused_in_words():
    with pytest.raises(UnusableInput) as failure:
        database("mysql://someone@here/there")
    assert failure.value.code == "unknown_database"


def test_a_port_and_what_is_asked_of_the_connection_are_read_from_the_url():
    found = database("postgresql://an@/so?host=/var/run/x&port=5999&sslmode=verify-full")
    assert (found["HOST"], found["PORT"]) == ("/var/run/x", "5999")
    assert found["OPTIONS"]["sslmode"] == "verify-full" and "host" not in found["OPTIONS"]


def test_a_socket_folder_and_quoted_names_are_read_from_the_url():
    found = database("postgresql://an%20sinh:p%40ss@/so%20ho?host=/var/run/x")
    assert [found[key] for key in ("USER", "PASSWORD", "NAME", "HOST", "PORT")] == [
        "an sinh",
        "p@ss",
        "so ho",
        "/var/run/x",
        "",
    ]


def test_an_unknown_command_is_unusable(capsys):
    assert ended(capsys, "fly")[0] == 2


@pytest.mark.parametrize("words", [("--lang", "en"), ("--lang=en",)])
def test_a_file_that_is_not_there_is_said_in_the_language_asked(capsys, tmp_path, words):
    code, said = ended(
        capsys,
        "classify",
        *("--standard", "vn-2022", "--households", str(tmp_path / "h.csv")),
        *("--members", str(tmp_path / "m.csv"), "--as-of", "2024-10-01", "--out", str(tmp_path / "o.csv")),
        *words,
    )
    assert (code, "Traceback" in said) == (2, False)
    assert "h.csv" in said


@pytest.mark.django_db
@pytest.mark.parametrize(
    "words",
    [
        ("import", "lists", "nothing.csv"),
        ("import", "survey", "--households", "a.csv", "--members", "b.csv", "--round", "2022"),
        ("import", "review-export", "x.xlsx", "--round", "2023", "--area", "99999"),
        ("review", "status", "--round", "twenty", "--area", "31"),
        ("review", "run", "--round", "2022", "--area", "31"),
        ("review", "approve", "--round", "2022", "--area", "31", "--decision-date", "soon"),
    ],
)
def test_what_cannot_be_used_ends_with_two_and_a_sentence(capsys, monkeypatch, words):
    monkeypatch.setattr("ansinh.config.system._ready", True)
    monkeypatch.setattr("ansinh.config.system.seal_events", lambda _folder: None)
    code, said = ended(capsys, *words)
    assert (code, "Traceback" in said, bool(said.strip())) == (2, False, True)


@pytest.mark.django_db
def test_a_name_that_nobody_has_is_refused_also_where_one_only_looks(capsys, monkeypatch):
    monkeypatch.setattr("ansinh.config.system._ready", True)
    monkeypatch.setattr("ansinh.config.system.seal_events", lambda _folder: None)
    code, said = ended(capsys, "--as", "nobody", "places", "show", "31")
    assert (code, "--as" in said) == (2, True)


def test_a_language_that_is_not_spoken_is_refused(capsys):
    code, said = ended(capsys, "--lang", "xx", "standards", "list")
    assert (code, "xx" in said) == (2, True)


def test_a_data_folder_that_is_a_file_is_refused_in_words(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("ANSINH_DATA", str(tmp_path / "file"))
    with pytest.raises(UnusableInput) as failure:
        data_folder()
    assert failure.value.code == "unusable_folder"


def test_a_database_that_cannot_be_reached_is_refused_in_words(monkeypatch, tmp_path):
    def closed():
        raise OperationalError("no such host")

    monkeypatch.setenv("ANSINH_DATA", str(tmp_path))
    monkeypatch.setattr(system, "_ready", False)
    monkeypatch.setattr(system.connection, "ensure_connection", closed)
    with pytest.raises(UnusableInput) as failure:
        system.make_ready()
    assert failure.value.code == "no_database"
    assert "no such host" not in failure.value.message


def test_the_key_of_sessions_is_made_once_and_kept(monkeypatch, tmp_path):
    monkeypatch.setenv("ANSINH_KEYS", str(tmp_path))
    assert secret_key() == secret_key()
    assert [path.name for path in tmp_path.iterdir()] == ["session.key"]


@pytest.mark.parametrize(
    ("language", "words"), [("vi", "Không có lệnh 'fly'"), ("en", "No such command 'fly'")]
)
def test_what_click_says_itself_is_in_the_language_asked(capsys, monkeypatch, language, words):
    monkeypatch.setenv("LANGUAGE", "")
    assert words in ended(capsys, "--lang", language, "fly")[1]
