# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the same training job costs on EC2, as a SageMaker job, and in a notebook that is left running.

All ways use the same size of instance, so that a job takes as long on each; two instances take less time but more
instance hours. An instance is billed for the hours of the job alone, a notebook for all hours that it runs.
"""

from __future__ import annotations

import collections.abc as c
import typing as t

from .catalogue import Catalogue
from .errors import CostError, MissingPriceError
from .fields import Field, Number, Text, read_fields
from .instances import ML_PREFIX, MlUse, instance, known_ml
from .line import Billed
from .units import HOURS_PER_MONTH, Quantity, Unit, Usd, UsdPerMonth

FIELDS: dict[str, Field] = {
    "hours": Number(None, 0.01, 8_760, "hours"),
    "instance_type": Text("g4dn.xlarge"),
    "runs_per_month": Number(1, 0.01, 100_000, "runs"),
    "storage_gb": Number(50, 0, 16_384, "GB"),
    "scaling_efficiency_percent": Number(90, 1, 100, "per cent"),
    "spot_saving_percent": Number(0, 0, 90, "per cent"),
    "notebooks": Number(1, 1, 100_000, "notebooks", whole=True),
    "notebook_hours_per_day": Number(24, 0.01, 24, "hours"),
    "notebook_days_per_month": Number(HOURS_PER_MONTH / 24, 0.01, 31, "days"),
}


class Job(t.NamedTuple):
    """A training job. `hours` is how long one run takes on one instance of the type, which is the reference.

    `scaling_efficiency_percent` is how much of its speed an instance keeps when it shares the work: two are 1.8 times
    as fast as one at 90 per cent, which is an assumption that a measurement should replace. `spot_saving_percent` is
    what spot saves; 0 where that is not known. `storage_gb` is the volume of each instance.
    """

    hours: float
    instance_type: str = "g4dn.xlarge"
    runs_per_month: float = 1
    storage_gb: float = 50
    scaling_efficiency_percent: float = 90
    spot_saving_percent: float = 0
    notebooks: int = 1
    notebook_hours_per_day: float = 24
    notebook_days_per_month: float = HOURS_PER_MONTH / 24

    def hours_on(self, instances: int) -> float:
        """Return how long one run takes on so many instances at once."""
        return self.hours if instances == 1 else self.hours / (instances * self.scaling_efficiency_percent / 100)

    @property
    def notebook_hours(self) -> float:
        """Hours a month of all notebooks."""
        return self.notebooks * self.notebook_hours_per_day * self.notebook_days_per_month


class Way(t.NamedTuple):
    """A way to train: the beginning of the key of its price, SageMaker's use of the instance, and how many of them."""

    name: str
    title: str
    key: str
    use: MlUse | None = None
    instances: int = 1
    spot: bool = False


WAYS = (
    Way("ec2", "EC2 instance", "ec2."),
    Way("ec2_spot", "EC2 spot instance", "ec2.", spot=True),
    Way("sagemaker", "SageMaker training job", "sagemaker.training.", "training"),
    Way("sagemaker_two", "SageMaker training job on two instances", "sagemaker.training.", "training", instances=2),
    Way("sagemaker_spot", "SageMaker managed spot training job", "sagemaker.training.", "training", spot=True),
    Way("notebook", "SageMaker notebook left running", "sagemaker.notebook.", "notebook"),
)

SPOT_PRICES = "ec2.spot."
NO_SPOT = "spot prices change by the hour and are in no price list; set spot_saving_percent to what spot saves there"

NOTEBOOK_RUN = "A run in a notebook costs its share of the notebook's month, which is paid with or without runs."
"""How the one cost by the run comes about that is not that of the run's own hours."""

NOT_COUNTED = ("data transfer", "public addresses", "logs", "storage of data and models in S3")
NOT_COUNTED_OF_SAGEMAKER = "the volumes, which SageMaker bills at a price of its own"
NOT_COUNTED_OF_SPOT = "work that is done again after an interruption"


class Cost(t.NamedTuple):
    """What a way costs in an average month, or in `problem` why that cannot be said; then there are no lines."""

    way: Way
    instance_type: str
    runs_per_month: float
    hours_per_run: float
    lines: tuple[Billed, ...] = ()
    problem: str = ""

    @property
    def per_month(self) -> UsdPerMonth | None:
        """The sum of the lines."""
        return None if self.problem else UsdPerMonth(sum(line.cost.usd for line in self.lines))

    @property
    def per_run(self) -> Usd | None:
        """The same for each of the month's runs."""
        return None if self.per_month is None else Usd(self.per_month.usd / self.runs_per_month)

    @property
    def not_counted(self) -> tuple[str, ...]:
        """What comes on top."""
        more = ((NOT_COUNTED_OF_SAGEMAKER, self.way.use), (NOT_COUNTED_OF_SPOT, self.way.spot))
        return (*NOT_COUNTED, *(name for name, applies in more if applies))

    def as_dict(self) -> dict[str, t.Any]:
        """Return plain values; costs are None where there is a problem."""
        month, run = self.per_month, self.per_run
        return {
            "name": self.way.name,
            "title": self.way.title,
            "instance_type": self.instance_type,
            "instances": self.way.instances,
            "hours_per_run": self.hours_per_run,
            "usd_per_run": run.usd if run else None,
            "usd_per_month": month.usd if month else None,
            "problem": self.problem,
            "lines": [
                {
                    "name": line.name,
                    "key": line.key,
                    "quantity": line.quantity.amount,
                    "unit": line.quantity.unit.value,
                    "usd_per_month": line.cost.usd,
                }
                for line in self.lines
            ],
            "not_counted": list(self.not_counted),
        }


