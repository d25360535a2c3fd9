"""Facts out of what a parent writes: ages, places, phones, names, decisions."""

from actions.facts.extraction import Facts, extract_facts
from actions.facts.masking import mask_name, mask_personal, mask_phone
from actions.facts.places import County, Prefecture, gazetteer
from actions.facts.remainder import without_facts

__all__ = [
    "County",
    "Facts",
    "Prefecture",
    "extract_facts",
    "gazetteer",
    "mask_name",
    "mask_personal",
    "mask_phone",
    "without_facts",
]
