"""Drops footers and page furniture by rules (``boilerplate.yml``), not by any one page's words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from pydantic import BaseModel, Field

from knowledge.data_files import load_data
from knowledge.ingestion.documents import RawBlock
from knowledge.ingestion.rules import PatternRules, any_of

_SENTENCE_END = re.compile(r"[。！？；!?;][”』」’）)]*$")
# Even a run-together footer is no longer than this many fragments.
_LONGEST_LINE = 3


class FooterRules(BaseModel):
    """What makes a line part of a footer."""

    strong: tuple[str, ...] = Field(min_length=1)
    weak: tuple[str, ...] = Field(min_length=1)
    fragment_characters: int = Field(ge=1)


class BoilerplateRules(PatternRules):
    """The rules of ``boilerplate.yml``, compiled on first use."""

    footer: FooterRules
    furniture: tuple[str, ...] = Field(min_length=1)
    mirror: str

    @cached_property
    def strong_lines(self) -> re.Pattern[str]:
        """Lines that start a footer."""
        return any_of(self.footer.strong)

    @cached_property
    def weak_lines(self) -> re.Pattern[str]:
        """Lines that belong to a footer once it has started."""
        return any_of(self.footer.weak)

    @cached_property
    def furniture_lines(self) -> re.Pattern[str]:
        """Lines that are dropped anywhere."""
        return any_of(self.furniture)

    @property
    def longest_line(self) -> int:
        """The length from which on a line is text, however it begins."""
        return _LONGEST_LINE * self.footer.fragment_characters

    @cached_property
    def mirror_claim(self) -> re.Pattern[str]:
        """A line in which a mirror names its own domain."""
        return re.compile(self.mirror, re.IGNORECASE)


@dataclass(frozen=True)
class WithoutBoilerplate:
    """The blocks that are left, and the domains that claimed the page as their own."""

    blocks: tuple[RawBlock, ...]
    mirrors: tuple[str, ...]


def drop_boilerplate(blocks: tuple[RawBlock, ...]) -> WithoutBoilerplate:
    """Return ``blocks`` without footer and furniture."""
    rules = _rules()
    kept = tuple(block for block in blocks if not _is_furniture(block.text, rules))
    start = _footer_start(kept, rules)
    claims = (rules.mirror_claim.search(block.text) for block in kept[start:])
    mirrors = tuple(claim["host"].lower() for claim in claims if claim)
    return WithoutBoilerplate(kept[:start], mirrors)


def _footer_start(blocks: tuple[RawBlock, ...], rules: BoilerplateRules) -> int:
    """Return where the footer begins: the earliest strong line with only footer after it.

    A line such as 营业执照 may be the last point of a real list, so weak lines count only behind
    a strong one.
    """
    start = len(blocks)
    for index in range(len(blocks) - 1, -1, -1):
        text = blocks[index].text
        if len(text) > rules.longest_line:
            break
        if _is_statement(text) and not rules.strong_lines.search(text):
            break
        if rules.strong_lines.search(text):
            start = index
        elif not rules.weak_lines.search(text) and len(text) > rules.footer.fragment_characters:
            break
    return start


def _is_furniture(text: str, rules: BoilerplateRules) -> bool:
    return len(text) <= rules.longest_line and bool(rules.furniture_lines.match(text))


def _is_statement(text: str) -> bool:
    return bool(_SENTENCE_END.search(text))


@cache
def _rules() -> BoilerplateRules:
    return load_data(BoilerplateRules, Path(__file__).with_name("boilerplate.yml"))
