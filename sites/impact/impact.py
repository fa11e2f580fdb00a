"""What a change does, as it is shown and judged."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlsplit

from sites.impact.effects import Effect, Gravity, effect_of, gravity_of, sends_elsewhere
from sites.impact.told import Told

NEW_CENTRAL_URL = {
    Effect.OTHER_URL,
    Effect.FIRST_URL,
    Effect.BECOMES_CENTRAL,
    Effect.FOUND_ELSEWHERE,
}


@dataclass(frozen=True, slots=True)
class NamedSite:
    """A site as it is listed."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class AffectedSites:
    """Sites that are told the same before, and the same something else after.

    `sites` are the first of them by name, `count` is how many there are.
    """

    before: Told
    after: Told
    count: int
    sites: tuple[NamedSite, ...]

    @property
    def effect(self) -> Effect:
        """What happens to them."""
        return effect_of(self.before, self.after)

    @property
    def gravity(self) -> Gravity:
        """How much it matters."""
        return gravity_of(self.before, self.after)

    @property
    def is_grave(self) -> bool:
        """Whether they could be cut off, or send their credentials elsewhere."""
        return self.gravity is Gravity.GRAVE

    @property
    def more(self) -> int:
        """How many are not listed."""
        return self.count - len(self.sites)


@dataclass(frozen=True, slots=True)
class Impact:
    """What a change does: the sites that are told something else, the gravest first.

    `store_sentences` say which stores leave their sites; `still_refused` is how many of the other
    sites are refused before and after, where all are to be told something else.
    """

    groups: tuple[AffectedSites, ...] = ()
    store_sentences: tuple[str, ...] = ()
    still_refused: int = 0

    @property
    def gravity(self) -> Gravity:
        """How much it matters to the site to which it matters most."""
        noticed = Gravity.NOTICED if self.store_sentences else Gravity.NONE
        return max([noticed, *(group.gravity for group in self.groups)])

    @property
    def is_grave(self) -> bool:
        """Whether sites could be cut off, or credentials go elsewhere."""
        return self.gravity is Gravity.GRAVE

    @property
    def has_new_central_url(self) -> bool:
        """Whether sites are sent to a central server, or to a URL, to which they were not."""
        return any(group.effect in NEW_CENTRAL_URL for group in self.groups)

    @property
    def summary(self) -> str:
        """What happens, in sentences; empty when nobody is told anything else."""
        return " ".join(
            part for part in (self._told(), self._credentials(), *self.store_sentences) if part
        )

    @property
    def fingerprint(self) -> str:
        """A text that is another one when something else happens, or to other sites."""
        listed = [(group.before, group.after, group.count, group.sites) for group in self.groups]
        return hashlib.sha256(repr((listed, self.store_sentences)).encode()).hexdigest()

    def _told(self) -> str:
        counts: Counter[Effect] = Counter()
        for group in self.groups:
            counts[group.effect] += group.count
        names = {group.effect: group.sites[0].name for group in self.groups if group.count == 1}
        parts, noun = [], " sites"
        for effect, count in counts.items():
            if count == 1:
                parts.append(f"{names[effect]} {effect.value}")
            else:
                parts.append(f"{count:,}{noun} {effect.value}")
                noun = ""
        return f"{', '.join(parts)}." if parts else ""

    def _credentials(self) -> str:
        senders = [group for group in self.groups if sends_elsewhere(group.before, group.after)]
        if not senders:
            return ""
        count = sum(group.count for group in senders)
        who = f"{count:,} sites would send their names and password hashes"
        if count == 1:
            who = f"{senders[0].sites[0].name} would send its name and password hash"
        target = urlsplit(senders[0].after.credentials_url)
        unprotected = ", where others on the way can read them" if target.scheme == "http" else ""
        return f"{who} to {target.netloc}{unprotected}."
