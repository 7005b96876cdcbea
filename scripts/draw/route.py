"""Routes the flows at right angles around the shapes: A* on the grid, each flow against all the others."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from itertools import pairwise, permutations
from typing import TYPE_CHECKING

from scripts.draw.grid import BEND, CLEARANCE, TOO_DEAR, Costs, Grid, Point, Segment, make_costs, make_grid
from scripts.draw.model import GATEWAYS, TASKS

if TYPE_CHECKING:
    from scripts.draw.layout import Box, Plan
    from scripts.draw.model import Drawing, Flow

RIGHT, DOWN, LEFT, UP = range(4)
STEPS = ((1, 0), (0, 1), (-1, 0), (0, -1))
ROUNDS = 4
FRAME_HEADER = 24
FORWARD = {RIGHT: 0.0, DOWN: 35.0, UP: 35.0, LEFT: 400.0}  # by the way the flow travels at that end
UPRIGHT = {RIGHT: 30.0, DOWN: 0.0, UP: 0.0, LEFT: 400.0}  # at a fork or join, to or from another row
BACKWARD = {RIGHT: 60.0, DOWN: 20.0, UP: 20.0, LEFT: 20.0}
LEAVE, ARRIVE = 12, 13  # pixels before the first bend, and after the last: the arrow's head needs some
SAME = 40  # pixels within which two shapes stand in one row or column
SIDE_PORT = 34.0
USED_PORT = 420.0
OPPOSED_PORT = 450.0

Route = list[Point]


@dataclass(frozen=True, slots=True)
class Port:
    """A place on a border where a flow may leave (or arrive), travelling `way`."""

    at: Point
    way: int
    cost: float


def _prices(drawing: Drawing, plan: Plan, flow: Flow, node_id: str) -> dict[int, float]:
    (from_x, from_y), (to_x, to_y) = plan.boxes[flow.source].centre, plan.boxes[flow.target].centre
    if to_x < from_x - SAME:
        return BACKWARD
    frames = "sub_process" in (drawing.nodes[flow.source].kind, drawing.nodes[flow.target].kind)
    upright = (
        drawing.nodes[node_id].kind in ("parallel", "inclusive", "event_gateway")
        and abs(from_y - to_y) > SAME
        and not frames
    )
    return UPRIGHT if upright else FORWARD


def _ports(drawing: Drawing, plan: Plan, grid: Grid, flow: Flow, *, out: bool) -> list[Port]:
    node_id = flow.source if out else flow.target
    node, box = drawing.nodes[node_id], plan.boxes[node_id]
    x, y = box.centre
    price = _prices(drawing, plan, flow, node_id)
    leave = {RIGHT: (box.right, y), DOWN: (x, box.bottom), LEFT: (box.x, y), UP: (x, box.y)}
    arrive = {RIGHT: (box.x, y), DOWN: (x, box.y), LEFT: (box.right, y), UP: (x, box.bottom)}
    at = leave if out else arrive
    if node.kind == "boundary":
        way = {"right": RIGHT, "top": UP}.get(node.side, DOWN)
        return [Port(at[way], way, 0.0)]
    if node.kind == "sub_process":
        heights = [line for line in grid.ys if box.y + 30 < line < box.bottom - 10]
        best = _inner_row(drawing, plan, node_id, out=out)
        side = box.right if out else box.x
        return [Port((side, line), RIGHT, abs(line - best) * 0.4) for line in heights]
    ports = [Port(place, way, price[way]) for way, place in at.items()]
    if node.kind in TASKS:
        for way in (DOWN, UP):
            _, edge = at[way]
            ports += [Port((x + shift, edge), way, price[way] + SIDE_PORT) for shift in (-30, 30)]
    return ports


def _inner_row(drawing: Drawing, plan: Plan, frame: str, *, out: bool) -> float:
    """The height of a sub-process's start or end event: where a flow best meets its frame."""
    kind = "end" if out else "start"
    return next(plan.boxes[n.id].centre[1] for n in drawing.children(frame) if n.kind == kind)


