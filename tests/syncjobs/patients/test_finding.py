"""Which patients a site finds, by what it asks."""

from typing import Any

import pytest

from syncjobs.models import Patient, PatientPolicy
from syncjobs.patients.asking import PatientQuery, read_day, read_texts
from syncjobs.patients.searching import find_patients
from syncjobs.records.change import Change
from tests.syncjobs.exchange.wire import a_remote
from tests.syncjobs.patients.people import found, patient, policy, write

pytestmark = pytest.mark.django_db

SITE = "District 12"


@pytest.fixture(autouse=True)
def country() -> None:
    """Some patients, and some policies."""
    write(
        patient("p-ada", "Ada", "Okoro", code="P0007", date_of_birth="1990-05-01"),
        patient("p-adam", "Adam Joel", "Okoro", code="P0008", date_of_birth="0000-00-00"),
        patient("p-jose", "José", "Núñez de Paz", code="N%1_x", barcode="*4006381333931*"),
        patient("p-lao", "ສົມພອນ", "ວົງສາ", code="L1", date_of_birth="1990-05-01T00:00:00"),
        patient("p-vu", "Vu", "Li", code="\\x"),
        patient("p-mai", "Mai\u2011Anh", "\u202eSaint-Jean\u200b", code="A-12"),
        policy("i-ada", "p-ada", policyNumberFull="LA-77-01", policyNumberFamily="LA-77"),
        policy("i-2", "p-adam", policyNumberFull="LA-77-02", policyNumberPerson="02"),
    )


def finds(**query: str) -> list[str | None]:
    """The ids of the patients that are found, in their order."""
    asked = PatientQuery(read_texts(query), read_day(query, "dob"))
    return [each["ID"] for each in find_patients(asked)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"last_name": "okoro"}, ["p-ada", "p-adam"]),
        ({"last_name": "\u202eoko\u00adro"}, ["p-ada", "p-adam"]),
        ({"last_name": "saint jean"}, ["p-mai"]),
        ({"last_name": "Saint-Jean", "first_name": "mai anh"}, ["p-mai"]),
        ({"last_name": "@je@"}, ["p-mai"]),
        ({"first_name": "mai-anh", "code": "a-12"}, ["p-mai"]),
        ({"last_name": "OKORO", "first_name": "ada"}, ["p-ada"]),
        ({"last_name": "oko"}, []),
        ({"last_name": "oko@"}, ["p-ada", "p-adam"]),
        ({"last_name": "@kor@"}, ["p-ada", "p-adam"]),
        ({"last_name": "@oro"}, ["p-ada", "p-adam"]),
        ({"last_name": "@RO"}, ["p-ada", "p-adam"]),
        ({"last_name": "@or"}, []),
        ({"last_name": "@o"}, []),
        ({"first_name": "ada"}, ["p-ada"]),
        ({"first_name": "@ada@"}, ["p-ada", "p-adam"]),
        ({"first_name": "a@m joel"}, ["p-adam"]),
        ({"first_name": "  ADA "}, ["p-ada"]),
        ({"first_name": "jose"}, ["p-jose"]),
        ({"last_name": "@nunez  DE@"}, ["p-jose"]),
        ({"last_name": "@pa@"}, ["p-jose"]),
        ({"last_name": "@az@"}, []),
        ({"last_name": "@li@"}, ["p-vu"]),
        ({"first_name": "@j@"}, ["p-jose", "p-adam"]),
        ({"first_name": "@ພອນ@"}, ["p-lao"]),
        ({"last_name": "ວົງ@"}, ["p-lao"]),
        ({"code": "p0007"}, ["p-ada"]),
        ({"code": "@000@"}, ["p-ada", "p-adam"]),
        ({"code": "@%1_@"}, ["p-jose"]),
        ({"code": "n_1_x"}, []),
        ({"code": "\\x"}, ["p-vu"]),
        ({"code": "@1_x"}, ["p-jose"]),
        ({"barcode": "@4006381333931@"}, ["p-jose"]),
        ({"dob": "1990-05-01"}, ["p-ada", "p-lao"]),
        ({"dob": "1990-05-02"}, []),
        ({"dob": "1990-05-01", "last_name": "@oko@"}, ["p-ada"]),
        ({"policy_number": "@77@"}, ["p-ada", "p-adam"]),
        ({"policy_number": "@1@"}, []),
        ({"policy_number": "@-77@"}, ["p-ada", "p-adam"]),
        ({"policy_number": "la-77"}, ["p-ada"]),
        ({"policy_number": "@77-02@"}, ["p-adam"]),
        ({"policy_number": "02", "first_name": "@ada@"}, ["p-adam"]),
        ({"last_name": "@@", "first_name": "", "dob": "", "code": "vu"}, []),
        ({"last_name": "@@", "first_name": "Vu"}, ["p-vu"]),
    ],
)
def test_it_finds(query: dict[str, str], expected: list[str]) -> None:
    assert finds(**query) == expected


