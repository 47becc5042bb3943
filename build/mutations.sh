#!/bin/sh
# Changes the product in ways that a test must notice, and looks whether it does; ./verify --long runs
# this. With arguments: only the mutations of these names.
#
# A mutation is build/mutations/NAME.patch. It begins with lines for people, of which these are read:
#
#   Module: the module whose tests are run
#   Test:   the test that must turn red: a class, or one method of it as Class#method
set -u
cd "$(dirname "$0")/.." || exit 1
root=$(pwd -P)

work=$(mktemp -d)
work=$(cd "$work" && pwd -P)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
tree=$work/tree built=$work/built log=$work/log
mkdir "$tree"
git ls-files -z --cached --others --exclude-standard | xargs -0 sh -c \
    'for file; do [ ! -f "$file" ] || printf "%s\n" "$file"; done' sh | tar -cf - -T - | tar -xf - -C "$tree"

if [ $# -eq 0 ]; then
    set -- $(cd build/mutations && ls -- *.patch | sed 's/\.patch$//')
fi

# said Module|Test NAME
said() { sed -n "s/^$1: *//p" "$root/build/mutations/$2.patch"; }

# Builds as ./coffer does, whose compiler refuses less: a mutation may leave a variable unused.
# run_tests MODULE TESTS
run_tests() {
    rm -rf "$built"/*/surefire-reports
    (cd "$tree" && ./mvnw -q -B -ntp -Dcoffer.build="$built" -Ptests -pl "$1" -am test -Dtest="$2" \
        -Dsurefire.failIfNoSpecifiedTests=false) >"$log" 2>&1 </dev/null
}

failed=0
# fail TEXT
fail() {
    failed=$((failed + 1))
    echo "FAILED  $1"
    tail -20 "$log" | sed 's/^/        /'
}

# What is red before the mutation says nothing about it.
for module in $(for name; do said Module "$name"; done | sort -u); do
    tests=$(for name; do [ "$(said Module "$name")" != "$module" ] || said Test "$name"; done |
        sort -u | paste -s -d , -)
    run_tests "$module" "$tests" || fail "without a mutation: $tests in $module"
done
[ $failed = 0 ] || exit 1

for name; do
    patch=$root/build/mutations/$name.patch
    test=$(said Test "$name")
    module=$(said Module "$name")
    if ! (cd "$tree" && git apply "$patch") >"$log" 2>&1; then
        fail "$name: the patch does not fit the sources any more"
        continue
    fi
    run_tests "$module" "$test"
    if grep -q '<failure\|<error' "$built/coffer-$module"/surefire-reports/TEST-*.xml 2>/dev/null; then
        echo "ok      $name: $test turns red"
    else
        fail "$name: $test did not notice it, or did not run"
    fi
    (cd "$tree" && git apply -R "$patch")
done
[ $failed = 0 ]
