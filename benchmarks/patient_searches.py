"""What searches for patients cost, by what is asked."""

import random
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import TypeVar

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client

from benchmarks.patient_records import write_patients
from benchmarks.surroundings import scratch_database
from sites.credentials import client_secret
from sites.registration import SiteDetails
from sites.remembered_credentials import fingerprint, remember
from syncjobs.models import Patient, PatientPolicy, Record
from syncjobs.patients.asking import PatientQuery, read_day, read_texts
from syncjobs.patients.searching import find_patients
from syncjobs.patients.trigrams import add_trigram_indexes
from syncjobs.records.json_text import load_object
from syncjobs.register import register_site
from tests.sites.calls import PASSWORD, basic

TIMES = 200
PERCENTILES = 100
Known = Mapping[str, str]
Query = dict[str, str]
Asked = TypeVar("Asked")


def measure(count: int) -> None:
    """Fills a database and prints what each kind of search costs."""
    settings.ALLOWED_HOSTS = ["testserver"]
    with scratch_database():
        _fill(count)
        call = _caller()
        print("\n| search | found | finding: median ms | p99 ms | whole call: median ms | p99 ms |")
        print("|---|---|---|---|---|---|")
        for name, queries in _kinds(_known_patients(count)).items():
            _print(name, queries, call)


def _fill(count: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX IF EXISTS patient_trigrams, policy_trigrams")
    _timed(f"{count:,} patients were written", lambda: write_patients(count))
    migration = import_module("syncjobs.migrations.0008_patients")
    _timed("the tables of the search were filled", lambda: migration.fill(apps, None))
    _timed("the trigrams were indexed", add_trigram_indexes)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    policies = PatientPolicy.objects.count()
    print(f"\n{Patient.objects.count():,} patients, {policies:,} numbers of policies")


def _timed(what: str, act: Callable[[], object]) -> None:
    began = time.perf_counter()
    act()
    print(f"- {what} in {time.perf_counter() - began:.0f} s", flush=True)


def _known_patients(count: int) -> list[Known]:
    """Some patients that are there, with a policy."""
    chance = random.Random(3)
    ids = [f"policy-{chance.randrange(count):07}" for _ in range(4 * TIMES)]
    policies = Record.objects.filter(table_name="nameInsuranceJoin", record_id__in=ids)
    known: list[Known] = []
    for policy in policies[:TIMES]:
        patient = Record.objects.get(table_name="name", record_id=policy.person_id)
        known.append(load_object(policy.data) | load_object(patient.data))
    return known


def _kinds(known: list[Known]) -> dict[str, list[Query]]:
    chance = random.Random(5)

    def within(text: str, length: int) -> str:
        start = chance.randrange(max(1, len(text) - length + 1))
        return f"@{text[start : start + length]}@"

    def each(make: Callable[[Known], Query]) -> list[Query]:
        return [make(patient) for patient in known]

    letters = "bcdfghjkmnpqrtvwxz"
    return {
        "last name contains 3 letters": each(lambda p: {"last_name": within(p["last"], 3)}),
        "last name contains 5 letters": each(lambda p: {"last_name": within(p["last"], 5)}),
        "both names contain 3 letters": each(
            lambda p: {"last_name": within(p["last"], 3), "first_name": within(p["first"], 3)}
        ),
        "last name, whole": each(lambda p: {"last_name": p["last"]}),
        "last name begins with 3 letters": each(lambda p: {"last_name": f"{p['last'][:3]}@"}),
        "first name begins with 3 letters": each(lambda p: {"first_name": f"{p['first'][:3]}@"}),
        "code, whole": each(lambda p: {"code": p["code"]}),
        "code contains 5 digits": each(lambda p: {"code": within(p["code"], 5)}),
        "code begins as all do": each(lambda p: {"code": "P0@"}),  # noqa: ARG005
        "code contains what all contain": each(lambda p: {"code": "@p00@"}),  # noqa: ARG005
        "date of birth": each(lambda p: {"dob": p["date_of_birth"]}),
        "date of birth and last name": each(
            lambda p: {"dob": p["date_of_birth"], "last_name": within(p["last"], 3)}
        ),
        "policy number contains": each(lambda p: {"policy_number": f"@{p['policyNumberFamily']}@"}),
        "policy number, whole": each(lambda p: {"policy_number": p["policyNumberFull"]}),
        "policy number contains what all contain": each(lambda p: {"policy_number": "@la-@"}),  # noqa: ARG005
        "barcode": each(lambda p: {"barcode": p["barcode"] or "123"}),
        "barcode contains 6 digits": each(
            lambda p: {"barcode": within(p["barcode"] or "7654321", 6)}
        ),
        "no hits": each(
            lambda p: {"last_name": "@" + "".join(chance.choices(letters, k=5)) + "@"}  # noqa: ARG005
        ),
        "two letters": each(lambda p: {"last_name": f"@{p['last'][:2]}@"}),
        "two letters, no hits": each(
            lambda p: {"last_name": "@" + "".join(chance.choices(letters, k=2)) + "@"}  # noqa: ARG005
        ),
        "one letter": each(lambda p: {"last_name": f"@{p['last'][:1]}@"}),
        "everybody": each(lambda p: {}),  # noqa: ARG005
    }


def _caller() -> Callable[[Query], object]:
    site = register_site(SiteDetails("Benchmark"), PASSWORD, ["B"])
    secret = client_secret(PASSWORD)
    remember(fingerprint(site.password_hash, secret))
    client, headers = Client(), {"Authorization": basic(site.name, secret)}

    def call(query: Query) -> object:
        answer = client.get("/api/v4/patient", query, headers=headers)
        assert answer.status_code == 200, answer.content  # noqa: S101, PLR2004
        return answer

    return call


def _print(name: str, queries: list[Query], call: Callable[[Query], object]) -> None:
    found: list[int] = []
    asked = [PatientQuery(read_texts(query), read_day(query, "dob")) for query in queries]
    finding = list(_times(asked, lambda query: found.append(len(find_patients(query)))))
    calls = list(_times(queries, call))
    figures = " | ".join(
        f"{figure:.1f}" for times in (finding, calls) for figure in _figures(times)
    )
    print(f"| {name} | {statistics.median(found):.0f} | {figures} |", flush=True)


def _figures(times: list[float]) -> tuple[float, float]:
    return statistics.median(times), statistics.quantiles(times, n=PERCENTILES)[-1]


def _times(queries: Sequence[Asked], act: Callable[[Asked], object]) -> Iterator[float]:
    for query in queries:
        began = time.perf_counter()
        act(query)
        yield (time.perf_counter() - began) * 1_000
