#include "assets.h"

#include "../base/test.h"

static const struct asset page = {
    .path = "/index.html", .plain = BYTES_INIT("plain text"), .gzip = BYTES_INIT("gz"), .brotli = BYTES_INIT("b")};
static const struct asset font = {.path = "/font.woff2", .plain = BYTES_INIT("packed already")};

static const char *
chosen(const struct asset *a, const char *accept)
{
    const char *encoding;
    struct bytes body = asset_choose(a, bytes_of(accept), &encoding);
    struct bytes want = !encoding ? a->plain : strcmp(encoding, "br") == 0 ? a->brotli : a->gzip;
    CHECK(body.p == want.p);
    return encoding ? encoding : "plain";
}

TEST(the_smallest_variant_that_is_taken_is_sent)
{
    CHECK_STR(chosen(&page, "gzip, deflate, br, zstd"), "br");
    CHECK_STR(chosen(&page, "gzip, deflate"), "gzip");
    CHECK_STR(chosen(&page, "GZIP;q=0.5"), "gzip");
    CHECK_STR(chosen(&page, "*"), "br");
    CHECK_STR(chosen(&page, "br;q=0, *"), "gzip");
    CHECK_STR(chosen(&page, "br;q=0.0,gzip;q=0"), "plain");
    CHECK_STR(chosen(&page, "br;q=0.01"), "br");
    CHECK_STR(chosen(&page, "identity"), "plain");
    CHECK_STR(chosen(&page, NULL), "plain");
    CHECK_STR(chosen(&page, ",,;;q=,;"), "plain");
    CHECK_STR(chosen(&font, "gzip, br"), "plain");
}

TEST(the_table_is_sorted_and_whole)
{
    for (size_t i = 0; i < asset_count; i++) {
        CHECK(assets[i].path[0] == '/' && assets[i].media_type && strlen(assets[i].digest) == 20);
        CHECK(asset_find(bytes_of(assets[i].path)) == &assets[i]);
        CHECK(i == 0 || strcmp(assets[i - 1].path, assets[i].path) < 0);
        if (strcmp(assets[i].path, "/index.html") == 0)
            CHECK(!assets[i].immutable);
    }
    CHECK(!asset_find(BYTES("/no-such-file.js")));
    CHECK(!asset_count || asset_find(BYTES("/index.html")));
}

int
main(void)
{
    RUN(the_smallest_variant_that_is_taken_is_sent);
    RUN(the_table_is_sorted_and_whole);
    return test_end();
}
