# shellcheck shell=sh
# Sourced by the scripts beside it: they all stop at the first error and run in the root of the checkout.
set -eu
cd "$(dirname "$0")/.."
mkdir -p build
export LC_ALL=C.UTF-8
cores=$(nproc 2>/dev/null || echo 2)
export cores

say() {
    printf '== %s\n' "$*"
}

# setup DIR OPTION...: sets up a build folder, anew when its options, its compiler or its place have changed.
setup() {
    dir=$1
    shift
    key="$PWD ${CC:-cc} $*"
    if [ ! -f "$dir/build.ninja" ] || [ "$(cat "$dir/set-up-as" 2>/dev/null)" != "$key" ]; then
        rm -rf "$dir"
        meson setup "$dir" "$@" >build/setup.log 2>&1 || {
            cat build/setup.log >&2
            return 1
        }
        printf '%s\n' "$key" >"$dir/set-up-as"
    fi
    # Meson has much to say when a build description has changed; here only when it fails.
    ninja -C "$dir" build.ninja >build/setup.log 2>&1 || {
        cat build/setup.log >&2
        return 1
    }
}

# build DIR TARGET...: builds, and says nothing unless there is a warning or an error.
build() {
    dir=$1
    shift
    code=0
    ninja -C "$dir" --quiet "$@" >"$dir/said" 2>&1 || code=$?
    grep -v '^ninja: no work to do' "$dir/said" || true
    return "$code"
}

# setup_release OPTION...: the build folder of what people run.
setup_release() {
    setup build/release --buildtype=debugoptimized -Dharden=true -Db_lto=true "$@"
}

# setup_test: the build folder of the tests, which stop at the first thing the sanitizers see. What these add to the code
# makes gcc suspect null formats; script/check compiles without them and lets nothing pass.
setup_test() {
    setup build/test -Dtests=true -Ddebug=true -Doptimization=1 -Db_sanitize=address,undefined \
        -Dc_args=-Wno-format-truncation
}

# setup_clang: everything with clang, no warning allowed. The fuzzers run from there and clang-tidy reads how it is compiled.
setup_clang() {
    CC=clang CXX=clang++ setup build/clang -Dwerror=true -Dtests=true -Dbench=true -Dfuzz=true -Ddebug=true \
        -Doptimization=1 -Db_sanitize=address,undefined -Db_lundef=false
}
