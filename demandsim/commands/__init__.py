"""Commands: one file each; they read what is asked for and decide nothing."""
