#!/usr/bin/env bash
# What Python packages cannot bring: a virtual environment on a Debian without python3-venv, and a browser.
# Installs Debian packages when it may (root, or sudo without a password); otherwise says what is missing.
set -euo pipefail
cd "$(dirname "$0")/.."

install() {
  local as=""
  if [ "$(id -u)" != 0 ]; then
    if sudo -n true 2>/dev/null; then as="sudo -n"; else
      echo "Expected the Debian package(s) $* to be installed, but they are not, and this user may not install them. Run: sudo apt-get install $*" >&2
      exit 1
    fi
  fi
  if ! command -v apt-get >/dev/null; then
    echo "Expected $* to be installed, but they are not, and there is no apt-get here to install them with." >&2
    exit 1
  fi
  echo "Installing $* …" >&2
  $as apt-get update -qq >/dev/null
  DEBIAN_FRONTEND=noninteractive $as apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

case "${1:-}" in
  venv)
    python="$2"
    if ! command -v "$python" >/dev/null; then
      echo "Expected a Python 3.11 or newer called $python, but there is none. Run: sudo apt-get install python3" >&2
      exit 1
    fi
    if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
      echo "Expected Python 3.11 or newer, but $python is $("$python" -V 2>&1)." >&2
      exit 1
    fi
    if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then install python3-venv; fi
    "$python" -m venv .venv
    ;;
  browser)
    missing=()
    command -v chromium >/dev/null || missing+=(chromium)
    # A folder test, not fc-list: fontconfig itself may be missing on a bare system.
    ls /usr/share/fonts/opentype/noto/NotoSansCJK*.ttc >/dev/null 2>&1 || missing+=(fonts-noto-cjk)
    # Node, as the package that drives the browser brings it, is linked against this one.
    ldconfig -p | grep -q 'libatomic\.so\.1' || missing+=(libatomic1)
    if [ ${#missing[@]} -gt 0 ]; then install "${missing[@]}"; fi
    ;;
  *)
    echo "usage: $0 venv PYTHON | browser" >&2
    exit 2
    ;;
esac
