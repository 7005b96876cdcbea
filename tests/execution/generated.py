"""Hypothesis draws block-structured processes: every fork has its join, every loop one way in and one way out."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from tests.execution.building import Drawing
from workflows.model import Assign, Kind, Message, ProcessModel, TimerRule

if TYPE_CHECKING:
    from collections.abc import Callable

FLAGS = ("v0", "v1", "v2", "v3")
LEAVES = ("step", "step", "step", "milestone", "script", "service", "catch", "message", "receive", "empty")
NESTS = ("sequence", "exclusive", "parallel", "inclusive", "loop", "boundary")  # drawn twice as often as the others
BLOCKS = (
    *LEAVES,
    *NESTS,
    *NESTS,
    "sub",
    "call",
    "many",
    "implicit",
    "early_end",
    "tight",
    "reminder",
    "reminder",
    "race",
)


@dataclass(frozen=True)
class Tail:
    """A flow that leads out of a block and has no target yet."""

    source: str
    condition: str | None = None
    default: bool = False


@dataclass(repr=False)
class Case:
    """Processes to play: `splits` says which split belongs to which join."""

    models: dict[str, ProcessModel] = field(default_factory=dict)
    splits: dict[str, str] = field(default_factory=dict)
    main: str = "main"

    def _repr_pretty_(self, printer: Any, _: bool) -> None:  # noqa: FBT001 - the signature that Hypothesis calls
        lines = [f"splits {self.splits}"]
        for model in self.models.values():
            lines += [f"{e.id} in {e.parent} on {e.attached_to} {e.multi or ''}" for e in model.elements.values()]
            lines += [f"{f.source} -> {f.target} {f.condition or ''}" for f in model.flows.values()]
        printer.text("\n".join(lines))


class Sketch:
    """One process under way."""

    def __init__(self, case: Case, draw: Callable[[st.SearchStrategy], Any], key: str, calls: int) -> None:
        self.case, self.draw, self.drawing, self.calls = case, draw, Drawing(key), calls
        self.numbers = 0
        self.level: str | None = None

    def node(self, kind: Kind, **more: Any) -> str:
        self.numbers += 1
        key = f"{kind.value}{self.numbers}"
        return self.drawing.add(f"{self.drawing.id}_{key}", kind, parent=self.level, **more)

    def join(self, tails: list[Tail], target: str) -> None:
        for tail in tails:
            self.drawing.flow(f"{tail.source} {target}", tail.condition, default=tail.default)

    def single(self, tails: list[Tail]) -> list[Tail]:
        """At most one flow out: several are merged by an exclusive gateway."""
        if len(tails) <= 1:
            return tails
        merge = self.node(Kind.EXCLUSIVE)
        self.join(tails, merge)
        return [Tail(merge)]

    def whole(self, size: int) -> None:
        """A level from its start to its ends."""
        tails = [Tail(self.node(Kind.START))]
        for _ in range(2 if size > 3 else 1):
            tails = self.block(tails, size // 2)
        if tails:
            self.join(tails, self.node(self.draw(st.sampled_from([Kind.END, Kind.END, Kind.MILESTONE]))))

    def block(self, tails: list[Tail], size: int) -> list[Tail]:
        if not tails:
            return []
        word = self.draw(st.sampled_from(BLOCKS if size > 1 else LEAVES))
        return getattr(self, f"_{word}")(tails, size)

    def condition(self) -> str:
        flag = self.draw(st.sampled_from(FLAGS))
        return self.draw(st.sampled_from([flag, flag, f"not({flag})"]))

    def _after(self, tails: list[Tail], node: str) -> list[Tail]:
        self.join(tails, node)
        return [Tail(node)]

    def _step(self, tails: list[Tail], size: int) -> list[Tail]:  # noqa: ARG002
        return self._after(tails, self.node(Kind.STEP))

    def _service(self, tails: list[Tail], size: int) -> list[Tail]:  # noqa: ARG002
        return self._after(tails, self.node(Kind.SERVICE))

    def _milestone(self, tails: list[Tail], size: int) -> list[Tail]:  # noqa: ARG002
        return self._after(tails, self.node(Kind.MILESTONE))

    def _script(self, tails: list[Tail], size: int) -> list[Tail]:  # noqa: ARG002
        assign = Assign(self.draw(st.sampled_from(FLAGS)), self.condition())
        return self._after(tails, self.node(Kind.SCRIPT, assigns=(assign,)))

    def _catch(self, tails: list[Tail], size: int) -> list[Tail]:  # noqa: ARG002
        return self._after(tails, self.node(Kind.TIMER, timer=TimerRule(duration="PT1H")))

    def _message(self, tails: list[Tail], size: int) -> list[Tail]:  # noqa: ARG002
        return self._after(tails, self.node(Kind.MESSAGE, message=Message("m", "m")))

    def _receive(self, tails: list[Tail], size: int) -> list[Tail]:  # noqa: ARG002
        return self._after(tails, self.node(Kind.RECEIVE, message=Message("m", "m")))

    def _race(self, tails: list[Tail], size: int) -> list[Tail]:
        """Of two or three events the first to happen wins."""
        gateway = self._after(tails, self.node(Kind.EVENT_GATEWAY))[0].source
        out = []
        for _ in range(self.draw(st.integers(2, 3))):
            event = self.draw(st.sampled_from([self._catch, self._message, self._receive]))
            out += self.block(event([Tail(gateway)], 1), size // 3)
        return self.single(out) if self.draw(st.booleans()) else out

    def _empty(self, tails: list[Tail], size: int) -> list[Tail]:  # noqa: ARG002
        return tails

    def _sequence(self, tails: list[Tail], size: int) -> list[Tail]:
        for _ in range(2):
            tails = self.block(tails, size // 2)
        return tails

    def _branches(self, split: str, size: int, conditions: list[str | None], *, default: bool) -> list[list[Tail]]:
        firsts = [Tail(split, c) for c in conditions]
        if default:
            firsts.append(Tail(split, default=True))
        return [self.block([first], size // len(firsts)) for first in firsts]

    def _exclusive(self, tails: list[Tail], size: int) -> list[Tail]:
        split = self._after(tails, self.node(Kind.EXCLUSIVE))[0].source
        found = self._branches(split, size, [self.condition()], default=True)
        out = [tail for branch in found for tail in branch]
        return self.single(out) if self.draw(st.booleans()) else out

    def _fork(self, split: str, kind: Kind, branches: list[list[Tail]]) -> list[Tail]:
        singles = [self.single(branch) for branch in branches]
        if not any(singles):
            return []
        join = self.node(kind)
        for branch in singles:
            self.join(branch, join)
        self.case.splits[join] = split
        return [Tail(join)]

    def _parallel(self, tails: list[Tail], size: int) -> list[Tail]:
        split = self._after(self.single(tails), self.node(Kind.PARALLEL))[0].source
        count = self.draw(st.integers(2, 3))
        return self._fork(split, Kind.PARALLEL, self._branches(split, size, [None] * count, default=False))

    def _inclusive(self, tails: list[Tail], size: int) -> list[Tail]:
        split = self._after(self.single(tails), self.node(Kind.INCLUSIVE))[0].source
        conditions = [self.condition() for _ in range(self.draw(st.integers(1, 2)))]
        return self._fork(split, Kind.INCLUSIVE, self._branches(split, size, conditions, default=True))

    def _implicit(self, tails: list[Tail], size: int) -> list[Tail]:
        """A step with several flows out of it forks; with conditions, as an inclusive gateway does."""
        step = self._after(tails, self.node(Kind.STEP))[0].source
        if self.draw(st.booleans()):
            return self._fork(step, Kind.PARALLEL, self._branches(step, size, [None, None], default=False))
        return self._fork(step, Kind.INCLUSIVE, self._branches(step, size, [self.condition()], default=True))

    def _loop(self, tails: list[Tail], size: int) -> list[Tail]:
        head = self._step(tails, 1) if self.draw(st.booleans()) else self._after(tails, self.node(Kind.EXCLUSIVE))
        entry = head[0].source
        if self.drawing.elements[entry].kind is Kind.EXCLUSIVE:
            head = self._step(head, 1)
        tails = self.block(head, size - 1)
        if not tails:
            return []
        again = self._after(tails, self.node(Kind.EXCLUSIVE))[0].source
        self.join(self.block([Tail(again, self.condition())], size // 4), entry)
        return [Tail(again, default=True)]

    def _tight(self, tails: list[Tail], size: int) -> list[Tail]:
        """A loop that leads straight back into the fork."""
        kind = self.draw(st.sampled_from([Kind.PARALLEL, Kind.INCLUSIVE]))
        split = self._after(self.single(tails), self.node(kind))[0].source
        inclusive = kind is Kind.INCLUSIVE
        conditions = [self.condition()] if inclusive else [None, None]
        tails = self._fork(split, kind, self._branches(split, size, conditions, default=inclusive))
        if not tails:
            return []
        again = self._after(self._step(tails, 1), self.node(Kind.EXCLUSIVE))[0].source
        self.join([Tail(again, self.condition())], split)
        return [Tail(again, default=True)]

    def _reminder(self, tails: list[Tail], size: int) -> list[Tail]:
        """A step in a loop with a reminder that forks: a later round may begin it anew while it is under way."""
        entry = self._after(tails, self.node(Kind.EXCLUSIVE))[0].source
        step = self._step([Tail(entry)], 1)[0].source
        timer = self.drawing.timer_on(step, f"{step}_late", interrupting=False)
        fork = self.draw(st.sampled_from([self._parallel, self._inclusive, self._implicit]))
        path = fork([Tail(timer)], max(size // 2, 4))
        if path:
            self.join(path, self.node(Kind.END))
        again = self._after([Tail(step)], self.node(Kind.EXCLUSIVE))[0].source
        self.join([Tail(again, self.condition())], entry)
        return [Tail(again, default=True)]

    def _inside(self, scope: str, size: int) -> str:
        outer, self.level = self.level, scope
        self.whole(size)
        self.level = outer
        return scope

    def _sub(self, tails: list[Tail], size: int) -> list[Tail]:
        return self._after(tails, self._inside(self.node(Kind.SUB_PROCESS), size - 1))

    def _call(self, tails: list[Tail], size: int) -> list[Tail]:
        return self._after(tails, self.node(Kind.CALL, called=self._called(size - 1)))

    def _called(self, size: int) -> str:
        if self.calls == 0:
            return self._existing()
        key = f"c{len(self.case.models)}{self.drawing.id}"
        inner = Sketch(self.case, self.draw, key, self.calls - 1)
        inner.whole(min(size, 4))
        self.case.models[key] = inner.drawing.model()
        return key

    def _existing(self) -> str:
        if "leaf" not in self.case.models:
            self.case.models["leaf"] = Drawing("leaf").flow("start leaf_step end").model()
        return "leaf"

    def _many(self, tails: list[Tail], size: int) -> list[Tail]:
        rule: dict[str, Any] = {"sequential": self.draw(st.booleans())}
        if self.draw(st.booleans()):
            rule["cardinality"] = str(self.draw(st.integers(0, 3)))
        else:
            rule |= {"collection": "people", "item": self.draw(st.sampled_from([None, "v0"]))}
        rule["completion"] = self.draw(st.sampled_from([None, None, "v1", "numberOfCompletedInstances >= 2"]))
        kind = self.draw(st.sampled_from([Kind.STEP, Kind.SUB_PROCESS, Kind.CALL]))
        if kind is Kind.CALL:
            rule["called"] = self._called(size - 1)
        self.numbers += 1
        key = self.drawing.many(f"{self.drawing.id}_many{self.numbers}", kind, parent=self.level, **rule)
        if kind is Kind.SUB_PROCESS:
            self._inside(key, size // 2)
        return self._timers(self._after(tails, key), key, size)

    def _boundary(self, tails: list[Tail], size: int) -> list[Tail]:
        make = self.draw(st.sampled_from([self._step, self._service, self._receive, self._sub, self._call]))
        tails = make(tails, size - 1)
        return self._timers(tails, tails[0].source, size, least=1)

    def _timers(self, tails: list[Tail], host: str, size: int, least: int = 0) -> list[Tail]:
        """Interrupting events lead back into the flow or to an end; others have a path of their own to its end."""
        out = list(tails)
        for _ in range(self.draw(st.integers(least, 2))):
            self.numbers += 1
            interrupting = self.draw(st.booleans())
            again = partial(self.drawing.timer_on, repeat=self.draw(st.integers(0, 3)))
            on = self.draw(st.sampled_from([self.drawing.timer_on, again, self.drawing.message_on]))
            timer = on(host, f"{host}_late{self.numbers}", interrupting=interrupting)
            path = self.block([Tail(timer)], size // 3)
            if interrupting and self.draw(st.booleans()):
                out += path
            elif path:
                self.join(path, self.node(Kind.END))
        return self.single(out) if self.draw(st.booleans()) else out

    def _early_end(self, tails: list[Tail], size: int) -> list[Tail]:
        split = self._after(tails, self.node(Kind.EXCLUSIVE))[0].source
        end = self.block([Tail(split, self.condition())], size // 3)
        if end:
            self.join(end, self.node(self.draw(st.sampled_from([Kind.END, Kind.TERMINATE]))))
        return self.block([Tail(split, default=True)], size // 2)


@st.composite
def cases(draw: Callable[[st.SearchStrategy], Any], size: int = 20) -> Case:
    """Processes with at most about `size` blocks."""
    case = Case()
    main = Sketch(case, draw, case.main, 2)
    main.whole(draw(st.sampled_from([size, size // 2, size * 2])))
    case.models[case.main] = main.drawing.model()
    return case
