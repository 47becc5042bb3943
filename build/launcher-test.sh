#!/bin/sh
# Tests ./coffer in a fresh copy of the sources, with real builds; ./verify runs this.
set -u
cd "$(dirname "$0")/.." || exit 1

work=$(mktemp -d)
work=$(cd "$work" && pwd -P)
export XDG_DATA_HOME="$work/xdg"
server='' site=''
trap 'for one in $site $server; do kill "$one" 2>/dev/null; done; rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

tree="$work/a fresh tree"
mkdir -p "$tree"
cp -R coffer mvnw .mvn pom.xml build examples "$tree"
for module in */pom.xml; do
    module=${module%/pom.xml}
    mkdir -p "$tree/$module/src"
    cp "$module/pom.xml" "$tree/$module"
    cp -R "$module/src/main" "$tree/$module/src"
done
ln -s "$tree/coffer" "$work/coffer"

passed=0 failed=0
check() {
    if "$2"; then
        passed=$((passed + 1))
        echo "ok      $1"
    else
        failed=$((failed + 1))
        echo "FAILED  $1"
        for file in "$work"/out* "$work"/err*; do
            [ ! -s "$file" ] || sed "s|^|        ${file##*/}: |" "$file"
        done
    fi
    rm -f "$work"/out* "$work"/err*
}

# Runs the launcher through a symbolic link from another directory; keeps output, errors, exit code.
coffer() {
    (cd / && "$work/coffer" "$@") >"$work/out" 2>"$work/err" </dev/null
    code=$?
}

lines() { grep -c . "$1"; }
errors_say() { grep -q "$1" "$work/err"; }
silent_on_output() { [ ! -s "$work/out" ]; }
silent_on_errors() { [ ! -s "$work/err" ]; }
builds() { find "$tree/.coffer" -name 'app-*' | wc -l; }

without_a_jdk() {
    mkdir "$work/bin" "$work/no-jdk" "$work/home"
    for tool in sh find readlink sed; do ln -s "$(command -v $tool)" "$work/bin/$tool"; done
    cp -R "$tree/coffer" "$tree/pom.xml" "$tree/build" "$work/no-jdk"
    sed 's|/usr/|/nowhere/|; s|/opt/|/nowhere/|; s| /Library/| /nowhere/|' build/jdk.sh \
        >"$work/no-jdk/build/jdk.sh"
    env -i PATH="$work/bin" HOME="$work/home" "$work/no-jdk/coffer" --help \
        >"$work/out" 2>"$work/err"
    [ $? = 69 ] && silent_on_output && [ "$(lines "$work/err")" = 1 ] && errors_say 'needs a JDK 25'
}
check "without a JDK 25 one line says what is missing" without_a_jdk

two_first_runs() {
    "$tree/coffer" --help >"$work/out1" 2>"$work/err1" </dev/null &
    first=$!
    "$tree/coffer" --help >"$work/out2" 2>"$work/err2" </dev/null &
    second=$!
    wait $first && wait $second &&
        [ "$(cat "$work/err1" "$work/err2" | grep -c 'Building Coffer (first run only)')" = 1 ] &&
        [ "$(builds)" -eq 1 ] && ! grep -q Building "$work"/out? &&
        [ -s "$work/out1" ] && cmp "$work/out1" "$work/out2"
}
check "two first runs at once build once, and print only what the program prints" two_first_runs

# Each library beside the program stands in its bill of materials by its hash, and in its notice.
listed() {
    app=$(echo "$tree"/.coffer/app-*)
    missing=''
    for jar in "$app"/*.jar; do
        name=${jar##*/}
        sum=$(sha256sum <"$jar") || return 1
        case $name in coffer.jar) continue ;; esac
        grep -q "${sum%% *}" "$app/coffer.cdx.json" || missing="$missing $name"
        case $name in coffer-*) continue ;; esac
        grep -qF ":$(echo "${name%.jar}" | sed 's/-\([0-9]\)/ \1/')" "$app/NOTICE" ||
            missing="$missing $name(notice)"
    done
    echo "not listed:$missing" >"$work/err"
    [ -z "$missing" ]
}
check "every library is in the bill of materials with its hash, and in the notice" listed

