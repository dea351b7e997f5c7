#ifndef NET_HTTP_PATH_H
#define NET_HTTP_PATH_H
/* Taking a request's target apart. Pure; any bytes are safe. http_query() and http_cookie() of http.h live here too. */
#include "../base/bytes.h"

/*
 * raw: the target up to '?'. ret: decoded, a view of raw where nothing was encoded, else in the arena. One '/' at the
 * end is dropped, so that "/incidents/" is "/incidents".
 * NULL, or what is wrong with it: it does not begin with '/'; it is no UTF-8; it has a control character, an encoded
 * '/', a broken escape, or an empty, "." or ".." segment.
 */
const char *http_path_decode(struct arena *a, struct bytes raw, struct bytes *ret);

/* Cuts a target at its first '?'. */
void http_path_split(struct bytes target, struct bytes *ret_path, struct bytes *ret_query);

/* One value of a query or of a form: percent- and plus-decoded into the arena. An escape that is broken stands for
 * itself. False when there is none of that name; a value that is no UTF-8 or has a NUL is given as empty. */
bool http_path_value(struct bytes query, struct arena *a, const char *name, struct bytes *ret);
#endif
