"""Run the program as `python -m demandsim`."""

from demandsim.cli import main

if __name__ == "__main__":
    main()
