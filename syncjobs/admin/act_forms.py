"""What the acts on records and moves ask for."""

from django import forms

LONGEST_REASON = 200


class KeptReasonForm(forms.Form):
    """A reason that must be given and is kept for those who ask later."""

    reason = forms.CharField(
        label="Reason",
        max_length=LONGEST_REASON,
        help_text="Kept beside your name. Say why, for those who ask later.",
    )
