"""What the pages of lists share: a form to narrow a list down, heads to sort it by, links to the pages of it. Needs no script."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from urllib.parse import urlencode

from gkbot.answer import Language
from gkbot.collection import Listed
from ui.labels import say_kind, say_of_report
from ui.web.report_filter import ReportFilter

Choices = Mapping[str, str]  # what can be chosen, with the words for it


def address(path: str, asked: ReportFilter, **changed: object) -> str:
    """The address of a list as `asked`, but for what is `changed`; not escaped."""
    told = asked.model_copy(update=changed).model_dump(exclude_defaults=True)
    query = urlencode(told, doseq=True)
    return f"{path}?{query}" if query else path


def filter_form(
    path: str,
    asked: ReportFilter,
    reports: Iterable[Listed],
    language: Language,
    more: Mapping[str, Choices] | None = None,
) -> str:
    """The form over a list at `path`: search, year, kind and region as there are in `reports`, and `more` choices by field."""
    listed = list(reports)
    years = {str(year): str(year) for year in sorted({r.year for r in listed if r.year is not None}, reverse=True)}
    kinds = {kind: say_kind(language, kind) for kind in sorted({r.kind for r in listed})}
    regions = sorted({region for r in listed for region in r.regions})
    selects = _select("year", years, [str(year) for year in asked.year], language)
    selects += _select("kind", kinds, asked.kind, language)
    selects += "".join(_select(name, given, [getattr(asked, name)], language) for name, given in (more or {}).items())
    options = "".join(f'<option value="{escape(region)}"></option>' for region in regions)
    return (
        f'<form action="{escape(path)}">{_input("search", asked.search, language)}{selects}'
        f'{_input("region", " ".join(asked.region), language, "regions")}<datalist id="regions">{options}</datalist>'
        f"<button>{escape(say_of_report(language, 'narrow'))}</button>"
        f'<a href="{escape(path)}">{escape(say_of_report(language, "clear"))}</a></form>'
    )


def _input(name: str, value: str, language: Language, choices: str = "") -> str:
    from_list = f' list="{choices}"' if choices else ""
    return f'<label>{escape(say_of_report(language, name))} <input name="{name}" value="{escape(value)}"{from_list}></label>'


def _select(name: str, given: Choices, chosen: Sequence[str], language: Language) -> str:
    """A choice of one or all; several that an address asks for stay one choice."""
    several = [",".join(chosen)] if len(chosen) > 1 else []
    shown = {
        "": say_of_report(language, "any"),
        **{value: value for value in (*several, *chosen) if value and value not in given},
        **given,
    }
    current = several[0] if several else chosen[0] if chosen else ""
    options = "".join(
        f'<option value="{escape(value)}"{" selected" if value == current else ""}>{escape(told)}</option>'
        for value, told in shown.items()
    )
    return f'<label>{escape(say_of_report(language, name))} <select name="{name}">{options}</select></label>'


def column_heads(path: str, asked: ReportFilter, columns: Sequence[str], language: Language, sortable: Sequence[str]) -> str:
    """The heads of a table; a sortable one leads to the list sorted by it, and by its other end first when it is already."""
    return "".join(_head(path, asked, column, language, column in sortable) for column in columns)


def _head(path: str, asked: ReportFilter, column: str, language: Language, sortable: bool) -> str:
    words = escape(say_of_report(language, column))
    if not sortable:
        return f'<th scope="col">{words}</th>'
    by, downwards = asked.sort.removeprefix("-"), asked.sort.startswith("-")
    is_sorted = by == column
    order = f' aria-sort="{"descending" if downwards else "ascending"}"' if is_sorted else ""
    sign = (" ▼" if downwards else " ▲") if is_sorted else ""
    target = address(path, asked, sort=f"-{column}" if is_sorted and not downwards else column, offset=0)
    return f'<th scope="col"{order}><a href="{escape(target)}">{words}</a>{sign}</th>'


def page_links(path: str, count: int, asked: ReportFilter, language: Language) -> str:
    """Links to the page before and after, and which page this is; nothing where one page holds all."""
    if count <= asked.limit and not asked.offset:
        return ""
    links = [escape(say_of_report(language, "page", page=asked.offset // asked.limit + 1, pages=-(-count // asked.limit)))]
    for key, offset in (("before", asked.offset - asked.limit), ("after", asked.offset + asked.limit)):
        if 0 <= offset < count or -asked.limit < offset < 0:
            target = address(path, asked, offset=max(0, offset))
            links.append(f'<a href="{escape(target)}">{escape(say_of_report(language, key))}</a>')
    return f'<nav aria-label="{escape(say_of_report(language, "pages"))}">{" ".join(links)}</nav>'
