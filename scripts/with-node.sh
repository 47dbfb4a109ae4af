#!/bin/sh
# Runs a command with the Node and the pnpm this project needs, and with its packages installed:
#
#   sh scripts/with-node.sh node scripts/start/main.ts
#
# A machine with any Node from 20 on and npm is enough. What is missing or too old comes from the npm
# registry into .tools (ignored by git); nothing outside this folder changes but npm's and pnpm's caches.
# Once all is there, nothing is asked of the network.
set -eu
CDPATH='' cd -- "$(dirname -- "$0")/.."

say() { printf 'dt: %s\n' "$*" >&2; }
fail() {
  say "$*"
  exit 1
}

# ---- what is there ----

node_fits() {
  node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 25 || (a === 24 && b > 14) ? 0 : 1)' </dev/null >/dev/null 2>&1
}

# Asked from the top folder, so that an older pnpm or corepack does not fetch the version named in package.json.
pnpm_fits() {
  (cd / && COREPACK_ENABLE_NETWORK=0 npm_config_manage_package_manager_versions=false pnpm --version </dev/null 2>/dev/null) | grep -q '^1[2-9]\.'
}

# What the installed packages depend on, as one number: a pull or another branch changes it.
wanted_packages() { cat pnpm-lock.yaml pnpm-workspace.yaml package.json packages/*/package.json apps/*/package.json examples/package.json | cksum; }

packages_fit() { [ "$(cat node_modules/.dt-installed 2>/dev/null)" = "$(wanted_packages)" ]; }

# ---- one installation at a time ----

alive() { kill -0 "${1:-none}" 2>/dev/null; }

# The lock is a symbolic link that names its holder: made in one step, and readable by whoever waits.
# It counts as held while its holder lives, or the npm or pnpm that a killed holder left running.
lock() {
  mkdir -p .tools 2>/dev/null && [ -w .tools ] || fail "the folder $PWD is not writable; make it so, or clone the project elsewhere."
  waited=0
  until ln -s "$$" .tools/lock 2>/dev/null; do
    holder=$(readlink .tools/lock 2>/dev/null || true)
    if [ -n "$holder" ] && ! alive "$holder" && ! alive "$(cat .tools/job 2>/dev/null)"; then
      break_lock "$holder"
      continue
    fi
    [ "$waited" -ne 1 ] || say "another start is installing here (process $holder); waiting for it …"
    [ "$waited" -lt 900 ] || fail "another start seems to be installing here for 15 minutes; if none is, remove $PWD/.tools/lock and run this again."
    waited=$((waited + 1))
    sleep 1
  done
  locked=yes
}

# Of several that find a dead holder, the one that makes this folder removes the lock, after one more look.
break_lock() {
  mkdir ".tools/lock-of-$1" 2>/dev/null || return 0
  [ "$(readlink .tools/lock 2>/dev/null)" != "$1" ] || rm -f .tools/lock
  rmdir ".tools/lock-of-$1"
}

locked=
job=
finish() {
  [ -z "$job" ] || kill "$job" 2>/dev/null || true
  [ -z "$locked" ] || rm -f .tools/lock
}
trap finish EXIT
trap 'exit 129' HUP
trap 'echo >&2; exit 130' INT
trap 'exit 143' TERM

# ---- doing it ----

# run <what it does> <command…>: quiet but for the seconds; the output is kept in .tools/install.log.
run() {
  label=$1
  shift
  "$@" </dev/null >.tools/install.log 2>&1 &
  job=$!
  echo "$job" >.tools/job
  seconds=0
  if ! [ -t 2 ]; then say "$label …"; fi
  while alive "$job"; do
    if [ -t 2 ]; then printf '\r\033[Kdt: %s … %s s' "$label" "$seconds" >&2; fi
    sleep 1
    seconds=$((seconds + 1))
  done
  if [ -t 2 ]; then printf '\r\033[K' >&2; fi
  status=0
  wait "$job" || status=$?
  job=
  [ "$status" -ne 0 ] || say "$label: done in $seconds s"
  return "$status"
}

