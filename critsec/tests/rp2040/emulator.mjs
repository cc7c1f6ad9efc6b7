// Runs an image on two emulated RP2040 cores: node emulator.mjs RP2040JS_FOLDER IMAGE.BIN
//
// The image is loaded into RAM at 0x20000000 and starts with its vector table. rp2040js emulates one core; two
// of them share RAM and spinlocks here, and take turns of a few instructions in an order that is the same in
// every run. Text and exit status come by semihosting, as under QEMU.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [folder, image] = process.argv.slice(2);
const { RP2040 } = await import(pathToFileURL(`${folder}/dist/esm/index.js`));

const RAM = 0x20000000;
const SYS_WRITE0 = 0x04, SYS_EXIT_EXTENDED = 0x20, SYS_START_SECOND = 0x100, SYS_EXECUTED = 0x101;
const CPUID = 0, SPINLOCK0 = 0x100, SPINLOCK31 = 0x17c;
const NANOSECONDS = 8; // a cycle at 125 MHz
const LIMIT = 4e8; // instructions

const cores = [new RP2040(), new RP2040()];
const running = [true, false];
const executed = [0, 0]; // instructions

function text(chip, address) {
  let result = '';
  for (let at = address; ; at++) {
    const byte = chip.readUint8(at);
    if (byte === 0) {
      return result;
    }
    result += String.fromCharCode(byte);
  }
}

function start(number, vectors) {
  const { core } = cores[number];
  core.VTOR = vectors;
  core.SP = cores[number].readUint32(vectors);
  core.PC = cores[number].readUint32(vectors + 4) & ~1;
  running[number] = true;
}

function semihosting(chip) {
  const [operation, argument] = chip.core.registers;
  if (operation === SYS_WRITE0) {
    process.stdout.write(text(chip, argument));
  } else if (operation === SYS_EXIT_EXTENDED) {
    process.exit(chip.readUint32(argument + 4));
  } else if (operation === SYS_START_SECOND) {
    start(1, argument);
  } else if (operation === SYS_EXECUTED) {
    chip.core.registers[0] = executed[cores.indexOf(chip)];
  }
}

cores.forEach((chip, number) => {
  chip.sram = cores[0].sram;
  chip.sramView = cores[0].sramView;
  chip.onBreak = () => semihosting(chip);

  // One bank of spinlocks, and a number for each core: the emulator answers 0 always.
  const { sio } = chip;
  const read = sio.readUint32.bind(sio);
  const write = sio.writeUint32.bind(sio);
  const shared = cores[0].sio;
  const isLock = (offset) => offset >= SPINLOCK0 && offset <= SPINLOCK31;
  if (number !== 0) {
    const firstRead = shared.readUint32.bind(shared);
    const firstWrite = shared.writeUint32.bind(shared);
    sio.readUint32 = (offset) => (offset === CPUID ? number : isLock(offset) ? firstRead(offset) : read(offset));
    sio.writeUint32 = (offset, value) => (isLock(offset) ? firstWrite(offset, value) : write(offset, value));
  }

  // A line that software has set pending is no longer pending once its handler runs (Armv6-M Architecture
  // Reference Manual, B3.4.1); the emulator keeps it, as if a peripheral held the line.
  const { core } = chip;
  const enter = core.exceptionEntry.bind(core);
  core.exceptionEntry = (exception) => {
    if (exception >= 16) {
      core.pendingInterrupts &= ~(1 << (exception - 16));
    }
    enter(exception);
  };
});

cores[0].sram.set(readFileSync(image));
start(0, RAM);
let random = 1;
for (let done = 0; done < LIMIT; ) {
  random = (Math.imul(random, 1103515245) + 12345) >>> 0;
  const number = random >>> 31;
  const turn = 1 + ((random >>> 24) & 7);
  if (running[number]) {
    const { core, clock } = cores[number];
    for (let i = 0; i < turn; i++) {
      clock.tick(core.executeInstruction() * NANOSECONDS);
      executed[number]++;
    }
    done += turn;
  }
}
console.log('no end');
process.exit(4);
