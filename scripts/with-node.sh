#!/bin/sh
# Runs a command with the Node and pnpm this project needs. Where the machine's are missing or too
# old, both come from npm packages of the same names, into .tools (ignored by git).
set -eu
cd "$(dirname "$0")/.."

fits() {
  node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 25 || (a === 24 && b > 14) ? 0 : 1)' \
    && pnpm --version | grep -q '^1[2-9]'
}

tools="$PWD/.tools/node_modules/.bin"
if ! fits >/dev/null 2>&1; then
  if ! [ -x "$tools/node" ] || ! [ -x "$tools/pnpm" ]; then
    echo "dt: bringing Node 26 and pnpm 12 into .tools (once) …" >&2
    npm install --prefix .tools --no-save --no-audit --no-fund --loglevel=error node@26 pnpm@12 >&2 || {
      echo "dt: could not install Node 26 and pnpm from the npm registry. Check the network or your npm registry setting, then run this again." >&2
      exit 1
    }
  fi
  PATH="$tools:$PATH"
  export PATH
fi

if ! [ node_modules/.modules.yaml -nt pnpm-lock.yaml ]; then
  echo "dt: installing packages …" >&2
  pnpm install --frozen-lockfile --reporter=silent >&2 || {
    echo "dt: pnpm install failed; the lines above say why. 'pnpm install' shows the whole story." >&2
    exit 1
  }
  touch node_modules/.modules.yaml
fi
exec "$@"
