"""Records of very many made-up patients, and their insurance policies."""

import json
import random
from collections.abc import Iterator
from itertools import product

from django.db import connection
from django.utils import timezone

SYLLABLES = (
    *("ka", "lo", "mi", "ra", "tu", "sen", "bo", "phe", "ti", "wa", "nga", "o", "du", "ve", "si"),
    *("chan", "mar", "li", "jo", "ha", "be", "no", "xay", "vong", "ada"),
)
LAO = ("ສົມ", "ພອນ", "ຄຳ", "ບຸນ", "ວົງ", "ສີ", "ແກ້ວ", "ຈັນ", "ທອງ", "ມະນີ")
COLUMNS = "table_name, record_id, data, is_deleted, person_id, is_active, changed_at"
# One in so many names is written in Lao.
LAO_EVERY = 10
INSURED = 0.6


class Names:
    """Names as they are in a country: few are common, many are rare."""

    def __init__(self, count: int, seed: int) -> None:
        self._random = random.Random(seed)
        latin = ["".join(parts).title() for parts in product(SYLLABLES, repeat=3)]
        self._random.shuffle(latin)
        lao = ["".join(parts) for parts in product(LAO, repeat=3)]
        self._latin, self._lao = latin[:count], lao[:count]

    def any(self) -> str:
        """A name; the common ones more often."""
        names = self._lao if self._random.random() < 1 / LAO_EVERY else self._latin
        # By the square the first hundredth of the names is a tenth of the people.
        return names[int(self._random.random() ** 2 * len(names))]


def write_patients(count: int) -> None:
    """Copies the records of so many patients, and of their policies, into the database."""
    copy = f"COPY syncjobs_record ({COLUMNS}) FROM STDIN"
    connection.ensure_connection()
    with connection.connection.cursor() as cursor, cursor.copy(copy) as rows:
        for row in _rows(count):
            rows.write_row(row)


def _rows(count: int) -> Iterator[tuple[object, ...]]:
    now = timezone.now()
    chance = random.Random(7)
    last_names, first_names = Names(12_000, 1), Names(4_000, 2)
    for number in range(count):
        name_id = f"patient-{number:07}"
        patient = _patient(name_id, number, last_names.any(), first_names.any(), chance)
        yield "name", name_id, _json(patient), False, name_id, True, now
        if chance.random() < INSURED:
            policy = _policy(f"policy-{number:07}", name_id, number)
            yield "nameInsuranceJoin", policy["ID"], _json(policy), False, name_id, True, now


def _patient(
    name_id: str, number: int, last: str, first: str, chance: random.Random
) -> dict[str, object]:
    day = f"{chance.randint(1930, 2025)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    return {
        "ID": name_id,
        "type": "patient",
        "name": f"{last}, {first}",
        "last": last,
        "first": first,
        "code": f"P{number:07}",
        "barcode": str(chance.randrange(10**12, 10**13)) if number % 2 else "",
        "date_of_birth": day,
        "phone": "",
        "email": "",
    }


def _policy(record_id: str, name_id: str, number: int) -> dict[str, object]:
    family, person = f"{number * 7919 % 10**7:07}", f"{number % 7 + 1:02}"
    return {
        "ID": record_id,
        "nameID": name_id,
        "policyNumberFamily": family,
        "policyNumberPerson": person,
        "policyNumberFull": f"LA-{family}-{person}",
    }


def _json(data: dict[str, object]) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
