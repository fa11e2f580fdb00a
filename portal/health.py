"""Whether this process lives, and whether it can serve."""

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from portal.embedded.migrations import unapplied_migrations

OK = "ok"
NO_ANSWER = "does not answer"


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """200 as long as this process answers at all; it looks at nothing else."""
    return JsonResponse({"status": OK})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """200 when the database, its migrations and the broker are ready; else 503 and what is not."""
    parts = {"database": database(), "migrations": migrations(), "valkey": valkey()}
    ready = set(parts.values()) == {OK}
    body = {"status": OK if ready else "not ready", **parts}
    return JsonResponse(body, status=200 if ready else 503)


def database() -> str:
    """`ok`, or that the database does not answer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return NO_ANSWER
    return OK


def migrations() -> str:
    """`ok`, or how many migrations are missing."""
    try:
        missing = len(unapplied_migrations())
    except DatabaseError:
        return "unknown"
    return f"{missing} not applied" if missing else OK


def valkey() -> str:
    """`ok`, or that the Valkey or Redis server of the queue and the cache does not answer."""
    try:
        cache.get("readyz")
    except (RedisError, OSError):
        return NO_ANSWER
    return OK
