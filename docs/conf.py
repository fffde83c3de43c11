"""How the documentation is built: MyST pages, the furo theme, and reference pages made from the program itself."""

from __future__ import annotations

import sys
from pathlib import Path

from sphinx.application import Sphinx

import demandsim

sys.path.insert(0, str(Path(__file__).parent))

project = "demandsim"
author = "The demandsim contributors"
copyright = "the demandsim contributors"
release = version = demandsim.__version__

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 3
nitpicky = True
smartquotes = False  # what is written is what can be copied

html_theme = "furo"
html_title = "demandsim"
html_copy_source = False
html_show_sphinx = False


def setup(app: Sphinx) -> None:
    """Write the reference pages before the pages are read."""
    from generate import write_reference

    app.connect("builder-inited", lambda app: write_reference(Path(app.srcdir) / "reference"))
