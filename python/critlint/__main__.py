"""The `critlint` command: becomes the native program, so signals and the exit status are its own."""

import os
import sys

from critlint import CritlintError, find_program


def main():
    try:
        program = str(find_program())
        os.execv(program, [program, *sys.argv[1:]])
    except (CritlintError, OSError) as error:
        print(f"critlint: {error}", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
