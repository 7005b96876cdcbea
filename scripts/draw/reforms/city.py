"""What differs from city to city."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class City:
    """A city, the id and the name it goes by, its document."""

    id: str
    name: str
    document: str

    def limit(self, clause: str) -> str:
        """The id of a limit of its document."""
        return f"{self.document}/{clause}"

    def file(self, process: str) -> str:
        """Where the diagram of a process of its own stands."""
        return f"{self.id}/{process}.bpmn"


ZHUHAI = City("zhuhai", "珠海", "zhuhai-2020-reforms")
SHANTOU = City("shantou", "汕头", "shantou-2020-reforms")
QINGCHENG = City("qingcheng", "清城", "qingcheng-2021-plan")
