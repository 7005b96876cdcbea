"""What the page of a step shows, and how its form becomes a command."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from engine.cases.given import plain
from web import formdata
from web.language import gettext
from workflows.model import Intake

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

    from engine.views import Actor, CaseView, ClockView, MaterialView, StepView
    from workflows.model import Decision, Element, FormField

PREFIX = "field-"
LONGEST_TEXT = 4000
MOST_DAYS = 365
ACCEPT, CORRECT, REFUSE = "accept", "correct", "refuse"
INTAKE_WORDS = {ACCEPT: "accept", CORRECT: "request-correction", REFUSE: "refuse"}


@dataclass(frozen=True, slots=True)
class Doing:
    """A step on its page. `element` is what its diagram says about it."""

    view: CaseView
    step: StepView
    element: Element
    person: Actor

    @property
    def is_open(self) -> bool:
        return self.step.state == "open"

    @property
    def may_claim(self) -> bool:
        return self.is_open and "claim" in self.step.commands

    @property
    def may_release(self) -> bool:
        return self.is_open and "release" in self.step.commands and self.step.assignee is not None

    @property
    def may_do(self) -> bool:
        """Whether this person may finish the step now."""
        return self.is_open and bool({"complete", *INTAKE_WORDS.values(), "submit-correction"} & {*self.step.commands})

    @property
    def is_review(self) -> bool:
        return self.element.intake is Intake.REVIEW

    @property
    def is_correction(self) -> bool:
        return self.element.intake is Intake.CORRECTION

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """The buttons, those that lead back last. Corrections are asked for once only (行政许可法 art. 32)."""
        offered = [d for d in self.element.decisions if d.value != CORRECT or not self.is_review or self.may_correct]
        return tuple(sorted(offered, key=lambda d: d.returns))

    @property
    def may_correct(self) -> bool:
        """Whether the applicant may still be told what is missing."""
        return self.is_review and "request-correction" in self.step.commands

    @property
    def may_return(self) -> bool:
        """Whether to offer a way back that the diagram does not draw: to the step before."""
        drawn = any(d.returns for d in self.element.decisions)
        return "return" in self.step.commands and not drawn and self.element.intake is None

    @property
    def clocks(self) -> tuple[ClockView, ...]:
        """The running counts that this step is under: of the case, of what encloses it, of itself."""
        around = {"", self.step.token, self.step.scope or ""}
        parts = self.step.token.split("/")
        around |= {"/".join(parts[:n]) for n in range(1, len(parts))}
        going = [c for c in self.view.clocks if c.reading.state != "stopped"]
        return tuple(c for c in going if c.element is None or c.run.partition("@")[2] in around)

    @property
    def opinions(self) -> tuple[StepView, ...]:
        """What others wrote before, latest first."""
        said = [s for s in self.view.steps if s.state == "done" and (s.opinion or s.decision)]
        return tuple(sorted(said, key=lambda s: s.closed_at or s.opened_at, reverse=True))

    @property
    def materials(self) -> tuple[MaterialView, ...]:
        """What is not there yet of what this step looks at: all of it at the front, else what the step needs."""
        front = self.element.intake is not None
        wanted = [m for m in self.view.materials if front or m.id in self.element.materials]
        return tuple(m for m in wanted if m.state != "supplied")


@dataclass(frozen=True, slots=True)
class Filled:
    """A submitted form: the command it asks for, what was typed, and a sentence per field that is wrong."""

    word: str
    data: dict[str, Any] = field(default_factory=dict)
    typed: dict[str, Any] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)


def read(doing: Doing, form: MultiDict[str, str]) -> Filled:
    """What the person asks for. Nothing is refused here that the engine would take."""
    decision = form.get("decision", "")
    typed: dict[str, Any] = {
        name: form.get(name, "").strip() for name in ("opinion", "items", "days", "reason", "promised_due")
    }
    typed["item"] = form.getlist("item")
    typed |= {f"material-{m.id}": form.get(f"material-{m.id}", "") for m in doing.materials}
    goes_back = decision == "return" and doing.may_return
    if goes_back or any(d.returns for d in doing.element.decisions if d.value == decision):
        return _back(typed, decision if not goes_back else "", formdata.read(doing.element.form, form, PREFIX).typed)
    found = formdata.read(_fields(doing, decision), form, PREFIX)
    if doing.is_review and decision in (CORRECT, REFUSE):
        return _review(decision, typed, found)
    wrong = dict(found.wrong)
    data: dict[str, Any] = plain(found.values)
    if doing.element.decisions:
        data["decision"] = decision
        if decision not in {d.value for d in doing.element.decisions}:
            wrong["decision"] = gettext("请选择一项决定。")
    data |= _papers(doing, typed, wrong)
    if typed["opinion"]:
        data["opinion"] = typed["opinion"]
    if doing.is_correction and typed["item"]:
        data["items"] = typed["item"]
    word = INTAKE_WORDS.get(decision, "complete") if doing.is_review else "complete"
    if doing.is_correction:
        word = "submit-correction"
    return Filled(word, data, typed | found.typed, wrong | _too_long(typed))


def _fields(doing: Doing, decision: str) -> tuple[FormField, ...]:
    """The form, of which only the decision drawn first needs the required fields."""
    if doing.element.needs_whole_form(decision):
        return doing.element.form
    return tuple(replace(one, required=False) for one in doing.element.form)


def _back(typed: dict[str, Any], decision: str, form: dict[str, Any]) -> Filled:
    wrong = {} if typed["opinion"] else {"opinion": gettext("退回时请写明理由。")}
    data = {"reason": typed["opinion"], "opinion": typed["opinion"]}
    if decision:
        data["decision"] = decision
    return Filled("return", data, typed | form, wrong | _too_long(typed))


def _review(decision: str, typed: dict[str, Any], found: formdata.Reading) -> Filled:
    data: dict[str, Any] = plain(found.values)
    if typed["opinion"]:
        data["opinion"] = typed["opinion"]
    wrong = found.wrong | _too_long(typed)
    typed = typed | found.typed
    if decision == REFUSE:
        if not (typed["opinion"] or found.values.get("refusal_reason")):
            wrong["opinion"] = gettext("不予受理时请写明理由。")
        return Filled("refuse", data, typed, wrong)
    data["items"] = _lines(typed["items"])
    if not data["items"]:
        wrong["items"] = gettext("请一次性写明需要补正的全部内容，每行一项。")
    if typed["days"]:
        if typed["days"].isdecimal() and 0 < int(typed["days"]) <= MOST_DAYS:
            data["days"] = int(typed["days"])
        else:
            wrong["days"] = gettext("请填写 1 至 %(most)s 的整数。", most=MOST_DAYS)
    return Filled("request-correction", data, typed, wrong)


def _papers(doing: Doing, typed: dict[str, Any], wrong: dict[str, str]) -> dict[str, Any]:
    """The materials that come with the form: supplied ones, and promised ones with the day they are promised for."""
    state = {m.id: typed[f"material-{m.id}"] for m in doing.materials}
    found: dict[str, Any] = {}
    supplied = [m for m, said in state.items() if said == "supplied"]
    promised = [m for m, said in state.items() if said == "promised"]
    if supplied:
        found["materials"] = supplied
    if promised:
        found["promised"] = promised
        if typed["promised_due"]:
            try:
                found["promised_due_at"] = f"{formdata.day(typed['promised_due'])}T23:59:59+08:00"
            except formdata.WrongValueError as error:
                wrong["promised_due"] = str(error)
    return found


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _too_long(typed: dict[str, Any]) -> dict[str, str]:
    return {
        name: gettext("最多填写 %(most)s 字，现为 %(now)s 字。", most=LONGEST_TEXT, now=len(typed[name]))
        for name in ("opinion", "items", "reason")
        if len(typed[name]) > LONGEST_TEXT
    }
