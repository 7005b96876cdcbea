"""What the check found, in the language of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feasibility import Kind, Verdict
from engine.feasibility.sentences import element_at
from web.language import gettext, lazy_gettext
from web.limits import figure
from web.text import amount, plain, term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from decimal import Decimal

    from engine.feasibility import Check, Finding
    from workflows.catalogue import Catalogue, Limit
    from workflows.model import ProcessModel

VERDICTS: Mapping[Verdict, object] = {
    Verdict.EXCEEDS: lazy_gettext("无法兑现"),
    Verdict.UNKNOWN: lazy_gettext("无法判断"),
    Verdict.HOLDS: lazy_gettext("可以兑现"),
}
TAGS: Mapping[Verdict, str] = {Verdict.EXCEEDS: "bad", Verdict.UNKNOWN: "warn", Verdict.HOLDS: "good"}
KINDS: Mapping[Kind, object] = {
    Kind.TWO_FIGURES: lazy_gettext("同一环节有几个数字"),
    Kind.LATE_PART: lazy_gettext("分段比全程还长"),
    Kind.LONGER_INSIDE: lazy_gettext("里面的期限比外面的长"),
    Kind.NO_LIMIT: lazy_gettext("没有期限的环节"),
    Kind.UNBOUND: lazy_gettext("没有落到环节上的期限"),
    Kind.UNKNOWN_LIMIT: lazy_gettext("目录里没有的期限"),
    Kind.NO_END: lazy_gettext("走不到终点的流程"),
}


def verdict(value: Verdict) -> str:
    return str(VERDICTS[value])


def headline(check: Check) -> str:
    """The verdict in a word; a promise that stands alone is not proved, only not contradicted."""
    return gettext("没有矛盾") if check.own else verdict(check.verdict)


def kind(value: Kind) -> str:
    return str(KINDS[value])


def step_name(models: Mapping[str, ProcessModel], process: str, step: str) -> str:
    """The name of what a path names: an element, also of a called process, or the process itself."""
    found = element_at(models, process, step)
    if found is None and step in models:
        return term(models[step].name)
    return term(found.name) or step if found else step


def names(models: Mapping[str, ProcessModel], process: str, steps: Iterable[str]) -> str:
    """Several of them in a row."""
    return gettext("、").join(dict.fromkeys(step_name(models, process, step) for step in steps))


def total(check: Check) -> str:
    """The sum written out: 3＋4＋5＋1."""
    same = len({part.unit for part in check.path}) == 1
    return gettext("＋").join(plain(p.amount) if same else amount(p.amount, p.unit) for p in check.path)


def conclusion(check: Check) -> str:
    """The verdict as a sentence with its figures."""
    if check.promised is None:
        return gettext("目录里没有这条期限，无从比较。")
    if check.guaranteed is None:
        return gettext("算不出和：没有一条路走得到终点，或者循环和调用的组合太多。")
    promised, reached = amount(check.promised, check.unit), amount(check.guaranteed, check.unit)
    if check.own:
        return gettext(
            "里面的环节没有各自承诺的期限，共同受 %(promised)s约束，没有与之相抵触的数字。", promised=promised
        )
    if check.verdict is Verdict.EXCEEDS:
        return _too_long(check, check.guaranteed - check.promised, promised, reached)
    if check.verdict is Verdict.UNKNOWN:
        return gettext(
            "有期限的环节最长合计 %(reached)s，没有超过承诺的 %(promised)s；但这条路上还有环节没有期限，不能保证。",
            reached=reached, promised=promised,
        )  # fmt: skip
    return gettext(
        "各环节都用满自己的期限，最长的一条路合计 %(reached)s，不超过承诺的 %(promised)s。",
        reached=reached, promised=promised,
    )  # fmt: skip


def _too_long(check: Check, more: Decimal, promised: str, reached: str) -> str:
    if more <= 0:
        return gettext("各环节都用满自己的期限，最长的一条路会晚于承诺的 %(promised)s到期。", promised=promised)
    return gettext(
        "各环节都守住自己的期限，最长的一条路仍要 %(reached)s，比承诺的 %(promised)s多 %(more)s。",
        reached=reached, promised=promised, more=amount(more, check.unit),
    )  # fmt: skip


def assumptions(check: Check, models: Mapping[str, ProcessModel]) -> Iterator[str]:
    """What the sum rests on."""
    if check.open and not check.own:
        steps = names(models, check.process, check.open)
        yield gettext("下列环节没有承诺期限，按零计入：%(steps)s。", steps=steps)
    if check.law and not check.own:
        steps = names(models, check.process, check.law)
        yield gettext("下列环节只有法定期限，长于承诺，没有计入：%(steps)s。", steps=steps)
    if check.desk and not check.own:
        yield gettext("窗口当场办理，不另计时：%(steps)s。", steps=names(models, check.process, check.desk))
    if check.excluded:
        steps = names(models, check.process, check.excluded)
        yield gettext("不计入承诺的时间：%(steps)s。", steps=steps)
    if any(part.least for part in check.path):
        yield gettext("“不少于”的期限按最短的天数计入。")
    if check.mixed:
        yield gettext("期限的单位不一致，已从全年每一天起算，取最不利的一天。")
    yield gettext("所有分支都考虑在内，不看条件；并联取最长的一支；每个循环只走一遍。")


def sentence(finding: Finding, models: Mapping[str, ProcessModel], catalogue: Catalogue) -> str:
    """What a finding says, without its limits: these stand below it with their clauses."""
    subject = gettext("：").join(term(finding.names[k]) for k in ("procedure", "step") if finding.names.get(k))
    steps = names(models, finding.process or "", finding.elements)
    process = term(models[finding.process].name) if finding.process else ""
    figures = gettext("、").join(figure(limit) for limit in known(finding, catalogue))
    said = {
        Kind.TWO_FIGURES: gettext("%(subject)s：文件里有 %(figures)s几种说法。", subject=subject, figures=figures),
        Kind.LATE_PART: gettext(
            "%(steps)s：分段期限比全程期限长（%(figures)s）。", steps=steps or subject, figures=figures
        ),
        Kind.LONGER_INSIDE: gettext("%(steps)s：里面的期限比外面的长（%(figures)s）。", steps=steps, figures=figures),
        Kind.NO_LIMIT: gettext("%(process)s：%(steps)s。", process=process, steps=steps),
        Kind.UNBOUND: gettext("%(subject)s：%(figures)s，流程图里没有环节受它约束。", subject=subject, figures=figures),
        Kind.UNKNOWN_LIMIT: gettext("%(process)s：%(limits)s。", process=process, limits="、".join(finding.limits)),
        Kind.NO_END: gettext("%(process)s：没有一条路走得到终点。", process=process),
    }
    return said[finding.kind]


def known(finding: Finding, catalogue: Catalogue) -> list[Limit]:
    """The limits of a finding that stand in the catalogue."""
    return [catalogue.limit(name) for name in finding.limits if name in catalogue]