trained() {
    cp "$tree/.coffer/build.log" "$work/err"
    for cache in coffer coffer-velo coffer-script; do
        [ -s "$(find "$tree/.coffer" -name $cache.aot)" ] || return 1
    done
}
check "a build makes the caches that let Java start quickly" trained

second_run() {
    coffer --help
    [ $code = 0 ] && silent_on_errors && [ "$(builds)" -eq 1 ]
}
check "a second run builds nothing and adds nothing to the errors" second_run

wrong_usage() {
    coffer no-such-command
    [ $code = 2 ]
}
check "the program's exit code is the launcher's" wrong_usage

non_ascii() {
    (cd / && env -u LANG -u LC_CTYPE LC_ALL=C "$work/coffer" 'Grüße an') >"$work/out" 2>"$work/err"
    errors_say 'Grüße an'
}
check "arguments arrive as they are, even without a locale" non_ascii

# until_there PROCESS FILE TEXT: waits until a process has written a text to a file.
until_there() {
    tries=0
    until [ -s "$2" ] && grep -q "$3" "$2"; do
        tries=$((tries + 1))
        { [ $tries -lt 3000 ] && kill -0 "$1" 2>/dev/null; } || return 1
        sleep 0.1
    done
}

start_server() {
    "$work/coffer" serve --port 0 --data "$work/data" >"$work/out" 2>"$work/err" </dev/null &
    server=$!
    until_there $server "$work/data/server.url" http
}

stop_server() {
    kill -TERM $server
    wait $server
    server=''
}

stopping() {
    start_server || return 1
    stop_server
    [ ! -e "$work/data/server.url" ] && silent_on_output
}
check "a signal to the launcher stops the server" stopping

# Whether a crash of this process leaves nothing behind that may hold secrets; Linux tells.
no_dumps() {
    [ -r "/proc/$server/limits" ] || return 0
    tr '\0' '\n' <"/proc/$server/cmdline" >"$work/out-flags"
    grep -qx -e -XX:-CreateCoredumpOnCrash "$work/out-flags" &&
        grep -qx -e -XX:+SuppressFatalErrorMessage "$work/out-flags" &&
        grep -q '^Max core file size *0 ' "/proc/$server/limits"
}

crash() {
    start_server && no_dumps || return 1
    kill -SEGV $server
    wait $server
    server=''
    [ -z "$(find "$work" "$tree" . -maxdepth 1 -name 'core*' -type f -o -name 'hs_err*')" ]
}
check "a crash leaves neither a core dump nor a report behind" crash

# Whether a process of this build has a cache in its memory; Linux tells.
in_use() {
    [ ! -d /proc/self ] || grep -qs "$tree.*/$1.aot" /proc/[0-9]*/maps
}

site() {
    start_server || return 1
    "$work/coffer" velo new "$work/a site" >"$work/out" 2>"$work/err1" || return 1
    "$work/coffer" velo "$work/a site" --port 0 --data "$work/data" \
        >"$work/out2" 2>"$work/err2" </dev/null &
    site=$!
    until_there $site "$work/err2" 'Functional Testing is at' &&
        in_use coffer-velo && in_use coffer-script &&
        grep -qF "$work/coffer velo '$work/a site'" "$work/err1"
    outcome=$?
    kill -TERM $site
    wait $site
    site=''
    stop_server
    [ $outcome = 0 ] && { [ ! -d /proc/self ] || ! in_use coffer-script; }
}
check "a site is written and run, both its processes use their caches, and both end" site

# The data directory, where nobody names one.
data_of_the_user() {
    "$work/coffer" serve --port 0 >"$work/out" 2>"$work/err" </dev/null &
    server=$!
    until_there $server "$work/xdg/coffer/server.url" http &&
        coffer site list && [ $code = 0 ] && silent_on_errors &&
        [ ! -e "$tree/coffer-data" ] && [ ! -e "$work/coffer-data" ]
    outcome=$?
    stop_server
    return $outcome
}
check "the data is not in the checkout, and commands find it where the server put it" data_of_the_user

