"""Whether a message is about more than one child: the form takes the first and says so."""

from __future__ import annotations

from nlu.language.patterns import linear
from nlu.understanding.facts.ages import Age
from nlu.understanding.facts.message import Candidate, Message, is_corrected

_SEVERAL = linear(
    r"(?:[两俩二三四五2-5]|好几|几)个?(?:娃|孩子|小孩|崽|儿子|女儿|姑娘|小朋友)|双胞胎|龙凤胎|姐弟俩?|兄妹俩?|姐妹俩|兄弟俩"
    r"|(?:大的|老大).{1,14}(?:小的|老二)|一个.{2,8}一个.{2,8}[岁月]|两姊妹|两兄弟|三姊妹"
)
_ORDINAL_CHILD = linear(r"第[两二三四五2-5]个(?:娃|孩子|小孩)")


def names_several_children(message: Message, ages: list[Candidate[Age]]) -> bool:
    """Tell whether several children or several children's ages are named."""
    if _SEVERAL.search(_ORDINAL_CHILD.sub("", message.text)):
        return True
    return len(ages) > 1 and not is_corrected(ages, message) and not _same(ages)


def _same(ages: list[Candidate[Age]]) -> bool:
    """The same child told twice: "2018年生的,今年7岁"."""
    exact = {one.value.years for one in ages if not one.value.estimated}
    return len(exact) <= 1
