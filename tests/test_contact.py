"""Address, phone, postcode, e-mail, website and period are taken verbatim, and what is not said is None."""

from __future__ import annotations

import pytest

from index.narrative.contact import normalise_phone, read_contact, read_period
from index.report import Contact
from index.wording import RunningText, join_lines


def running(text: str) -> list[RunningText]:
    return [join_lines(text, 0, len(text))]


def test_a_usual_preface_gives_everything() -> None:
    text = (
        "本报告可从网站（http://www.example.gov.cn）下载。如有疑问，请与市岚桥局联系（地址：青屿市海滨路1号（政务楼）3室，"
        "邮编：900001，电话：0999—1234567，电子邮箱：a.b@example.cn）。"
    )
    contact = read_contact(running(text))
    assert contact.address == "青屿市海滨路1号（政务楼）3室"
    assert (contact.phone, contact.postcode, contact.email) == ("0999—1234567", "900001", "a.b@example.cn")
    assert contact.website == "http://www.example.gov.cn"
    assert contact.place is not None
    assert text[contact.place.start : contact.place.end].startswith("如有疑问")


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("联系电话：（0999）1234567。", "（0999）1234567"),
        ("电话:0999-1234567、1234568。", "0999-1234567、1234568"),
        ("咨询电话：13800000000；", "13800000000"),
        ("办公电话0999 1234567转8001。", "0999 1234567转8001"),
        ("电话：0999-1234-5678。", "0999-1234-5678"),
        ("投诉电话：0999-1111111。地址：海滨路1号，电话：0999-1234567。", "0999-1234567"),
        ("服务热线电话：0999-1111111。", "0999-1111111"),
        ("请与市岚桥局联系（海滨路1号，0999-1234567）。", "0999-1234567"),
        ("联系人：王某，13800001111", "13800001111"),
        ("电话：0999-1234567或1234568。", "0999-1234567或1234568"),
        ("热线受理电话1234567件。", None),
        ("受理12345政务服务热线电话反映问题。", None),
    ],
)
def test_phones_are_verbatim(text: str, phone: str | None) -> None:
    assert read_contact(running(text)).phone == phone


@pytest.mark.parametrize(
    ("verbatim", "dialled"),
    [
        ("0999-1234567", "0999-1234567"),
        ("0533—2867267", "0533-2867267"),
        ("（0999）1234567", "0999-1234567"),
        ("0999 1234567", "0999-1234567"),
        ("09991234567", "0999-1234567"),
        ("010-12345678-801", "010-12345678-801"),
        ("0999-1234567、1234568", "0999-1234567、0999-1234568"),
        ("0999-1234 5678", "0999-12345678"),
        ("0999 1234567转801", "0999-1234567-801"),
        ("1234567", "1234567"),
        ("138 0000 0000", "13800000000"),
        ("12345", "12345"),
    ],
)
def test_phones_are_also_kept_as_they_are_dialled(verbatim: str, dialled: str) -> None:
    assert normalise_phone(verbatim) == dialled


@pytest.mark.parametrize(
    ("text", "phone", "fax"),
    [
        ("（电话：0999-1234567，传真：0999-1234568，邮编：900001）", "0999-1234567", "0999-1234568"),
        ("电话（传真）：0999-1234567，邮编：900001", "0999-1234567", "0999-1234567"),
        ("电话/传真:0999-1234567", "0999-1234567", "0999-1234567"),
        ("电话/传真：0999-1234567/0999-1234568", "0999-1234567", "0999-1234568"),
        ("电话（传真）：0999-1234567（0999-1234568）", "0999-1234567", "0999-1234568"),
        ("传真 0999-1234568；电话 0999-1234567", "0999-1234567", "0999-1234568"),
        ("电话：0999-1234567", "0999-1234567", None),
        ("联系方式：0999-1234567", "0999-1234567", None),
    ],
)
def test_fax_is_read_apart_from_the_phone(text: str, phone: str, fax: str | None) -> None:
    contact = read_contact(running(text))
    assert (contact.phone, contact.fax) == (phone, fax)


@pytest.mark.parametrize(
    ("text", "website"),
    [
        ("电子版可从门户网站（www.example.gov.cn）下载。", "www.example.gov.cn"),
        ("电子版可从example.gov.cn/zwgk/下载。", "example.gov.cn/zwgk/"),
        ("邮箱：a@example.gov.cn。", None),
    ],
)
def test_a_website_needs_no_www_but_is_no_part_of_an_address(text: str, website: str | None) -> None:
    assert read_contact(running(text)).website == website


def test_lines_broken_within_an_address_do_not_show() -> None:
    assert read_contact(running("请联系（地址：青\n屿市海滨路 1 号，邮编：900001）。")).address == "青屿市海滨路 1 号"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("通信地址：海滨路1号（邮编：900001）；电话：0999-1234567", "海滨路1号"),
        ("地址位于海滨路1号（政务楼）。", "海滨路1号（政务楼）"),
        ("地 址：海滨路1号 邮 编：900001", "海滨路1号"),
    ],
)
def test_an_address_ends_where_the_next_thing_begins(text: str, address: str) -> None:
    assert read_contact(running(text)).address == address


def test_blanks_in_an_e_mail_address_are_left_out() -> None:
    assert read_contact(running("电子邮箱：bgs @ 163. com。")).email == "bgs@163.com"


def test_nothing_said_is_none() -> None:
    assert read_contact(running("全年公开信息3条。")) == Contact()


@pytest.mark.parametrize(
    "text",
    [
        "统计期限自2023年1月1日起至2023年12月31日止。",
        "统计期限自2023年1月1日起，至2023年12月31日止。",
        "所列数据为 2023 年 1 月 1 日—2023 年 12 月 31 日。",
        "统计期限从2023年1月1日到12月31日止。",
        "统计期限自2023年1月1日起至202323年12月31日止。",
        "统计期限为2023年1月1日至12月31日。",
        "统计期限2023.1.1至2023.12.31。",
        "统计期限为2023-01-01至2023-12-31。",
        "统计期限为2023年1月至12月。",
        "统计期限为2023年1-12月。",
    ],
)
def test_the_period_is_read_in_every_wording(text: str) -> None:
    period = read_period(running(text))
    assert period is not None
    assert (period.start, period.end) == ("2023-01-01", "2023-12-31")


@pytest.mark.parametrize("text", ["发布日期：2024年1月15日。", "电话：0999-2023-1234。", "2023年13月1日至12月31日。"])
def test_other_dates_are_no_period(text: str) -> None:
    assert read_period(running(text)) is None
