"""The picture in the README is drawn from this very conversation.

``TONGXING_PICTURES=docs/pictures pytest tests/integration/telegram/test_transcript.py`` draws it.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from installation import Installation
from test_what_is_not_text import STAFF, as_photo, photo
from transcript import Transcript, draw

PICTURES = "TONGXING_PICTURES"


async def test_a_conversation_reads_well_from_question_to_news(
    whole_installation: Installation,
) -> None:
    async with whole_installation.running():
        said = Transcript(whole_installation.parent())
        await said.types("公办小学说没得学位，娃儿读书该找哪个")
        await said.taps("提交诉求", 2)
        await said.types("七岁")
        said.next_phone()
        await said.shares("（位置）", location={"latitude": 26.57, "longitude": 106.71})
        await said.taps("南明区")
        await said.types("王女士")
        contact = {"phone_number": "13800138000", "first_name": "家长"}
        await said.shares("（手机号）", contact=contact)
        said.next_phone()
        await said.taps("对")
        [done] = await said.taps("同意")
        found = re.search(r"GZ\d{6}-\w{8}", done.text)
        assert found is not None
        whole_installation.desk.act(found[0], "acknowledge", by=STAFF)
        await said.hears()
        await said.shares("（照片）", **as_photo(said.parent, "certificate", photo()))
        await said.taps("看进度")
    page = said.page()
    assert page.count('class="tapped"') == 5
    if PICTURES in os.environ:
        file = Path(os.environ[PICTURES]) / "telegram.png"
        await draw(page, file)
        assert file.stat().st_size < 200_000