# The line of the log that says most, in brackets; nothing when there is none.
reason() {
  grep -iE 'ERR|error|cannot|denied' .tools/install.log 2>/dev/null \
    | grep -vE '^npm (error|ERR!) (code|errno|syscall|path|dest|A complete)|^npm (error|ERR!) +at ' \
    | head -n 1 | cut -c 1-200 | sed 's/^npm [a-zA-Z]*!* *//; s/.*/ (&)/'
}

# The npm packages that hold what the machine itself lacks: plain files, no install scripts.
tool_packages() {
  node -e '
    const { platform, arch, report } = process;
    const [node, pnpm] = process.argv.slice(1);
    const musl = platform === "linux" && !report.getReport().header.glibcVersionRuntime;
    if (node) console.log(`node-${platform === "darwin" && arch === "arm64" ? "bin-" : ""}${platform}-${arch}@26`);
    if (pnpm) console.log(`@pnpm/exe.${platform}-${arch}${musl ? "-musl" : ""}@12`);
  ' "$1" "$2"
}

# Installed aside and moved into place when complete: an interrupted start leaves nothing half done.
install_tools() {
  command -v npm >/dev/null 2>&1 || fail "npm is missing; install Node 20 or newer, which brings it, then run this again."
  node=$(PATH=$machine_path && node_fits || echo "Node 26")
  pnpm=$(PATH=$machine_path && pnpm_fits || echo "pnpm 12")
  what="$node${node:+${pnpm:+ and }}$pnpm"
  rm -rf .tools/incoming-* 2>/dev/null || true
  incoming=.tools/incoming-$$
  mkdir -p "$incoming/node_modules/.bin"
  # shellcheck disable=SC2046 # one word per package
  run "bringing $what into .tools (once)" npm install --prefix "$incoming" --no-save --no-audit --no-fund --ignore-scripts \
    --loglevel=error --fetch-retry-mintimeout=1000 --fetch-retry-maxtimeout=10000 $(tool_packages "$node" "$pnpm") \
    || fail "could not bring $what from the npm registry$(reason); check the network and 'npm config get registry', then run this again."
  for file in "$incoming"/node_modules/@pnpm/exe.*/pnpm; do
    if [ -e "$file" ]; then ln -s "../${file#"$incoming"/node_modules/}" "$incoming/node_modules/.bin/pnpm"; fi
  done
  rm -rf .tools/node_modules
  mv "$incoming/node_modules" .tools/node_modules
  rm -rf "$incoming"
  hash -r
}

install_packages() {
  run "installing packages" pnpm install --frozen-lockfile --prefer-offline --config.confirm-modules-purge=false \
    || fail "pnpm could not install the packages$(reason); the whole story is in $PWD/.tools/install.log."
  wanted_packages >node_modules/.dt-installed
}

# npm and pnpm keep their caches under HOME; without a usable one they get a folder here.
if ! [ -d "${HOME:-}" ] || ! [ -w "${HOME:-}" ]; then
  HOME="$PWD/.tools/home"
  mkdir -p "$HOME" 2>/dev/null || fail "the folder $PWD is not writable; make it so, or clone the project elsewhere."
  export HOME
fi
command -v node >/dev/null 2>&1 || fail "Node is missing; install Node 20 or newer (it brings npm), then run this again."

machine_path=$PATH
PATH="$PWD/.tools/node_modules/.bin:$PWD/node_modules/.bin:$PATH"
export PATH
if ! node_fits || ! pnpm_fits; then
  lock # and look again: another start may have brought them meanwhile
  hash -r # the shell remembers where it found the older ones
  if ! node_fits || ! pnpm_fits; then install_tools; fi
  node_fits || fail "the Node 26 of the npm registry does not run on this machine ($(uname -sm)); install Node 26 by other means, then run this again."
  pnpm_fits || fail "the pnpm 12 of the npm registry does not run on this machine ($(uname -sm)); install pnpm 12 by other means, then run this again."
fi
if ! packages_fit; then
  [ -n "$locked" ] || lock
  packages_fit || install_packages
fi
finish
trap - EXIT HUP INT TERM
# Node keeps here what it has compiled: a service then starts 0.4 s sooner and takes 20 MB less memory.
NODE_COMPILE_CACHE=${NODE_COMPILE_CACHE:-$PWD/.tools/compiled}
export NODE_COMPILE_CACHE
exec "$@"