class _Router:
    def __init__(self, drawing: Drawing, plan: Plan) -> None:
        self.drawing, self.plan = drawing, plan
        self.grid = make_grid(drawing, plan)
        self.routes: dict[str, Route] = {}
        self.blocked: dict[str | None, list[list[bool]]] = {}

    def free(self, parent: str | None) -> list[list[bool]]:
        """Which grid points a flow of that scope must keep off."""
        if parent not in self.blocked:
            region = self.plan.pool if parent is None else self.plan.boxes[parent]
            header = 0 if parent is None else FRAME_HEADER
            walls = [
                self.plan.boxes[n.id].grow(CLEARANCE) for n in self.drawing.children(parent) if n.kind != "boundary"
            ]
            self.blocked[parent] = [
                [self._wall(region, header, walls, x, y) for y in self.grid.ys] for x in self.grid.xs
            ]
        return self.blocked[parent]

    @staticmethod
    def _wall(region: Box, header: float, walls: list[Box], x: float, y: float) -> bool:
        inside = region.x + 8 <= x <= region.right - 8 and region.y + 8 + header <= y <= region.bottom - 6
        return not inside or any(wall.holds(x, y) for wall in walls)

    def segments(self, but: str) -> list[Segment]:
        """The pieces of every routed flow except one."""
        return [
            Segment(a, b, flow.source, flow.target)
            for flow in self.drawing.flows
            if flow.id != but and flow.id in self.routes
            for a, b in zip(self.routes[flow.id], self.routes[flow.id][1:], strict=False)
        ]

    def used(self, flow: Flow, port: Port, *, out: bool) -> float:
        """What it costs that other flows already use this place."""
        cost = 0.0
        node = flow.source if out else flow.target
        fork = out and self.drawing.nodes[node].kind == "exclusive"
        for other in self.drawing.flows:
            route = self.routes.get(other.id)
            if route is None or other.id == flow.id:
                continue
            if other.source == node and route[0] == port.at:
                cost += (USED_PORT if fork else 0) if out else OPPOSED_PORT
            if other.target == node and route[-1] == port.at:
                cost += OPPOSED_PORT if out else 0
        return cost

    def stub(self, node: str, port: Port, *, out: bool) -> tuple[int, int] | None:
        """The grid point just outside a place on the border."""
        grid, (x, y) = self.grid, port.at
        way = port.way if out else (port.way + 2) % 4
        narrow = self.drawing.nodes[node].kind == "boundary"
        room = 8 if narrow else LEAVE if out else ARRIVE
        if way in (RIGHT, LEFT):
            if y not in grid.ys:
                return None
            i = grid.after(grid.xs, x, room) if way == RIGHT else grid.before(grid.xs, x, room)
            j = grid.ys.index(y)
        else:
            if x not in grid.xs:
                return None
            i = grid.xs.index(x)
            j = grid.after(grid.ys, y, room) if way == DOWN else grid.before(grid.ys, y, room)
        return (i, j) if 0 <= i < len(grid.xs) and 0 <= j < len(grid.ys) else None

    def route(self, flow: Flow) -> tuple[float, Route]:
        """The cheapest way of one flow among the others, and what it costs."""
        costs = make_costs(self.grid, self.segments(flow.id), flow.source, flow.target)
        blocked = self.free(self.drawing.nodes[flow.source].parent)
        starts: dict[tuple[int, int, int], tuple[float, Port]] = {}
        for port in _ports(self.drawing, self.plan, self.grid, flow, out=True):
            spot = self.stub(flow.source, port, out=True)
            if spot and not blocked[spot[0]][spot[1]]:
                starts[(*spot, port.way)] = (port.cost + self.used(flow, port, out=True), port)
        ends: dict[tuple[int, int, int], tuple[float, Port]] = {}
        for port in _ports(self.drawing, self.plan, self.grid, flow, out=False):
            spot = self.stub(flow.target, port, out=False)
            if spot and not blocked[spot[0]][spot[1]]:
                ends[(*spot, port.way)] = (port.cost + self.used(flow, port, out=False), port)
        found = _search(self.grid, costs, blocked, starts, ends)
        if found is None:
            raise ValueError(f"Expected a way for the flow {flow.id} of {self.drawing.id}, but there is none.")
        return found[0], _straighten(found[1])

    def settle(self, order: list[Flow]) -> None:
        """Route every flow, again and again until nothing changes."""
        for _ in range(ROUNDS):
            before = dict(self.routes)
            for flow in order:
                self.routes[flow.id] = self.route(flow)[1]
            if self.routes == before:
                break

    def resettle(self, flows: list[Flow]) -> None:
        """Take the flows of one gateway up and put them down in every order; the cheapest stays."""
        best, routes = sum(self.route(flow)[0] for flow in flows), dict(self.routes)
        for again in permutations(flows):
            for flow in flows:
                self.routes.pop(flow.id)
            for flow in again:
                self.routes[flow.id] = self.route(flow)[1]
            cost = sum(self.route(flow)[0] for flow in flows)
            if cost < best - 1:
                best, routes = cost, dict(self.routes)
            self.routes = dict(routes)


