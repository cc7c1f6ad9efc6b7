"""What asm statements do to the mask: read from their instructions, registers within the template too."""

import pytest

# target, statement, what the sections dump says of it after its line number
STATEMENTS = {
    "arm: cps": ("cortex-m4", '__asm volatile("cpsid i" ::: "memory");',
                 ["mask global [ ] -> [ global=m/m ]"]),
    "arm: save and mask": ("cortex-m4", 'unsigned s; __asm volatile("mrs %0, primask\\n cpsid i" : "=r"(s));',
                           ["save global", "mask global [ ] -> [ global=m/m ]"]),
    "arm: ceiling by a register of its own": (
        "cortex-m4",
        'unsigned t; __asm volatile("mov %0, %1\\n msr basepri, %0\\n isb" : "=r"(t) : "i"(0x50));',
        ["mask ceiling [ ] -> [ ceiling=m/m ]"]),
    "arm: ceiling by a named register": (
        "cortex-m4", '__asm volatile("mov r0, #0x40\\n msr basepri, r0" ::: "r0");', ["mask ceiling"]),
    "arm: saved and put back by itself": (
        "cortex-m4", '__asm volatile("mrs r4, primask\\n cpsid i\\n nop\\n msr primask, r4" ::: "r4");',
        ["save global", "mask global", "restore global [ global=m/m ] -> [ ]"]),
    "arm: ceiling opened": ("cortex-m4", '__asm volatile("movs r0, #0\\n msr basepri, r0" ::: "r0");',
                            ["unmask ceiling"]),
    "arm: status with I set": (
        "cortex-a9", 'unsigned s, t; __asm volatile("mrs %0, cpsr\\n orr %1, %0, #0x80\\n msr cpsr_c, %1" '
                     ': "=r"(s), "=r"(t));', ["save global", "mask global [ ] -> [ global=m/m ]"]),
    "arm: status with I cleared": (
        "cortex-a9", 'unsigned t; __asm volatile("mrs %0, cpsr\\n bic %0, %0, #0xc0\\n msr cpsr_c, %0" '
                     ': "=r"(t));', ["save global", "unmask global"]),
    "arm: a mode with I set": ("cortex-a9", '__asm volatile("msr cpsr_c, #0xdf");', ["mask global"]),
    "arm: a mode with I clear": ("cortex-a9", '__asm volatile("msr cpsr_c, #0x1f");', ["unmask global"]),
    "riscv: csrrci": ("riscv", 'unsigned s; __asm volatile("csrrci %0, mstatus, 8" : "=r"(s));',
                      ["save global", "mask global"]),
    "riscv: another bit": ("riscv", '__asm volatile("csrci mstatus, 2");', []),
    "riscv: by number": ("riscv", 'unsigned s; __asm volatile("csrrc %0, 0x300, %1" : "=r"(s) : "r"(8));',
                         ["save global", "mask global"]),
    "riscv: set by a constant": ("riscv", '__asm volatile("csrs mstatus, %0" : : "r"(8));',
                                 ["unmask global"]),
    "riscv: set nothing": ("riscv", '__asm volatile("csrs mstatus, %0" : : "r"(0));', []),
    "riscv: set by a register": ("riscv", '__asm volatile("li t0, 8\\n csrs mstatus, t0" ::: "t0");',
                                 ["unmask global"]),
    "riscv: read by csrrs": ("riscv", 'unsigned s; __asm volatile("csrrs %0, mstatus, x0" : "=r"(s));',
                             ["save global"]),
    "riscv: another register": ("riscv", '__asm volatile("csrci mie, 8");', []),
    "avr: cli": ("avr", '__asm volatile("cli" ::: "memory");', ["mask global"]),
    "avr: cli to another processor, which may mean sei by it": (
        "cortex-m4", '__asm volatile("cli" ::: "memory");', []),
    "avr: restore": ("avr", 'unsigned char s; __asm volatile("in %0, __SREG__\\n cli" : "=r"(s)); '
                            '__asm volatile("out __SREG__, %0" : : "r"(s));',
                     ["save global", "mask global", "restore global"]),
    "msp430: bic": ("msp430", '__asm volatile("bic #8, sr");', ["mask global"]),
    "msp430: bis": ("msp430", '__asm volatile("bis.w #8, r2");', ["unmask global"]),
    "msp430: another register": ("msp430", '__asm volatile("bic #8, r4");', []),
    "xtensa: rsil": ("xtensa", 'unsigned s; __asm volatile("rsil %0, 3" : "=a"(s));',
                     ["save global", "mask global"]),
}


@pytest.mark.parametrize("name", STATEMENTS)
def test_statement(critlint, run, tmp_path, name):
    target, statement, expected = STATEMENTS[name]
    (tmp_path / "a.c").write_text(f"void f(void)\n{{\n    {statement}\n}}\n", encoding="utf-8")
    word = "--cpu" if target.startswith("cortex") else "--target"
    done = run([critlint, "check", "a.c", "--isolated", word, target, "--dump=sections"], cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    lines = [line.split(": ", 1)[1] for line in done.stdout.splitlines() if line.startswith("  3: ")]
    assert len(lines) == len(expected) and all(a.startswith(b) for a, b in zip(lines, expected)), done.stdout
