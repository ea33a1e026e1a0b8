# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A module that behaves as it is told, and reports what it sees of its process."""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import json
import locale
import logging
import multiprocessing
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
import typing as t

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.common.warnings import deprecate, warn

from ansible_collections.inferops.aws.plugins.module_utils import probed

calls = 0
kept: list[t.Any] = []


class Uncatchable(BaseException):
    """What `except Exception` lets through."""


def evidence(name: str, text: str = "x") -> None:
    with open(os.path.join(os.environ["PROBE_EVIDENCE"], name), "a", encoding="utf-8") as file:
        file.write(text)


def echo(module: AnsibleModule) -> None:
    module.exit_json(changed=False, value=module.params["value"], check_mode=module.check_mode)


def change(module: AnsibleModule) -> None:
    module.exit_json(changed=True, value=module.params["value"], diff={"before": "old\n", "after": "new\n"})


def fail(module: AnsibleModule) -> None:
    module.fail_json(msg="told to fail", code=7)


def fail_with_exception(module: AnsibleModule) -> None:
    try:
        raise KeyError("inner")
    except KeyError as error:
        module.fail_json(msg="told to fail", exception=error)


def fail_with_traceback(module: AnsibleModule) -> None:
    module.fail_json(msg="told to fail", exception="a traceback as text")


def raise_error(_module: AnsibleModule) -> None:
    raise ValueError("nobody catches this")


def raise_chained(_module: AnsibleModule) -> None:
    try:
        raise KeyError("cause")
    except KeyError as error:
        raise RuntimeError("effect") from error


def raise_uncatchable(_module: AnsibleModule) -> None:
    raise Uncatchable("nobody can catch this")


def interrupt(_module: AnsibleModule) -> None:
    raise KeyboardInterrupt


def leave(module: AnsibleModule) -> None:
    sys.exit(module.params["value"])


def leave_at_once(module: AnsibleModule) -> None:
    print("never written")
    os._exit(module.params["value"])


def return_without_result(_module: AnsibleModule) -> None:
    return


def die(module: AnsibleModule) -> None:
    if module.params["value"] is not None:
        with open(os.path.join(module.tmpdir, "left"), "w", encoding="utf-8"):
            os.kill(os.getpid(), getattr(signal, module.params["value"]))
            time.sleep(5)
    module.exit_json(alive=True)


def print_around(module: AnsibleModule) -> None:
    print("before, on stdout")
    print("before, on stderr", file=sys.stderr)
    atexit.register(print, "after, on stdout")
    atexit.register(print, "after, on stderr", file=sys.stderr)
    module.exit_json(changed=False)


def print_only(_module: AnsibleModule) -> None:
    print("text on stdout")
    os.write(1, b"raw on stdout\n")
    os.write(2, b"raw on stderr\n")
    print("text on stderr", file=sys.stderr)
    subprocess.run("echo child on stdout; echo child on stderr >&2", shell=True, check=True)
    sys.exit(4)


def print_binary(_module: AnsibleModule) -> None:
    os.write(1, bytes(range(256)))
    os.write(2, b"\xff\xfe")
    sys.exit(5)


def print_binary_and_result(module: AnsibleModule) -> None:
    os.write(1, b"\x80\x81 junk\n")
    module.exit_json(changed=False, text="\N{SNOWMAN} \U0001f600")


def print_surrogate(_module: AnsibleModule) -> None:
    print("\udc80")


def large(module: AnsibleModule) -> None:
    module.exit_json(changed=False, text="0123456789abcdef" * (5 * 1024 * 64))


def large_streams(_module: AnsibleModule) -> None:
    print("o" * 300_000)
    print("e" * 300_000, file=sys.stderr)
    sys.exit(6)


def close_stdout(_module: AnsibleModule) -> None:
    print("x")
    os.close(1)
    sys.exit(0)


def say_warnings(module: AnsibleModule) -> None:
    module.warn("by module.warn")
    module.warn("by module.warn")
    warn("by warn()")
    module.exit_json(changed=False, warnings=["by exit_json"])


def say_deprecations(module: AnsibleModule) -> None:
    module.deprecate("by module.deprecate", version="9.0.0", collection_name="inferops.aws")
    module.deprecate("with a date", date="2030-01-01", collection_name="inferops.aws")
    deprecate("by deprecate()", version="9.0.0")
    module.exit_json(changed=False, deprecations=[{"msg": "by exit_json", "version": "9.0.0"}])


def warn_and_fail(module: AnsibleModule) -> None:
    module.warn("before the failure")
    module.fail_json(msg="after the warning", warnings=["with the failure"])


def return_values(module: AnsibleModule) -> None:
    module.exit_json(**module.params["value"])


def reveal(module: AnsibleModule) -> None:
    print("secret on stderr", module.params["secret"], file=sys.stderr)
    module.exit_json(changed=False, said=f"it is {module.params['secret']}")


def leave_with_secret(module: AnsibleModule) -> None:
    print("not a result:", module.params["secret"])
    sys.exit(1)


def see_environment(module: AnsibleModule) -> None:
    module.exit_json(changed=False, environment=dict(os.environ), temporary=tempfile.gettempdir())


