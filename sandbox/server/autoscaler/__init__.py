# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A small stand-in for the Cluster Autoscaler, for where the real program is not on this machine.

It runs as a process of its own, with the flags, the service account's token and the role's credentials that the real
one would have, and makes the same calls of AWS and of Kubernetes: https://github.com/kubernetes/autoscaler
"""
