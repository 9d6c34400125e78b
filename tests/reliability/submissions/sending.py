"""Devices that send surveys to a running server, through a line that loses answers."""

import http.client
import json
import random
import select
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from tests.reliability.restore.system import System

COMMUNES = ("10507", "10510")
_PATIENCE = 120
_TOKEN = """
import django; django.setup()
from ansinh.accounts.actor import CONSOLE
from ansinh.accounts.enums import TokenKind
from ansinh.accounts.models import User
from ansinh.accounts.tokens import make_token
user = User.objects.get(username="rasoat.vien")
print(make_token(user=user, name="Máy tính bảng", days=30, kind=TokenKind.CAPTURE, by=CONSOLE))
"""


def token_of_device(system: System) -> str:
    """A surveyor of both communes (an officer of each) and the token of the surveyor's device."""
    system.done("accounts", "add", "rasoat.vien", "--name", "Trần Thị Rà")
    for code in COMMUNES:
        words = ("--at", code, "--from", "2022-01-01")
        system.done("accounts", "give-role", "rasoat.vien", "commune_officer", *words)
    made = subprocess.run(
        [sys.executable, "-c", _TOKEN],
        env=system.environment(),
        capture_output=True,
        text=True,
        check=True,
        timeout=_PATIENCE,
    )
    return made.stdout.strip()


def survey(number: int, members: int = 4, **home) -> dict:
    """The survey number so-and-so: its ids are a function of the number."""
    ref = f"DEV-{number}"
    return {
        "survey_id": str(uuid.uuid5(uuid.NAMESPACE_URL, ref)),
        "round": "2022",
        "household": {
            "household_id": ref,
            "area_code": COMMUNES[number % len(COMMUNES)],
            "village": f"Thôn {number % 7 + 1}",
            "area_type": "urban",
            "head_name": f"Nguyễn Văn Gửi {number}",
            "income_score": number % 200,
            "wall_durable": 1,
            "column_durable": number % 2,
            "roof_durable": 1,
            "floor_area_m2": 40 + number % 30,
            "water_source": "piped",
            "toilet": "septic",
            "has_tv": True,
            "has_phone": True,
            "has_smartphone": bool(number % 2),
            "labour_capacity": 1,
            "primary_sector": "agriculture",
            **home,
        },
        "members": [
            {
                "member_id": str(one),
                "full_name": f"Nguyễn Thị Thứ {number} {one}" if one > 1 else f"Nguyễn Văn Gửi {number}",
                "relation": "head" if one == 1 else "child",
                "sex": "m" if one % 2 else "f",
                "birth_date": f"{1970 + one * 7}-0{one}-1{one}",
                "citizen_id": f"0300{number:07d}{one}",
                "ethnicity": "Kinh",
                "able_to_work": 1,
                "employment": "contract",
                "health_insurance": 1,
                "school_level": "none",
                "highest_level": "upper_secondary",
                "uses_internet": 1,
            }
            for one in range(1, members + 1)
        ],
    }


@contextmanager
def serving(system: System, port: int) -> Iterator[subprocess.Popen]:
    """``ansinh serve`` of this system, until the end of the block; its process."""
    log = (system.data.parent / "serve.log").open("wb")
    running = subprocess.Popen(
        [sys.executable, "-m", "ansinh.config.program", "serve", "--port", str(port)],
        env=system.environment(),
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        until = time.monotonic() + _PATIENCE
        while not _answers(port):
            assert running.poll() is None and time.monotonic() < until, "the server did not come up"
            select.select([], [], [], 0.2)
        yield running
    finally:
        running.terminate()
        running.wait(timeout=_PATIENCE)
        log.close()


def _answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


class LossyLine:
    """A proxy that now and then loses what the server answered, after the server did it, or what was asked, before."""

    def __init__(self, target: int, seed: int, *, lost_answers: float, lost_questions: float) -> None:
        self._target, self._dice, self._lock = target, random.Random(seed), threading.Lock()
        self._lost_answers, self._lost_questions = lost_answers, lost_questions
        self.lost = {"answers": 0, "questions": 0}
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port = self._listening.getsockname()[1]

    def __enter__(self) -> "LossyLine":
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_rest: object) -> None:
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _address = self._listening.accept()
                threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _loses(self, share: float, what: str) -> bool:
        with self._lock:
            lost = self._dice.random() < share
            self.lost[what] += lost
            return lost

    def _carry(self, client: socket.socket) -> None:
        with client, suppress(OSError):
            client.settimeout(_PATIENCE)
            question = _whole(client)
            if self._loses(self._lost_questions, "questions"):
                return
            with socket.create_connection(("127.0.0.1", self._target), timeout=_PATIENCE) as server:
                server.sendall(question)
                answer = b""
                while block := server.recv(65536):
                    answer += block
            if not self._loses(self._lost_answers, "answers"):
                client.sendall(answer)


def _whole(client: socket.socket) -> bytes:
    """One request with its body; the server closes after the answer (``Connection: close``)."""
    text = b""
    while b"\r\n\r\n" not in text:
        text += client.recv(65536) or _gone()
    head, _blank, body = text.partition(b"\r\n\r\n")
    length = next(
        int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")
    )
    while len(body) < length:
        block = client.recv(65536) or _gone()
        body += block
    return head + b"\r\n\r\n" + body


def _gone() -> bytes:
    raise ConnectionResetError


@dataclass
class Ledger:
    """What devices know: for each key every answer they got, ``(status, body)``, and how long each took."""

    answers: dict[str, list[tuple[int, bytes]]] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    retries: int = 0


def send_all(
    port: int, token: str, sent: Sequence[tuple[str, dict]], *, at_once: int, again: int = 40
) -> Ledger:
    """Send ``(key, survey)`` pairs by ``at_once`` devices, each until it has an answer."""
    ledger, lock = Ledger(), threading.Lock()

    def one(pair: tuple[str, dict]) -> None:
        key, told = pair
        body = json.dumps(told).encode()
        for _attempt in range(again):
            began = time.monotonic()
            try:
                answer = _post(port, token, key, body)
            except (OSError, http.client.HTTPException):
                with lock:
                    ledger.retries += 1
                continue
            with lock:
                ledger.seconds.append(time.monotonic() - began)
                ledger.answers.setdefault(key, []).append(answer)
            return
        raise AssertionError(f"no answer for {key} in {again} attempts")

    with ThreadPoolExecutor(at_once) as devices:
        list(devices.map(one, sent))
    return ledger


def _post(port: int, token: str, key: str, body: bytes) -> tuple[int, bytes]:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
    try:
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": key,
            "Authorization": f"Bearer {token}",
            "Connection": "close",
        }
        line.request("POST", "/api/surveys", body, headers)
        answer = line.getresponse()
        return answer.status, answer.read()
    finally:
        line.close()


def free_port() -> int:
    """A port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
