# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run one module invocation in a fork of this process and collect what it prints.

A fork costs a few milliseconds and gives what a process of its own gives: the environment, the working
directory, signal handlers, globals and temporary files of one invocation cannot reach the next, and one that
dies takes nothing with it.
"""

from __future__ import annotations

import contextlib
import dataclasses
import io
import os
import selectors
import shutil
import signal
import traceback
import typing as t

from . import target

_OWN_FAULT = 70
"""Exit status of a fork in which the runner itself failed: "internal software error" of sysexits.h."""


@dataclasses.dataclass(frozen=True)
class Invocation:
    """All that a fork needs to know to run a module."""

    module: str
    """Importable name."""
    path: str
    profile: str
    """How ansible-core serialises this module's arguments and result."""
    arguments: bytes
    """What `AnsibleModule` reads: a JSON object with the key ANSIBLE_MODULE_ARGS."""
    environment: dict[str, str]
    """Added to the environment of this process."""
    directory: str
    """The working directory."""
    temporary: str | None
    """A folder that exists while the module runs; None when it has one already."""
    open_files: int
    """Soft limit of open files; 0 leaves it as it is."""


def run(invocation: Invocation) -> tuple[int, bytes, bytes]:
    """Run the module and return its exit status, standard output and standard error.

    The status of a process that a signal ended is the negative number of that signal, as `subprocess` has it.
    An exception here (a task's timeout, say) ends the fork.
    """
    with _folder(invocation.temporary), _pipe() as (out, out_end), _pipe() as (err, err_end):
        # A timeout is a signal; between the fork and the try it would leave a fork that nobody ends.
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
        pid = os.fork()
        if pid == 0:
            _in_fork(invocation, out_end.fileno(), err_end.fileno(), mask)
        try:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
            out_end.close()
            err_end.close()
            printed = _read_all(out, err)
            _pid, status = os.waitpid(pid, 0)
        except BaseException:
            with contextlib.suppress(ProcessLookupError, ChildProcessError):
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
            raise
    return os.waitstatus_to_exitcode(status), *printed


def _in_fork(invocation: Invocation, out: int, err: int, mask: set[int]) -> t.NoReturn:
    """Run the module in the fork; never return into the code of the process that was forked."""
    status = _OWN_FAULT
    try:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        _descriptors(out, err)
        status = target.run(invocation)
    except BaseException:
        os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(status & 0xFF)


def _descriptors(out: int, err: int) -> None:
    """Give the fork standard input at its end, the pipes, and nothing else.

    Descriptors of Ansible's own are led to nowhere rather than closed: an object of the parent that is cleared
    away here would close its number again, which by then might be one of the module's.
    """
    empty, write = os.pipe()
    os.close(write)
    for number, source in enumerate((empty, out, err)):
        os.dup2(source, number)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in map(int, os.listdir("/proc/self/fd")):
        if number > 2 and number != nowhere:
            with contextlib.suppress(OSError):  # the one that listed them is closed by now
                os.fstat(number)
                os.dup2(nowhere, number, inheritable=False)


def _read_all(out: io.FileIO, err: io.FileIO) -> tuple[bytes, bytes]:
    """Read from both until each is at its end."""
    chunks: dict[int, list[bytes]] = {out.fileno(): [], err.fileno(): []}
    with selectors.DefaultSelector() as selector:
        for descriptor in chunks:
            selector.register(descriptor, selectors.EVENT_READ)
        while selector.get_map():
            for key, _events in selector.select():
                data = os.read(key.fd, 1 << 16)
                if data:
                    chunks[key.fd].append(data)
                else:
                    selector.unregister(key.fd)
    return b"".join(chunks[out.fileno()]), b"".join(chunks[err.fileno()])


@contextlib.contextmanager
def _pipe() -> t.Iterator[tuple[io.FileIO, io.FileIO]]:
    """Open a pipe, to read from and to write to, and close what of it is still open at the end."""
    read, write = os.pipe()
    with io.FileIO(read, "r") as reader, io.FileIO(write, "w") as writer:
        yield reader, writer


@contextlib.contextmanager
def _folder(path: str | None) -> t.Iterator[None]:
    """Keep a private folder for a while, also when the module dies."""
    if path is None:
        yield
        return
    os.mkdir(path, 0o700)
    try:
        yield
    finally:
        shutil.rmtree(path, ignore_errors=True)
