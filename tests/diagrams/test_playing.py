"""Every diagram runs to an end on every branch, played by the real execution."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest

from engine.execution import Instance, compile_program
from engine.execution.changes import Finished, Opened, Passed, ScopeEntered
from workflows.expression import parse
from workflows.model import Kind

if TYPE_CHECKING:
    from engine.execution import Program
    from engine.execution.changes import Change, OpenNode
    from workflows.model import Element, ProcessModel

GAMES = 2000  # at most; it stops when everything was reached
LONGEST = 1500
NOTHING_MORE = (0.85, 0.85, 0.4, 0.1)  # how often a player chooses the decision that goes on, game by game
PATIENT = (0.35, 0.35, 0.04)  # how often, game by game, the message comes that a receive task waits for
NUMBERS = (0.38, 1, 10, 100, 1000)


def _facts(models: dict[str, ProcessModel], main: ProcessModel, dice: random.Random) -> dict[str, Any]:
    """Values for everything the application asks, by chance."""
    values: dict[str, Any] = _left_by_callers(models, main, dice)
    for field in main.facts:
        if field.type == "boolean":
            values[field.id] = dice.random() < 0.5
        elif field.type in ("number", "integer"):
            values[field.id] = dice.choice(NUMBERS)
        elif field.options:
            values[field.id] = dice.choice(field.options)[0]
    return values


def _left_by_callers(models: dict[str, ProcessModel], main: ProcessModel, dice: random.Random) -> dict[str, Any]:
    """Values for what a called process asks for and only those that call it know: choices, decisions, counts."""
    if not any(main.id in model.calls for model in models.values()):
        return {}
    asked = {name for flow in main.flows.values() if flow.condition for name in parse(flow.condition).names()}
    choices: dict[str, set[Any]] = {}
    for model in models.values():
        for field in model.facts:
            choices.setdefault(field.id, set()).update(
                (True, False) if field.type == "boolean" else dict(field.options)
            )
        for step in model.steps:
            choices.setdefault(step.decides, set()).update(decision.value for decision in step.decisions)
    counts = {assign.variable for element in main.elements.values() for assign in element.assigns}
    values: dict[str, Any] = {
        name: dice.choice([None, *sorted(choices.get(name, ()), key=str)]) for name in sorted(asked)
    }
    return values | {name: dice.choice((None, 1, 2)) for name in sorted(counts & asked)}


class _Player:
    """Completes open steps, fires timers and sends messages in random order, noting what was reached."""

    def __init__(self, models: dict[str, ProcessModel], main: ProcessModel, program: Program, seed: int) -> None:
        self.models, self.main, self.dice = models, main, random.Random(seed)  # noqa: S311 - no secrets here
        self.nothing_more = NOTHING_MORE[seed % len(NOTHING_MORE)]
        self.patient = PATIENT[seed % len(PATIENT)]
        self.reached: set[str] = set()
        self.ends: tuple[str, ...] = ()
        self.game, changes = Instance.start(program, _facts(models, main, self.dice))
        self.note(changes)

    def note(self, changes: tuple[Change, ...]) -> None:
        for change in changes:
            if isinstance(change, Opened | ScopeEntered | Passed) and change.process == self.main.id:
                self.reached.add(change.element)
            if isinstance(change, Finished):
                self.ends = tuple(change.ends)

    def play(self) -> None:
        for _ in range(LONGEST):
            if self.game.finished:
                return
            self.turn(self.dice.choice(self.game.open))
        raise AssertionError(f"{self.main.id} did not end in {LONGEST} turns")

    def turn(self, node: OpenNode) -> None:
        if node.kind == "timer":
            if self.dice.random() < 0.35:
                lapse = {"intake_decision": "withdrawn"} if node.element == "correction_deadline" else {}
                self.note(self.game.fire(node.token, lapse))
            return
        element = self.models[node.process].elements[node.element]
        if node.kind == "message":
            if self.dice.random() < (self.patient if element.kind is Kind.RECEIVE else 0.35):
                self.note(self.game.receive(node.token, self.filled(element)))
            return
        values = self.filled(element)
        if element.decisions:
            first, *others = element.decisions
            rest = not others or self.dice.random() < self.nothing_more
            values[element.decides] = (first if rest else self.dice.choice(others)).value
        self.note(self.game.complete(node.token, values))

    def filled(self, element: Element) -> dict[str, Any]:
        """What conditions may ask for of a form."""
        values: dict[str, Any] = {f.id: self.dice.random() < 0.3 for f in element.form if f.type == "boolean"}
        return values | {f.id: self.dice.choice(f.options)[0] for f in element.form if f.options}


def test_it_ends_on_every_branch_and_every_element_is_reached(
    model: ProcessModel, models: dict[str, ProcessModel]
) -> None:
    seen = (Kind.STEP, Kind.SERVICE, Kind.SUB_PROCESS, Kind.CALL, Kind.SCRIPT, Kind.MILESTONE, Kind.END)
    wanted = {e.id for e in model.elements.values() if e.kind in seen}
    outcomes = {e.outcome for e in model.elements.values() if e.kind is Kind.END and e.parent is None}
    program = compile_program(models, model.id)
    for seed in range(GAMES):
        player = _Player(models, model, program, seed)
        player.play()
        assert player.ends, seed
        wanted -= player.reached
        outcomes -= {model.elements[end].outcome for end in player.ends}
        if not wanted and not outcomes:
            return
    assert (wanted, outcomes) == (set(), set())


@pytest.mark.parametrize("process", ["land_to_start", "low_risk", "low_risk_with_plan", "old_estate"])
def test_a_joint_acceptance_that_fails_is_applied_for_again(process: str, models: dict[str, ProcessModel]) -> None:
    reached = [_straight(models, process, seed, failing=True) for seed in range(3)]
    assert all("acceptance_rework" in r for r in reached)


def test_a_plan_changed_after_the_deal_goes_back_through_both_reviews(models: dict[str, ProcessModel]) -> None:
    game, _ = Instance.start(compile_program(models, "land_to_start"), {})
    order: list[str] = []
    while "eight_matters" not in str([n.scopes for n in game.open]):
        node = next(n for n in game.open if n.kind in ("step", "service"))
        order.append(node.element)
        element = models[node.process].elements[node.element]
        values: dict[str, Any] = {"plan_changed": True} if node.element == "plan_confirmation" else {}
        if element.decisions:
            values[element.decides] = element.decisions[0].value
        game.complete(node.token, values)
    changed = order[order.index("plan_confirmation") + 1 :]
    assert changed == [
        "design_plan",
        "pre_review",
        "construction_drawings",
        "drawing_pre_review",
        "plan_notice",
        "joint_application",
    ]
    assert order.count("land_deal") == 1


def test_drawings_that_are_not_ready_pass_the_pre_review_by(models: dict[str, ProcessModel]) -> None:
    assert "drawing_pre_review" not in _straight(models, "land_to_start", 0, facts={"drawings_ready": False})
    assert "drawing_pre_review" in _straight(models, "land_to_start", 0, facts={"drawings_ready": True})
    assert "drawing_pre_review" in _straight(models, "land_to_start", 0)


LINE = {"utility": "water", "main_road": False, "pipeline_length": 300, "diameter": 200, "green_area": 200}


@pytest.mark.parametrize(
    ("facts", "exempt"),
    [
        (LINE, True),
        (LINE | {"utility": "gas"}, True),
        (LINE | {"utility": "drainage"}, True),
        (LINE | {"utility": "power"}, False),
        (LINE | {"utility": "telecom"}, False),
        (LINE | {"pipeline_length": 301}, False),
        (LINE | {"diameter": 201}, False),
        (LINE | {"green_area": 201}, False),
        (LINE | {"main_road": True}, False),
        ({k: v for k, v in LINE.items() if k != "main_road"}, False),
        ({k: v for k, v in LINE.items() if k != "diameter"}, False),
    ],
)
def test_a_line_is_exempt_within_the_thresholds_only(
    facts: dict[str, Any], *, exempt: bool, models: dict[str, ProcessModel]
) -> None:
    reached = _straight(models, "external_lines", 0, facts=facts)
    assert ("exempt_done" in reached) is exempt
    assert ("lines_done" in reached) is not exempt


@pytest.mark.parametrize(
    ("process", "facts", "step"),
    [
        ("low_risk", {"needs_air_defence": True}, "air_defence_permit"),
        ("low_risk", {"needs_energy_review": True}, "energy_review"),
        ("old_estate", {"affects_environment": True}, "environment_approval"),
        ("old_estate", {"land_change": True}, "land_planning_permit"),
        ("old_estate", {"planning_change": True}, "planning_permit"),
        ("old_estate", {"needs_construction_permit": True}, "construction_permit"),
        ("old_estate", {"funding": "government"}, "project_approval"),
        ("old_estate", {"structure_change": True}, "drawing_review"),
        ("joint_acceptance", {"needs_air_defence": True}, "civil_air_defence_acceptance"),
        ("external_lines", {"affects_trees": True}, "tree_permit"),
    ],
)
def test_what_is_not_needed_is_left_out(
    process: str, facts: dict[str, Any], step: str, models: dict[str, ProcessModel]
) -> None:
    assert step in _straight(models, process, 0, facts=facts)
    assert step not in _straight(models, process, 0)


def test_only_the_check_that_found_a_fault_is_done_again(models: dict[str, ProcessModel]) -> None:
    main = models["joint_acceptance"]
    game, _ = Instance.start(compile_program(models, main.id), {})
    done: list[str] = []
    while not game.finished:
        node = next(n for n in game.open if n.kind in ("step", "service"))
        element = models[node.process].elements[node.element]
        fault = node.element == "fire_filing" and done.count("fire_filing") == 0
        values = {element.decides: element.decisions[1 if fault else 0].value} if element.decisions else {}
        game.complete(node.token, values)
        done.append(node.element)
    assert done.count("fire_filing") == 2
    assert done.count("fire_filing_rectification") == 1
    assert done.count("archive_acceptance") == done.count("completion_filing") == 1
    assert done.index("combined_opinion") > max(i for i, e in enumerate(done) if e == "fire_filing")


def _straight(
    models: dict[str, ProcessModel],
    process: str,
    seed: int,
    *,
    facts: dict[str, Any] | None = None,
    failing: bool = False,
) -> set[str]:
    """What is reached when everyone always agrees (`failing`: the first joint acceptance fails)."""
    player = _Player.__new__(_Player)
    player.models, player.main, player.dice = models, models[process], random.Random(seed)  # noqa: S311
    player.reached, player.ends = set(), ()
    player.game, changes = Instance.start(compile_program(models, process), facts or {})
    player.note(changes)
    fails = failing
    while not player.game.finished:
        steps = [n for n in player.game.open if n.kind in ("step", "service")]
        node = player.dice.choice(steps)
        element = models[node.process].elements[node.element]
        values: dict[str, Any] = {}
        if element.decisions:
            fail = fails and element.decides == "acceptance_result"
            fails = fails and not fail
            values[element.decides] = "fail" if fail else element.decisions[0].value
        player.note(player.game.complete(node.token, values))
    return player.reached


def test_the_conditions_name_only_what_someone_gives(model: ProcessModel, models: dict[str, ProcessModel]) -> None:
    given = {f.id for f in model.facts}
    for m in models.values():
        elements = m.elements.values()
        given |= {s.decides for s in m.steps} | {f.id for e in elements for f in e.form} | {f.id for f in m.facts}
        given |= {assign.variable for e in elements for assign in e.assigns}
    for flow in model.flows.values():
        if flow.condition:
            assert parse(flow.condition).names() <= given, flow.id
