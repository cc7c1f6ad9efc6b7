// args: --cpu cortex-m4 --select CRIT101

/* These two are declared here, and nothing else is: nobody knows the functions that save and restore. */
void __disable_irq(void);
void __enable_irq(void);
extern volatile unsigned total;

void add(unsigned by)
{
    __disable_irq();
    total += by;
    __enable_irq();
}
