"""What the parts of a scenario are called: where they are typed, and where a result says what was changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web.language import gettext, lazy_gettext
from web.text import amount, term

if TYPE_CHECKING:
    from collections.abc import Mapping

    from web.simulate.form.orders import Order

FIELDS: Mapping[str, object] = {
    "rate": lazy_gettext("来件量"),
    "cases": lazy_gettext("模拟件数"),
    "start": lazy_gettext("起始日"),
    "warm_up": lazy_gettext("预热"),
    "count": lazy_gettext("人数"),
    "hours": lazy_gettext("办公时段"),
    "discipline": lazy_gettext("先办哪件"),
    "typical": lazy_gettext("典型用时"),
    "arrivals": lazy_gettext("到件的规律"),
    "arrivals.weekdays": lazy_gettext("周一至周日"),
    "arrivals.hours": lazy_gettext("一天之内"),
    "arrivals.months": lazy_gettext("一月至十二月"),
    "orders": lazy_gettext("环节的次序"),
    "limit_share": lazy_gettext("办理用时最多占时限的"),
    "first_choice": lazy_gettext("取第一种决定的比例"),
    "correction": lazy_gettext("退回补正的比例"),
    "utilisation": lazy_gettext("人员最多忙到"),
    "fact": lazy_gettext("未知情形成立的比例"),
}

UNITS: Mapping[str, object] = {
    "working_hours": lazy_gettext("工作小时"),
    "working_days": lazy_gettext("工作日"),
    "hours": lazy_gettext("小时"),
    "days": lazy_gettext("天"),
    "weeks": lazy_gettext("周"),
}

PERIODS: Mapping[str, object] = {
    "day": lazy_gettext("每工作日"),
    "week": lazy_gettext("每周"),
    "month": lazy_gettext("每月"),
    "year": lazy_gettext("每年"),
}


def label(name: str) -> str:
    """A part of a scenario."""
    return str(FIELDS[name])


def unit(code: str) -> str:
    """What a span of work is counted in."""
    return str(UNITS[code])


def span(number: str, code: str) -> str:
    """A span of work in its unit."""
    known = {"working_days": "working_day", "hours": "hour"}.get(code)
    return amount(number, known) if known else f"{number} {unit(code)}"


def rate(number: str, period: str) -> str:
    """So many cases in that time."""
    return gettext("%(period)s %(n)s 件", period=str(PERIODS[period]), n=number)


def people(number: str) -> str:
    """So many people."""
    return gettext("1 人") if number == "1" else gettext("%(n)s 人", n=number)


def order(one: Order) -> str:
    """In which order: a 与 b → c 并联, or a → b 串联."""
    groups = [" → ".join(term(element.name) or element.id for element in group) for group in one.groups]
    if len(groups) == 1:
        return gettext("%(steps)s 串联", steps=groups[0])
    return gettext("%(steps)s 并联", steps=gettext(" 与 ").join(groups))
