"""When two names count as the same, and which cannot be stored."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sites.errors import RegisterError
from sites.models import Site
from sites.names import LONGEST_NAME, clean_name, name_key

pytestmark = pytest.mark.any_database


@pytest.mark.parametrize(
    "other",
    ["district 12", "DISTRICT 12", "  District 12 ", "District 12\u00a0", "dIsTrIcT 12"],
)
def test_it_ignores_case_and_outer_spaces(other: str) -> None:
    assert name_key(other) == name_key("District 12")


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ärzte", "A\u0308RZTE"), ("Straße", "STRASSE"), ("\u0390", "\u03aa\u0301")],
)
def test_it_ignores_the_form_of_letters(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize("other", ["District 1 2", "District  12", "District 13", "Distrïct 12"])
def test_it_keeps_other_names_apart(other: str) -> None:
    assert name_key(other) != name_key("District 12")


@given(st.text())
@example("\u0390")
def test_it_gives_a_name_one_key_however_it_is_written(name: str) -> None:
    assert name_key(name_key(name)) == name_key(name)
    assert name_key(f" {name}\n") == name_key(name)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "The name is empty."),
        (" \u00a0 ", "The name is empty."),
        ("a" * 81, "The name has 81 characters; 80 are allowed."),
        ("a\tb", "The name contains a control character, such as a tab or a line break."),
        ("a\0b", "The name contains a control character, such as a tab or a line break."),
        ("a\udcffb", "The name contains a control character, such as a tab or a line break."),
    ],
)
def test_it_refuses_a_name_that_nobody_could_type(name: str, sentence: str) -> None:
    with pytest.raises(RegisterError) as refusal:
        clean_name(name)
    assert refusal.value.text == sentence


def test_it_has_room_for_the_key_of_every_name() -> None:
    keys = (name_key(clean_name(letter * LONGEST_NAME)) for letter in "ﬃﬄΐßİ")
    assert max(map(len, keys)) <= (Site._meta.get_field("name_key").max_length or 0)
