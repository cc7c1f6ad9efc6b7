/*
 * The part of libclang's C interface that critlint uses, opened at run time.
 *
 * Declared here, not taken from <clang-c/Index.h>: the development package is 300 MB and the
 * interface has been stable since LLVM 15 (cursor values) and 17 (operator kinds). The values
 * below are those of the 19 headers; 17 to 22 agree on all of them.
 *
 * `clang.getCursorKind(c)` and so on are valid after clang_api_open() returned NULL.
 */
#ifndef FRONTEND_CLANG_API_H
#define FRONTEND_CLANG_API_H

typedef void *CXIndex;
typedef struct CXTranslationUnitImpl *CXTranslationUnit;
typedef void *CXFile;
typedef void *CXDiagnostic;
typedef void *CXEvalResult;
typedef void *CXPrintingPolicy;
typedef void *CXClientData;
typedef void *CXCompilationDatabase;
typedef void *CXCompileCommands;
typedef void *CXCompileCommand;

typedef struct {
    const void *data;
    unsigned private_flags;
} CXString;
typedef struct {
    int kind;
    int xdata;
    const void *data[3];
} CXCursor;
typedef struct {
    int kind;
    void *data[2];
} CXType;
typedef struct {
    const void *ptr_data[2];
    unsigned int_data;
} CXSourceLocation;
typedef struct {
    const void *ptr_data[2];
    unsigned begin_int_data, end_int_data;
} CXSourceRange;
struct CXSourceRangeList {
    unsigned count;
    CXSourceRange *ranges;
};
struct CXUnsavedFile {
    const char *name;
    const char *contents;
    unsigned long length;
};

typedef int (*CXCursorVisitor)(CXCursor cursor, CXCursor parent, CXClientData data);
typedef int (*CXFieldVisitor)(CXCursor cursor, CXClientData data);
typedef void (*CXInclusionVisitor)(CXFile file, CXSourceLocation *stack, unsigned depth, CXClientData data);

enum { CXChildVisit_Break, CXChildVisit_Continue, CXChildVisit_Recurse };
enum { CXTranslationUnit_DetailedPreprocessingRecord = 0x01, CXTranslationUnit_KeepGoing = 0x200 };
enum { CXDiagnostic_Warning = 2, CXDiagnostic_Error = 3, CXDiagnostic_Fatal = 4 };
enum { CXLinkage_Internal = 2, CXLinkage_External = 4 };
enum { CX_SC_Extern = 2, CX_SC_Static = 3 };
enum { CXEval_Int = 1 };
enum { CXPrintingPolicy_TerseOutput = 17 };

enum {
    CXCursor_UnexposedDecl = 1,
    CXCursor_StructDecl = 2,
    CXCursor_UnionDecl = 3,
    CXCursor_ClassDecl = 4,
    CXCursor_EnumDecl = 5,
    CXCursor_FieldDecl = 6,
    CXCursor_EnumConstantDecl = 7,
    CXCursor_FunctionDecl = 8,
    CXCursor_VarDecl = 9,
    CXCursor_ParmDecl = 10,
    CXCursor_TypedefDecl = 20,
    CXCursor_CXXMethod = 21,
    CXCursor_Namespace = 22,
    CXCursor_LinkageSpec = 23,
    CXCursor_Constructor = 24,
    CXCursor_Destructor = 25,
    CXCursor_ConversionFunction = 26,
    CXCursor_FunctionTemplate = 30,
    CXCursor_ClassTemplate = 31,
    CXCursor_ClassTemplatePartialSpecialization = 32,
    CXCursor_CXXBaseSpecifier = 44,
    CXCursor_TypeRef = 43,
    CXCursor_MemberRef = 47,
    CXCursor_LabelRef = 48,
    CXCursor_OverloadedDeclRef = 49,
    CXCursor_VariableRef = 50,
    CXCursor_UnexposedExpr = 100,
    CXCursor_DeclRefExpr = 101,
    CXCursor_MemberRefExpr = 102,
    CXCursor_CallExpr = 103,
    CXCursor_IntegerLiteral = 106,
    CXCursor_FloatingLiteral = 107,
    CXCursor_StringLiteral = 109,
    CXCursor_CharacterLiteral = 110,
    CXCursor_ParenExpr = 111,
    CXCursor_UnaryOperator = 112,
    CXCursor_ArraySubscriptExpr = 113,
    CXCursor_BinaryOperator = 114,
    CXCursor_CompoundAssignOperator = 115,
    CXCursor_ConditionalOperator = 116,
    CXCursor_CStyleCastExpr = 117,
    CXCursor_CompoundLiteralExpr = 118,
    CXCursor_InitListExpr = 119,
    CXCursor_AddrLabelExpr = 120,
    CXCursor_StmtExpr = 121,
    CXCursor_GenericSelectionExpr = 122,
    CXCursor_GNUNullExpr = 123,
    CXCursor_CXXStaticCastExpr = 124,
    CXCursor_CXXFunctionalCastExpr = 128,
    CXCursor_CXXBoolLiteralExpr = 130,
    CXCursor_CXXNullPtrLiteralExpr = 131,
    CXCursor_CXXThisExpr = 132,
    CXCursor_CXXThrowExpr = 133,
    CXCursor_CXXNewExpr = 134,
    CXCursor_CXXDeleteExpr = 135,
    CXCursor_UnaryExpr = 136,
    CXCursor_SizeOfPackExpr = 142,
    CXCursor_LambdaExpr = 144,
    CXCursor_FirstExpr = 100,
    CXCursor_LastExpr = 156,
    CXCursor_UnexposedStmt = 200,
    CXCursor_LabelStmt = 201,
    CXCursor_CompoundStmt = 202,
    CXCursor_CaseStmt = 203,
    CXCursor_DefaultStmt = 204,
    CXCursor_IfStmt = 205,
    CXCursor_SwitchStmt = 206,
    CXCursor_WhileStmt = 207,
    CXCursor_DoStmt = 208,
    CXCursor_ForStmt = 209,
    CXCursor_GotoStmt = 210,
    CXCursor_IndirectGotoStmt = 211,
    CXCursor_ContinueStmt = 212,
    CXCursor_BreakStmt = 213,
    CXCursor_ReturnStmt = 214,
    CXCursor_GCCAsmStmt = 215,
    CXCursor_CXXCatchStmt = 223,
    CXCursor_CXXTryStmt = 224,
    CXCursor_CXXForRangeStmt = 225,
    CXCursor_NullStmt = 230,
    CXCursor_DeclStmt = 231,
    CXCursor_FirstAttr = 400,
    CXCursor_LastAttr = 499,
    CXCursor_AsmLabelAttr = 407,
    CXCursor_PackedAttr = 408,
};

