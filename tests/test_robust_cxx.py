"""C++ that no compiler would take, cut off, or without a line: critlint ends, by itself and in time, loses no
unit, and never dies of a signal."""
from pathlib import Path

import pytest

from test_robust import FINISHED, INPUTS, check, nested

RULES = Path(__file__).resolve().parents[1] / "testcases" / "rules"
WHOLE = (RULES / "crit202_non_atomic_rmw" / "classes.cpp").read_text(encoding="utf-8")
HEADERS = ("--add-arg", f"-I{RULES.parent / 'include'}")

INPUTS_CXX = {
    "class_without_end": "class A { int x; A(); ~A(); void f() { x++; \n",
    "own_base": "struct A; struct A : A { int x; }; struct B : C {}; A a; B b; void f() { a.x++; b.y++; }\n",
    "own_member": "struct A { A a; ~A(); }; A a; void f() { A b; A c = b; }\n",
    "bases_in_a_circle":
        "template<class T> struct A : T {}; struct B : A<B> { int x; }; B b; int f() { return "
        "b.x; }\n",
    "no_such_member": "struct A { int x; } a; void f() { a.y = a.z(); A::q(); A::~A(); a.~A(); a->x; }\n",
    "members_outside": "int A::x; void A::f() { x++; this->y++; g(); } A::A() : x(1), B(2) {} A::~A() {}\n",
    "this_outside": "void f() { this->x++; } int x = this; auto l = [this] { x++; };\n",
    "references":
        "int &r; int &f() { return 1; } int &&g(); void h() { f() = g(); r++; (f()) = (1, r); "
        "int &q = q; }\n",
    "lambdas":
        "auto a = [] { return [&] { return [=] { return x; }; }; }; void f(int n) { [n] { n++; "
        "}(); [m = n]() mutable { m++; }(); [&n, *this, this, ...] {}; [=, &n](auto z) { "
        "return z + n; }(1); }\n",
    "conversions":
        "struct A { operator int(); operator A *(); operator none(); } a; int f() { return a + "
        "*a + (int)a + static_cast<none>(a) + dynamic_cast<A *>(a) + const_cast<int>(a) + "
        "int(a) + A(a); }\n",
    "operators":
        "struct A { A operator+(A); A &operator=(int); int operator[](A); A *operator->(); "
        "void operator()(); }; void f(A a, A b) { a + b; a = 1; a[b]; a->x; a(); a(1); -a; "
        "a++; a <=> b; a and b; }\n",
    "virtual":
        "struct A { virtual void f() = 0; virtual ~A(); }; struct B : A { void f() override; "
        "void g() override; }; struct C final : virtual A, B { void f() final { A::f(); "
        "B::f(); C::f(); } }; void h(A &a) { a.f(); }\n",
    "templates":
        "template<class T, int n> struct A { T t[n]; A(); ~A() { t.x(); } void f() { "
        "t[0].none<T>(); } }; A<int, 3> a; A<A<int, 1>, -1> b; A<> c; template<class T> T f(T "
        "t) { return f<T *>(&t); } int x = f(1);\n",
    "variadic":
        "template<class... T> int f(T... t) { return (t + ... + 0) + sizeof...(T) + f(t...); } "
        "int x = f(1, 2.0);\n",
    "exceptions":
        "void f() try { throw 1; } catch (...) { throw; } void g() { try { f(); } catch (int "
        "&e) { return; } catch (none) { } try { } }\n",
    "new_delete":
        "struct A { A(int); ~A(); }; void f(A *p, void *q) { new A; new A(1); new (q) A(2); "
        "new A[3]; delete p; delete[] p; delete q; ::new none; new int(3); delete f; }\n",
    "ranges":
        "struct R { int *begin(); int *end(); } r; void f() { for (auto x : r) x++; for (auto "
        "&x : none) x; for (int x : {1, 2}) ; int a[3]; for (auto &&x : a) x = 1; for (int i = "
        "0; auto x : a) i += x; }\n",
    "heads":
        "struct G { G(); ~G(); operator bool(); }; void f() { if (G g; 1) ; if (G g{}) ; else "
        "; while (G g{}) break; switch (G g; 1) { case 1: G h; default: ; } for (G g; G h{}; ) "
        "continue; do G g; while (G()); }\n",
    "jumps_over":
        "struct G { G(); ~G(); }; void f(int n) { G a; if (n) goto out; { G b; goto back; } "
        "out: G c; back: switch (n) { case 1: { G d; break; } default: return; } }\n",
    "bindings":
        "struct P { int a, b; }; P p(); void f() { auto [a, b] = p(); auto &[c] = none; a++; "
        "[&] { b++; }(); }\n",
    "designated":
        "struct A { int x, y; struct { int z; }; }; A a = {.y = 1, .x = 2, .z = 3}, b{1, {2}}, "
        "c = {{{{1}}}};\n",
    "initialisers":
        "struct A { int x = y, y = x; A *a = this; int z[2] = {1, 2}; }; A a, b{1}, c = A(), "
        "d(A{}), e[2] = {{}};\n",
    "namespaces":
        "namespace a::b { inline namespace c { int x; } namespace { int y; } } using namespace "
        "none; using a::x; namespace d = a::b; void f() { d::x++; a::b::y++; ::x++; none::x++; "
        "}\n",
    "linkage":
        "extern \"C\" { extern \"C++\" { int f(int); int f(char); } int f(long); struct A { void "
        "f(); } a; } extern \"D\" int g(); extern \"C\" template<class T> T h();\n",
    "member_pointers":
        "struct A { int x; void f(); }; void g(A *a, int A::*p, void (A::*q)()) { a->*p = 1; "
        "(a->*q)(); p = &A::x; q = &A::f; auto r = &A::none; }\n",
    "statics":
        "struct A { A(int); ~A(); }; int f(int n) { static A a(n); static int x = n, &y = x; "
        "thread_local A b(1); return x + y; } A c = f(1), d[2] = {1, 2}; constinit A e(3); "
        "inline A g(4);\n",
    "concepts":
        "template<class T> concept C = requires(T t) { t.x; }; void f(C auto c) { co_await c; "
        "co_return; } auto x = f;\n",
    "nested_lambdas": "int f(int a) { return " + nested("[&] { return ", "a", "; }()", 60) + "; }\n",
    "nested_classes": nested("struct A { ", "int x;", " };", 500) + "\n",
    "nested_templates": "template<class T> struct A { T t; }; " + nested("A<", "int", ">", 300) + " a;\n",
    "nested_objects":
        "struct A { A(int); ~A(); operator int(); }; int f() { return " +
        nested("A(", "1", ")", 300) +
        "; }\n",
    "chained_calls": "struct A { A f(); ~A(); }; void g(A a) { a" + ".f()" * 300 + "; }\n",
    "recursion_of_templates":
        "template<int n> struct A { A<n + 1> a; }; A<0> a; template<int n> int f() { return "
        "f<n + 1>(); } int x = f<0>();\n",
}


