"""Judging the lines of a file of users: what each does, or why it cannot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sites.errors import RegisterError
from sites.models import Role, SiteUser
from sites.names import name_key
from sites.site_users.stores import grant_of
from syncjobs.records.import_report import BadLine
from syncjobs.user_files.known import Known, known_of, known_roles
from syncjobs.user_files.plan import UserPlan
from syncjobs.user_files.reading import UserLine
from syncjobs.user_files.values import apply_values
from syncjobs.user_files.wanted_stores import StoreJudge
from syncjobs.user_register import check_user_id


@dataclass(slots=True)
class LineJudge:
    """Judges the lines of one file; it remembers which users it has seen on which line."""

    roles: Mapping[str, Role] = field(default_factory=known_roles)
    _lines_of_ids: dict[str, int] = field(default_factory=dict)
    _lines_of_keys: dict[str, int] = field(default_factory=dict)

    def judge(self, lines: Sequence[UserLine]) -> list[UserPlan | BadLine]:
        """What each of these lines does, or why it cannot; in a fixed number of queries."""
        known = known_of(lines)
        return [self._judged(line, known) for line in lines]

    def _judged(self, line: UserLine, known: Known) -> UserPlan | BadLine:
        if line.problem:
            return BadLine(line.number, (line.problem,))
        name = line.cells.get("name", "")
        reasons: list[str] = []
        found = _found(line, known)
        user = found or _new(line, known, reasons)
        plan = UserPlan(line.number, user, found is None, password_hash=line.password_hash)
        plan.columns = apply_values(user, line.cells, reasons)
        self._refuse_another(line, user, known, reasons)
        self._plan_stores(line, plan, known, reasons)
        if reasons:
            return BadLine(line.number, tuple(reasons), name)
        plan.words = [*_words_of_columns(plan), *plan.words]
        if found is None and user.pk in known.ids_of_records(user.name):
            plan.words.append(f"takes over the record {user.pk}")
        if line.password or line.password_hash:
            plan.words.append("password")
        return plan

    def _refuse_another(
        self, line: UserLine, user: SiteUser, known: Known, reasons: list[str]
    ) -> None:
        """Adds that another user has the name, or that another line is about the same one."""
        key = name_key(line.cells.get("name", ""))
        other = known.users_by_key.get(key)
        if other is not None and other.pk != user.pk:
            reasons.append(f"There is a user {other.name} already, with the id {other.pk}.")
        for seen, value in ((self._lines_of_ids, user.pk), (self._lines_of_keys, key)):
            if value in seen:
                reasons.append(f"Line {seen[value]} is about this user already.")
                return
            seen[value] = line.number

    def _plan_stores(
        self, line: UserLine, plan: UserPlan, known: Known, reasons: list[str]
    ) -> None:
        judge = StoreJudge(plan.user.pk, line.cells, known, self.roles, reasons)
        wanted = judge.wanted()
        present = {access.store_id: access for access in judge.present()}
        plan.taken = [access for access in present.values() if access.store_id not in wanted]
        plan.grants = [
            grant
            for grant in wanted.values()
            if grant.store_id not in present or grant_of(present[grant.store_id]) != grant
        ]
        given = sum(grant.store_id not in present for grant in plan.grants)
        changed = sorted(
            present[grant.store_id].store.code for grant in plan.grants if grant.store_id in present
        )
        plan.words += [f"{given} new {'store' if given == 1 else 'stores'}"] if given else []
        plan.words += [f"roles or login in {code}" for code in changed]
        plan.words += [f"loses {access.store.code}" for access in plan.taken]


def _found(line: UserLine, known: Known) -> SiteUser | None:
    if user_id := line.cells.get("id"):
        return known.users_by_id.get(user_id)
    return known.users_by_key.get(name_key(line.cells.get("name", "")))


def _new(line: UserLine, known: Known, reasons: list[str]) -> SiteUser:
    user_id = line.cells.get("id")
    records = known.ids_of_records(line.cells.get("name", ""))
    if not user_id:
        return SiteUser(pk=records[0]) if records else SiteUser()
    if records and user_id not in records:
        reasons.append(
            f"A user record with this name has the id {records[0]}. Give that, or leave the id out."
        )
    try:
        check_user_id(user_id)
    except RegisterError as error:
        reasons.append(str(error))
    if user_id in known.tables:
        reasons.append(f"A record of the table {known.tables[user_id]} has this id already.")
    return SiteUser(pk=user_id)


def _words_of_columns(plan: UserPlan) -> list[str]:
    """What changes of a user that was there; of a new one, everything does."""
    if plan.is_new:
        return []
    names = {field.name: str(field.verbose_name) for field in SiteUser._meta.fields}
    return [names[name] for name in plan.columns]
