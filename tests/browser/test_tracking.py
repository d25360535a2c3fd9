from __future__ import annotations

import io
from pathlib import Path

from browser_product import Product
from browser_product import Open
from filling import code_of, number_of, send_request, track
from looking import look_at
from PIL import Image
from playwright.sync_api import Page, expect
from sealed_attachments import attachments_of


def opened(open_page: Open, size: str = "phone") -> tuple[Page, str]:
    page = open_page("/request", size)
    send_request(page)
    return page, number_of(page)


def test_the_status_needs_the_number_and_a_check(size: str, open_page: Open) -> None:
    page, number = opened(open_page, size)
    track(page, number, "0000")
    expect(page.get_by_role("alert")).to_contain_text("编号和校验码对不上")
    look_at(page, f"{size}-track-wrong")
    track(page, number.lower())
    expect(page.locator(".facts")).to_contain_text("教育部门")
    expect(page.locator("main")).not_to_contain_text("13800138000")
    expect(page.locator("main")).not_to_contain_text("王女士")
    look_at(page, f"{size}-track-status")


def test_the_code_told_at_opening_serves_as_check(open_page: Open) -> None:
    page, number = opened(open_page)
    code = code_of(page)
    track(page, number, code)
    expect(page.get_by_role("heading", level=1)).to_have_text("办到哪一步")


def test_a_parent_adds_a_fact_and_takes_the_request_back(open_page: Open, product: Product) -> None:
    page, number = opened(open_page)
    code = code_of(page)
    track(page, number, code)
    page.get_by_role("button", name="补充", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("请写一写要补充的情况")
    page.get_by_label("要补充什么").fill("老师说要等下学期")
    page.get_by_role("button", name="补充", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("补充好了，已转给教育部门")
    assert "老师说要等下学期" in product.command("requests", "show", number)
    page.get_by_role("button", name="撤回").click()
    expect(page.get_by_role("alert")).to_contain_text("要撤回，请先勾选")
    page.get_by_label("我要撤回").check()
    page.get_by_role("button", name="撤回").click()
    expect(page.get_by_role("status").first).to_contain_text("已撤回")
    expect(page.get_by_role("button", name="补充", exact=True)).to_have_count(0)


def test_a_photo_is_kept_without_place_and_time(
    open_page: Open, product: Product, tmp_path: Path
) -> None:
    page, number = opened(open_page)
    photo = tmp_path / "孩子.jpg"
    camera = Image.Exif()
    camera[0x0110] = "CAMERA-OF-SOMEBODY"
    camera.get_ifd(0x8825)[2] = (26.0, 35.0, 0.0)
    Image.new("RGB", (800, 600), "green").save(photo, exif=camera)
    assert b"CAMERA-OF-SOMEBODY" in photo.read_bytes()
    page.get_by_label("照片或文件").set_input_files(photo)
    page.get_by_role("button", name="上传").click()
    expect(page.get_by_role("status").first).to_contain_text("传好了")
    ((name, content),) = attachments_of(product, number)
    assert "孩子" not in name
    assert b"CAMERA-OF-SOMEBODY" not in content
    assert not Image.open(io.BytesIO(content)).getexif()


def test_a_file_that_is_no_photo_is_refused_beside_the_field(
    open_page: Open, tmp_path: Path
) -> None:
    page, number = opened(open_page)
    code = code_of(page)
    track(page, number, code)
    disguised = tmp_path / "photo.jpg"
    disguised.write_bytes(b"MZ this is a program")
    page.get_by_label("照片或文件").set_input_files(disguised)
    page.get_by_role("button", name="上传").click()
    expect(page.locator("#file-error")).to_contain_text("只能传照片")
    look_at(page, "phone-attach-error")


def test_what_was_not_solved_is_rated_reopened_and_routed_again(
    size: str, open_page: Open, product: Product
) -> None:
    page, number = opened(open_page, size)
    code = code_of(page)
    product.command("requests", "acknowledge", number)
    product.command("requests", "resolve", number, "--reason", "请下学期再来")
    track(page, number, code)
    expect(page.locator(".timeline")).to_contain_text("请下学期再来")
    look_at(page, f"{size}-track-resolved")
    page.get_by_role("button", name="评价").click()
    expect(page.get_by_role("alert")).to_contain_text("请选一个分数")
    page.get_by_label("1分").check()
    page.get_by_role("button", name="评价").click()
    expect(page.get_by_role("status").first).to_contain_text("谢谢您的评价")
    page.get_by_label("哪里没办好").fill("还是没有学上")
    page.get_by_role("button", name="要求重办").click()
    expect(page.get_by_role("status").first).to_contain_text("已经重新办理，由教育部门负责")
    expect(page.locator(".facts")).to_contain_text("重办")