Ends = dict[tuple[int, int, int], tuple[float, Port]]
State = tuple[int, int, int]


def _moves(grid: Grid, costs: Costs, blocked: list[list[bool]], state: State) -> list[tuple[State, float]]:
    i, j, way = state
    found = []
    for turn in (way, (way + 1) % 4, (way + 3) % 4):
        dx, dy = STEPS[turn]
        a, b = i + dx, j + dy
        if not (0 <= a < len(grid.xs) and 0 <= b < len(grid.ys)) or blocked[a][b]:
            continue
        flat = dx != 0
        price = costs.right[min(i, a)][j] if flat else costs.down[i][min(j, b)]
        price += costs.pass_along[a][b] if flat else costs.pass_across[a][b]
        if turn != way:
            price += BEND + costs.turn[i][j]
        found.append(((a, b, turn), price))
    return found


def _search(
    grid: Grid, costs: Costs, blocked: list[list[bool]], starts: Ends, ends: Ends
) -> tuple[float, Route] | None:
    """A* from any start to any end; None when no way exists."""
    goals = [(grid.xs[i], grid.ys[j]) for i, j, _ in ends]

    def ahead(state: State) -> float:
        x, y = grid.xs[state[0]], grid.ys[state[1]]
        return 0.5 * min(abs(x - gx) + abs(y - gy) for gx, gy in goals) if goals else 0.0

    best: dict[State, float] = {}
    came: dict[State, State | None] = {}
    heap: list[tuple[float, float, State, State | None]] = []
    for state, (cost, _) in starts.items():
        heapq.heappush(heap, (cost + ahead(state), cost, state, None))
    finish: tuple[float, State] | None = None
    while heap:
        guess, cost, state, previous = heapq.heappop(heap)
        if finish and guess >= finish[0]:
            break
        if state in best:
            continue
        best[state], came[state] = cost, previous
        if state in ends and (finish is None or cost + ends[state][0] < finish[0]):
            finish = (cost + ends[state][0], state)
        for following, price in _moves(grid, costs, blocked, state):
            if following not in best and price < TOO_DEAR:
                heapq.heappush(heap, (cost + price + ahead(following), cost + price, following, state))
    if finish is None:
        return None
    states = _back(came, finish[1])
    inner = [(grid.xs[i], grid.ys[j]) for i, j, _ in states]
    return finish[0], [starts[states[0]][1].at, *inner, ends[states[-1]][1].at]


def _back(came: dict[State, State | None], end: State) -> list[State]:
    """The states on the way to `end`, from the first."""
    states: list[State] = []
    walk: State | None = end
    while walk is not None:
        states.append(walk)
        walk = came[walk]
    return states[::-1]


def _straighten(route: Route) -> Route:
    """Drop the points that lie on a straight line between their neighbours."""
    kept = [route[0]]
    for point, following in pairwise(route):
        last = kept[-1]
        same_x = last[0] == point[0] == following[0]
        same_y = last[1] == point[1] == following[1]
        if not (same_x or same_y) and point != last:
            kept.append(point)
    return [*kept, route[-1]]


def route_flows(drawing: Drawing, plan: Plan) -> dict[str, Route]:
    """The waypoints of every flow, by its id."""
    router = _Router(drawing, plan)

    def length(flow: Flow) -> float:
        (ax, ay), (bx, by) = plan.boxes[flow.source].centre, plan.boxes[flow.target].centre
        fork = drawing.nodes[flow.source].kind in GATEWAYS
        return abs(ax - bx) + abs(ay - by) + (400 if bx <= ax else 0) + (1 if fork else 0)

    order = sorted(drawing.flows, key=length)
    router.settle(order)
    for node in drawing.nodes.values():
        flows = [flow for flow in drawing.flows if node.id == flow.source]
        if node.kind == "exclusive" and len(flows) > 1:
            router.resettle(flows)
    router.settle(order)
    return router.routes
