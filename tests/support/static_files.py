"""The static files are looked up once for all the clients of a test process."""

import pytest
from whitenoise.middleware import WhiteNoiseMiddleware


@pytest.fixture(scope="session", autouse=True)
def static_files_looked_up_once() -> None:
    """Every client has middleware of its own, which reads the whole folder when it is made.

    That takes longer than most tests do. What the middleware then answers is the same.
    """
    found: dict[str, dict[str, object]] = {}
    look_up = WhiteNoiseMiddleware.update_files_dictionary

    def look_up_once(middleware: WhiteNoiseMiddleware, root: str, prefix: str) -> None:
        if root not in found:
            look_up(middleware, root, prefix)
            found[root] = dict(middleware.files)
        middleware.files.update(found[root])

    WhiteNoiseMiddleware.update_files_dictionary = look_up_once
