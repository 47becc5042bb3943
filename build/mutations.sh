#!/bin/sh
# Changes the product in ways that a test must notice, and looks whether it does; ./verify --long runs
# this. With arguments: only the mutations of these names.
#
# A mutation is build/mutations/NAME.patch. It begins with lines for people, of which these are read:
#
#   Module: the module whose tests are run
#   Test:   the test that must turn red
set -u
cd "$(dirname "$0")/.." || exit 1
root=$(pwd -P)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
git ls-files -z --cached --others --exclude-standard | xargs -0 sh -c \
    'for file; do [ ! -f "$file" ] || printf "%s\n" "$file"; done' sh | tar -cf - -T - | tar -xf - -C "$work"

failed=0
mutate() {
    name=$1
    patch=$root/build/mutations/$name.patch
    module=$(sed -n 's/^Module: *//p' "$patch")
    test=$(sed -n 's/^Test: *//p' "$patch")
    if ! (cd "$work" && patch -p1 -s) <"$patch" >"$work.log" 2>&1; then
        failed=$((failed + 1))
        echo "FAILED  $name: the patch does not fit the sources any more"
        sed 's/^/        /' "$work.log"
        (cd "$work" && git -C "$root" ls-files -z | (cd "$root" && tar -cf - --null -T -) | tar -xf -)
        return
    fi
    rm -rf "$work"/*/target/surefire-reports
    (cd "$work" && ./mvnw -q -B -ntp -pl "$module" -am test -Dtest="$test" \
        -Dsurefire.failIfNoSpecifiedTests=false -Dspotless.check.skip=true -Dcheckstyle.skip=true) \
        >"$work.log" 2>&1 </dev/null
    if grep -q -l '<failure\|<error' "$work/$module"/target/surefire-reports/TEST-*.xml 2>/dev/null; then
        echo "ok      $name: $test turns red"
    else
        failed=$((failed + 1))
        echo "FAILED  $name: $test did not notice it, or did not run"
        tail -20 "$work.log" | sed 's/^/        /'
    fi
    (cd "$work" && patch -R -p1 -s) <"$patch"
}

if [ $# -eq 0 ]; then
    set -- $(cd build/mutations && ls -- *.patch | sed 's/\.patch$//')
fi
for one; do mutate "$one"; done
rm -f "$work.log"
[ $failed = 0 ]
