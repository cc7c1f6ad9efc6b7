"""Sources that no compiler would take, or that no person wrote: critlint ends, by itself and in
time, says what it could not do, and never dies of a signal."""
import pytest

LIMIT = 120   # seconds, of a sanitizer build on a slow machine
FINISHED = {0, 1, 3}   # 3: the unit was lost, and said so


def nested(open_, inside, close, depth):
    return open_ * depth + inside + close * depth


INPUTS = {
    "empty": "",
    "only_newline": "\n",
    "no_newline": "int f(void) { return 1; }",
    "old_style": "int f(a, b) int a; char *b; { return a + *b; }\ng() { return f(1); }\n",
    "missing_brace": "int f(int a) { if (a) { return 1;\nint g(void) { return 2; }\n",
    "extra_brace": "int f(void) { return 1; } }\nint g(void) { return f(); }\n",
    "missing_semicolons": "int a int b\nvoid f(void) { a = 1 b = 2 }\n",
    "unknown_types": "foo_t f(bar_t *p, struct none n) { baz_t x = *p; return x->y + n.z; }\n",
    "undeclared": "void f(void) { for (i = 0; i < N; i++) { a[i].b = g(c->d); } }\n",
    "incomplete": "struct s; struct s x; extern struct s a[]; int f(void) { return x.y + a[1].z; }\n",
    "contains_itself": "struct s { struct s inner; int a[sizeof(struct s)]; }; struct s x = {{{1}}};\n",
    "open_comment": "int f(void) { return 1; }\n/* and so on\nint g(void) { return 2; }\n",
    "open_string": "const char *s = \"no end;\nint f(void) { return s[0]; }\n",
    "open_conditional": "#if 1\nint f(void) { return 1; }\n#else\n",
    "error_directive": "#error this is not for you\nint f(void) { return 1; }\n",
    "includes_itself": '#include __FILE__\nint f(void) { return 1; }\n',
    "includes_nothing": '#include "/nowhere/at/all.h"\n#include\n#include <>\n#include "."\nint a;\n',
    "nested_function": "int f(int a) { int g(int b) { return a + b; } return g(1); }\n",
    "nested_parentheses": "int f(int a) { return " + nested("(", "a", ")", 3000) + "; }\n",
    "nested_blocks": "void f(int a) " + nested("{", "a++;", "}", 3000) + "\n",
    "nested_ifs": "void f(int a) { " + "if (a) " * 3000 + "a++; }\n",
    "nested_else_ifs": "void f(int a) { " + "if (a == 1) a++; else " * 3000 + "a--; }\n",
    "nested_conditionals": "int f(int a) { return " + "a ? 1 : " * 3000 + "2; }\n",
    "nested_initialisers": "int a[] = " + nested("{", "1", "}", 3000) + ";\n",
    "nested_pointers": "int " + "*" * 900 + "p; int f(void) { return " + "*" * 900 + "p; }\n",
    "nested_calls": "int f(int); int g(void) { return " + nested("f(", "1", ")", 3000) + "; }\n",
    "nested_unary": "int f(int a) { return " + "-~!" * 300 + "a; }\n",
    "nested_statement_expressions": "int f(int a) { return " + nested("({ ", "a", "; })", 300) + "; }\n",
    "long_sum": "int f(int a) { return " + "a + " * 20000 + "1; }\n",
    "long_condition": "int f(int a) { if (" + "a && " * 5000 + "1) { return 1; } return 0; }\n",
    "long_comma": "int f(int a) { return " + "a++, " * 20000 + "1; }\n",
    "macro_recursion": "#define A B\n#define B C(A)\n#define C(x) x + A\nint f(int A) { return A; }\n",
    "macro_doubling": "#define A0 a++;\n" + "".join(f"#define A{i + 1} A{i} A{i}\n" for i in range(14)) +
                      "void f(int a) { A14 }\n",
    "macro_chain": "".join(f"#define M{i} M{i + 1}\n" for i in range(5000)) +
                   "int M5000; int f(void) { return M0; }\n",
    "labels": "void f(void) { goto nowhere; here: here: goto *f; __asm goto(\"\" :::: gone); }\n",
    "stray_flow": "void f(int a) { break; continue; case 1: default: a++; } return 1;\n",
    "switches": "void f(int a) { switch (a) { a++; case 3 ... 1: case -1 ... 99999999: default: default: ; } "
                "switch (a); switch (\"x\") { case 1: ; } }\n",
    "huge_array": "char a[0x7fffffffffffffff]; int b[-1]; int c[1 << 30] = {[(1 << 30) - 1] = 1, [-5] = 2};\n"
                  "int f(int i) { return a[i] + b[i] + c[1LL << 60]; }\n",
    "attributes": "int x __attribute__((cleanup(none), alias(\"\"), section(\")\"))); void f(void) "
                  "{ int y __attribute__((cleanup(none))); int z __attribute__((cleanup())) = 1; }\n",
    "assembly": "void f(int a) { __asm(\"\\\"\\177%%\" : \"=\"(a) : \"\"(a) : \"none\"); __asm(1); "
                "__asm(\"x\" : : ; }\n",
    "atomics": "int a; void f(void) { __atomic_store(&a); __atomic_load_n(); __sync_fetch_and_add(); "
               "__atomic_compare_exchange_n(&a, &a, 1); __atomic_test_and_set(); __c11_atomic_init(&a); }\n",
    "generic": "int f(int a) { return _Generic(a) + _Generic(a, char: 1) + _Generic(a, int: 1, int: 2); }\n",
    "vla": "int f(int n, int m[*], int k[n][n]) { int a[n][f(n, m, k)]; typedef int t[-n]; t b = {1}; "
           "return sizeof(int[f(1, m, k)]) + a[1][2] + b[0]; }\n",
    "control_bytes": "".join(map(chr, range(1, 128))) + "\nint f(void) { return 1; }\n",
    "trigraphs": "??=define f ??/\n g\nint f(void) ??< return 1; ??>\n",
}


