"""Six notices in the formats they come in. All of it is made up; no such documents exist."""

from __future__ import annotations

from pathlib import Path

import docx
from PIL import Image
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

ENROLMENT = """<html><head><title>花溪区2026年秋季小学一年级招生通知_花溪区人民政府</title>
<meta name="ContentSource" content="花溪区教育局"><meta name="PubDate" content="2026-04-20">
</head><body>
<div class="nav"><a href="/">首页</a> <a href="/zw">政务公开</a> <a href="/fw">办事服务</a></div>
<div class="TRS_Editor"><h1>花溪区2026年秋季小学一年级招生通知</h1>
<p>一、招生对象</p>
<p>2019年9月1日至2020年8月31日期间出生的适龄儿童，父母至少一方持有花溪区居住证满半年。</p>
<p>二、报名时间</p>
<table><tr><th>事项</th><th>时间</th></tr>
<tr><td rowspan="2">网上报名</td><td>第一批：2026年6月22日至26日</td></tr>
<tr><td>第二批：2026年7月1日至3日</td></tr>
<tr><td>现场核验</td><td>2026年7月6日至10日</td></tr></table>
<p>三、报名材料</p>
<ul><li>户口簿（父母和儿童的）；</li><li>父母一方的居住证；</li><li>租房合同或者房产证明；</li><li>儿童预防接种证。</li></ul>
<p>四、注意事项</p>
<p>不得要求家长提供社会保险缴纳证明。任何学校不得组织入学考试。</p>
<p>招生不收任何报名费。</p>
<p>五、咨询电话</p>
<p>咨询电话：<a href="tel:085183851234">0851-83851234</a>（工作日9:00—17:00）</p>
<p>花溪区教育局</p><p>2026年4月20日</p></div>
<div class="footer">版权所有：花溪区人民政府 黔ICP备12345678号</div></body></html>"""

KINDERGARTEN = """花溪区2024年秋季公办幼儿园招生公告

一、报名时间：2024年5月10日至5月20日。
二、收费标准：公办幼儿园保教费每月380元，伙食费每天12元。
三、报名材料：户口簿、居住证、儿童体检表。
四、办理地点：各公办幼儿园门卫室。

花溪区教育局
2024年4月28日
"""

ALLOWANCE = """# 贵州省最低生活保障办理指南

发布机构：贵州省民政厅
发布日期：2025年11月3日

## 申请条件

持有居住证的家庭，共同生活的家庭成员人均收入低于居住地低保标准的，可以在居住地申请。

## 办理流程

1. 向居住地乡镇（街道）提交申请；
2. 乡镇（街道）在5个工作日内受理并入户调查；
3. 公示7天；
4. 县级民政部门审核确认。

## 办理时限

自受理之日起30个工作日内办结。

## 所需材料

- 申请书；
- 家庭成员身份证；
- 收入和财产情况声明。

## 收费

办理最低生活保障**不收取任何费用**。
"""

INSURANCE = [
    "贵阳市2027年度城乡居民基本医疗保险参保缴费通告",
    "一、缴费时间：2026年10月1日至2027年2月28日集中缴费，逾期有3个月等待期。",
    "二、缴费标准：个人缴费每人400元，财政补助每人700元。",
    "三、参保对象：未参加职工医保的城乡居民，持有本市居住证的流动人口及其子女。",
    "四、缴费方式：通过税务小程序、银行网点或者村（社区）代收缴费。",
    "五、新生儿自出生之日起90天内办理参保登记，从出生之日起享受待遇。",
    "六、咨询电话：0851-12393。",
    "贵阳市医疗保障局",
    "2026年9月18日",
]

# What stands in the picture rehabilitation.png, slightly askew as scans are.
PICTURE = Path(__file__).with_name("rehabilitation.png")
REHABILITATION = [
    "观山湖区残疾儿童康复救助公告",
    "一、救助对象：0至17岁的残疾儿童，",
    "    持有观山湖区居住证的可以申请。",
    "二、救助标准：每人每年最高15000元。",
    "三、申请材料：身份证明、诊断证明、居住证。",
    "四、办理时限：20个工作日。",
    "五、咨询电话：0851-84870011。",
    "观山湖区残疾人联合会",
    "2026年3月2日",
]


def write_notices(folder: Path) -> None:
    """Write the six notices into ``folder``, the last one as a PDF that is a picture."""
    (folder / "enrolment.html").write_text(ENROLMENT, encoding="utf-8")
    (folder / "kindergarten.txt").write_text(KINDERGARTEN, encoding="gb18030")
    (folder / "allowance.md").write_text(ALLOWANCE, encoding="utf-8")
    write_pdf(folder / "insurance.pdf", INSURANCE)
    _write_vaccination(folder / "vaccination.docx")
    with Image.open(PICTURE) as picture:
        picture.convert("L").save(folder / "rehabilitation.pdf", resolution=110)


def write_pdf(path: Path, lines: list[str]) -> None:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(path))
    canvas.setFont("STSong-Light", 12)
    for number, line in enumerate(lines):
        canvas.drawString(72, 760 - 28 * number, line)
    canvas.save()


def _write_vaccination(path: Path) -> None:
    word = docx.Document()
    word.add_heading("云岩区预防接种门诊一览表", level=0)
    word.add_paragraph("发布单位：云岩区卫生健康局")
    word.add_paragraph("发布日期：2026年1月12日")
    table = word.add_table(rows=4, cols=4)
    rows = [
        ("接种单位", "地址", "接种时间", "电话"),
        ("黔灵东路社区卫生服务中心", "黔灵东路88号", "周一至周五上午", "0851-86820001"),
        ("威清社区卫生服务中心", "威清路12号", "周一、周三、周五", "0851-86820002"),
        ("市西社区卫生服务中心", "市西路5号2楼", "每天上午", "0851-86820003"),
    ]
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    word.add_paragraph("接种时须带儿童预防接种证。国家免疫规划疫苗一律免费接种。")
    word.add_paragraph("首次接种没有接种证的，由接种单位当场补办。")
    word.save(str(path))
