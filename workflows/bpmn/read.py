"""From the bytes of a BPMN 2.0 file to `ProcessModel` values.

Reading says no to what a model cannot hold: elements Banjie does not run, ids that are missing or used twice, lanes
that name nothing, malformed additions. Whether the processes make sense is the business of `workflows.bpmn.check`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from workflows.bpmn.finding import Finding, Refused, Severity, errors, refuse
from workflows.bpmn.processes import ProcessReader, label
from workflows.bpmn.vocabulary import BPMN, BPMN_DI, KINDS, UNSUPPORTED, tag
from workflows.bpmn.xml import line_of, parse

if TYPE_CHECKING:
    from workflows.model import ProcessModel

_NODES = frozenset(tag(name) for name in (*KINDS, *UNSUPPORTED))

_REFERRED = _NODES | {tag(name) for name in ("process", "sequenceFlow", "lane")}


@dataclass(frozen=True, slots=True)
class Diagram:
    """What a file says. With an error among the `findings` the `processes` are incomplete."""

    processes: tuple[ProcessModel, ...]
    findings: tuple[Finding, ...]


def read_processes(data: bytes, name: str = "diagram") -> tuple[ProcessModel, ...]:
    """The processes of a BPMN file, in its order.

    Pools without a process and processes marked as not executable are left out; where none is marked executable,
    all are read, because a file that is handed in is meant to run. Additions of other vendors, data objects,
    annotations, groups and message flows are passed over.

    Args:
        data: The file's bytes.
        name: The file's name, for the sentences.

    Raises:
        Refused: The file is not BPMN, or holds what Banjie does not run; every reason is in it.
    """
    diagram = read_diagram(data, name)
    if errors(diagram.findings):
        raise Refused(diagram.findings)
    return diagram.processes


def read_diagram(data: bytes, name: str = "diagram") -> Diagram:
    """As `read_processes`, with what there is to say about the file beside the models.

    Raises:
        Refused: The file is not XML or not BPMN, or holds no process.
    """
    what = f"diagram {name}"
    root = parse(data, what)
    if root.tag != tag("definitions"):
        raise refuse(
            f"Expected {what} to be BPMN 2.0 (definitions of {BPMN}), but its root is {root.tag}", line_of(root)
        )
    chosen = _chosen(root, what)
    participants = {
        _local(p.get("processRef")): label(p.get("name")) for p in root.iter(tag("participant")) if p.get("processRef")
    }
    messages = {m.get("id") or "": label(m.get("name")) for m in root.iterchildren(tag("message"))}
    findings = [*_duplicate_ids(root), *_layout(root, what)]
    models = []
    for element in chosen:
        reader = ProcessReader(element, participants.get(element.get("id") or "", ""), messages)
        models.append(reader.read())
        findings.extend(reader.findings)
    return Diagram(tuple(models), tuple(findings))


def _chosen(root: etree._Element, what: str) -> list[etree._Element]:
    """The processes that are meant to run and hold something."""
    filled = [p for p in root.iterchildren(tag("process")) if any(child.tag in _NODES for child in p)]
    if not filled:
        raise refuse(f"Expected {what} to hold a process with a start, but it holds none")
    meant = [p for p in filled if p.get("isExecutable") not in ("false", "0")]
    return meant or filled


def _duplicate_ids(root: etree._Element) -> list[Finding]:
    """Ids are unique in a file (BPMN's schema types them xs:ID). Asked for is that of everything that is referred to;
    some tools number the rest carelessly.
    """
    seen: dict[str, etree._Element] = {}
    found = []
    for element in root.iter(f"{{{BPMN}}}*"):
        name = element.get("id")
        if name is None or element.tag not in _REFERRED:
            continue
        if name in seen:
            first, second = _kind(seen[name]), _kind(element)
            sentence = (
                f"Expected every id once, but {name} is the id of {first} in line {seen[name].sourceline}"
                f" and of {second} in line {element.sourceline}"
            )
            found.append(Finding(sentence, element=name, line=line_of(element)))
        seen.setdefault(name, element)
    return found


def _layout(root: etree._Element, what: str) -> list[Finding]:
    if root.find(f".//{{{BPMN_DI}}}BPMNShape") is not None:
        return []
    sentence = f"Expected {what} to hold a layout (BPMN DI), but it holds none: it runs, but cannot be drawn"
    return [Finding(sentence, severity=Severity.NOTE)]


def _kind(element: etree._Element) -> str:
    return etree.QName(element).localname


def _local(reference: str | None) -> str:
    """A reference without its prefix: processRef is a qualified name."""
    return (reference or "").rpartition(":")[2]
