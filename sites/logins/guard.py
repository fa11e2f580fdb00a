"""Whether a try to log in may be looked at, and what its outcome means for the next ones."""

from functools import cached_property

from sites.choices import LockoutKind
from sites.errors import TooManyLoginsError
from sites.logins.counts import Counted, count_try, forget, take_back
from sites.logins.errors import LoginLockedOutError
from sites.logins.lockouts import lock_out, present_lockouts, remaining_milliseconds
from sites.logins.own_addresses import is_own_address
from sites.logins.subjects import subjects_of
from sites.models import LoginLockout


class Guard:
    """Guards one try with a name from an address. The order of the calls:

    1. `refuse_if_locked_out`, which costs one query, and one more where users are spared;
    2. `begin`, with a place for the check of the password, before it is looked at;
    3. `failed` or `passed`, before the place is left.
    """

    def __init__(self, name: str, address: str) -> None:
        self._name = name
        self._address = address
        self._subjects = subjects_of(name, address)
        self._counted = Counted({}, is_shared=True)

    def refuse_if_locked_out(self) -> None:
        """Raises LoginLockedOutError.

        A name that is locked out everywhere is let in from the addresses of its user, and an
        address that is locked out lets in its users: what others guess keeps nobody from work.
        Their own mistakes there are counted still.
        """
        for lockout in present_lockouts(self._subjects):
            if not self._is_spared(lockout.kind):
                raise _locked_out(lockout)
            self._subjects = tuple(
                subject for subject in self._subjects if subject.key != lockout.key
            )

    def begin(self) -> None:
        """Counts the try as if it had failed, with those that are looked at just now.

        Beyond a limit it is not looked at, nor counted: LoginLockedOutError is raised when somebody
        else's try has locked it out by now, else TooManyLoginsError, because the passwords that are
        looked at may all be right.
        """
        self._counted = count_try(self._subjects)
        counts = self._counted.by_key
        beyond = [subject for subject in self._subjects if counts[subject.key] > subject.limit]
        if not all(self._is_spared(subject.kind) for subject in beyond):
            take_back(self._counted)
            self.refuse_if_locked_out()
            raise TooManyLoginsError

    def failed(self, shown_name: str) -> None:
        """The password was wrong: what has reached its limit is locked out from now on."""
        for subject in self._subjects:
            failures = self._counted.by_key[subject.key]
            if failures >= subject.limit:
                lock_out(subject, shown_name, self._address, failures)

    def passed(self) -> None:
        """The password was right: it is not counted, nor are the user's mistakes at this address.

        The other counts go on without this try. Whoever has one good password cannot wipe out
        with it what is counted for others.
        """
        take_back(self._counted)
        for subject in self._subjects:
            if subject.kind is LockoutKind.NAME_AND_ADDRESS:
                forget(subject.key)

    def _is_spared(self, kind: str) -> bool:
        return kind != LockoutKind.NAME_AND_ADDRESS and self._is_own_address

    @cached_property
    def _is_own_address(self) -> bool:
        return is_own_address(self._name, self._address)


def _locked_out(lockout: LoginLockout) -> LoginLockedOutError:
    return LoginLockedOutError(remaining_milliseconds(lockout), lockout.pk)
