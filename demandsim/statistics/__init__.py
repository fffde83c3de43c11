"""Statistics of experiments: arrays in, numbers out; each with its source."""
