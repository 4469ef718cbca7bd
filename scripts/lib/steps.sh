# What the scripts share: visible steps with their time, and finding Python.
step() { step_began=$(date +%s); step_name=$1; printf '== %s …\n' "$1"; }
step_done() { printf '== %s: %d s\n' "${step_name%% (*}" "$(($(date +%s) - step_began))"; }
fail() { printf '%s\n' "$1" >&2; exit 1; }

# usage SCRIPT "$@": where help is asked for, print the script's first comment and end.
usage() {
  case ${2:-} in -h | --help) sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$1"; exit ;; esac
}
# no_arguments SCRIPT "$@": refuse what the script does not take; a typo must not run it.
no_arguments() {
  usage "$@"
  local script=$1
  shift
  [ $# = 0 ] && return
  printf '%s does not take: %s. See %s --help.\n' "$script" "$*" "$script" >&2
  exit 2
}

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
