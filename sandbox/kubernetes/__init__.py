# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kubernetes for the sandbox: the programs of a control plane, and one control plane per EKS cluster.

Nothing here knows AWS. The standard library is enough, so that the command line can use it too.
"""
