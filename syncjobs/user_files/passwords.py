"""Passwords in a file of users: judged and hashed before anything is locked or kept."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from sites.errors import WeakPasswordError
from sites.site_users.passwords import check_user_password_strength, hash_password
from syncjobs.user_files.reading import UserLine


def judged_passwords(lines: Iterable[UserLine]) -> Iterator[UserLine]:
    """The lines; one whose password could be guessed has a problem instead."""
    for line in lines:
        yield _judged(line)


def hashed_passwords(lines: Iterable[UserLine]) -> Iterator[UserLine]:
    """As `judged_passwords`, with the hash instead of each password, which takes about 20 ms."""
    for line in judged_passwords(lines):
        if line.password:
            yield replace(line, password="", password_hash=hash_password(line.password))
        else:
            yield line


def _judged(line: UserLine) -> UserLine:
    if not line.password:
        return line
    try:
        check_user_password_strength(line.password, line.cells.get("name", ""))
    except WeakPasswordError as error:
        return UserLine(line.number, problem=str(error))
    return line
