; IAR: modules, PUBWEAK, every SECTION a fragment of its own, a table with a label inside.
        MODULE  ?cstartup

        SECTION CSTACK:DATA:NOROOT(3)
        SECTION .intvec:CODE:NOROOT(2)

        EXTERN  __iar_program_start
        EXTERN  SystemInit
        PUBLIC  __vector_table
        PUBLIC  __vector_table_0x1c

        DATA
__vector_table
        DCD     sfe(CSTACK)
        DCD     Reset_Handler
        DCD     NMI_Handler
        DCD     HardFault_Handler
        DCD     0
        DCD     0
        DCD     0
__vector_table_0x1c
        DCD     0
        DC32    SPI1_IRQHandler

Stub    MACRO   name
        PUBWEAK name
        SECTION .text:CODE:REORDER:NOROOT(1)
name
        B       name
        ENDM

        THUMB
        PUBWEAK Reset_Handler
        SECTION .text:CODE:REORDER:NOROOT(2)
Reset_Handler:
        CPSID   I
        LDR     R0, =SystemInit
        BLX     R0
        LDR     R0, =__iar_program_start
        BX      R0

        Stub    NMI_Handler
        Stub    HardFault_Handler
        Stub    SPI1_IRQHandler
        END
