"""The differential test of the lowering: critlint's ops against clang's own -O0 IR.

`ops_dump` and `llvm_ir` read the two opinions, `events` brings both to one vocabulary,
`flow` walks the graphs and `compare` lists where they differ. `python3 -m oracle --help`
(from tests/) runs it by hand.
"""
