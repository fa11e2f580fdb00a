"""The secret key of the embedded mode."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal.embedded.secret_key import read_or_create_secret_key

pytestmark = pytest.mark.any_database


def test_it_is_written_once_for_its_owner_alone(tmp_path: Path) -> None:
    key = read_or_create_secret_key(tmp_path / "data")
    assert len(key) >= 50
    assert read_or_create_secret_key(tmp_path / "data") == key
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["secret_key"]
    assert (tmp_path / "data" / "secret_key").stat().st_mode & 0o777 == 0o600


def test_it_is_the_same_for_all_that_start_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(read_or_create_secret_key, [tmp_path] * 64))
    assert len(keys) == 1


def test_it_does_not_go_on_with_an_empty_key(tmp_path: Path) -> None:
    (tmp_path / "secret_key").touch()
    with pytest.raises(ImproperlyConfigured, match="is empty"):
        read_or_create_secret_key(tmp_path)
