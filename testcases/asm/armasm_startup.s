; armasm: labels in the first column, PROC and ENDP, [WEAK] exports, a MACRO for the stubs.
Stack_Size      EQU     0x400
                AREA    STACK, NOINIT, READWRITE, ALIGN=3
Stack_Mem       SPACE   Stack_Size
__initial_sp

                PRESERVE8
                THUMB

                AREA    RESET, DATA, READONLY
                EXPORT  __Vectors
                EXPORT  __Vectors_Size
__Vectors       DCD     __initial_sp              ; top of stack
                DCD     Reset_Handler
                DCD     NMI_Handler, HardFault_Handler
                DCD     0                         ; reserved
                SPACE   (2 * 4)
                DCD     TIM2_IRQHandler
                DCD     ||Odd$$Name||
__Vectors_End
__Vectors_Size  EQU     __Vectors_End - __Vectors

                MACRO
$label          Stub    $name
$name           PROC
                EXPORT  $name                     [WEAK]
                B       .
                ENDP
                MEND

                AREA    |.text|, CODE, READONLY
Reset_Handler   PROC
                EXPORT  Reset_Handler             [WEAK]
                IMPORT  SystemInit
                IMPORT  __main
                LDR     R0, =SystemInit
                BLX     R0
                LDR     R0, =__main
                BX      R0
                ENDP

                Stub    NMI_Handler
HardFault_Handler\
                PROC
                EXPORT  HardFault_Handler         [WEAK]
                B       .
                ENDP

Default_Handler PROC
                EXPORT  TIM2_IRQHandler           [WEAK]
                EXPORT  TIM3_IRQHandler           [WEAK]
TIM2_IRQHandler
TIM3_IRQHandler
                B       .
                ENDP

                IF      :DEF:__MICROLIB
                EXPORT  __initial_sp
                ELSE
                EXPORT  __user_initial_stackheap
__user_initial_stackheap
                LDR     R0, =Stack_Mem
                BX      LR
                ENDIF
                END
this text is behind the end
