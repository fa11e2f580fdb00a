"""Which labels there are: finding, making, renaming and deleting them."""

from collections.abc import Iterable, Sequence

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef

from sites.errors import RegisterError
from sites.labels.names import clean_label
from sites.labels.rows import delete_rows
from sites.models import Label, SiteLabel
from sites.names import name_key
from sites.site_users.parts import parts


def lock_labels() -> None:
    """Lets nobody else change labels, or which site has them, until the transaction ends.

    It comes before the lock of any site: who gives labels to sites holds those sites at the end.
    """
    list(Label.objects.select_for_update().order_by("pk").values_list("pk"))


def labels_by_key(names: Iterable[str]) -> dict[str, Label]:
    """The labels that there are of these names, by the key of their name."""
    keys = sorted({name_key(name) for name in names})
    return {
        label.name_key: label
        for some in parts(keys)
        for label in Label.objects.filter(name_key__in=some)
    }


@transaction.atomic
def labels_named(names: Sequence[str], reason: str = "") -> list[Label]:
    """The labels of these names, in their order; those that there are not yet are made.

    Raises RegisterError when a name cannot be a label.
    """
    cleaned = [clean_label(name) for name in names]
    found = labels_by_key(cleaned)
    for name in cleaned:
        if name_key(name) not in found:
            found[name_key(name)] = _made(name, reason)
    return [found[name_key(name)] for name in cleaned]


@transaction.atomic
def rename_label(label_id: int, name: str, reason: str = "") -> Label:
    """Gives a label another name, on every site that has it.

    Raises RegisterError when no label can be called so, or another one is.
    """
    label = Label.objects.select_for_update().get(pk=label_id)
    refuse_taken_label(name, label_id)
    if clean_label(name) == label.name:
        return label
    label.name = name
    label._change_reason = reason
    try:
        with transaction.atomic():
            label.save()
    except IntegrityError as error:
        raise _taken(name) from error
    return label


def refuse_taken_label(name: str, label_id: int | None) -> None:
    """Raises RegisterError when another label has this name, or one that differs in case only."""
    cleaned = clean_label(name)
    others = Label.objects.filter(name_key=name_key(cleaned)).exclude(pk=label_id or 0)
    if others.exists():
        raise _taken(cleaned)


@transaction.atomic
def delete_label(label_id: int, reason: str = "") -> None:
    """Deletes a label and takes it from all sites that have it."""
    lock_labels()
    label = Label.objects.get(pk=label_id)
    delete_rows(list(SiteLabel.objects.filter(label=label)), reason or "Label deleted")
    label._change_reason = reason
    label.delete()


@transaction.atomic
def delete_unused(label_ids: Sequence[int], reason: str = "") -> int:
    """Deletes those of the labels that no site has; returns how many."""
    lock_labels()
    held = SiteLabel.objects.filter(label=OuterRef("pk"))
    labels = [
        label
        for some in parts(label_ids)
        for label in Label.objects.filter(~Exists(held), pk__in=some)
    ]
    for label in labels:
        label._change_reason = reason
        label.delete()
    return len(labels)


def _made(name: str, reason: str) -> Label:
    label = Label(name=name)
    label._change_reason = reason
    try:
        with transaction.atomic():
            label.save()
    except IntegrityError:
        # Somebody else made it at this moment.
        return Label.objects.get(name_key=name_key(name))
    return label


def _taken(name: str) -> RegisterError:
    return RegisterError(
        f"There is a label “{name}” already; capitals make no difference.",
        "Choose another name, or give that label to the sites of this one and delete this one.",
    )
