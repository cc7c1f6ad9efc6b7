#include "report/path.h"

#include "base/str.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Removes the last component of `path`; "/" is the empty text here. */
static void go_up(struct buf *path)
{
    while (path->count && path->data[path->count - 1] != '/') {
        path->count--;
    }
    if (path->count) {
        path->count--;
        path->data[path->count] = '\0';
    }
}

/* Appends the components of `path` to `out`, which holds an absolute path without a last slash. */
static void add_components(struct buf *out, const char *path)
{
    while (*path) {
        size_t length = strcspn(path, "/");
        if (length == 2 && strncmp(path, "..", 2) == 0) {
            go_up(out);
        } else if (length && !(length == 1 && path[0] == '.')) {
            buf_addf(out, "/%.*s", (int)length, path);
        }
        path += length;
        path += strspn(path, "/");
    }
}

/* By its text alone, without asking the file system about links. */
static void make_absolute(struct buf *out, const char *path)
{
    char here[PATH_MAX];
    buf_clear(out);
    if (path[0] != '/' && getcwd(here, sizeof(here))) {
        add_components(out, here);
    }
    add_components(out, path);
}

/* The rest of `path` behind `root` and a slash, or NULL. */
static const char *behind(const struct buf *root, const struct buf *path)
{
    if (path->count <= root->count || !str_has_prefix(buf_text(path), buf_text(root)) ||
        path->data[root->count] != '/') {
        return NULL;
    }
    return path->data + root->count + 1;
}

/* One of the two may go through a link, as when a database was written under another name. */
static void resolve_links(struct buf *path)
{
    char real[PATH_MAX];
    if (path->count && realpath(path->data, real)) {
        make_absolute(path, real);
    }
}

bool path_in_root(struct buf *out, const char *root, const char *file)
{
    struct buf tree = {0};
    struct buf path = {0};
    make_absolute(&tree, root ? root : ".");
    make_absolute(&path, file);
    const char *rest = behind(&tree, &path);
    if (!rest) {
        struct buf as_given = {0};
        buf_add(&as_given, buf_text(&path));
        resolve_links(&tree);
        resolve_links(&path);
        rest = behind(&tree, &path);
        if (!rest) {
            buf_add(out, buf_text(&as_given));
        }
        buf_free(&as_given);
    }
    if (rest) {
        buf_add(out, rest);
    }
    buf_free(&tree);
    buf_free(&path);
    return rest != NULL;
}

void path_put_uri(struct buf *out, const char *path)
{
    if (path[0] == '/') {
        buf_add(out, "file://");
    }
    for (; *path; path++) {
        unsigned char byte = (unsigned char)*path;
        bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                     (byte >= '0' && byte <= '9') || strchr("-._~/+@,=", byte) != NULL;
        if (plain) {
            buf_addn(out, path, 1);
        } else {
            buf_addf(out, "%%%02X", byte);
        }
    }
}

void path_put_folder_uri(struct buf *out, const char *folder)
{
    struct buf path = {0};
    make_absolute(&path, folder ? folder : ".");
    buf_add(&path, "/");
    path_put_uri(out, buf_text(&path));
    buf_free(&path);
}
