# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The cost comparison as a page and a picture: what is shown, the charts, and the page around them.

`data` and what it builds on are pure Python. Only `canvas` needs matplotlib, only `page` needs Jinja2; both say so if
it is missing.
"""
