#!/bin/sh
# Runs the shell blocks of README.md as they stand, but on ports and in a directory of their own, and
# looks for the secret in what the first prints, and at the site that the second runs; ./verify runs this.
set -u
cd "$(dirname "$0")/.." || exit 1

work=$(mktemp -d)
stop() {
    for file in "$work/site.pid" "$work/data/coffer.lock"; do
        pid=$(cat "$file" 2>/dev/null) && [ -n "$pid" ] && kill "$pid"
    done
}
trap 'stop; wait; rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# A port that was free a moment ago is as near as a script gets to one that the system chooses.
. build/jdk.sh
find_java jdk || exit 69
cat >"$work/FreePort.java" <<'JAVA'
void main() throws Exception {
  try (var socket = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
    IO.println(socket.getLocalPort());
  }
}
JAVA
port=$("$java_home/bin/java" "$work/FreePort.java") || exit 1

export COFFER_DATA="$work/data" COFFER_PORT="$port" API_TOKEN='a token for the README'

# block FILE NUMBER: writes a shell block of a document.
block() {
    awk -v wanted="$2" '/^```sh$/ { block++; next } /^```$/ { if (block == wanted) exit } block == wanted' "$1"
}
block README.md 1 | sed "s/localhost:8080/localhost:$port/" >"$work/first.sh"
# velo runs until it is told to end, so it goes into the background.
block README.md 2 | sed "s|velo new shop|velo new $work/shop|
    s|^\./coffer velo shop\$|./coffer velo $work/shop --port 0 2>$work/site \& echo \$! >$work/site.pid|" \
    >"$work/second.sh"

passed=0 failed=0
check() {
    if "$2"; then
        passed=$((passed + 1))
        echo "ok      $1"
    else
        failed=$((failed + 1))
        echo "FAILED  $1"
        # What the blocks print is not shown: it may hold a key.
        cat "$work/errors" "$work/site" 2>/dev/null | grep -v 'set-up/' | sed 's/^/        /'
    fi
}

# Into a file: the server in the background would keep a pipe open for as long as it runs.
run() {
    sh -eu "$work/$1.sh" >"$work/printed" 2>"$work/errors"
}

first_commands() {
    run first
    [ "$(cat "$work/printed")" = '{"value":"a token for the README"}' ]
}
check "the README's first commands store a secret and read it back" first_commands

first_site() {
    run second
    tries=0
    until address=$(sed -n 's/^The site runs at //p' "$work/site" 2>/dev/null) && [ -n "$address" ]; do
        tries=$((tries + 1))
        { [ $tries -lt 3000 ] && kill -0 "$(cat "$work/site.pid")"; } || return 1
        sleep 0.1
    done
    curl -fsS "$address" | grep -q pictureOfTheDay &&
        curl -fsS "$address/backend/picture.web.js" | grep -q 'export .*pictureOfTheDay'
}
check "the README's commands for a Velo site write one and run it" first_site

same_in_the_guide() {
    [ "$(block docs/velo.md 1)" = "$(block README.md 2)" ]
}
check "docs/velo.md begins with the same commands" same_in_the_guide

echo "$passed passed, $failed failed"
[ $failed = 0 ]
