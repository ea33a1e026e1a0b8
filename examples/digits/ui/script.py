# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The script that Streamlit runs: `python -m ui` starts it, with the right settings of the server."""

from __future__ import annotations

from ui.page import page

page()
