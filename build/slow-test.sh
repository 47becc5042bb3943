#!/bin/sh
# Starts a Velo site where there is half a processor for all of Coffer, calls it, saves it and calls
# it again, 15 times or as often as the argument says; ./verify --long runs this. Where the quota of
# a control group cannot be set (that takes Linux and root), the processors are kept busy instead.
set -u
cd "$(dirname "$0")/.." || exit 1
times=${1:-15}

work=$(mktemp -d)
server='' site='' loops='' group=''
stop() {
    for one in $site $server $loops; do kill "$one" 2>/dev/null; done
    wait
    rm -rf "$work"
    [ -z "$group" ] || rmdir "$group"
}
trap stop EXIT
trap 'exit 1' HUP INT TERM

limit() {
    for parent in /sys/fs/cgroup /sys/fs/cgroup/cpu; do
        group=$parent/coffer-slow-test-$$
        mkdir "$group" 2>/dev/null || continue
        for quota in cpu.max cpu.cfs_quota_us; do
            if [ -e "$group/$quota" ] && echo 50000 2>/dev/null >"$group/$quota"; then
                echo "All of Coffer has half a processor"
                return
            fi
        done
        rmdir "$group"
    done
    group=''
    processors=$(getconf _NPROCESSORS_ONLN)
    for _ in $(seq $((4 * processors))); do
        timeout 3600 sh -c 'while :; do :; done' &
        loops="$loops $!"
    done
    echo "Four loops keep each of $processors processors busy"
}

# Runs ./coffer within the limit.
coffer() {
    [ -z "$group" ] || sh -c 'echo $PPID >"$1"' - "$group/cgroup.procs"
    exec ./coffer "$@"
}

fail() {
    echo "FAILED  $*"
    cat "$work"/err*
    exit 1
}

# until_there PROCESS FILE TEXT
until_there() {
    tries=0
    until [ -s "$2" ] && grep -q "$3" "$2"; do
        tries=$((tries + 1))
        { [ $tries -lt 6000 ] && kill -0 "$1" 2>/dev/null; } || return 1
        sleep 0.1
    done
}

save() {
    cat >"$work/shop/backend/answer.web.js" <<JS
import { Permissions, webMethod } from 'wix-web-module';
export const answer = webMethod(Permissions.Anyone, () => '$1');
JS
}

call() {
    curl -sS "$address/_api/wix-code-public-dispatcher-ng/siteview/_webMethods/backend/answer.web.js/answer.ajax" \
        -H 'Content-Type: application/json' -d '[]'
}

./coffer --help >"$work/out" 2>"$work/err" || fail "./coffer --help" # builds, without the limit
limit
(coffer serve --port 0 --data "$work/data") >"$work/out" 2>"$work/err" </dev/null &
server=$!
until_there $server "$work/data/server.url" http || fail "the server did not start"
(coffer velo new "$work/shop") 2>"$work/err" || fail "velo new"

run=0
while [ $run -lt "$times" ]; do
    run=$((run + 1))
    save first
    rm -f "$work/err-velo"
    (coffer velo "$work/shop" --port 0 --data "$work/data") >"$work/out" 2>"$work/err-velo" </dev/null &
    site=$!
    until_there $site "$work/err-velo" 'Functional Testing is at' || fail "start $run"
    address=$(sed -n 's/^The site runs at //p' "$work/err-velo")
    answer=$(call)
    [ "$answer" = '{"result":"first"}' ] || fail "the first call of start $run answered $answer"
    save second
    tries=0
    until answer=$(call) && [ "$answer" = '{"result":"second"}' ]; do
        tries=$((tries + 1))
        [ "$answer" = '{"result":"first"}' ] && [ $tries -lt 1200 ] ||
            fail "the call after the save of start $run answered $answer"
        sleep 0.1
    done
    ! grep -E '^\s+at |ERROR' "$work/err-velo" || fail "errors in the log of start $run"
    kill -TERM $site
    wait $site
    site=''
    echo "ok      start $run: started, called, saved, called"
done
