void bad_reset(unsigned long by)
{
    pulses -= by; // expect: CRIT202 "pulses"
}

void bad_turn()
{
    turns--; // expect: CRIT202 "turns"
}

void good_reset()
{
    uint8_t old = SREG;

    cli();
    pulses = 0;
    turns = 0;
    SREG = old;
}
