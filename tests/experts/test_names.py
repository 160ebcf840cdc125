"""Names: what an expert is sorted by, and what is called the family's name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experts.models import Expert
from experts.names import sorted_name

NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)


@pytest.mark.parametrize(
    ("name", "sorted_as"),
    [
        ("Marit Oyelaran", "Oyelaran, Marit"),
        ("Maria de la Cruz", "Cruz, Maria de la"),
        ("Martin King Jr.", "King, Martin, Jr."),
        ("Martin King, Jr.", "King, Martin, Jr."),
        ("Henry Windsor IV", "Windsor, Henry, IV"),
        ("Plato", "Plato"),
        ("ليلى حداد", "حداد, ليلى"),
        ("김 민수", "김 민수"),
        ("王小明", "王小明"),
        ("", ""),
    ],
)
def test_the_last_word_comes_first_but_for_one_word_and_for_scripts_that_begin_with_the_familys(name, sorted_as):
    assert sorted_name(name) == sorted_as


@pytest.mark.parametrize(
    ("name", "sort_name", "native_name", "family"),
    [
        ("Marit Oyelaran", "Oyelaran, Marit", "", "Oyelaran"),
        ("Samira al-Haddad", "Haddad, Samira al-", "", "al-Haddad"),
        ("Gabriela García Márquez", "García Márquez, Gabriela", "", "García Márquez"),
        ("Martin King, Jr.", "King, Martin, Jr.", "", "King"),
        ("ليلى حداد", "حداد، ليلى", "", "حداد"),
        ("Li Wei", "Li, Wei", "李伟", "Li"),
        ("Haruki Morikawa", "Morikawa, Haruki", "森川春樹", ""),  # as it would be guessed
        ("Morikawa Haruki", "Morikawa, Haruki", "森川春樹", "Morikawa"),
        ("王小明", "Wang, Xiaoming", "", ""),
        ("Plato", "Plato", "", ""),
        ("The Larkfield Team", "Larkfield Team", "", ""),
        ("Jan Müller", "Muller, Jan", "", ""),
        ("Alison Ali", "Ali, Alison", "", "Ali"),
        ("Alison", "Ali, Son", "", ""),
        ("Marit Oyelaran", ", Marit", "", ""),
    ],
)
def test_the_familys_name_is_what_the_name_prints_of_it_and_nothing_where_it_is_in_doubt(
    name, sort_name, native_name, family
):
    assert Expert(name=name, sort_name=sort_name, native_name=native_name).family_name == family


@given(NAMES, NAMES, NAMES)
def test_the_familys_name_stands_in_the_name_as_whole_words(name, sort_name, native_name):
    family = Expert(name=name, sort_name=sort_name, native_name=native_name).family_name
    assert family in name
    assert family == family.strip()
