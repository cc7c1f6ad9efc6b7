"""Compares files by hand: python3 -m oracle [--target arm|avr] [--flag F]... CRITLINT FILE..."""
import argparse
import sys

from . import compare, llvm_ir, ops_dump, runner


def main():
    parser = argparse.ArgumentParser(prog="oracle", description=__doc__)
    parser.add_argument("--target", choices=sorted(runner.TARGETS), default="arm")
    parser.add_argument("--flag", action="append", default=[], help="a further compiler flag for both sides")
    parser.add_argument("--exceptions", help="file of known differences")
    parser.add_argument("--quiet", action="store_true", help="totals only")
    parser.add_argument("critlint")
    parser.add_argument("files", nargs="+")
    options = parser.parse_args()
    compiler = llvm_ir.Compiler()
    total = compare.Report()
    for source in options.files:
        try:
            report = runner.compare_file(compiler, options.critlint, source,
                                         runner.TARGETS[options.target] + options.flag)
        except (llvm_ir.CompileError, ops_dump.DumpError, runner.CritlintError) as error:
            print(f"{source}: {type(error).__name__}: {error}")
            continue
        total.add(report)
    if options.exceptions:
        compare.apply_exceptions(total, compare.read_exceptions(options.exceptions))
    if not options.quiet:
        for difference in total.differences:
            print(difference)
    print(total.summary())
    return 1 if total.differences else 0


if __name__ == "__main__":
    sys.exit(main())