def check(run, critlint, path, *flags):
    result = run([critlint, "check", path.name, "--target", "arm", *flags], cwd=path.parent, timeout=LIMIT)
    assert result.returncode >= 0, f"signal {-result.returncode}\n{result.stderr[-2000:]}"
    assert "Sanitizer" not in result.stderr, result.stderr[-4000:]
    return result


@pytest.mark.parametrize("name", INPUTS)
@pytest.mark.parametrize("flags", [("--dump=ops",), ()], ids=["ops", "findings"])
def test_a_strange_source_ends_well(critlint, run, tmp_path, name, flags):
    path = tmp_path / "strange.c"
    path.write_text(INPUTS[name], encoding="utf-8")
    result = check(run, critlint, path, *flags)
    assert result.returncode in FINISHED, result.stderr
    assert "crashed" not in result.stdout + result.stderr, result.stdout + result.stderr


BYTES = {
    "nul_bytes": b"int f(void)\0 { return 1;\0 }\n\0\0",
    "utf_16": "int f(void) { return 1; }\n".encode("utf-16"),
    "latin_1": b"/* caf\xe9 */ const char s[] = \"\xff\xfe\"; int f\xe9(void) { return s[0]; }\n",
    "noise": bytes((i * 7919 + i // 251) % 256 for i in range(20000)),
    "carriage_returns": b"#define A \\\r\n  1\rint f(void) {\r return A; }\r",
}


@pytest.mark.parametrize("name", BYTES)
def test_strange_bytes_end_well(critlint, run, tmp_path, name):
    path = tmp_path / "strange.c"
    path.write_bytes(BYTES[name])
    result = check(run, critlint, path, "--dump=ops")
    assert result.returncode in FINISHED, result.stderr
    assert "crashed" not in result.stdout + result.stderr


def test_a_table_of_200000_lines_ends_in_time(critlint, run, tmp_path):
    path = tmp_path / "table.c"
    rows = "".join(f"    {{{i}, &table[{i}], \"{i}\"}},\n" for i in range(200000))
    path.write_text("struct row { int n; struct row *self; const char *name; };\nstruct row table[] = {\n" +
                    rows + "};\nint f(int i) { return table[i].n; }\n", encoding="utf-8")
    result = check(run, critlint, path, "--dump=ops")
    assert result.returncode in FINISHED, result.stderr
    assert "func f " in result.stdout


def test_what_cannot_be_read_is_said(critlint, run, tmp_path):
    """The controls: these are refused, by name, with the status of a wrong call."""
    (tmp_path / "folder.c").mkdir()
    (tmp_path / "text.txt").write_text("no source\n", encoding="utf-8")
    for name, reason in (("none.c", "No such file"), ("folder.c", "no C or C++ source"),
                         ("text.txt", "no C, C++ or as")):
        result = check(run, critlint, tmp_path / name)
        assert result.returncode == 2, (name, result.returncode)
        assert name in result.stdout + result.stderr and reason in result.stdout + result.stderr


def test_a_crash_of_the_parser_is_contained(critlint, run, tmp_path):
    """A chain that clang's own parser follows until its stack ends: the unit is lost, not the run."""
    path = tmp_path / "deep.c"
    path.write_text("int p; int f(void) { return " + "-~" * 50000 + "p; }\n", encoding="utf-8")
    result = check(run, critlint, path)
    assert result.returncode == 3 and "the parser crashed on this file" in result.stdout + result.stderr


def test_a_broken_unit_is_called_degraded(critlint, run, tmp_path):
    path = tmp_path / "broken.c"
    path.write_text(INPUTS["unknown_types"], encoding="utf-8")
    assert "degraded" in check(run, critlint, path, "--dump=ops").stdout.splitlines()[0]
    path.write_text(INPUTS["no_newline"], encoding="utf-8")
    assert "ok" in check(run, critlint, path, "--dump=ops").stdout.splitlines()[0]
