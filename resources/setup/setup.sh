#!/bin/sh
# What pip cannot bring: a Python, the libraries that Qt loads, the tools of the tests. The Makefile calls this at
# every start, so it says nothing and takes a few milliseconds where nothing is missing.
#
#   setup.sh libraries VENV   what the window and the command line need
#   setup.sh tests VENV       the same, and what the tests need
#   setup.sh venv VENV        makes the virtual environment
#
# It looks for the libraries themselves and not for installed packages, since releases name the packages differently;
# the names below are those of Debian 12. PYTHON in the environment says which Python to take.
set -u

# What Qt needs to paint without a display, then what a window needs. Fonts come with libfontconfig1.
LIBRARIES="
    libGL.so.1           libgl1
    libEGL.so.1          libegl1
    libxkbcommon.so.0    libxkbcommon0
    libdbus-1.so.3       libdbus-1-3
    libfontconfig.so.1   libfontconfig1
    libglib-2.0.so.0     libglib2.0-0

    libxcb-cursor.so.0      libxcb-cursor0
    libxcb-icccm.so.4       libxcb-icccm4
    libxcb-keysyms.so.1     libxcb-keysyms1
    libxcb-shape.so.0       libxcb-shape0
    libxkbcommon-x11.so.0   libxkbcommon-x11-0
"
# A real window without a screen, driven from outside; and real images to train on.
TEST_PROGRAMS="
    Xvfb      xvfb
    xdotool   xdotool
    xauth     xauth
"
TEST_FILES="
    /usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz   dataset-fashion-mnist
"

fail() {
    printf 'make: %s\n' "$1" >&2
    exit 1
}

find_python() {
    for candidate in ${PYTHON:-python3.11 python3.12 python3.13 python3}; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    fail "Chainrule needs Python 3.11 or newer; tried ${PYTHON:-python3.11, python3.12, python3.13, python3}.
      Debian 12 has it: apt-get install python3. Or name one: make run PYTHON=/path/to/python3"
}

missing_libraries() {
    [ "$(uname -s)" = Linux ] && command -v ldconfig >/dev/null || return 0
    known=$(ldconfig -p)
    set -- $LIBRARIES
    while [ $# -gt 0 ]; do
        case $known in *"$1 "*) ;; *) echo "$2" ;; esac
        shift 2
    done
}

missing_test_tools() {
    [ "$(uname -s)" = Linux ] || return 0
    set -- $TEST_PROGRAMS
    while [ $# -gt 0 ]; do
        command -v "$1" >/dev/null || echo "$2"
        shift 2
    done
    set -- $TEST_FILES
    while [ $# -gt 0 ]; do
        [ -e "$1" ] || echo "$2"
        shift 2
    done
}

# Debian splits off what makes a virtual environment; only asked while there is none.
missing_venv() {
    [ -x "$VENV/bin/python" ] && return
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        "$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'
}

missing() {
    missing_venv
    missing_libraries
    [ "$PURPOSE" = libraries ] || missing_test_tools
}

install() {
    if ! command -v apt-get >/dev/null; then
        echo "make: these look missing; install what your system calls them: $packages" >&2
        return
    fi
    commands="apt-get update && apt-get install --yes --no-install-recommends $packages"
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null && line="sudo sh -c '$commands'" || line="su - -c '$commands'"
        fail "system packages are missing. Type this line, then call make again:

    $line
"
    fi
    echo "Installing system packages: $packages"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq </dev/null  # an old list may do; the next line decides
    apt-get install -qq --yes --no-install-recommends -o DPkg::Lock::Timeout=120 $packages </dev/null ||
        fail "could not install system packages (see above); by hand: $commands"
    packages=$(missing | xargs)
    [ -z "$packages" ] || fail "installed, and yet not found: $packages"
}

PATH=$PATH:/usr/sbin:/sbin  # where ldconfig is; not on the path of every user
PURPOSE=$1
VENV=$2
python=
if [ ! -x "$VENV/bin/python" ]; then
    python=$(find_python) || exit 1
fi

case $PURPOSE in
libraries | tests)
    packages=$(missing | xargs)
    [ -z "$packages" ] || install
    ;;
venv)
    [ -n "$python" ] || exit 0
    echo "Making the virtual environment $VENV with $("$python" --version)"
    "$python" -m venv --clear "$VENV" || fail "could not make the virtual environment $VENV (see above)"
    ;;
*) fail "setup.sh: expected libraries, tests or venv, got $PURPOSE" ;;
esac
