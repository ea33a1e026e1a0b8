# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an option costs for a workload: prices, packing, options as billable lines, comparison.

Pure Python of the standard library: no network, no credentials, nothing of Ansible or AWS. `compare.compare` is
the way in; docs/costs.md tells the model with its formulas and their sources.
"""
