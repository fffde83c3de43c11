"""Parts of the page: each a function from a comparison to a section, or to nothing where it has nothing to say."""
