#include "driver/view.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

const char *view_join(struct arena *run, const char *folder, const char *path)
{
    return *path == '/' || !*folder ? path : arena_printf(run, "%s/%s", folder, path);
}

const char *view_real(struct arena *run, const char *path)
{
    char real[PATH_MAX];
    return realpath(path, real) ? arena_strdup(run, real) : NULL;
}

bool view_below(const char *root, const char *path)
{
    size_t length = strlen(root);
    length -= length == 1; /* "/" */
    return strncmp(root, path, length) == 0 && (path[length] == '/' || path[length] == '\0');
}

static void insert(struct view *view, const char *shown, size_t at)
{
    struct view_root root = {.shown = shown, .real = view_real(view->run, *shown ? shown : ".")};
    if (root.real) {
        VEC_PUSH(&view->roots, root);
        memmove(view->roots.data + at + 1, view->roots.data + at,
                (view->roots.count - 1 - at) * sizeof(root));
        view->roots.data[at] = root;
    }
}

void view_init(struct view *view, struct arena *run)
{
    *view = (struct view){.run = run};
    insert(view, "", 0);
}

void view_add(struct view *view, const char *shown)
{
    insert(view, strcmp(shown, ".") == 0 ? "" : shown, view->roots.count ? view->roots.count - 1 : 0);
}

void view_free(struct view *view)
{
    VEC_FREE(&view->roots);
    VEC_FREE(&view->shown);
    str_free(&view->names);
}

/* What does not exist may still lie in a folder that does. */
static const char *real_or_folder(struct view *view, const char *path)
{
    const char *real = view_real(view->run, path);
    const char *name = str_basename(path);
    if (real || name == path) {
        return real;
    }
    const char *folder = view_real(view->run, arena_strndup(view->run, path, (size_t)(name - path)));
    return folder ? arena_printf(view->run, "%s/%s", folder, name) : NULL;
}

static const char *show(struct view *view, const char *path)
{
    const char *real = real_or_folder(view, path);
    for (size_t i = 0; real && i < view->roots.count; i++) {
        const struct view_root *root = &view->roots.data[i];
        if (view_below(root->real, real)) {
            const char *rest = real + strlen(root->real);
            rest += *rest == '/';
            return !*rest          ? (*root->shown ? root->shown : ".")
                   : !*root->shown ? rest
                                   : arena_printf(view->run, "%s/%s", root->shown, rest);
        }
    }
    return real ? real : arena_strdup(view->run, path);
}

const char *view_path(struct view *view, const char *path)
{
    uint32_t id = str_add(&view->names, path);
    while (view->shown.count <= id) {
        VEC_PUSH(&view->shown, NULL);
    }
    if (!view->shown.data[id]) {
        view->shown.data[id] = show(view, path);
    }
    return view->shown.data[id];
}
