# What the scripts share: visible steps with their time, and finding Python.
step() { step_began=$(date +%s); step_name=$1; printf '== %s …\n' "$1"; }
step_done() { printf '== %s: %d s\n' "${step_name%% (*}" "$(($(date +%s) - step_began))"; }
fail() { printf '%s\n' "$1" >&2; exit 1; }

find_python() {
  local name
  for name in python3 python3.14 python3.13 python3.12 python3.11 python; do
    if "$name" -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      echo "$name"
      return
    fi
  done
  return 1
}

unset PYTHONDONTWRITEBYTECODE   # images set it; each process would compile this project's modules anew
