/* Stand-in for FreeRTOS's list.h. */
#ifndef LIST_H
#define LIST_H

#include "FreeRTOS.h"

struct xLIST;
typedef struct xLIST_ITEM {
    TickType_t xItemValue;
    struct xLIST_ITEM *pxNext, *pxPrevious;
    void *pvOwner;
    struct xLIST *pxContainer;
} ListItem_t;

typedef struct xMINI_LIST_ITEM {
    TickType_t xItemValue;
    struct xLIST_ITEM *pxNext, *pxPrevious;
} MiniListItem_t;

typedef struct xLIST {
    volatile UBaseType_t uxNumberOfItems;
    ListItem_t *pxIndex;
    MiniListItem_t xListEnd;
} List_t;

#define listLIST_IS_EMPTY(list) (((list)->uxNumberOfItems == (UBaseType_t)0) ? pdTRUE : pdFALSE)
#define listCURRENT_LIST_LENGTH(list) ((list)->uxNumberOfItems)
#define listGET_LIST_ITEM_OWNER(item) ((item)->pvOwner)
#define listSET_LIST_ITEM_OWNER(item, owner) ((item)->pvOwner = (void *)(owner))

void vListInitialise(List_t *const list);
void vListInitialiseItem(ListItem_t *const item);
void vListInsert(List_t *const list, ListItem_t *const item);
void vListInsertEnd(List_t *const list, ListItem_t *const item);
UBaseType_t uxListRemove(ListItem_t *const item);

#endif