def see_process(module: AnsibleModule) -> None:
    mask = os.umask(0o77)
    os.umask(mask)
    main = sys.modules["__main__"]
    module.exit_json(
        changed=False,
        directory=os.getcwd(),
        umask=oct(mask),
        stdin=sys.stdin.read(),
        terminals=[stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)],
        kinds=[oct(os.fstat(number).st_mode & 0o170000) for number in range(3)],
        streams=[
            (stream.encoding, stream.errors, stream.line_buffering, stream.newlines)
            for stream in (sys.stdin, sys.stdout, sys.stderr)
        ],
        originals=[sys.stdin is sys.__stdin__, sys.stdout is sys.__stdout__, sys.stderr is sys.__stderr__],
        signals={
            number.name: str(signal.getsignal(number)).split(" at ", maxsplit=1)[0]
            for number in signal.Signals
            if number not in (signal.SIGKILL, signal.SIGSTOP)
        },
        blocked=sorted(int(number) for number in signal.pthread_sigmask(signal.SIG_BLOCK, ())),
        timers=signal.getitimer(signal.ITIMER_REAL),
        files=resource.getrlimit(resource.RLIMIT_NOFILE),
        arguments=[os.path.basename(argument) for argument in sys.argv],
        main=(main.__name__, main.__package__, os.path.basename(main.__file__), main.__spec__.name),
        same_main=main.__dict__ is globals(),
        session=os.getsid(0) != os.getpid(),
        ids=(os.getuid(), os.geteuid(), os.getgid(), os.getgroups()),
        priority=os.nice(0),
        threads=(threading.active_count(), threading.current_thread() is threading.main_thread()),
        recursion=sys.getrecursionlimit(),
        locale=locale.setlocale(locale.LC_ALL),
        alternatives=(multiprocessing.current_process().name, multiprocessing.parent_process() is None),
        path=[entry for entry in sys.path if not entry.endswith(".zip")],
        hooks=(sys.excepthook is sys.__excepthook__, sys.displayhook is sys.__displayhook__),
        logging=(logging.root.level, len(logging.root.handlers)),
    )


def write_descriptors(module: AnsibleModule) -> None:
    """Write to every descriptor that a process of its own would not have."""
    written = 0
    for number in map(int, os.listdir("/proc/self/fd")):
        if number > 2:
            with contextlib.suppress(OSError):
                written += os.write(number, b"junk")
    module.exit_json(changed=False)


def use_log(module: AnsibleModule) -> None:
    logging.getLogger("probe").info("an information nobody asked for")
    logging.getLogger("probe").error("an error")
    module.exit_json(changed=False)


def use_tmpdir(module: AnsibleModule) -> None:
    path = module.tmpdir
    with open(os.path.join(path, "file"), "w", encoding="utf-8") as file:
        file.write("x")
    module.exit_json(changed=False, mode=oct(os.stat(path).st_mode), is_folder=os.path.isdir(path))


def leave_temporaries(module: AnsibleModule) -> None:
    kept.append(tempfile.TemporaryDirectory())
    _number, path = tempfile.mkstemp()
    module.add_cleanup_file(path)
    module.exit_json(changed=False)


def count(module: AnsibleModule) -> None:
    global calls
    calls += 1
    probed.CALLS.append(calls)
    os.environ["PROBE_LEAK"] = "leaked"
    os.chdir("/")
    os.umask(0)
    signal.signal(signal.SIGUSR1, lambda *_: None)
    module.exit_json(changed=False, calls=calls, shared=len(probed.CALLS), leaked=module.params["value"])


def at_exit(module: AnsibleModule) -> None:
    atexit.register(evidence, "at_exit")
    module.exit_json(changed=False)


def await_thread(module: AnsibleModule) -> None:
    def late() -> None:
        time.sleep(0.2)
        evidence("thread")

    def never() -> None:
        time.sleep(60)
        evidence("daemon")

    threading.Thread(target=late).start()
    threading.Thread(target=never, daemon=True).start()
    module.exit_json(changed=False)


def daemonise(module: AnsibleModule) -> None:
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            null = os.open(os.devnull, os.O_RDWR)
            for number in range(3):
                os.dup2(null, number)
            time.sleep(0.2)
            evidence("daemonised")
        os._exit(0)
    os.wait()
    module.exit_json(changed=False)


def work_in_processes(module: AnsibleModule) -> None:
    with multiprocessing.get_context("fork").Pool(2) as pool:
        module.exit_json(changed=False, squares=pool.map(abs, [-1, -2, -3]))


def run_commands(module: AnsibleModule) -> None:
    status, out, err = module.run_command("echo $PROBE_WORD; pwd; umask; cat; exit 3", use_unsafe_shell=True)
    module.exit_json(changed=False, status=status, out=out, err=err)


def sleep(module: AnsibleModule) -> None:
    evidence("sleeper", f"{os.getpid()}\n")
    time.sleep(module.params["value"])
    evidence("overslept")
    module.exit_json(changed=True)


def crash(module: AnsibleModule) -> None:
    if module.params["value"] == "crash":
        ctypes.string_at(0)
    module.exit_json(changed=False, item=module.params["value"])


def attempt(module: AnsibleModule) -> None:
    evidence(module.params["value"])
    with open(os.path.join(os.environ["PROBE_EVIDENCE"], module.params["value"]), encoding="utf-8") as file:
        module.exit_json(changed=False, tries=len(file.read()))


def see_types(module: AnsibleModule) -> None:
    module.exit_json(changed=False, shown=json.dumps(module.params["value"], sort_keys=True), kind=repr(module.params))


def main() -> None:
    module = AnsibleModule(
        argument_spec={
            "behave": {"type": "str", "required": True},
            "value": {"type": "raw"},
            "secret": {"type": "str", "no_log": True},
            "old": {"type": "str", "removed_in_version": "9.0.0", "removed_from_collection": "inferops.aws"},
            "number": {"type": "int"},
        },
        supports_check_mode=True,
    )
    # Which way this went, where nobody but the comparison sees it.
    evidence("ways", json.dumps([module.params["behave"], "ansible.cli" in sys.modules]) + "\n")
    globals()[module.params["behave"]](module)


if __name__ == "__main__":
    main()
