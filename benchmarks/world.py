"""Banjie on a database of its own, with one small process: what the benchmarks run on."""

from __future__ import annotations

import itertools
import secrets
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from engine.cases import Command, Outcome
from engine.service import Banjie
from engine.time import SHANGHAI
from engine.views import Actor
from models import Database
from workflows.library import Library

if TYPE_CHECKING:
    from pathlib import Path

START = datetime(2026, 9, 14, 9, 0, tzinfo=SHANGHAI)
WORKER = Actor("worker", "王敏", "housing", frozenset({"case_worker", "counter"}))
BRANCHES = ("fire", "planning", "archive")

_LIMIT = '<banjie:limit ref="prc-licensing-law/42.1"/><banjie:step department="housing" role="case_worker"/>'
_TASK = '<userTask id="{0}" name="{0}"><extensionElements>{1}</extensionElements></userTask>'
_TIMER = (
    '<boundaryEvent id="{0}_late" attachedToRef="{0}" cancelActivity="false"><timerEventDefinition>'
    '<timeDuration xsi:type="tFormalExpression">"P30D"</timeDuration></timerEventDefinition></boundaryEvent>'
    '<endEvent id="{0}_told"/>'
)
_HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:banjie="urn:banjie:bpmn:1" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="urn:benchmark">'
)


def _file(process: str, *parts: str, flows: tuple[tuple[str, str, str], ...]) -> tuple[str, bytes]:
    drawn = [
        f'<sequenceFlow id="f{n}" sourceRef="{a}" targetRef="{b}">{_condition(c)}</sequenceFlow>'
        for n, (a, b, c) in enumerate(flows)
    ]
    body = "".join((*parts, *drawn))
    xml = f'{_HEAD}<process id="{process}" name="{process}" isExecutable="true">{body}</process></definitions>'
    return f"{process}.bpmn", xml.encode()


def _condition(text: str) -> str:
    return f'<conditionExpression xsi:type="tFormalExpression">{text}</conditionExpression>' if text else ""


def fork() -> tuple[str, bytes]:
    """A fork to three user tasks, each with a limit and a boundary timer, a join, one more user task. Standard BPMN
    apart from the extension elements: other engines read the same bytes.
    """
    gates = '<startEvent id="s"/><parallelGateway id="fork"/><parallelGateway id="join"/><endEvent id="e"/>'
    tasks = "".join(_TASK.format(b, _LIMIT) + _TIMER.format(b) for b in BRANCHES)
    flows = [("s", "fork", ""), ("join", "sign", ""), ("sign", "e", "")]
    for b in BRANCHES:
        flows += [("fork", b, ""), (b, "join", ""), (f"{b}_late", f"{b}_told", "")]
    return _file("bench_fork", gates, tasks, _TASK.format("sign", _LIMIT), flows=tuple(flows))


def loop() -> tuple[str, bytes]:
    """A loop of one step that goes on for as long as `again` is true."""
    nodes = '<startEvent id="s"/><exclusiveGateway id="more" default="f3"/><endEvent id="e"/>'
    flows = (("s", "check", ""), ("check", "more", ""), ("more", "check", "again"), ("more", "e", ""))
    return _file("bench_loop", nodes, _TASK.format("check", _LIMIT), flows=flows)


@cache
def library() -> Library:
    """Documents, limits and places, read once."""
    return Library.load()


class World:
    """Banjie in a folder, and commands in few words."""

    def __init__(self, folder: Path, name: str = "banjie") -> None:
        self.path = folder / f"{name}.db"
        self.database = Database.open(f"sqlite:///{self.path}")
        self.database.upgrade()
        self.banjie = Banjie(self.database, library(), lambda: START)
        self.banjie.deploy((fork(), loop()), START, "bench")
        self._ids = (f"{prefix}{n}" for prefix in (secrets.token_hex(4),) for n in itertools.count(1))

    def start(self, process: str = "bench_fork", at: datetime = START) -> str:
        """A new case's id."""
        found = self.banjie.start(process, {}, WORKER, at, next(self._ids), "住宅楼改造", "张三")
        assert isinstance(found, Outcome), found
        return found.case

    def complete(self, case: str, step: str, at: datetime = START, **data: Any) -> Outcome:
        """Finish a step."""
        command = Command(case, "complete", WORKER, at, next(self._ids), step, data)
        found = self.banjie.do(command)
        assert isinstance(found, Outcome), found
        return found

    def close(self) -> None:
        """Let go of the files."""
        self.database.dispose()


def later(days: float) -> datetime:
    """An instant so many days after the start."""
    return START + timedelta(days=days)
