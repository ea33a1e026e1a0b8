# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run modules in a fork of the warm worker instead of in a new interpreter.

Stock Ansible starts every module in a fresh Python process that unpacks, compiles and imports everything
anew; for an AWS module that changes nothing this is nearly all of its time. The runner keeps everything else
of Ansible's way (the module's own file, its ``main()``, its arguments and what it prints) and replaces only
the process: the module runs in a fork of the worker, which was itself forked from a parent that has imported
boto3, the collections' module_utils and botocore's models already.

Where to look:

* `support`    whether this platform and this ansible-core are ones the runner was tested on
* `hooks`      the places in ansible-core that are replaced
* `eligible`   which invocations run in process; all others take Ansible's ordinary way
* `child`      the fork: pipes, exit status, temporary folder
* `target`     inside the fork: make the process look like a module's process, run it
* `source`     a module's file: its compiled code and whether it is a module of the kind that can run here
* `warm`       inside the parent: what is imported before forking
* `skips`      inside the parent: tasks whose condition is false, which need no worker
* `templates`  everywhere: compiled templates of this collection, kept from run to run
* `bytecode`   everywhere: compiled files of collections, kept from run to run
* `lazy`       everywhere: the wrappers in which templates get the variables of a host
* `aws_calls`  inside the fork: what holds for every AWS call that a module makes

Importing `plugins/action/session.py` calls `activate`; nothing else does. docs/runner.md is the user's side.
"""

from __future__ import annotations

from ansible.utils.display import Display

from . import support


def activate() -> bool:
    """Put the runner in place, once per process; return whether it is in place."""
    reason = support.why_not()
    if reason is None:
        from . import hooks  # only now: it imports what another ansible-core may not have

        hooks.install()
        return True
    Display().vv(f"inferops.aws: modules run in their own processes: {reason}")
    return False


__all__ = ["activate"]
