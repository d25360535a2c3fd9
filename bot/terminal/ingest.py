"""``tongxing ingest``: official documents into the knowledge base, from a terminal."""

from __future__ import annotations

import datetime as dt
import json
import time
from pathlib import Path

import click

from knowledge.errors import TongxingError
from knowledge.ingestion import DocumentMetadata, IngestReport, ingest, withdraw
from knowledge.settings import load_config

_TELL_EVERY_SECONDS = 2.0
_LISTED = 20

_EXAMPLES = """
\b
例子：
  tongxing ingest 通知.pdf --title 关于做好入学工作的通知 --issuer 某市教育局 --date 2025-03-01
  tongxing ingest 资料文件夹/ 更多.jsonl
  tongxing ingest 新版.docx --replace 旧资料的编号
  tongxing ingest --withdraw 资料的编号
"""


class _Day(click.ParamType):
    """A day written as 2025-03-01."""

    name = "日期"

    def convert(
        self, value: str | dt.date, param: click.Parameter | None, ctx: click.Context | None
    ) -> dt.date:
        try:
            return value if isinstance(value, dt.date) else dt.date.fromisoformat(value)
        except ValueError:
            self.fail(f"“{value}”不是日期，请写成 2025-03-01 的样子。", param, ctx)


_DAY = _Day()


@click.command("ingest", epilog=_EXAMPLES)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--title", default="", help="标题（只用于一份资料）。")
@click.option("--issuer", default="", help="发布单位。")
@click.option("--date", "issued", type=_DAY, help="发布日期，如 2025-03-01。")
@click.option("--url", default="", help="网址（只用于一份资料）。")
@click.option("--valid-from", type=_DAY, help="从哪一天起有效。")
@click.option("--valid-until", type=_DAY, help="到哪一天止有效（含当天）。")
@click.option("--replace", "replace_id", default="", metavar="编号", help="替换这个编号的资料。")
@click.option("--withdraw", "withdrawn", multiple=True, metavar="编号", help="撤下资料，可写多次。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，供程序读取。")
@click.pass_context
def ingest_command(
    context: click.Context,
    paths: tuple[Path, ...],
    title: str,
    issuer: str,
    issued: dt.date | None,
    url: str,
    valid_from: dt.date | None,
    valid_until: dt.date | None,
    replace_id: str,
    withdrawn: tuple[str, ...],
    as_json: bool,
) -> None:
    """把官方资料加入知识库：网页、文本、Markdown、PDF、DOCX、文件夹或 JSON 行文件。

    同样的内容再导入一次不会重复。读不了的文件各报一行，其余照常导入。
    """
    if bool(paths) == bool(withdrawn):
        raise click.UsageError("请写要导入的文件或文件夹，或用 --withdraw 写要撤下的编号。")
    try:
        config = load_config()
        if withdrawn:
            report = withdraw(withdrawn, config)
        else:
            metadata = DocumentMetadata(
                title=title,
                issuer=issuer,
                date=issued,
                url=url,
                valid_from=valid_from,
                valid_until=valid_until,
            )
            report = ingest(
                paths, metadata, config, replace_id=replace_id, progress=_Progress().tell
            )
    except TongxingError as error:
        click.echo(str(error), err=True)
        context.exit(1)
    _print(report, as_json=as_json)
    context.exit(0 if report.ok else 1)


class _Progress:
    """Says on stderr how far the reading is, if it takes longer than a moment."""

    def __init__(self) -> None:
        self._last = time.monotonic()

    def tell(self, count: int, source: str) -> None:
        now = time.monotonic()
        if now - self._last >= _TELL_EVERY_SECONDS:
            self._last = now
            click.echo(f"已读 {count} 份，正在读 {source} …", err=True)


def _print(report: IngestReport, *, as_json: bool) -> None:
    for failure in report.failures:
        click.echo(failure.message, err=True)
    for note in report.notes:
        click.echo(f"提示：{note}", err=True)
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False, default=str))
        return
    for label, lines in (
        ("新增", report.added),
        ("更新", report.replaced),
        ("未变", report.unchanged),
        ("撤下", report.withdrawn),
    ):
        for line in lines[:_LISTED]:
            click.echo(f"{label}  {line.id}  《{line.title}》  {line.passages} 段")
        if len(lines) > _LISTED:
            click.echo(f"{label}  … 共 {len(lines)} 份")
    click.echo(f"知识库现有 {report.served} 段资料可供检索。")
