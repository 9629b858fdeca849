"""What other programs get of each report: the keys of the contract, every cell as printed, None where there is no number."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
from sample_index import ODD, odd_store, sample_store, samples

from index.form import load_form
from index.sample.reports import Sample
from index.storage.export import report_objects

KEYS = ["file", "title", "organisation", "region", "year", "edition", "contact", "tables", "checks"]
MORE = {"contact_more", "indicators"}


@cache
def objects() -> tuple[dict[str, Any], ...]:
    return tuple(report_objects(sample_store()))


@cache
def odd() -> dict[str, dict[str, Any]]:
    return {o["organisation"]["full"]: o for o in report_objects(odd_store())}


def of(sample: Sample) -> dict[str, Any]:
    return next(o for o in objects() if o["file"] == sample.file)


def test_there_is_one_object_a_report_by_file_name() -> None:
    assert [o["file"] for o in objects()] == sorted(sample.file for sample in samples())


def test_the_keys_are_those_of_the_contract() -> None:
    for o in objects():
        assert [key for key in o if key not in MORE] == KEYS
        assert set(o) <= set(KEYS) | MORE
        assert list(o["organisation"]) == ["full", "kind", "aliases"]
        assert list(o["region"]) == ["province", "city", "county"]
        assert list(o["contact"]) == ["address", "phone", "postcode", "email", "website"]
        assert list(o["tables"]) == ["T2", "T3", "T4"]
        assert all(list(check) == ["code", "status", "detail"] for check in o["checks"])


def test_every_cell_is_the_one_printed() -> None:
    for sample in samples():
        told = {
            f"{t}.{r}.{c}": n
            for t, rows in of(sample)["tables"].items()
            for r, columns in rows.items()
            for c, n in columns.items()
        }
        assert told == dict(sample.cells)
        assert {type(n) for key, n in told.items() if key.startswith(("T3", "T4"))} == {int}


def test_who_reports_on_which_year_is_told() -> None:
    for sample in samples():
        o = of(sample)
        assert (o["organisation"]["full"], o["organisation"]["kind"], o["year"]) == (
            sample.organisation,
            sample.kind,
            sample.year,
        )
        assert o["region"] == {"province": sample.province, "city": sample.city, "county": sample.county}
        assert (o["edition"], sample.organisation in o["title"]) == ("2021", True)


def test_the_contact_is_verbatim() -> None:
    for sample in samples():
        assert of(sample)["contact"] == {field: getattr(sample.contact, field) for field in of(sample)["contact"]}


def test_checks_tell_what_is_broken() -> None:
    for sample in samples():
        broken = {check["code"][:2] for check in of(sample)["checks"] if check["status"] == "broken"}
        assert bool(broken) is (sample.defect is not None)
        assert ("X-" in broken) is (sample.defect == "text_table")
        assert {check["status"] for check in of(sample)["checks"]} <= {"holds", "broken", "not_checkable"}


def test_objects_are_plain_json() -> None:
    for o in objects():
        assert json.loads(json.dumps(o, ensure_ascii=False)) == o


@pytest.mark.parametrize("body", ["青屿市砚石局", "青屿市听澜局"])
def test_a_cell_without_a_number_is_none(body: str) -> None:
    assert set(odd()[body]["tables"]["T3"]["new"].values()) == {None}
    assert odd()[body]["tables"]["T3"]["granted"]["total"] == 0


def test_an_unreadable_cell_is_none_and_its_neighbours_are_not() -> None:
    new = odd()["青屿市栖云局"]["tables"]["T3"]["new"]
    assert (new["natural"], new["business"], new["total"]) == (4, None, None)


def test_a_table_that_is_not_there_is_none_and_the_others_are() -> None:
    tables = odd()["青屿市榆荫局"]["tables"]
    assert tables["T3"] is None
    assert tables["T2"]["licences"] == {"decisions": 0}
    assert tables["T4"]["review"]["total"] == 0


def test_the_earlier_edition_has_its_own_rows() -> None:
    o = odd()["青屿市渡口局"]
    assert (o["edition"], o["year"]) == ("2019", 2020)
    assert set(o["tables"]["T2"]) == {row.key for row in load_form("2019").table("T2").rows}
    assert o["tables"]["T3"]["new"]["total"] == int(ODD["青屿市渡口局"][0][-1])
