#include "data_folder.h"

#include "../base/test.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char root[] = "/tmp/aftermath-folder-XXXXXX";

static const char *
in_root(const char *name)
{
    static char path[200];
    snprintf(path, sizeof path, "%s/%s", root, name);
    return path;
}

TEST(a_folder_is_made_for_its_owner_alone)
{
    struct data_folder f;
    struct why why;
    struct stat st;
    umask(0);
    CHECK(data_folder_open(in_root("new"), DATA_FOLDER_SERVE, &f, &why) == OK);
    CHECK(stat(f.path, &st) == 0 && (st.st_mode & 0777) == 0700);
    CHECK(bytes_ends(bytes_of(f.database), "/new/aftermath.db"));
    data_folder_close(&f);
    unlink(in_root("new/lock"));
    rmdir(in_root("new"));
}

TEST(one_server_at_a_time_has_it)
{
    struct data_folder f, other;
    struct why why;
    char number[32];
    CHECK(data_folder_open(in_root("one"), DATA_FOLDER_SERVE, &f, &why) == OK);
    CHECK(data_folder_open(in_root("one"), DATA_FOLDER_SERVE, &other, &why) == ERR_CONFLICT);
    snprintf(number, sizeof number, "process %ld", (long)getpid());
    CHECK(strstr(why.text, number));
    CHECK(data_folder_open(in_root("one"), DATA_FOLDER_MAKE, &other, &why) == OK); // beside it
    data_folder_close(&f);
    CHECK(data_folder_open(in_root("one"), DATA_FOLDER_SERVE, &f, &why) == OK);
    data_folder_close(&f);
    unlink(in_root("one/lock"));
    rmdir(in_root("one"));
}

TEST(a_folder_that_must_be_there_is_not_made)
{
    struct data_folder f;
    struct why why;
    CHECK(data_folder_open(in_root("none"), DATA_FOLDER_SHARE, &f, &why) == ERR_NOT_FOUND);
    CHECK(strstr(why.text, "--data"));
    CHECK(access(in_root("none"), F_OK) != 0);
    CHECK(data_folder_open(root, DATA_FOLDER_SHARE, &f, &why) == ERR_NOT_FOUND);
    CHECK(strstr(why.text, "has no database"));
    CHECK(data_folder_open("/dev/null", DATA_FOLDER_MAKE, &f, &why) == ERR_INVALID);
    CHECK(data_folder_open("", DATA_FOLDER_MAKE, &f, &why) == ERR_INVALID);
}

int
main(void)
{
    CHECK(mkdtemp(root));
    RUN(a_folder_is_made_for_its_owner_alone);
    RUN(one_server_at_a_time_has_it);
    RUN(a_folder_that_must_be_there_is_not_made);
    CHECK(rmdir(root) == 0);
    return test_end();
}
