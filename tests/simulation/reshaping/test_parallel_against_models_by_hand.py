"""Random chains, put in parallel by the transformation and drawn in parallel by hand: the same instants."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.simulation.scenario.reshaping.parallel import in_parallel
from tests.simulation.reshaping.conftest import drawn, played
from workflows.model import Decision

KINDS = ("plain", "rework", "optional", "pair", "sub", "two", "knot", "strict")
AFTER = ("nothing", "nothing", "milestone", "refuse", "return", "both", "refuse_milestone")

LOOPS = ("rework", "knot", "strict")


@dataclass(frozen=True)
class Part:
    """A member of a chain by its number: its shape, and what follows it."""

    number: int
    kind: str
    after: str

    @property
    def name(self) -> str:
        return f"s{self.number}"

    @property
    def group(self) -> tuple[str, ...]:
        both = (self.name, f"t{self.number}")
        return {"sub": (f"sub_{self.number}",), "two": both, "pair": both}.get(self.kind, (self.name,))

    @property
    def first(self) -> str:
        starts = {"optional": f"xor_o{self.number}", "pair": f"and_f{self.number}", "sub": f"sub_{self.number}"}
        return starts.get(self.kind, self.name)

    @property
    def last(self) -> str:
        ends = {"rework": f"xor_r{self.number}", "optional": f"xor_m{self.number}", "pair": f"and_j{self.number}"}
        ends |= {"sub": f"sub_{self.number}", "two": f"t{self.number}"}
        ends |= dict.fromkeys(("knot", "strict"), f"xor_r{self.number}")
        return ends.get(self.kind, self.name)

    def asks(self, word: str) -> str:
        return f'd_s{self.number} = "{word}"'

    @property
    def gate(self) -> str | None:
        return f"xor_g{self.number}" if self.after.startswith(("refuse", "return", "both")) else None

    def inside(self) -> tuple[list[str], dict[str, str]]:
        """The flows of the shape itself."""
        n = self.number
        if self.kind in ("rework", "knot", "strict"):
            return [f"s{n} xor_r{n} fix{n} s{n}"], {f"xor_r{n}__fix{n}": self.asks("again")}
        if self.kind == "optional":
            both = [f"xor_o{n} s{n} xor_m{n}", f"xor_o{n} xor_m{n}"]
            return both, {f"xor_o{n}__s{n}": "fact", f"xor_o{n}__xor_m{n}": "*"}
        if self.kind == "pair":
            return [f"and_f{n} s{n} and_j{n}", f"and_f{n} t{n} and_j{n}"], {}
        return ([f"s{n} t{n}"], {}) if self.kind == "two" else ([], {})

    def on(self, target: str) -> tuple[list[str], dict[str, str]]:
        """The flow out of the shape."""
        return [f"{self.last} {target}"], {f"{self.last}__{target}": "*"} if self.kind in LOOPS else {}

    def knotted(self, target: str) -> tuple[list[str], dict[str, str]]:
        """A gateway that repeats, ends the case or sends it back, and leads on."""
        at, end = self.last, f"end_k{self.number}"
        if self.kind == "strict":  # whoever does not pass is refused
            return [f"{at} {target}", f"{at} {end}"], {f"{at}__{target}": self.asks("pass"), f"{at}__{end}": "*"}
        ways = {f"{at}__{end}": self.asks("refuse"), f"{at}__before": self.asks("return"), f"{at}__{target}": "*"}
        return [f"{at} {end}", f"{at} before", f"{at} {target}"], ways

    def decided(self, target: str) -> tuple[list[str], dict[str, str]]:
        """The gate behind the shape, with its way on."""
        ways = {f"{self.gate}__{target}": "*"}
        if self.after.startswith("refuse") or self.after == "both":
            ways[f"{self.gate}__end_{self.number}"] = self.asks("refuse")
        if self.after in ("return", "both"):
            ways[f"{self.gate}__before"] = self.asks("return")
        return [way.replace("__", " ") for way in ways], ways


def put(*parts: tuple[list[str], dict[str, str]], subs: list[Part]):
    paths = [path for found, _ in parts for path in found]
    conditions = {key: value for _, found in parts for key, value in found.items()}
    drawing = drawn(*paths, **conditions)
    for part in subs:
        drawing.flow(f"start_{part.number} s{part.number} end_in{part.number}", parent=part.group[0])
        values = tuple(Decision(word, word) for word in ("pass", "again", "refuse", "return"))
        inner = drawing.elements[part.name]
        drawing.elements[part.name] = replace(inner, decisions=values, decides=f"d_{part.name}")
    return drawing.model()


def as_drawn(parts: list[Part]):
    """One after the other."""
    found = [(["start before " + parts[0].first], {})]
    for part, following in zip(parts, [*parts[1:], None], strict=True):
        goal = following.first if following else "after"
        found.append(part.inside())
        if part.kind in ("knot", "strict"):
            found.append(part.knotted(goal))
        elif part.after == "milestone":
            found += [part.on(f"milestone_{part.number}"), ([f"milestone_{part.number} {goal}"], {})]
        elif part.gate is None:
            found.append(part.on(goal))
        else:
            on = goal if part.after in ("refuse", "return", "both") else f"milestone_{part.number}"
            found += [part.on(part.gate), part.decided(on)]
            found += [([f"{on} {goal}"], {})] if on != goal else []
    found.append((["after end_ok"], {}))
    return put(*found, subs=[part for part in parts if part.kind == "sub"])


def by_hand(parts: list[Part]):
    """At the same time: refusals are decided first, then what is sent back."""
    found = [(["start before and_all"], {})]
    refused, returned = [], []
    for part in parts:
        found += [part.inside(), ([f"and_all {part.first}"], {}), part.on("and_done")]
        knot = part.kind == "knot"
        ends = part.after.startswith("refuse") or part.after == "both" or knot
        refused += [(f"xor_no{part.number}", f"end_{part.number}", part.asks("refuse"))] if ends else []
        if part.kind == "strict":
            no = " and ".join(f"not({part.asks(word)})" for word in ("again", "pass"))
            refused.append((f"xor_no{part.number}", f"end_{part.number}", no))
        back = part.after in ("return", "both") or knot
        returned += [(f"xor_back{part.number}", "before", part.asks("return"))] if back else []
    gates = [*refused, *returned]
    following = [*(gate for gate, _, _ in gates), "after"]
    found.append(([f"and_done {following[0]}"], {}))
    for (gate, way, condition), on in zip(gates, following[1:], strict=True):
        found.append(([f"{gate} {way}", f"{gate} {on}"], {f"{gate}__{way}": condition, f"{gate}__{on}": "*"}))
    found.append((["after end_ok"], {}))
    return put(*found, subs=[part for part in parts if part.kind == "sub"])


chains = st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from(AFTER)), min_size=2, max_size=4).map(
    lambda drawn_parts: [
        Part(number, kind, "nothing" if kind in ("knot", "strict") else after)
        for number, (kind, after) in enumerate(drawn_parts, 1)
    ]
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(chains, st.integers(0, 1000), st.randoms(use_true_random=False))
def test_a_chain_put_in_parallel_is_what_one_draws_by_hand(parts, number, shuffled):
    model = as_drawn(parts)
    groups = [part.group for part in parts]
    shuffled.shuffle(groups)
    changed = in_parallel(model, groups, {})
    assert played(changed, number=number) == played(by_hand(parts), number=number)
    assert set(model.elements) <= set(changed.elements)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(chains, st.integers(0, 1000), st.data())
def test_a_part_of_a_chain_can_be_put_in_parallel_and_the_rest_stays(parts, number, data):
    """What is decided by the rest, and what it does, is as it was: every case ends, and nobody waits for ever."""
    first = data.draw(st.integers(0, len(parts) - 2))
    last = data.draw(st.integers(first + 1, len(parts) - 1))
    changed = in_parallel(as_drawn(parts), [part.group for part in parts[first : last + 1]], {})
    steps, _ = played(changed, number=number)
    whole = in_parallel(as_drawn(parts), [part.group for part in parts], {})
    again, _ = played(whole, number=number)
    firsts = {(case, name): (opened, done) for case, name, opened, done in reversed(steps)}
    for case, name, opened, done in again:
        if (case, name) in firsts and not any((case, name) == (c, n) and o < opened for c, n, o, _ in again):
            before = firsts[case, name]
            assert done - opened == before[1] - before[0]  # the same luck at the first visit, whatever the order
