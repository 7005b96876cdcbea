"""`make bench`: every benchmark in turn, or those named on the command line (`python -m benchmarks deadlines`)."""

from __future__ import annotations

import importlib
import platform
import sys
from pathlib import Path


def main() -> None:
    """Run them and print their tables."""
    known = sorted(path.stem.removeprefix("bench_") for path in Path(__file__).parent.glob("bench_*.py"))
    wanted = sys.argv[1:] or known
    unknown = [name for name in wanted if name not in known]
    if unknown:
        sys.exit(f"Expected the names of benchmarks ({', '.join(known)}), but {unknown[0]!r} is none")
    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}")
    for name in wanted:
        print(f"\n== {name}")
        importlib.import_module(f"benchmarks.bench_{name}").main()


if __name__ == "__main__":
    main()
