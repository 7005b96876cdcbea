"""Reads the files of Prosimos 2: a BPMN diagram and a JSON file with resources, calendars, distributions, arrivals and
probabilities. See `docs/prosimos.md` for what is meant by each, and where Banjie differs on purpose.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from engine.simulation.inputs import Distribution, Inputs, Pool, Staff, Task
from engine.simulation.network import Compiled, compile_model
from engine.simulation.prosimos.arrivals import CALENDAR, arrivals
from engine.simulation.prosimos.batches import batches
from engine.simulation.prosimos.calendars import calendar
from engine.simulation.prosimos.choices import BY_FORMULA, Attributes, conditions, gateways, priority
from engine.simulation.prosimos.diagram import read_model, with_conditions
from engine.simulation.prosimos.distributions import span
from engine.simulation.prosimos.document import Item, load
from workflows.model import Kind

if TYPE_CHECKING:
    from engine.simulation.inputs import Calendar
    from workflows.model import ProcessModel

START = datetime(2026, 1, 5)  # noqa: DTZ001 - local wall time; a Monday
_READ = frozenset(
    (
        "resource_profiles",
        "resource_calendars",
        "task_resource_distribution",
        "gateway_branching_probabilities",
        "arrival_time_distribution",
        "arrival_time_calendar",
        "event_distribution",
        "case_attributes",
        "event_attributes",
        "branch_rules",
        "prioritisation_rules",
        "batch_processing",
        "gateway_execution_limit",
        "model_type",
    )
)
_EMPTY = frozenset(("global_attributes", "multitask"))
_IGNORED = frozenset(("granule_size", "total_cases", "start_time", "process_name"))  # not for the simulation itself


def read(bpmn: bytes, json: bytes, *, cases: int, seed: int, start: datetime | None = None) -> tuple[Compiled, Inputs]:
    """A diagram and a scenario of Prosimos, ready to run.

    Args:
        bpmn: The diagram.
        json: The scenario.
        cases: How many cases arrive.
        seed: Of the random numbers.
        start: Local wall time; otherwise 0:00 of Monday, 5 January 2026.

    Raises:
        SimulationError: A file is not what Prosimos reads, or says what Banjie does not simulate; the key is named.
    """
    root = load(json)
    _refuse_unknown(root)
    start = (start or START).replace(tzinfo=None)
    model = read_model(bpmn)
    attributes = Attributes()
    given = dict(attributes.read(item, start) for item in root.listed("case_attributes"))
    decided = _decided(root, attributes, start)
    weights, conditioned = gateways(root, model, conditions(root, attributes))
    staff, calendars, pools, tasks = _Staff(root, model, decided, priority(root, attributes)).read()
    coming, opens = arrivals(root, model, calendars, staff, pools, tasks)
    limit = root.get("gateway_execution_limit").whole() if root.has("gateway_execution_limit") else 1000
    inputs = Inputs(
        start=start,
        arrivals=coming,
        cases=cases,
        seed=seed,
        calendars=calendars | {CALENDAR: opens},
        staff=staff,
        pools=pools,
        tasks=tasks,
        weights=weights,
        attributes=given,
        timers=_events(root, model),
        max_visits=max(limit, 1),
    )
    return compile_model({model.id: with_conditions(model, conditioned)}, model.id), inputs


def _refuse_unknown(root: Item) -> None:
    for key in root.keys():  # noqa: SIM118 - an item, not a mapping
        if key not in _READ | _EMPTY | _IGNORED:
            raise root.wrong(f"keys of Prosimos 2, but {key!r} is none,")
        if key in _EMPTY and root.value[key]:
            raise root.get(key).wrong("nothing: Banjie does not simulate this part of Prosimos,")
    if root.has("model_type") and str(root.value["model_type"]).upper() == "FUZZY":
        raise root.get("model_type").wrong("calendars of fixed periods, not of probabilities,")


def _decided(root: Item, attributes: Attributes, start: datetime) -> dict[str, dict[str, Distribution | str]]:
    """The attributes that tasks set, by task: those by a formula first, over what was known before the task."""
    found: dict[str, dict[str, Distribution | str]] = {}
    told: list[tuple[str, Item]] = []
    for event in root.listed("event_attributes"):
        task = event.get("event_id").text()
        of_task = found.setdefault(task, {})
        for item in event.get("attributes").items():
            if item.get("type").value in BY_FORMULA:
                attributes.name(item)
                told.append((task, item))
            else:
                name, drawn = attributes.read(item, start)
                of_task[name] = drawn
    if told:
        from engine.simulation.prosimos.formulas import Formulas  # noqa: PLC0415 - few files hold formulas

        formulas = Formulas(attributes)
        for task, item in told:
            name, text = attributes.name(item), formulas.read(item)
            earlier = {key for key, given in found[task].items() if isinstance(given, str)}
            if formulas.asked & (earlier - {name}):
                raise item.get("values").wrong("a formula that does not build upon another of the same task,")
            attributes.told(item, numeric=formulas.numbers == {True})
            found[task] = (
                {key: given for key, given in found[task].items() if isinstance(given, str)}
                | {name: text}
                | {key: given for key, given in found[task].items() if not isinstance(given, str)}
            )
    return found


def _events(root: Item, model: ProcessModel) -> dict[str, Distribution]:
    """How long the events of the diagram take, in clock time."""
    told = {event.get("event_id").text(): span(event) for event in root.listed("event_distribution")}
    return {key: told[key] for key, e in model.elements.items() if e.kind is Kind.MESSAGE and key in told}


class _Staff:
    """Resources, and the tasks they do. The pool of a task are all who do it, in the order of the file; tasks done by
    the same people share one queue.
    """

    def __init__(
        self, root: Item, model: ProcessModel, decided: dict[str, dict[str, Distribution | str]], priority: float | str
    ) -> None:
        self.root, self.model, self.decided, self.priority = root, model, decided, priority
        self.batches = batches(root)
        self.discipline = "priority" if isinstance(priority, str) else "first_in"
        self.names: dict[tuple[str, ...], str] = {}
        resources = [task.get("resources").items() for task in root.get("task_resource_distribution").items()]
        self.in_turn = any(len(list(who)) > 1 for who in resources)  # else there is nobody to take turns with

    def read(self) -> tuple[dict[str, Staff], dict[str, Calendar], dict[str, Pool], dict[str, Task]]:
        """Staff, calendars, pools and tasks by their ids."""
        calendars = {}
        for item in self.root.get("resource_calendars").items():
            name = item.get("id").text()
            calendars[name] = calendar(item.get("time_periods"), name)
        staff = {}
        for profile in self.root.get("resource_profiles").items():
            members = []
            for item in profile.get("resource_list").items():
                name, hours = item.get("id").text(), item.get("calendar")
                if hours.text() not in calendars:
                    raise hours.wrong("the id of one of resource_calendars")
                staff[name] = Staff(item.get("amount").whole(), hours.text())
                members.append(name)
            self.names.setdefault(tuple(members), profile.get("id").text())
        pools: dict[str, Pool] = {}
        tasks = dict(self._task(item, staff, pools) for item in self._about_tasks())
        for element in self.model.elements.values():
            if element.kind is Kind.STEP and element.id not in tasks:
                raise self.root.wrong(f"task_resource_distribution to name the task {element.id!r} ({element.name}),")
        return staff, calendars, pools, tasks

    def _about_tasks(self) -> list[Item]:
        items = self.root.get("task_resource_distribution").items()
        return [item for item in items if item.get("task_id").text() in self.model.elements]

    def _task(self, item: Item, staff: dict[str, Staff], pools: dict[str, Pool]) -> tuple[str, Task]:
        key = item.get("task_id").text()
        durations: dict[str, Distribution] = {}
        for who in item.get("resources").items():
            name = who.get("resource_id")
            if name.text() not in staff:
                raise name.wrong("the id of a resource of resource_profiles")
            durations[name.text()] = span(who)
        if not durations:
            raise item.get("resources").wrong("somebody who does the task")
        members = tuple(durations)
        pool = self.names.setdefault(members, " + ".join(members)[:200])
        pools.setdefault(pool, Pool(members, self.discipline, self.in_turn))
        usual = durations[members[0]]
        paces = {name: theirs for name, theirs in durations.items() if theirs != usual}
        return key, Task(usual, pool, None, self.priority, self.decided.get(key, {}), paces, self.batches.get(key))
