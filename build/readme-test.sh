#!/bin/sh
# Runs the first shell block of README.md as it stands, but on a port and in a directory of its own,
# and looks for the secret in what it prints; ./verify runs this.
set -u
cd "$(dirname "$0")/.." || exit 1

work=$(mktemp -d)
stop_server() {
    pid=$(cat "$work/data/coffer.lock" 2>/dev/null) && [ -n "$pid" ] && kill "$pid"
}
trap 'stop_server; wait; rm -rf "$work"' EXIT
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
awk '/^```sh$/ { inside = 1; next } /^```$/ && inside { exit } inside' README.md |
    sed "s/localhost:8080/localhost:$port/" >"$work/block.sh"

# Into a file: the server in the background would keep a pipe open for as long as it runs.
sh -eu "$work/block.sh" >"$work/printed" 2>"$work/errors"
if [ "$(cat "$work/printed")" = '{"value":"a token for the README"}' ]; then
    echo "ok      the README's first commands store a secret and read it back"
    echo "1 passed, 0 failed"
else
    echo "FAILED  the README's first commands store a secret and read it back"
    # The block's own output is not shown: it may hold a key.
    grep -v 'set-up/' "$work/errors" | sed 's/^/        /'
    echo "0 passed, 1 failed"
    exit 1
fi