class Training(t.NamedTuple):
    """All ways for one job in one region."""

    job: Job
    region: str
    costs: tuple[Cost, ...]

    @property
    def cheapest(self) -> Cost | None:
        """The way with the smallest cost; None if none has a price."""
        return min((each for each in self.costs if not each.problem), key=_usd, default=None)

    @property
    def note(self) -> str:
        """What is to be known of the costs; nothing where no notebook has any."""
        return NOTEBOOK_RUN if self.cost("notebook").per_run else ""

    def cost(self, name: str) -> Cost:
        """Return the cost of a way by its name."""
        return next(each for each in self.costs if each.way.name == name)

    def as_dict(self) -> dict[str, t.Any]:
        """Return plain values."""
        return {
            "region": self.region,
            "job": self.job._asdict(),
            "cheapest": self.cheapest.way.name if self.cheapest else None,
            "costs": [each.as_dict() for each in self.costs],
        }


def read_job(values: c.Mapping[str, t.Any], prefix: str = "") -> Job:
    """Return the job that `values` describe: the fields by name; `prefix` goes before each name in a message.

    :raises CostError: Something in it cannot be used; the message has a line for each.
    """
    read, problems = read_fields(FIELDS, values, prefix)
    try:
        instance(read.get("instance_type", FIELDS["instance_type"].read("", None)), f"{prefix}instance_type")
    except CostError as error:
        problems.append(str(error))
    if problems:
        raise CostError("\n".join(problems))
    return Job(**read)


def compare_training(job: Job, region: str, catalogue: Catalogue) -> Training:
    """Return what every way costs; one without a price says so and does not keep the others from theirs.

    :raises CostError: The region or the instance type is unknown.
    """
    instance(job.instance_type)
    catalogue.require_region(region)
    return Training(job, region, tuple(_cost(way, job, region, catalogue) for way in WAYS))


def _cost(way: Way, job: Job, region: str, catalogue: Catalogue) -> Cost:
    name = (ML_PREFIX if way.use else "") + job.instance_type
    found = Cost(way, name, job.runs_per_month, job.hours_on(way.instances))
    spot_priced = catalogue.has(region, SPOT_PRICES + name)
    problem = _cannot(way, name, job, spot_priced)
    if problem:
        return found._replace(problem=problem)
    key, share = way.key + name, 1.0
    if way.spot and job.spot_saving_percent:  # what was said stands before a price of some day
        share = 1 - job.spot_saving_percent / 100
    elif way.spot:
        key = SPOT_PRICES + name
    try:
        lines = [
            Billed(line, each, quantity, catalogue.price(region, each).cost(quantity) * part)
            for line, each, quantity, part in _quantities(way, job, key, share)
        ]
    except MissingPriceError as error:
        return found._replace(problem=f"cannot be priced: {error}")
    return found._replace(lines=tuple(lines))


def _cannot(way: Way, name: str, job: Job, spot_priced: bool) -> str:
    """Say why a way does not work for a job, or has no price that could be asked for; nothing if it is well."""
    needed = job.hours * job.runs_per_month
    host = known_ml().get(name)
    if way.use and (host is None or way.use not in host.uses):
        return f"SageMaker has no {name} for {'notebooks' if way.use == 'notebook' else 'training jobs'}"
    if way.use == "notebook" and needed > job.notebook_hours * (1 + 1e-9):
        return f"the runs take {needed:g} hours a month, the notebooks run for {job.notebook_hours:g}"
    if way.spot and not spot_priced and not job.spot_saving_percent:
        return f"cannot be priced: {NO_SPOT}"
    return ""


def _quantities(way: Way, job: Job, key: str, share: float) -> c.Iterator[tuple[str, str, Quantity, float]]:
    """Yield each line's name, price key and quantity a month, and the share of the price that is paid."""
    hours = job.hours_on(way.instances) * way.instances * job.runs_per_month
    hours = job.notebook_hours if way.use == "notebook" else hours
    yield "instances", key, Quantity(hours, Unit.HOUR), share
    if way.use is None and job.storage_gb:
        yield "volumes", "ebs.gp3", Quantity(job.storage_gb * hours / HOURS_PER_MONTH, Unit.GB_MONTH), 1.0


def _usd(cost: Cost) -> float:
    return cost.per_month.usd if cost.per_month else 0.0
