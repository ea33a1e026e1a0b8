# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`make demo`: start the sandbox, deploy, send real requests, deploy again, say what to try next.

Each option of the collection that can be shown is one entry of `OPTIONS`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from . import client, lifecycle, settings
from .kubernetes import binaries
from .settings import CHECKOUT, SandboxError

INVENTORY = "inventories/sandbox"
REGION = "eu-central-1"
ACCOUNT = "111111111111"
PROFILE = "sandbox-dev"
FUNCTION = "digits"
ALIAS = "live"
IMAGES = 100


@dataclass(frozen=True)
class Demonstration:
    """One deployment option: its playbook, what is shown of it, what it needs first, what else to try."""

    playbook: str
    show: Callable[[client.Sandbox], None]
    prepare: Callable[[], None] = lambda: None
    more: str = ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Show one option; returns the exit status of the first step that failed, else 0."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.demo", description=__doc__)
    parser.add_argument("--option", default="lambda_api", choices=sorted(OPTIONS))
    shown = OPTIONS[parser.parse_args(arguments).option]
    try:
        _heading("Starting a local AWS")
        shown.prepare()
        lifecycle.up(settings.load(), _say)
        sandbox = client.Sandbox()
        _heading(f"Deploying to two regions: {_command(shown.playbook)}")
        _playbook(shown.playbook)
        _heading(f"What exists now: {_command('status')}")
        _playbook("status")
        shown.show(sandbox)
        _deploy_again(shown.playbook, sandbox)
    except (SandboxError, subprocess.CalledProcessError) as error:
        print(f"\nThe demonstration stopped: {error}", file=sys.stderr)
        return 1
    _say(NEXT.format(playbook=shown.playbook, more=shown.more))
    return 0


def _lambda_api(sandbox: client.Sandbox) -> None:
    """Send the held-out images one by one to the API and count the invocations that the emulator saw."""
    url = _api_url(sandbox)
    _heading(f"Sending {IMAGES} images the model has never seen, one by one, as POST {url}/invocations")
    mark = sandbox.mark()
    _run([sys.executable, "examples/digits/client.py", url, "--limit", str(IMAGES), "--min-accuracy", "0.95"])
    _count(sandbox, mark)


def _eks_lambda(sandbox: client.Sandbox) -> None:
    """Show the objects in the cluster, ask the function what its page asks, and count the invocations."""
    kubectl = [str(binaries.ensure(_say)["kubectl"]), f"--kubeconfig={_kubeconfig()}"]
    _heading(f"What the cluster has: kubectl --kubeconfig={_kubeconfig()} get nodes,deploy,hpa,pdb,svc -A")
    _run([*kubectl, "get", "nodes,deploy,hpa,pdb,svc", "-A"])
    _say(SIMULATED)
    arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{FUNCTION}:{ALIAS}"
    _heading(f"Asking about {IMAGES} digits as the page does, by Lambda's API: {arn}")
    mark = sandbox.mark()
    environment = {**os.environ, **sandbox.environment, "AWS_PROFILE": PROFILE, "INFERENCE_FUNCTION": arn}
    command = [sys.executable, "-m", "ui.ask", "--limit", str(IMAGES), "--min-accuracy", "0.95"]
    sys.stdout.flush()
    subprocess.run(command, check=True, cwd=CHECKOUT / "examples" / "digits", env=environment)
    _count(sandbox, mark)


def _kubeconfig() -> Path:
    """Where the inventory has the kubeconfig written of the deployment that is shown."""
    return settings.load().directory / "kubeconfig-digits-eu"


def _count(sandbox: client.Sandbox, mark: int) -> None:
    answered = sandbox.requests(mark, service="lambda", operation="Invoke", function=FUNCTION, qualifier=ALIAS)
    _say(f"The emulator's request log shows {len(answered)} invocations of {FUNCTION}:{ALIAS}.")
    if len(answered) != IMAGES:
        raise SandboxError(f"{IMAGES} requests were sent, but {len(answered)} invocations of the alias were logged.")


