# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Inside the fork: make this process look like a module's own process, then run the module in it.

What a new interpreter would have, the fork is given: plain standard streams, default signal handlers, no exit
handlers and no logging of the parent's, Ansible's module_utils in their target-side state (a warning belongs to
the module's result there, while the controller shows it at once).
"""

from __future__ import annotations

import atexit
import io
import logging
import multiprocessing.process
import multiprocessing.util
import os
import resource
import signal
import sys
import tempfile
import threading
import traceback
import types
import typing as t
import weakref
from importlib.machinery import ModuleSpec

from ansible.module_utils import _internal, basic
from ansible.module_utils._internal import _traceback
from ansible.module_utils._internal._ansiballz import _loader
from ansible.module_utils.common import warnings as module_warnings

from . import aws_calls, source

if t.TYPE_CHECKING:
    from .child import Invocation

FLUSH_FAILED = 120
"""Exit status of an interpreter that cannot write what is left of its output."""

_main_process = multiprocessing.current_process()
"""What `multiprocessing` takes for the first process of a program, as seen by the parent, which imports this."""

_inherited: list[object] = []
"""Objects of the parent that must not be cleared away here: they would write, or run, what is the parent's."""


def run(invocation: Invocation) -> int:
    """Run the module on descriptors 0 to 2 and return the exit status."""
    _streams()
    _signals()
    _standard_library()
    _import_path()
    _process(invocation)
    _target_side()
    return _as_interpreter(lambda: _run_module(invocation))


def _streams() -> None:
    """Open the standard streams as the interpreter did at its start.

    Standard input still says how it did so; of the other two Ansible has changed what they do with errors.
    """
    _inherited.extend((sys.__stdin__, sys.__stdout__, sys.__stderr__, sys.stdin, sys.stdout, sys.stderr))
    first: t.Any = sys.__stdin__
    for name, buffer, errors in (
        ("stdin", io.BufferedReader(io.FileIO(0, "r", closefd=False)), first.errors),
        ("stdout", io.BufferedWriter(io.FileIO(1, "w", closefd=False)), first.errors),
        ("stderr", io.BufferedWriter(io.FileIO(2, "w", closefd=False)), "backslashreplace"),
    ):
        stream = io.TextIOWrapper(buffer, first.encoding, errors, line_buffering=name == "stderr")
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def _signals() -> None:
    """Undo the worker's handlers, which would end the worker's whole process group; keep what is ignored."""
    signal.set_wakeup_fd(-1)
    for number in signal.valid_signals():
        if callable(signal.getsignal(number)):
            signal.signal(number, signal.SIG_DFL)
    if signal.getsignal(signal.SIGINT) == signal.SIG_DFL:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _standard_library() -> None:
    """Give the libraries that keep state for a whole process the state they have in a new one."""
    atexit._clear()

    finalize: t.Any = weakref.finalize
    _inherited.append(dict(finalize._registry))
    finalize._registry.clear()
    finalize._registered_with_atexit = False

    logs: t.Any = logging
    _inherited.extend((dict(logs._handlers), logging.root.handlers[:]))
    logging.root.handlers.clear()
    logging.root.setLevel(logging.WARNING)
    logs._handlerList.clear()
    atexit.register(logging.shutdown)

    processes: t.Any = multiprocessing.process
    _inherited.append((processes._current_process, processes._children))
    processes._current_process = _main_process
    processes._parent_process = None
    processes._children = set()
    utilities: t.Any = multiprocessing.util
    utilities._finalizer_registry.clear()
    atexit.register(utilities._exit_function)

    tempfile.tempdir = None  # the task's environment may name another folder


def _import_path() -> None:
    """Leave out where the program itself was found, which comes first on the path of imports."""
    own = {"", ".", os.getcwd(), os.path.dirname(os.path.realpath(sys.argv[0]))}
    own.difference_update(os.environ.get("PYTHONPATH", "").split(os.pathsep))
    sys.path[:] = [entry for entry in sys.path if entry not in own]


def _process(invocation: Invocation) -> None:
    os.environ.update(invocation.environment)
    os.chdir(invocation.directory)
    os.environ["PWD"] = invocation.directory
    sys.argv = [invocation.path]
    if invocation.open_files:
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = min(hard, invocation.open_files)
        if wanted != soft:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _target_side() -> None:
    """Put Ansible's module_utils in the state they have in a module's process."""
    _internal.is_controller = False
    _internal.import_controller_module = lambda _name, /: None
    _internal.get_controller_serialize_map = dict
    _traceback._is_traceback_enabled = _traceback._is_module_traceback_enabled
    _traceback._module_tracebacks_enabled_events = None
    basic._PARSED_MODULE_ARGS = None
    module_warnings._global_warnings.clear()
    module_warnings._global_deprecations.clear()


def _run_module(invocation: Invocation) -> None:
    """Run the module's code as the program of this process."""
    basic._ANSIBLE_ARGS = invocation.arguments
    basic._ANSIBLE_PROFILE = invocation.profile
    try:
        with aws_calls.arranged():
            _run_as_main(invocation.module, invocation.path)
        raise RuntimeError("New-style module did not handle its own exit.")
    except Exception as error:
        _loader._handle_exception(error, invocation.profile)


def _run_as_main(name: str, path: str) -> None:
    """Execute the module's compiled code under the name ``__main__``, as starting it would."""
    program = types.ModuleType("__main__")
    program.__dict__.update(
        __file__=path,
        __package__=name.rpartition(".")[0],
        __spec__=ModuleSpec(name, None, origin=path),
        __builtins__=__builtins__,
        _module_fqn=name,
        _modlib_path=path,
    )
    sys.modules["__main__"] = program
    exec(source.read(path).code, program.__dict__)


def _as_interpreter(program: t.Callable[[], None]) -> int:
    """Run the program, do what an interpreter does at its end, and return the exit status."""
    status = _status(program)
    t.cast(t.Any, threading)._shutdown()  # waits for threads that are no daemons
    atexit._run_exitfuncs()
    try:
        if not sys.stdout.closed:
            sys.stdout.flush()
    except Exception:
        status = FLUSH_FAILED
    return status


def _status(program: t.Callable[[], None]) -> int:
    """Return the exit status that an interpreter would give for this program."""
    try:
        program()
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return end.code or 0
        print(end.code, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        traceback.print_exc()
        atexit.register(_die_of_interrupt)
        return 1
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def _die_of_interrupt() -> None:
    """End by the signal, so that whoever waits for this process sees why."""
    sys.stdout.flush()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.kill(os.getpid(), signal.SIGINT)
