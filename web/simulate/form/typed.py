"""Single values as they are typed into a form. Pure."""

from __future__ import annotations

import re
from datetime import date

from web.language import gettext

SLOT = re.compile(r"^([01]?\d|2[0-4]):([0-5]\d)\s*[-–—~至]\s*([01]?\d|2[0-4]):([0-5]\d)$")


class WrongFieldError(ValueError):
    """What was typed fits no field of that kind; the sentence is for the reader."""


def number(value: float) -> str:
    """As it is typed: three decimals at most."""
    return f"{value:.3f}".rstrip("0").rstrip(".")


def whole(text: str, least: int, most: int) -> int:
    """A whole number."""
    plain = text.replace(",", "").replace("，", "")
    if not plain.isascii() or not plain.isdigit():
        raise WrongFieldError(gettext("请填写整数。"))
    value = int(plain[:20])
    if not least <= value <= most:
        raise WrongFieldError(gettext("请填写 %(least)s 至 %(most)s 之间的数。", least=f"{least:,}", most=f"{most:,}"))
    return value


def amount(text: str, least: float, most: float, *, above: bool = False) -> float:
    """A number; `above`: greater than `least`."""
    try:
        value = float(text.replace(",", "").replace("，", "").removesuffix("%"))
    except ValueError:
        raise WrongFieldError(gettext("请填写数字，如 1200 或 36.5。")) from None
    if above and value == least:
        raise WrongFieldError(gettext("请填写大于 %(least)s 的数。", least=number(least)))
    if not least <= value <= most:  # NaN is no number between any two
        raise WrongFieldError(
            gettext("请填写 %(least)s 至 %(most)s 之间的数。", least=number(least), most=f"{most:,.10g}")
        )
    return value


def one_of(text: str, words: tuple[str, ...]) -> str:
    """One of the words."""
    if text not in words:
        raise WrongFieldError(gettext("请从所列选项中选择。"))
    return text


def day(text: str) -> date | None:
    """A date, or none."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise WrongFieldError(gettext("请填写日期，如 2026-11-20。")) from None


def slots(text: str) -> tuple[tuple[str, str], ...]:
    """Hours of a day: 09:00-12:00，14:00-18:00."""
    found = []
    before = 0
    for part in re.split(r"[,，、;；]", text):
        match = SLOT.match(part.strip())
        begin, end = (int(match[1]) * 60 + int(match[2]), int(match[3]) * 60 + int(match[4])) if match else (0, 0)
        if not before <= begin < end <= 24 * 60:
            raise WrongFieldError(gettext("请按先后填写时段，如 09:00-12:00，14:00-18:00。"))
        found.append((f"{begin // 60:02}:{begin % 60:02}", f"{end // 60:02}:{end % 60:02}"))
        before = end
    return tuple(found)
