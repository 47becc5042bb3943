# Finds a Java new enough for Coffer. Sourced by ./coffer and ./verify; plain POSIX shell, and quick,
# since every command of the launcher passes here: versions are read from files, not asked of Java.
# shellcheck shell=sh

required_java=25

# Sets java_home and java_version (25.0.3) to the first Java of the required version or newer, and
# fails if there is none. With the argument `jdk` it must have a compiler. A second argument names
# the directory of one to prefer to any but JAVA_HOME's.
find_java() {
    newest_java=0 newest_java_home=''
    for candidate in "${JAVA_HOME:-}" "${2:-}" on-path \
        /usr/lib/jvm/* /usr/java/* /opt/java/* \
        "${SDKMAN_DIR:-${HOME:-}/.sdkman}"/candidates/java/* "${HOME:-}"/.jdks/* \
        macos-choice /Library/Java/JavaVirtualMachines/*/Contents/Home \
        "${HOME:-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
        /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
        /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
        case $candidate in
        on-path) candidate=$(java_home_on_path) || continue ;;
        macos-choice)
            [ -x /usr/libexec/java_home ] || continue
            candidate=$(/usr/libexec/java_home -v "$required_java+" 2>/dev/null) || continue
            ;;
        esac
        { [ -n "$candidate" ] && [ -x "$candidate/bin/java" ]; } || continue
        read_java_version "$candidate"
        feature=${java_version%%[!0-9]*}
        feature=${feature:-0}
        if [ "$feature" -gt "$newest_java" ]; then
            newest_java=$feature newest_java_home=$candidate
        fi
        [ "$feature" -ge "$required_java" ] || continue
        [ "${1:-}" != jdk ] || [ -x "$candidate/bin/javac" ] || continue
        # shellcheck disable=SC2034 # for the sourcing script
        java_home=$candidate
        return 0
    done
    return 1
}

# One line that says what find_java missed and how to get it.
missing_java() {
    if [ "$newest_java" -ge "$required_java" ]; then
        found="$newest_java_home has no compiler (javac)"
    elif [ "$newest_java" -gt 0 ]; then
        found="the newest Java found is $newest_java, in $newest_java_home"
    else
        found="no Java was found"
    fi
    echo "Coffer needs a JDK $required_java or newer, and $found: install one" \
        "(https://adoptium.net, \`sdk install java\`, \`brew install openjdk\`)" \
        "or point JAVA_HOME at it."
}

java_home_on_path() {
    command_path=$(command -v java) || return 1
    while [ -L "$command_path" ]; do
        target=$(readlink "$command_path")
        case $target in
        /*) command_path=$target ;;
        *) command_path=${command_path%/*}/$target ;;
        esac
    done
    bin=${command_path%/*}
    echo "${bin%/*}"
}

# Sets java_version to the version of the Java in directory $1, or to nothing.
read_java_version() {
    java_version=''
    if [ -r "$1/release" ]; then
        while IFS='=' read -r key value; do
            [ "$key" != JAVA_VERSION ] || java_version=$value
        done <"$1/release"
    else
        java_version=$("$1/bin/java" -version 2>&1 | sed -n 's/.*version \("[^"]*"\).*/\1/p')
    fi
    java_version=${java_version#\"}
    java_version=${java_version%\"}
}
