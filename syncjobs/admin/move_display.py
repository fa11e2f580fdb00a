"""Where a move of a store stands, in words."""

from django.utils.safestring import SafeString

from sites.admin.site_display import badge
from syncjobs.models import StoreMove


def move_badge(move: StoreMove, obstacle: str) -> SafeString:
    """The state as a coloured word; `obstacle` says what the move waits for, if it does."""
    if move.cancelled_at is not None:
        return badge("calm", "Cancelled")
    if move.finished_at is not None:
        return badge("good", "Moved")
    if move.moved_at is not None:
        return badge("busy", "Moving", "The store is active there; its records are being queued.")
    if obstacle:
        return badge("warn", f"Waits for {move.from_site}", obstacle)
    return badge("busy", "Moving", "Its job makes the store active on its new site.")


def move_sentence(move: StoreMove, obstacle: str) -> str:
    """What the state means for the two sites."""
    if move.cancelled_at is not None:
        return "It was called off; the store stays where it is."
    if move.finished_at is not None:
        return f"The store is active on {move.to_site}, and its records are queued for it."
    if move.moved_at is not None:
        return f"The store is active on {move.to_site}; its records are being queued for it."
    if obstacle:
        return f"{obstacle} The store moves by itself when that is done."
    return f"Its job makes the store active on {move.to_site}, then queues its records."
