/* Code that the user did not write and will not change: analysed for facts, its findings folded. */
#ifndef DRIVER_THIRD_PARTY_H
#define DRIVER_THIRD_PARTY_H

#include <stdbool.h>

/*
 * By the names that vendors' tools and package habits give to folders and to drivers; relative paths
 * only say so for what lies inside the tree.
 */
bool third_party_path(const char *path);

#endif