def test_it_gives_pages() -> None:
    a_remote(SITE)
    everybody = ["p-vu", "p-jose", "p-ada", "p-adam", "p-mai", "p-lao"]
    assert found(SITE) == everybody
    assert found(SITE, limit=2) == everybody[:2]
    assert found(SITE, limit=2, offset=4) == everybody[4:]
    assert found(SITE, offset=6) == found(SITE, limit=0) == []
    assert found(SITE, limit=10**17, offset=4) == everybody[4:]
    assert found(SITE, last_name="@@", first_name=" ") == everybody
    assert found(SITE, last_name="okoro", is_deleted="true") == []
    assert found(SITE, last_name="okoro", is_deleted="false", nobody="knows") == everybody[2:4]


def test_it_finds_a_patient_as_it_is_now() -> None:
    write(patient("p-ada", "Ada", "King", code="P0007"))
    assert finds(last_name="@okoro@") == ["p-adam"]
    assert finds(last_name="king", policy_number="la-77") == ["p-ada"]
    write(Change("name", "p-ada", None))
    assert finds(last_name="king") == []
    assert finds(policy_number="la-77") == []
    write(patient("p-ada", "Ada", "Lovelace"))
    assert finds(last_name="lovelace") == ["p-ada"]


def test_it_finds_the_holder_of_a_policy_as_it_is_now() -> None:
    write(policy("i-ada", "p-vu", policyNumberFull="NEW-1"))
    assert finds(policy_number="@la-77@") == ["p-adam"]
    assert finds(policy_number="new-1") == ["p-vu"]
    write(Change("nameInsuranceJoin", "i-ada", None))
    assert finds(policy_number="new-1") == []


def test_it_finds_the_holder_of_a_policy_that_came_first() -> None:
    write(policy("i-early", "p-late", policyNumberFull="EARLY-1"))
    assert finds(policy_number="early-1") == []
    write(patient("p-late", "Late", "Comer"))
    assert finds(policy_number="early-1") == ["p-late"]


def test_it_finds_no_name_that_is_no_patient() -> None:
    write(patient("n-shop", "Okoro", "Okoro", type="facility"))
    assert finds(last_name="okoro") == ["p-ada", "p-adam"]
    write(patient("p-ada", "Ada", "Okoro", type="facility"))
    assert finds(last_name="okoro") == ["p-adam"]


def test_it_keeps_texts_of_any_length_and_kind() -> None:
    odd: Any = 7
    write(
        patient("p-long", "x" * 5_000, "ﬃ" * 300, code="a\0b\ud800"[:3]),
        patient("p-odd", odd, odd, code=odd, date_of_birth=odd),
        policy("i-odd", "p-odd", policyNumberFull=odd),
    )
    assert finds(first_name="xxx@") == ["p-long"]
    assert finds(code="a b") == ["p-long"]
    assert Patient.objects.filter(name_id="p-odd", last_key="", date_of_birth=None).exists()
    assert not PatientPolicy.objects.filter(patient_id="p-odd").exists()


def test_it_orders_no_more_than_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("syncjobs.patients.searching.MOST_ORDERED", 3)
    assert len(find_patients(PatientQuery())) == 3
    assert find_patients(PatientQuery(offset=3)) == []
    assert finds(first_name="vu") == ["p-vu"]


def test_it_gives_a_bounded_number_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    a_remote(SITE)
    monkeypatch.setattr("syncjobs.api.patient_views.MOST_ROWS", 2)
    assert found(SITE, limit=10**9) == ["p-vu", "p-jose"]
