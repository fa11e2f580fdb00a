"""Numbers with the word that fits them."""


def counted(count: int, one: str, many: str = "") -> str:
    """The number, in groups of three digits, and its word, such as `1,024 records`.

    `many` is `one` with an "s" unless it is given, and may go on: `1 job was`, `2 jobs were`.
    """
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"