data_beside_the_launcher() {
    mkdir "$tree/coffer-data"
    chmod 700 "$tree/coffer-data"
    XDG_DATA_HOME="$work/empty"
    "$work/coffer" serve --port 0 >"$work/out" 2>"$work/err1" </dev/null &
    server=$!
    until_there $server "$tree/coffer-data/server.url" http &&
        coffer site list && [ $code = 0 ] &&
        [ "$(lines "$work/err")" = 1 ] && errors_say "mv '$tree/coffer-data' $work/empty/coffer" &&
        grep -qF "mv '$tree/coffer-data' $work/empty/coffer" "$work/err1"
    outcome=$?
    stop_server
    XDG_DATA_HOME=$work/xdg
    coffer site list
    [ $code = 2 ] && errors_say "two data directories, $tree/coffer-data .* $work/xdg/coffer; name"
    both=$?
    rm -rf "$tree/coffer-data"
    return $((outcome + both))
}
check "data beside the launcher is found with the command that moves it; in two places it is asked" \
    data_beside_the_launcher

broken_source="$tree/cli/src/main/java/dev/coffer/cli/Broken.java"
failing_build() {
    echo 'package dev.coffer.cli; final class Broken { this is no Java }' >"$broken_source"
    coffer --help
    [ $code = 70 ] && silent_on_output && errors_say 'Building Coffer (sources changed)' &&
        errors_say 'Broken.java' && [ ! -L "$tree/.coffer/lock" ]
}
check "a build that fails shows why, and the program does not run" failing_build

recovery() {
    rm "$broken_source"
    sh -c 'ln -s $$ "$1"' - "$tree/.coffer/lock"
    coffer --help
    [ $code = 0 ] && errors_say 'Building Coffer (sources changed)' && [ "$(builds)" -eq 2 ]
}
check "a deleted source is noticed, and the lock of a build that died is no obstacle" recovery

# A JDK whose java fails at the first training of the commands, and at each of velo.
make_forgetful_jdk() {
    . build/jdk.sh
    find_java jdk || return 1
    mkdir -p "$work/jdk/bin"
    for file in "$java_home"/*; do
        [ "${file##*/}" = bin ] || ln -s "$file" "$work/jdk"
    done
    ln -s "$java_home"/bin/* "$work/jdk/bin"
    rm "$work/jdk/bin/java"
    cat >"$work/jdk/bin/java" <<SH
#!/bin/sh
case "\$*" in
*dev.coffer.cli.AotTraining*' commands') mkdir "$work/trained" 2>/dev/null && exit 1 ;;
*dev.coffer.cli.AotTraining*' velo') exit 1 ;;
esac
exec '$java_home/bin/java' "\$@"
SH
    chmod +x "$work/jdk/bin/java"
}

failing_training() {
    make_forgetful_jdk || return 1
    touch "$tree/pom.xml"
    (cd / && JAVA_HOME="$work/jdk" "$work/coffer" --help) >"$work/out" 2>"$work/err" </dev/null
    code=$?
    cp "$tree/.coffer/build.log" "$work/err1"
    built=$tree/.coffer/$(cat "$tree/.coffer/current")
    [ $code = 0 ] && [ "$(lines "$work/err")" = 2 ] && errors_say 'Building Coffer' &&
        errors_say "coffer-velo.aot could not be made: .* slower .*$tree/.coffer/build.log" &&
        [ -d "$work/trained" ] && [ -s "$built/coffer.aot" ] &&
        [ -s "$built/coffer-script.aot" ] && [ ! -e "$built/coffer-velo.aot" ]
}
check "a training that fails is tried again, and then costs its own cache alone, and says so" \
    failing_training

site_with_one_cache() {
    start_server || return 1
    JAVA_HOME="$work/jdk" "$work/coffer" velo "$work/a site" --port 0 --data "$work/data" \
        >"$work/out2" 2>"$work/err2" </dev/null &
    site=$!
    until_there $site "$work/err2" 'Functional Testing is at' && in_use coffer-script
    outcome=$?
    kill -TERM $site
    wait $site
    site=''
    stop_server
    [ $outcome = 0 ]
}
check "the cache that was made is used without the other" site_with_one_cache

echo "$passed passed, $failed failed"
[ $failed = 0 ]
