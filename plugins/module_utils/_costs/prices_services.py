# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The packaged prices of all that is neither an EC2 instance nor SageMaker. See prices.py for how a table is read."""

from __future__ import annotations

TABLE = """
ebs.gp3            0.08a      =K   =a   0.0952a    0.0928e
nat.hour           0.045h     =K   =K   0.052d     0.05e
nat.gb             0.045x     =K   =K   0.052d     0.05e
ipv4.hour          0.005G     =G   =G   0.005d     0.005e
vpc_endpoint.hour  0.01P      =K   =Q   0.012R     -
eks.cluster        0.1a       =K   =a   0.1a       0.1G
eks.extended       0.5a       =K   =a   0.5a       0.5G
eks.auto.m5.large  0.01152V   =H   =H   0.0138H    0.01344H
fargate.vcpu       0.04048a   =K   =a   0.04656a   0.0485O
fargate.gb         0.004445a  =K   =a   0.00511a   0.00532O
fargate.vcpu.arm64 0.03238a   =K   =a   0.03725a   -
fargate.gb.arm64   0.00356a   =K   =a   0.00409a   -
lambda.requests    0.0000002a =K   =a   0.0000002b 0.0000002e
lambda.gb_second.x86_64 0.0000166667@6e9|0.000015@15e9|0.0000133334a =K =a =b =f
lambda.gb_second.arm64 0.0000133334@7.5e9|0.0000120001@18.75e9|0.0000106667a =K =a =b =e
lambda.provisioned.x86_64 0.0000041667z =K =K 0.0000050147b -
lambda.provisioned.arm64 0.0000033334x =K =K 0.0000040118b -
lambda.provisioned_duration.x86_64 0.0000097222z =K =K 0.0000117011b -
lambda.provisioned_duration.arm64 0.0000077778x =K =K 0.0000093609b -
lambda.ephemeral   0.0000000309x =K =K -           -
alb.hour           0.0225a    =K   =a   0.027a     0.02646e
alb.lcu            0.008a     =K   =a   0.008a     0.0084e
nlb.hour           0.0225a    =K   =a   0.027a     0.02646N
nlb.lcu            0.006a     =K   =a   0.006a     0.0063N
clb.hour           0.025x     =K   =K   -          -
clb.gb             0.008x     =K   =K   -          -
http_api.requests  0.000001@3e8|0.0000009x =K =K 0.0000012c 0.00000117e
efs.standard       0.3a       =K   =a   0.36a      -
efs.one_zone       0.16x      =K   =K   -          -
efs.read           0.03m      =K   =K   0.04g      -
efs.write          0.06m      =K   =K   0.07g      -
ecr.storage        0.1a       =K   =a   0.1a       0.1f
s3.storage         0.023a     =K   =a   0.0245a    0.024e
s3.put             0.000005i  =K   =K   0.0000054b 0.0000053e
s3.get             0.0000004i =K   =K   0.00000043b 0.00000042e
logs.ingest        0.5a       =K   =a   0.63a      0.5985e
logs.storage       0.03a      =K   =a   0.0324a    0.0315e
egress.internet    0.09@10240|0.085@51200|0.07@153600|0.05a =K =a =b =e
rds.postgres.db.t3.micro   0.018h =K  =K  0.021h   -
rds.postgres.db.t3.small   0.036b =K  =K  -        -
rds.postgres.db.t3.medium  0.072L =K  =K  0.084I   -
rds.postgres.db.t3.large   0.145x =K  =K  0.168J   -
rds.postgres.db.t4g.micro  0.016a =K  =a  0.019a   0.018e
rds.postgres.db.t4g.small  0.032a =K  =a  0.037a   -
rds.postgres.db.t4g.medium 0.065a =K  =a  0.074a   -
rds.postgres.db.r6g.large  0.225a =K  =a  0.274a   -
rds.postgres.db.m5.large   -      -   -   0.212b   -
rds.gp3            0.115a     =K   =a   0.137a     0.133e
rds.gp3_multi_az   0.23x      =K   =K   0.274M     0.266M
cognito.lite       0@10000|0.0055@100000|0.0046a =G =a =a =G
cognito.essentials 0@10000|0.015a =G   =a   =a     =G
cognito.plus       0.02a      =G   =a   =a         =G
cognito.federated  0@50|0.015G =G  =G   =G         =G
"""
