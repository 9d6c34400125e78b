"""Citizen ids and minted ids."""

import re
import stat

import pytest
from cryptography.exceptions import InvalidTag
from django.db import connection
from tests.households.making import person

from ansinh.kernel.identifiers import citizen_id_wellformed, mint_id, mint_ids
from ansinh.kernel.keys import Keyring

NUMBER = "031080001234"


@pytest.mark.parametrize(
    "value",
    ["", "03108000123", "0310800012345", "000080001234", "097080001234", "03108000123x", "٠٣١٠٨٠٠٠١٢٣٤"],
)
def test_what_is_no_citizen_id_is_not_wellformed(value):
    assert not citizen_id_wellformed(value)


def test_a_citizen_id_has_twelve_digits_and_a_province():
    assert citizen_id_wellformed(NUMBER)


def test_a_ciphertext_cannot_be_moved_to_another_person(tmp_path):
    keys = Keyring(tmp_path)
    sealed = keys.seal_id(NUMBER, "one")
    assert keys.open_id(sealed, "one") == NUMBER
    with pytest.raises(InvalidTag):
        keys.open_id(sealed, "two")


def test_a_changed_ciphertext_does_not_open(tmp_path):
    keys = Keyring(tmp_path)
    sealed = bytearray(keys.seal_id(NUMBER, "one"))
    sealed[-1] ^= 1
    with pytest.raises(InvalidTag):
        keys.open_id(bytes(sealed), "one")


def test_equal_ids_have_equal_indexes_and_unequal_ciphertexts(tmp_path):
    keys = Keyring(tmp_path)
    assert keys.blind_index(NUMBER) == keys.blind_index(NUMBER)
    assert keys.blind_index(NUMBER) != keys.blind_index("031080001235")
    assert keys.seal_id(NUMBER, "one") != keys.seal_id(NUMBER, "one")


def test_keys_are_kept_and_only_their_owner_reads_them(tmp_path):
    sealed = Keyring(tmp_path).seal_id(NUMBER, "one")
    assert Keyring(tmp_path).open_id(sealed, "one") == NUMBER
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}


@pytest.mark.django_db
def test_a_dump_without_keys_gives_nothing(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    keys, others = Keyring(tmp_path / "a"), Keyring(tmp_path / "b")
    one = person("Lê Văn Mẫu")
    one.citizen_id_sealed, one.citizen_id_index = keys.seal_id(NUMBER, one.pk.hex), keys.blind_index(NUMBER)
    one.save()

    with connection.cursor() as cursor:
        cursor.execute("SELECT citizen_id_sealed, citizen_id_index FROM households_person")
        sealed, index = (bytes(value) for value in cursor.fetchone())

    assert (NUMBER.encode() in sealed, others.blind_index(NUMBER) == index) == (False, False)
    with pytest.raises(InvalidTag):
        others.open_id(sealed, one.pk.hex)
    assert keys.open_id(sealed, one.pk.hex) == NUMBER


def test_minted_ids_are_uuids_of_version_7_that_rise():
    ids = mint_ids(20_000).to_list()
    assert ids == sorted(set(ids))
    assert [one for one in ids if not re.fullmatch(r"[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{15}", one)] == []
    assert mint_id().version == 7
