"""What rows are called that changes speak of."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

Key = tuple[type[Model], Any]


@dataclass(frozen=True, slots=True)
class Names:
    """The names of rows by their table and id: the present ones, and of what is gone the last."""

    present: dict[Key, str] = field(default_factory=dict)
    former: dict[Key, str] = field(default_factory=dict)

    def of(self, model: type[Model], pk: Any) -> str:
        """The name of a row; its id where it never had one that was kept."""
        key = (model, pk)
        return self.present.get(key) or self.former.get(key) or f"{model._meta.verbose_name} {pk}"

    def is_there(self, model: type[Model], pk: Any) -> bool:
        """Whether there is such a row now."""
        return (model, pk) in self.present
