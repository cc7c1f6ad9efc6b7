// args: --target avr --tier C
/* As Arduino's builder reads it: both files are one unit, and functions are declared by their use. */
const int pulse_pin = 2;
volatile unsigned long pulses;
volatile unsigned long turns;

void setup()
{
    pinMode(pulse_pin, INPUT_PULLUP);
    attachInterrupt(digitalPinToInterrupt(pulse_pin), on_pulse, FALLING);
    attachInterrupt(digitalPinToInterrupt(3), [] { turns++; }, RISING);
}

void loop()
{
    bad_reset(2);
    bad_turn();
    good_reset();
    delay(10);
}

void on_pulse()
{
    pulses++;
}