enum {
    CXType_Invalid = 0,
    CXType_Unexposed = 1,
    CXType_Void = 2,
    CXType_Bool = 3,
    CXType_UChar = 5,
    CXType_UInt128 = 12,
    CXType_Int128 = 20,
    CXType_Float = 21,
    CXType_LongDouble = 23,
    CXType_NullPtr = 24,
    CXType_Dependent = 26,
    CXType_Float128 = 30,
    CXType_Float16 = 32,
    CXType_Complex = 100,
    CXType_Pointer = 101,
    CXType_BlockPointer = 102,
    CXType_LValueReference = 103,
    CXType_RValueReference = 104,
    CXType_Record = 105,
    CXType_Enum = 106,
    CXType_FunctionNoProto = 110,
    CXType_FunctionProto = 111,
    CXType_ConstantArray = 112,
    CXType_Vector = 113,
    CXType_IncompleteArray = 114,
    CXType_VariableArray = 115,
    CXType_MemberPointer = 117,
    CXType_Atomic = 177,
};

enum {
    CXBinaryOperator_Mul = 3,
    CXBinaryOperator_Div,
    CXBinaryOperator_Rem,
    CXBinaryOperator_Add,
    CXBinaryOperator_Sub,
    CXBinaryOperator_Shl,
    CXBinaryOperator_Shr,
    CXBinaryOperator_Cmp,
    CXBinaryOperator_LT,
    CXBinaryOperator_GT,
    CXBinaryOperator_LE,
    CXBinaryOperator_GE,
    CXBinaryOperator_EQ,
    CXBinaryOperator_NE,
    CXBinaryOperator_And,
    CXBinaryOperator_Xor,
    CXBinaryOperator_Or,
    CXBinaryOperator_LAnd,
    CXBinaryOperator_LOr,
    CXBinaryOperator_Assign,
    CXBinaryOperator_MulAssign,
    CXBinaryOperator_DivAssign,
    CXBinaryOperator_RemAssign,
    CXBinaryOperator_AddAssign,
    CXBinaryOperator_SubAssign,
    CXBinaryOperator_ShlAssign,
    CXBinaryOperator_ShrAssign,
    CXBinaryOperator_AndAssign,
    CXBinaryOperator_XorAssign,
    CXBinaryOperator_OrAssign,
    CXBinaryOperator_Comma,
};

enum {
    CXUnaryOperator_PostInc = 1,
    CXUnaryOperator_PostDec,
    CXUnaryOperator_PreInc,
    CXUnaryOperator_PreDec,
    CXUnaryOperator_AddrOf,
    CXUnaryOperator_Deref,
    CXUnaryOperator_Plus,
    CXUnaryOperator_Minus,
    CXUnaryOperator_Not,
    CXUnaryOperator_LNot,
    CXUnaryOperator_Real,
    CXUnaryOperator_Imag,
    CXUnaryOperator_Extension,
};

