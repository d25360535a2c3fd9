from __future__ import annotations

import pytest

from nlu.understanding.facts import extract_facts


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("我叫王小明", "王小明"),
        ("我喊王小明", "王小明"),
        ("都匀,女,住独山,娃8岁,电话13800138000,学校乱收费,要投诉", "都匀"),
        ("联络人简明玉 13800138000", "简明玉"),
        ("娃9岁 我叫安全生 13800138000", "安全生"),
        ("我是他奶奶李秀英", "李秀英"),
        ("我是她舅 贾万山", "贾万山"),
        ("我是她叔 江口秀", "江口秀"),
        ("6岁,花溪区,安顺才,13800138000", "安顺才"),
        ("我姓吉 吉木阿呷", "吉木阿呷"),
        ("我姓田 田地的田", "田"),
        ("称呼写错了,称呼应该是王明", "王明"),
        ("我姓王叫王小明", "王小明"),
        ("我姓王,叫王小明", "王小明"),
        ("我姓王", "王"),
        ("免贵姓欧阳", "欧阳"),
        ("叫我王姐", "王姐"),
        ("喊我李叔就行", "李叔"),
        ("联系人是张三", "张三"),
        ("联系人:李四", "李四"),
        ("联系人李四,电话13800138000", "李四"),
        ("王女士", "王女士"),
        ("我是陈先生", "陈先生"),
        ("我是王强", "王强"),
        ("我的名字是欧阳娜娜", "欧阳娜娜"),
        ("我叫阿依古丽·买买提", "阿依古丽·买买提"),
        ("我叫阿牛木果", "阿牛木果"),
        ("王强 13800138000", "王强"),
        ("王强13800138000", "王强"),
        ("我叫王强在南明区住", "王强"),
        ("名字打错了,是王明", "王明"),
        ("不叫王明,叫王民", "王民"),
        ("名字改成令狐冲", "令狐冲"),
        ("我叫陳曉明", "陳曉明"),
        ("我叫Li Ming", "Li Ming"),
        ("联系覃怀玉13800138000", "覃怀玉"),
        ("娃3岁住兴义13800138000胡大兵", "胡大兵"),
        ("登记低保 6岁 湄潭 饶军 13800138000", "饶军"),
        ("登记医保 3岁 南明区 柳青", "柳青"),
        ("我叫安龙", "安龙"),
        ("my name is Tom", "Tom"),
        ("联系人换成我老公李强", "李强"),
        ("联系人李强电话13800138000", "李强"),
        ("我叫李强家住南明区", "李强"),
        ("娃名字叫李小强,我叫李强", "李强"),
        ("姓名:李强 电话:13800138000 孩子:7岁", "李强"),
        ("我是他爸李国强 电话13800138000", "李国强"),
        ("我是他爸 税正强", "税正强"),
        ("我叫罗明会住在龙里", "罗明会"),
        ("我叫王强和我老婆住龙里", "王强"),
        ("4岁 龙里 罗国会 13800138000", "罗国会"),
        ("娃娃陈子豪 6岁 我是他妈陈国芬 13800138000", "陈国芬"),
    ],
)
def test_a_name_that_is_introduced_is_found(text: str, name: str) -> None:
    assert extract_facts(text).contact_name == name


