"""Facts out of what a parent writes: ages, places, phones, names, decisions."""

from nlu.understanding.facts.extraction import Facts, extract_facts
from nlu.understanding.facts.masking import (
    PLACEHOLDERS,
    mask_contact,
    mask_name,
    mask_names_and_numbers,
    mask_personal,
    mask_phone,
)
from nlu.understanding.facts.places import County, Prefecture, gazetteer
from nlu.understanding.facts.remainder import without_facts

__all__ = [
    "PLACEHOLDERS",
    "County",
    "Facts",
    "Prefecture",
    "extract_facts",
    "gazetteer",
    "mask_contact",
    "mask_name",
    "mask_names_and_numbers",
    "mask_personal",
    "mask_phone",
    "without_facts",
]