/* LOCKSTEP: X(result, name, parameters) for every function; clang_api.c opens each by this list. */
#define CLANG_FUNCTIONS(X)                                                                                   \
    X(CXIndex, createIndex, (int exclude_pch, int display))                                                  \
    X(void, disposeIndex, (CXIndex))                                                                         \
    X(int, parseTranslationUnit2,                                                                            \
      (CXIndex, const char *, const char *const *, int, struct CXUnsavedFile *, unsigned, unsigned,          \
       CXTranslationUnit *))                                                                                 \
    X(void, disposeTranslationUnit, (CXTranslationUnit))                                                     \
    X(CXCursor, getTranslationUnitCursor, (CXTranslationUnit))                                               \
    X(const char *, getCString, (CXString))                                                                  \
    X(void, disposeString, (CXString))                                                                       \
    X(CXString, getClangVersion, (void))                                                                     \
    X(unsigned, getNumDiagnostics, (CXTranslationUnit))                                                      \
    X(CXDiagnostic, getDiagnostic, (CXTranslationUnit, unsigned))                                            \
    X(void, disposeDiagnostic, (CXDiagnostic))                                                               \
    X(int, getDiagnosticSeverity, (CXDiagnostic))                                                            \
    X(CXSourceLocation, getDiagnosticLocation, (CXDiagnostic))                                               \
    X(CXString, getDiagnosticSpelling, (CXDiagnostic))                                                       \
    X(unsigned, visitChildren, (CXCursor, CXCursorVisitor, CXClientData))                                    \
    X(unsigned, equalCursors, (CXCursor, CXCursor))                                                          \
    X(unsigned, hashCursor, (CXCursor))                                                                      \
    X(int, Cursor_isNull, (CXCursor))                                                                        \
    X(CXCursor, getNullCursor, (void))                                                                       \
    X(CXString, getCursorSpelling, (CXCursor))                                                               \
    X(CXType, getCursorType, (CXCursor))                                                                     \
    X(CXCursor, getCursorReferenced, (CXCursor))                                                             \
    X(CXCursor, getCursorDefinition, (CXCursor))                                                             \
    X(CXCursor, getCanonicalCursor, (CXCursor))                                                              \
    X(unsigned, isCursorDefinition, (CXCursor))                                                              \
    X(CXCursor, getCursorSemanticParent, (CXCursor))                                                         \
    X(CXSourceLocation, getCursorLocation, (CXCursor))                                                       \
    X(CXSourceRange, getCursorExtent, (CXCursor))                                                            \
    X(CXSourceLocation, getRangeStart, (CXSourceRange))                                                      \
    X(CXSourceLocation, getRangeEnd, (CXSourceRange))                                                        \
    X(void, getExpansionLocation, (CXSourceLocation, CXFile *, unsigned *, unsigned *, unsigned *))          \
    X(void, getSpellingLocation, (CXSourceLocation, CXFile *, unsigned *, unsigned *, unsigned *))           \
    X(void, getFileLocation, (CXSourceLocation, CXFile *, unsigned *, unsigned *, unsigned *))               \
    X(CXString, getFileName, (CXFile))                                                                       \
    X(const char *, getFileContents, (CXTranslationUnit, CXFile, size_t *))                                  \
    X(int, getCursorLinkage, (CXCursor))                                                                     \
    X(int, Cursor_getStorageClass, (CXCursor))                                                               \
    X(int, getCursorTLSKind, (CXCursor))                                                                     \
    X(unsigned, Cursor_isFunctionInlined, (CXCursor))                                                        \
    X(CXString, Cursor_getMangling, (CXCursor))                                                              \
    X(CXCursor, Cursor_getVarDeclInitializer, (CXCursor))                                                    \
    X(int, Cursor_getNumArguments, (CXCursor))                                                               \
    X(CXCursor, Cursor_getArgument, (CXCursor, unsigned))                                                    \
    X(unsigned, Cursor_isBitField, (CXCursor))                                                               \
    X(int, getFieldDeclBitWidth, (CXCursor))                                                                 \
    X(long long, Cursor_getOffsetOfField, (CXCursor))                                                        \
    X(long long, Type_getOffsetOf, (CXType, const char *))                                                   \
    X(unsigned, Cursor_isAnonymousRecordDecl, (CXCursor))                                                    \
    X(long long, getEnumConstantDeclValue, (CXCursor))                                                       \
    X(int, getCursorBinaryOperatorKind, (CXCursor))                                                          \
    X(int, getCursorUnaryOperatorKind, (CXCursor))                                                           \
    X(CXEvalResult, Cursor_Evaluate, (CXCursor))                                                             \
    X(int, EvalResult_getKind, (CXEvalResult))                                                               \
    X(long long, EvalResult_getAsLongLong, (CXEvalResult))                                                   \
    X(void, EvalResult_dispose, (CXEvalResult))                                                              \
    X(CXPrintingPolicy, getCursorPrintingPolicy, (CXCursor))                                                 \
    X(void, PrintingPolicy_setProperty, (CXPrintingPolicy, int, unsigned))                                   \
    X(void, PrintingPolicy_dispose, (CXPrintingPolicy))                                                      \
    X(CXString, getCursorPrettyPrinted, (CXCursor, CXPrintingPolicy))                                        \
    X(CXType, getCanonicalType, (CXType))                                                                    \
    X(CXString, getTypeSpelling, (CXType))                                                                   \
    X(CXCursor, getTypeDeclaration, (CXType))                                                                \
    X(CXType, getPointeeType, (CXType))                                                                      \
    X(CXType, getArrayElementType, (CXType))                                                                 \
    X(long long, getArraySize, (CXType))                                                                     \
    X(CXType, getResultType, (CXType))                                                                       \
    X(unsigned, isFunctionTypeVariadic, (CXType))                                                            \
    X(CXType, Type_getValueType, (CXType))                                                                   \
    X(long long, Type_getSizeOf, (CXType))                                                                   \
    X(long long, Type_getAlignOf, (CXType))                                                                  \
    X(unsigned, isConstQualifiedType, (CXType))                                                              \
    X(unsigned, isVolatileQualifiedType, (CXType))                                                           \
    X(unsigned, Type_visitFields, (CXType, CXFieldVisitor, CXClientData))                                    \
    X(CXType, getUnqualifiedType, (CXType))                                                                  \
    X(unsigned, equalTypes, (CXType, CXType))                                                                \
    X(CXType, getEnumDeclIntegerType, (CXCursor))                                                            \
    X(unsigned, isInvalidDeclaration, (CXCursor))                                                            \
    X(unsigned, CXXMethod_isVirtual, (CXCursor))                                                             \
    X(unsigned, CXXMethod_isStatic, (CXCursor))                                                              \
    X(unsigned, CXXMethod_isDefaulted, (CXCursor))                                                           \
    X(unsigned, CXXConstructor_isDefaultConstructor, (CXCursor))                                             \
    X(unsigned, CXXConstructor_isCopyConstructor, (CXCursor))                                                \
    X(unsigned, CXXConstructor_isMoveConstructor, (CXCursor))                                                \
    X(void, getOverriddenCursors, (CXCursor, CXCursor **, unsigned *))                                       \
    X(void, disposeOverriddenCursors, (CXCursor *))                                                          \
    X(unsigned, getNumOverloadedDecls, (CXCursor))                                                           \
    X(CXCursor, getOverloadedDecl, (CXCursor, unsigned))                                                     \
    X(CXCursor, getSpecializedCursorTemplate, (CXCursor))                                                    \
    X(void, getInclusions, (CXTranslationUnit, CXInclusionVisitor, CXClientData))                            \
    X(CXFile, getFile, (CXTranslationUnit, const char *))                                                    \
    X(struct CXSourceRangeList *, getSkippedRanges, (CXTranslationUnit, CXFile))                             \
    X(void, disposeSourceRangeList, (struct CXSourceRangeList *))                                            \
    X(CXCompilationDatabase, CompilationDatabase_fromDirectory, (const char *, int *))                       \
    X(void, CompilationDatabase_dispose, (CXCompilationDatabase))                                            \
    X(CXCompileCommands, CompilationDatabase_getAllCompileCommands, (CXCompilationDatabase))                 \
    X(void, CompileCommands_dispose, (CXCompileCommands))                                                    \
    X(unsigned, CompileCommands_getSize, (CXCompileCommands))                                                \
    X(CXCompileCommand, CompileCommands_getCommand, (CXCompileCommands, unsigned))                           \
    X(CXString, CompileCommand_getDirectory, (CXCompileCommand))                                             \
    X(CXString, CompileCommand_getFilename, (CXCompileCommand))                                              \
    X(unsigned, CompileCommand_getNumArgs, (CXCompileCommand))                                               \
    X(CXString, CompileCommand_getArg, (CXCompileCommand, unsigned))

#include <stddef.h>

struct clang_api {
#define CLANG_MEMBER(result, name, parameters) result(*name) parameters;
    CLANG_FUNCTIONS(CLANG_MEMBER)
#undef CLANG_MEMBER
};

extern struct clang_api clang;

/*
 * Opens libclang: `wanted` if given, else $CRITLINT_LIBCLANG, else the newest of 22 ... 17 in
 * the loader's path and in the versioned LLVM directories. Returns NULL, or a message that
 * says what was tried and how to cure it (static storage).
 */
const char *clang_api_open(const char *wanted);
/* The path of the opened library and of its builtin headers ("" if none were found). */
const char *clang_api_path(void);
const char *clang_api_resource_dir(void);

#endif
