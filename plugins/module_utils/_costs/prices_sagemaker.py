# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The packaged prices of SageMaker, in dollars an hour, a GB second or a GB. See prices.py for how a table is read."""

from __future__ import annotations

TABLE = """
sagemaker.hosting.ml.m5.large     0.115a   =K  =a  0.138a   0.134A
sagemaker.hosting.ml.m5.xlarge    0.23o    =K  =K  0.276A   0.269A
sagemaker.hosting.ml.m5.2xlarge   0.461p   =K  =K  0.552A   0.538A
sagemaker.hosting.ml.m5.4xlarge   0.922C   =K  =K  1.104A   1.075A
sagemaker.hosting.ml.c5.large     0.102A   =K  =K  0.116A   0.121A
sagemaker.hosting.ml.c5.xlarge    0.204A   =K  =K  0.233A   0.242A
sagemaker.hosting.ml.c5.2xlarge   0.408A   =K  =K  0.466A   0.485A
sagemaker.hosting.ml.c5.4xlarge   0.816C   =K  =K  0.931A   0.97A
sagemaker.hosting.ml.g4dn.xlarge  0.736a   =K  =a  0.921a   0.861f
sagemaker.hosting.ml.g5.xlarge    1.408C   =K  =K  1.76C    -
sagemaker.hosting.ml.g5.2xlarge   1.515j   =K  =K  -        -
sagemaker.hosting.ml.g5.12xlarge  7.09j    =K  =K  -        -
sagemaker.hosting.ml.g6.xlarge    1.127F   =K  =K  1.409F   1.4302f
sagemaker.hosting.ml.g6.2xlarge   1.222j   =K  =K  -        -
sagemaker.hosting.ml.g6.4xlarge   1.654j   =K  =K  -        -
sagemaker.hosting.ml.g6.12xlarge  5.752j   =K  =K  -        -
sagemaker.hosting.ml.g6e.2xlarge  2.8026u  =K  =K  -        -
sagemaker.hosting.ml.g6e.12xlarge 13.12j   =K  =K  -        -
sagemaker.async.ml.m5.large       0.115D   =K  =K  0.138D   0.134D
sagemaker.async.ml.m5.xlarge      0.23D    =K  =K  0.276D   0.269D
sagemaker.async.ml.m5.2xlarge     0.461D   =K  =K  0.552D   0.538D
sagemaker.async.ml.g4dn.2xlarge   -        -   -   -        1.099f
sagemaker.async.ml.g4dn.4xlarge   -        -   -   -        1.76f
sagemaker.async.ml.g5.xlarge      1.408D   =K  =K  1.76D    -
sagemaker.async.ml.g6.xlarge      1.127D   =K  =K  1.409D   1.4302f
sagemaker.async.ml.g6.2xlarge     1.222D   =K  =K  -        1.5512f
sagemaker.async.ml.g6e.2xlarge    2.8026u  =K  =K  -        -
sagemaker.training.ml.m5.large     0.115n   =K  =K  0.138C   0.134C
sagemaker.training.ml.m5.xlarge    0.23C    =K  =K  0.276C   0.269C
sagemaker.training.ml.m5.2xlarge   0.461C   =K  =K  0.552C   0.538C
sagemaker.training.ml.m5.4xlarge   0.922i   =K  =K  1.104C   1.075C
sagemaker.training.ml.c5.xlarge    0.204A   =K  =K  0.233A   0.242A
sagemaker.training.ml.c5.2xlarge   0.408A   =K  =K  0.466A   0.485A
sagemaker.training.ml.c5.4xlarge   0.816i   =K  =K  0.931A   0.97A
sagemaker.training.ml.r5.4xlarge   1.21i    =K  =K  1.459A   1.421A
sagemaker.training.ml.g4dn.xlarge  0.736i   =K  =K  0.921C   0.861C
sagemaker.training.ml.g5.xlarge    1.408i   =K  =K  1.76s    -
sagemaker.training.ml.g5.2xlarge   1.515i   =K  =K  -        -
sagemaker.training.ml.g5.12xlarge  7.09j    =K  =K  -        -
sagemaker.training.ml.g6.xlarge    1.127C   =K  =K  1.409C   1.4302C
sagemaker.training.ml.g6.2xlarge   1.222j   =K  =K  -        -
sagemaker.training.ml.g6.4xlarge   1.654j   =K  =K  -        -
sagemaker.training.ml.g6.12xlarge  5.752j   =K  =K  -        -
sagemaker.training.ml.g6e.2xlarge  2.8026C  =K  =K  -        -
sagemaker.training.ml.g6e.12xlarge 13.12j   =K  =K  -        -
sagemaker.notebook.ml.t3.medium   0.05t    =K  =K  0.058A   0.057A
sagemaker.notebook.ml.m5.xlarge   0.23E    =K  =K  0.276E   0.269E
sagemaker.notebook.ml.m5.2xlarge  0.461E   =K  =K  0.552E   0.538E
sagemaker.notebook.ml.m5.4xlarge  0.922E   =K  =K  1.104E   1.075E
sagemaker.notebook.ml.c5.xlarge   0.204E   =K  =K  0.233E   0.242A
sagemaker.notebook.ml.c5.2xlarge  0.408E   =K  =K  0.466E   0.485E
sagemaker.notebook.ml.g4dn.xlarge 0.736E   =K  =K  0.921E   0.861E
sagemaker.notebook.ml.g5.xlarge   1.408E   =K  =K  1.76E    -
sagemaker.notebook.ml.g6.xlarge   1.127E   =K  =K  1.409E   1.4302E
sagemaker.serverless              0.00002r =K  =K  -        -
sagemaker.serverless_data         0.016S   =K  =K  -        -
"""