def ends_well(critlint, run, path, text, *flags):
    path.write_text(text, encoding="utf-8")
    result = check(run, critlint, path, *flags)
    said = result.stdout + result.stderr
    assert result.returncode in FINISHED, result.stderr
    assert "crashed" not in said and "damaged" not in said and "too long" not in said, said
    return result


@pytest.mark.parametrize("name", [*INPUTS, *INPUTS_CXX])
@pytest.mark.parametrize("flags", [("--dump=ops",), ()], ids=["ops", "findings"])
def test_strange_cxx_ends_well(critlint, run, tmp_path, name, flags):
    ends_well(critlint, run, tmp_path / "strange.cpp", {**INPUTS, **INPUTS_CXX}[name], *flags)


def test_the_whole_is_whole(critlint, run, tmp_path):
    result = ends_well(critlint, run, tmp_path / "whole.cpp", WHOLE, *HEADERS)
    assert "1 ok, 0 degraded" in result.stdout


@pytest.mark.parametrize("part", range(8))
def test_cxx_cut_off(critlint, run, tmp_path, part):
    """At every 64th place; a part each, so that one failure says about where."""
    for size in range(part * 8, len(WHOLE), 8 * 8 * 8):
        result = ends_well(critlint, run, tmp_path / "cut.cpp", WHOLE[:size], *HEADERS)
        assert "0 lost" in result.stdout, size


@pytest.mark.parametrize("part", range(8))
def test_cxx_without_a_line(critlint, run, tmp_path, part):
    lines = WHOLE.splitlines(keepends=True)
    for left_out in range(part, len(lines), 16):
        text = "".join(line for index, line in enumerate(lines) if index != left_out)
        result = ends_well(critlint, run, tmp_path / "without.cpp", text, *HEADERS)
        assert "0 lost" in result.stdout, lines[left_out]


def test_a_damaged_sketch_ends_well(critlint, run, tmp_path):
    for text in ("", "void setup() {", "void loop() { f(g(1), none); } none f(int) {}",
                 "int setup, loop;", "#include \"strange.ino\"\nvoid setup() {} void loop() {}",
                 "template<class T> void loop() {}"):
        ends_well(critlint, run, tmp_path / "strange.ino", text)
