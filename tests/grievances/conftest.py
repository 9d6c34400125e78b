"""A commune with two villages, its officers, and requests taken in."""

from datetime import date

import pytest
from tests.households.making import household, unit

from ansinh.access.actions import give_role
from ansinh.accounts.actions import register_user
from ansinh.accounts.actor import SYSTEM, Actor, actor_of
from ansinh.accounts.models import User
from ansinh.grievances.actions import receive_request
from ansinh.grievances.enums import Channel, GrievanceKind
from ansinh.grievances.models import Grievance


@pytest.fixture
def province(db):
    return unit("91")


@pytest.fixture
def commune(province):
    return unit("91001", parent=province)


@pytest.fixture
def next_door(province):
    return unit("91002", parent=province)


@pytest.fixture
def officer():
    """``officer("commune_officer", place)``: the actor of somebody with that role there; another ``name`` is somebody else."""

    def of(role: str, place, name: str = "") -> Actor:
        username = name or f"{role}-{place.code}"
        user = User.objects.filter(username=username).first() or register_user(
            username=username, full_name="Nguyễn Thị Thử", by=SYSTEM
        )
        give_role(user=user, role=role, unit=place, valid_from=date(2022, 1, 1), by=SYSTEM)
        return actor_of(user)

    return of


@pytest.fixture
def desk(officer, commune):
    return officer("commune_officer", commune)


@pytest.fixture
def chair(officer, commune):
    return officer("commune_chair", commune)


@pytest.fixture
def above(officer, province):
    return officer("province_chair", province)


@pytest.fixture
def home(commune):
    return household(commune, "Hoàng Văn Em", "Vũ Thị Giang", village="Thôn 1")


@pytest.fixture
def receive(commune, desk):
    """A request taken in at the commune's desk."""

    def take(kind: GrievanceKind = GrievanceKind.OBJECTION, **more) -> Grievance:
        named = {
            "unit": commune,
            "kind": kind,
            "channel": Channel.DESK,
            "asker_name": "Hoàng Văn Em",
            "content": "Đề nghị xem lại",
            "by": desk,
        }
        return receive_request(**named | more)

    return take