@pytest.mark.parametrize(
    "text",
    [
        "要得",
        "好的",
        "没有",
        "谢谢",
        "王明",
        "孩子叫王小明",
        "我女儿叫王芳",
        "我是高中生",
        "我是单亲妈妈",
        "我是安顺的",
        "我是农民工",
        "我是家长",
        "王老师打了我娃",
        "叫什么名字",
        "这个叫哪样",
        "怎么叫我等这么久",
        "方便问一下吗",
        "我是外地来的",
        "人家叫我等到",
        "学校叫我们去办居住证",
        "学校叫我交资料",
        "联系人电话13800138000",
        "王姐,我想问哈娃读书的事",
        "老师",
        "小学",
        "我老公叫李强",
    ],
)
def test_ordinary_words_and_the_childs_name_are_no_contact_names(text: str) -> None:
    assert extract_facts(text).contact_name is None


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        ("王明", "王明"),
        ("王小明", "王小明"),
        ("王 小明", "王小明"),
        ("王明。", "王明"),
        ("我是王明", "王明"),
        ("就叫王明吧", "王明"),
        ("欧阳修", "欧阳修"),
        ("令狐", None),
        ("王女士", "王女士"),
        ("王姐", "王姐"),
        ("小李", "小李"),
        ("老王", "老王"),
        ("浩浩妈妈", "浩浩妈妈"),
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("Li Ming", "Li Ming"),
        ("王明 13800138000", "王明"),
        ("王明13800138000", "王明"),
        ("张王晓明", "张王晓明"),
        ("要得", None),
        ("好的", None),
        ("没有", None),
        ("谢谢", None),
        ("谢谢你", None),
        ("高兴", None),
        ("算了", None),
        ("不想说", None),
        ("跳过", None),
        ("贵阳", None),
        ("南明区", None),
        ("问这个搞哪样", None),
        ("取消", None),
        ("ok", None),
        ("可以", None),
        ("7", None),
        ("医保怎么办", None),
        ("我老公叫李强", "李强"),
        ("就写张大姐嘛", "张大姐"),
        ("姓名保密", None),
        ("我叫保密", None),
        ("匿名", None),
        ("老师", None),
        ("杨", "杨"),
        ("方便", None),
        ("孩子", None),
        ("娃妈妈", None),
        ("李和平", "李和平"),
        ("杨启会", "杨启会"),
        ("我姓蹇 蹇国富", "蹇国富"),
        ("哈:敖明忠", "敖明忠"),
        ("谢咯", None),
        ("明天说", None),
        ("和谁联系", None),
        ("国家规定", None),
        ("福泉市", None),
    ],
)
def test_a_bare_answer_is_a_name_when_the_name_was_asked_for(answer: str, name: str | None) -> None:
    assert extract_facts(answer, "contact_name").contact_name == name


def test_a_name_that_is_introduced_leaves_no_other_word_to_be_one() -> None:
    assert extract_facts("莫扯 我叫谢刚", "contact_name").contact_name == "谢刚"
    assert extract_facts("莫扯 我叫谢刚 13800138000", "contact_name").contact_name == "谢刚"


def test_a_name_that_is_a_countys_too_is_no_place() -> None:
    assert extract_facts("我叫安龙").county is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("医保 3岁 习水 苟安民 13800138000", "苟安民"),  # begins with a word of books
        ("托育 2岁 龙里 鲜玉莲 13800138000", "鲜玉莲"),  # a family name no list has
        ("救助 白血病 兴仁 农建民 13800138000", "农建民"),  # what stands beside the number
        ("I am Grace Tan 13800138000", "Grace Tan"),
        ("喊我支大姐就行 名字是支明秀", "支明秀"),
        ("我叫邬老大 不是 邬定民", "邬定民"),
        ("我是他爸施秉德 住凯里", "施秉德"),
        ("王开阳是我名字", "王开阳"),
        ("家长叫安小兰", "安小兰"),
        ("名字改一下 写我爱人的 他叫谷雨民", "谷雨民"),
        ("秀字写错了 是绣花的绣 毋绣兰", "毋绣兰"),
        ("大名潘胜民", "潘胜民"),
    ],
)
def test_a_name_is_found_by_where_it_stands(text: str, name: str) -> None:
    assert extract_facts(text, "confirm").contact_name == name


@pytest.mark.parametrize("text", ["在上班 13800138000", "残疾证 13800138000", "快点办 13800138000"])
def test_words_beside_a_number_are_no_names(text: str) -> None:
    assert extract_facts(text, "contact_phone").contact_name is None
