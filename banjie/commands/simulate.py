"""`banjie simulate`: how long a process takes, how often its limits are broken, who is the bottleneck."""

from __future__ import annotations

import gc
import json
from time import perf_counter
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Mapping


@click.command()
@click.argument("process", required=False)
@click.option("--cases", metavar="N", help="How many cases arrive in each replication (default: 1000).")
@click.option("--seed", metavar="S", help="The same seed gives the same answer (default: 1).")
@click.option("--replications", metavar="R", help="How often it is repeated with other luck (default: 1).")
@click.option("--workers", metavar="W", help="How many replications run at once.")
@click.option("--cluster", metavar="ADDRESS", help="Run the replications on the machines of a Dask scheduler.")
@click.option("--scenario", metavar="FILE", help="Staff, arrivals, durations, policies (TOML).")
@click.option("--write-scenario", metavar="FILE", help="Write the whole scenario to edit instead of running it.")
@click.option("--compare", multiple=True, metavar="FILE", help="Another scenario, with the same luck. May be repeated.")
@click.option("--minimum-staff", metavar="LIMIT", help="The smallest staffing that keeps this limit with 95 %.")
@click.option("--shortest", metavar="LIMIT", help="The shortest figure of this limit that 95 % keep.")
@click.option("--fit", is_flag=True, help="Durations, branches, staff and arrivals from the recorded cases.")
@click.option("--fit-log", metavar="FILE", help="The same from an event log: .csv, .xes (also .gz) or .parquet.")
@click.option("--from-open", is_flag=True, help="Start from the cases open now: how likely each breaks its limits.")
@click.option("--log", metavar="FILE", help="The event log: .csv, .xes (also .gz) or .parquet.")
@click.option("--bpmn", metavar="FILE", help="The diagram to simulate, instead of PROCESS.")
@click.option("--prosimos", metavar="FILE", help="With --bpmn: the scenario that Prosimos reads (JSON).")
@click.option("--json", "as_json", is_flag=True, help="One JSON document to standard output.")
def simulate(*, as_json: bool, **given: Any) -> None:
    """Simulate a PROCESS: cycle times, breaches, queues, bottlenecks, each with its 95 % interval.

    Without a scenario the staffing, durations and decisions are defaults drawn from the limits themselves;
    --write-scenario puts them into a file to edit. Spans are hours of clock time. Ctrl-C stops.
    """
    began = perf_counter()
    gc.disable()  # loading makes many objects and no garbage
    try:
        _simulate(began, given, as_json=as_json)
    finally:
        gc.enable()


def _simulate(began: float, given: Mapping[str, Any], *, as_json: bool) -> None:
    from banjie.whatif.answers import answer, write_scenario  # noqa: PLC0415 - help should come at once
    from banjie.whatif.asked import asked  # noqa: PLC0415 - the same
    from engine.simulation.run import Cancelled  # noqa: PLC0415 - the same

    wanted = asked(given)
    if wanted.write_scenario is not None:
        click.echo(f"The scenario was written to {write_scenario(wanted)}.", err=as_json)
        return
    try:
        document = answer(wanted)
    except (Cancelled, KeyboardInterrupt):
        click.echo("Stopped: nothing was written.", err=True)
        raise click.exceptions.Exit(130) from None
    document["seconds"] = round(perf_counter() - began, 3)
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
        return
    from banjie.whatif.printing import lines  # noqa: PLC0415 - not for --json

    for line in lines(document):
        click.echo(line)
