"""How values read on a page: dates, amounts of time, states, names. In the language of the request.

The message ids are the Chinese texts; names that come from diagrams and tables go through the same catalogue by
`term`, so that the English pages can name them.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from web.language import gettext, language, lazy_gettext, ngettext

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from flask import Flask

ZONE = ZoneInfo("Asia/Shanghai")

WEEKDAYS_ZH = "一二三四五六日"
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

HOLIDAY_NAMES = {
    "元旦": lazy_gettext("元旦"),
    "春节": lazy_gettext("春节"),
    "清明节": lazy_gettext("清明节"),
    "劳动节": lazy_gettext("劳动节"),
    "端午节": lazy_gettext("端午节"),
    "中秋节": lazy_gettext("中秋节"),
    "国庆节": lazy_gettext("国庆节"),
    "抗战胜利70周年纪念日": lazy_gettext("抗战胜利70周年纪念日"),
}

ROLE_NAMES = {
    "applicant": lazy_gettext("申请人"),
    "counter": lazy_gettext("综合窗口"),
    "case_worker": lazy_gettext("经办人"),
    "lead": lazy_gettext("牵头单位"),
    "planner": lazy_gettext("流程设计"),
    "auditor": lazy_gettext("效能监督"),
    "administrator": lazy_gettext("系统管理员"),
}

STATE_NAMES = {
    "received": lazy_gettext("已接件"),
    "correcting": lazy_gettext("待补正"),
    "accepted": lazy_gettext("办理中"),
    "completed": lazy_gettext("已办结"),
    "refused": lazy_gettext("不予受理"),
    "withdrawn": lazy_gettext("已撤件"),
    "stopped": lazy_gettext("异常中止"),
}

OUTCOME_NAMES = {
    "approved": lazy_gettext("准予许可"),
    "denied": lazy_gettext("不予许可"),
    "refused": lazy_gettext("不予受理"),
    "withdrawn": lazy_gettext("已撤件"),
    "completed": lazy_gettext("已完成"),
}

LAMP_NAMES = {
    "green": lazy_gettext("绿灯"),
    "yellow": lazy_gettext("黄灯"),
    "red": lazy_gettext("红灯"),
    "none": lazy_gettext("未计时"),
}

MATERIAL_STATES = {
    "missing": lazy_gettext("未提交"),
    "promised": lazy_gettext("容缺待补"),
    "supplied": lazy_gettext("已提交"),
}

TIME_NAMES = {
    "approval": lazy_gettext("审批用时"),
    "applicant": lazy_gettext("申请人用时"),
    "public_notice": lazy_gettext("公示期"),
    "special_procedure": lazy_gettext("特别程序"),
    "works": lazy_gettext("施工用时"),
}


def local(instant: datetime) -> datetime:
    """The instant on the clocks of the office."""
    return instant.astimezone(ZONE)


def day(value: date) -> str:
    """A date with its weekday: 2026-11-24（周二）, Tue 24 Nov 2026."""
    if language() == "en":
        return f"{WEEKDAYS_EN[value.weekday()]} {value.day} {MONTHS_EN[value.month - 1]} {value.year}"
    return f"{value:%Y-%m-%d}（周{WEEKDAYS_ZH[value.weekday()]}）"


def moment(instant: datetime | None) -> str:
    """A date with the time of day, nothing for None."""
    if instant is None:
        return ""
    there = local(instant)
    if language() == "en":
        return f"{there.day} {MONTHS_EN[there.month - 1]} {there.year}, {there:%H:%M}"
    return f"{there:%Y-%m-%d %H:%M}"


def last_day(deadline: datetime | None) -> str:
    """A deadline as people say it: the day at whose end it falls, or day and time where it falls in between."""
    if deadline is None:
        return ""
    there = local(deadline)
    if there.hour == there.minute == there.second == 0:
        return day((there - timedelta(seconds=1)).date())
    return f"{day(there.date())} {there:%H:%M}"


def plain(value: Decimal | str) -> str:
    """A decimal without trailing zeros: 5.0 → 5."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        return str(value)
    return f"{number.normalize():f}" if number == number.to_integral_value() else f"{number:f}".rstrip("0")


def amount(value: Decimal | str, unit: str | None) -> str:
    """An amount of time in the limit's own unit: 2 个工作日."""
    number = plain(value)
    one = number == "1"
    texts = {
        "working_day": gettext("%(n)s 个工作日", n=number) if not one else gettext("1 个工作日"),
        "natural_day": gettext("%(n)s 个自然日", n=number) if not one else gettext("1 个自然日"),
        "hour": gettext("%(n)s 小时", n=number) if not one else gettext("1 小时"),
        "minute": gettext("%(n)s 分钟", n=number) if not one else gettext("1 分钟"),
        "month": gettext("%(n)s 个月", n=number) if not one else gettext("1 个月"),
        "immediate": gettext("即办"),
    }
    return texts.get(unit or "", number)


def month_name(first: date) -> str:
    """2026 年 11 月, Nov 2026."""
    if language() == "en":
        return f"{MONTHS_EN[first.month - 1]} {first.year}"
    return f"{first.year} 年 {first.month} 月"


def why(code: str) -> str:
    """Why a day works or rests, from the calendar's code: `holiday: 春节`."""
    kind, _, name = code.partition(": ")
    words = {
        "working": gettext("工作日"),
        "weekend": gettext("周末"),
        "holiday": gettext("法定节假日"),
        "made-up": gettext("调休上班"),
        "closure": gettext("临时停止办公"),
    }
    said = words.get(kind, kind)
    return f"{said}：{holiday(name)}" if name else said


def holiday(name: str) -> str:
    """A holiday's name, as the calendar has it."""
    return str(HOLIDAY_NAMES.get(name, name))


def left(remaining: Decimal | str, unit: str | None, *, late: bool = False) -> str:
    """What is left of a limit, or by how much it is over: late by nothing countable on the rest days after its end."""
    number = Decimal(remaining)
    if late and number == 0:
        return gettext("已超期")
    if number < 0:
        return gettext("超期 %(span)s", span=amount(-number, unit))
    if number == 0 or unit == "immediate":
        return gettext("最后期限已到")
    return gettext("剩 %(span)s", span=amount(number, unit))


def term(text: Any) -> str:
    """A name from a diagram or a table, in the language of the page where the catalogue knows it."""
    return gettext(str(text)) if text else ""


def role(value: str | None) -> str:
    return str(ROLE_NAMES.get(value or "", value or ""))


def roles(values: Collection[str]) -> str:
    """Names of roles, in the order in which we list them."""
    return gettext("、").join(str(ROLE_NAMES[r]) for r in ROLE_NAMES if r in values)


def case_state(value: str) -> str:
    return str(STATE_NAMES.get(value, value))


def outcome(value: str | None) -> str:
    return str(OUTCOME_NAMES.get(value or "", value or ""))


def lamp_name(value: str) -> str:
    return str(LAMP_NAMES.get(value, value))


def material_state(value: str) -> str:
    return str(MATERIAL_STATES.get(value, value))


def time_kind(value: str) -> str:
    return str(TIME_NAMES.get(value, value))


def cases_count(number: int) -> str:
    """How many cases: 12 件."""
    return ngettext("%(num)d 件", "%(num)d 件", number)


def init_app(app: Flask) -> None:
    """Make them filters of every template."""
    filters = (
        month_name,
        why,
        day, moment, last_day, plain, amount, left, term, role, roles, case_state, outcome, lamp_name, material_state,
        time_kind, cases_count,
    )  # fmt: skip
    for function in filters:
        app.add_template_filter(function, function.__name__)