def _api_url(sandbox: client.Sandbox) -> str:
    """The URL of the deployed API, asked of AWS's own API as any client would."""
    import boto3

    os.environ.update(sandbox.environment)
    apis = boto3.Session(profile_name=PROFILE, region_name=REGION).client("apigatewayv2").get_apis()["Items"]
    found = [api["ApiEndpoint"] for api in apis if api["Name"] == FUNCTION]
    if len(found) != 1:
        raise SandboxError(f"{len(found)} APIs of the name {FUNCTION} were found in {REGION}, not one.")
    return str(found[0])


def _deploy_again(playbook: str, sandbox: client.Sandbox) -> None:
    _heading("Deploying again: nothing has changed")
    mark, start = sandbox.mark(), time.monotonic()
    _playbook(playbook, "--limit", "canary")
    seconds = time.monotonic() - start
    writes = sandbox.writes(mark)
    _say(f"One region took {seconds:.1f} s, whole process; {len(writes)} requests that write were sent.")
    if writes:
        raise SandboxError(f"A second deploy wrote: {sorted({record['operation'] for record in writes})}")


def _playbook(name: str, *arguments: str) -> None:
    _run([_tool("ansible-playbook"), "-i", INVENTORY, f"inferops.aws.{name}", *arguments])


def _command(playbook: str) -> str:
    return f"ansible-playbook -i {INVENTORY} inferops.aws.{playbook}"


def _run(command: list[str]) -> None:
    sys.stdout.flush()
    subprocess.run(command, check=True, cwd=CHECKOUT)


def _tool(name: str) -> str:
    """The path of a tool of the environment that this runs in."""
    return str(Path(sys.executable).with_name(name))


def _heading(text: str) -> None:
    _say(f"\n==> {text}")


def _say(text: str) -> None:
    print(text, flush=True)


SIMULATED = """
The API server, its controllers and the scheduler are real. Simulated are the nodes and what would run on them: the
pods of the page and of the add-ons, their CPU, and the agent that hands pods the credentials of Pod Identity. No
traffic goes through the load balancer. What is asked below goes to the function by Lambda's API, with the deployer's
credentials."""


def _programs() -> None:
    """What control planes consist of, which the first time is downloaded or built."""
    binaries.ensure(_say)


KUBERNETES = """\
  # the cluster, by the kubeconfig that was written; where kubectl is; work for the pods, which an annotation pretends
  python -m sandbox kubernetes
  kubectl --kubeconfig={kubeconfig} get nodes,deploy,hpa,pdb -A
  kubectl --kubeconfig={kubeconfig} -n digits annotate pods --all kwok.x-k8s.io/usage-cpu=2 --overwrite
  kubectl --kubeconfig={kubeconfig} -n digits get hpa --watch

"""

OPTIONS = {
    "eks_lambda": Demonstration(
        "deploy_eks_lambda", _eks_lambda, _programs, KUBERNETES.format(kubeconfig=_kubeconfig())
    ),
    "lambda_api": Demonstration("deploy_lambda_api", _lambda_api),
}

NEXT = """
==> What to try next
  . .venv/bin/activate                       # the tools, on your PATH

  # deploy again: nothing changes; then see what a change would do; then make it
  ansible-playbook -i inventories/sandbox inferops.aws.{playbook}
  ansible-playbook -i inventories/sandbox inferops.aws.{playbook} --check --diff -e inference_lambda_memory_size=1024
  ansible-playbook -i inventories/sandbox inferops.aws.{playbook} --diff -e inference_lambda_memory_size=1024

{more}  # what exists and where it answers; its logs; every call that changed something
  ansible-playbook -i inventories/sandbox inferops.aws.status
  ansible-playbook -i inventories/sandbox inferops.aws.logs
  python -m sandbox requests --writes

  # destroy it and prove that nothing is left; then take the sandbox and the tools down too
  ansible-playbook -i inventories/sandbox inferops.aws.destroy -e inferops_target=all
  make clean
"""

if __name__ == "__main__":
    sys.exit(main())
