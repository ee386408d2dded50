"""Run ``python -m listopt``."""

from listopt.cli import main

if __name__ == "__main__":
    main(prog_name="listopt")
