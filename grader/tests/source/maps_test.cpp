#include "source/symbols.h"

#include <catch2/catch_test_macros.hpp>

using namespace ipclab::source;

TEST_CASE("the text of /proc/PID/maps becomes the mappings that have a file") {
    const auto mappings = parse_maps("55d0a0a00000-55d0a0a01000 r--p 00000000 fe:01 1234    /home/me/my program\n"
                                     "55d0a0a01000-55d0a0a02000 r-xp 00001000 fe:01 1234    /home/me/my program\n"
                                     "55d0a1000000-55d0a1021000 rw-p 00000000 00:00 0       [heap]\n"
                                     "7f0000000000-7f0000001000 rw-p 00000000 00:00 0 \n"
                                     "7f0000002000-7f0000003000 rw-s 00000000 00:01 32768   /SYSV000004d2 (deleted)\n"
                                     "7ffd00000000-7ffd00002000 r-xp 00000000 00:00 0       [vdso]\n"
                                     "ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0  [vsyscall]\n");
    REQUIRE(mappings.size() == 3);
    CHECK(mappings[1].start == 0x55d0a0a01000);
    CHECK(mappings[1].end == 0x55d0a0a02000);
    CHECK(mappings[1].offset == 0x1000);
    CHECK(mappings[1].path == "/home/me/my program");
    CHECK(mappings[2].path == "/SYSV000004d2 (deleted)");
}

TEST_CASE("a newline in a path is read back") {
    const auto mappings = parse_maps("1000-2000 r-xp 00000000 fe:01 1    /a\\012b");
    REQUIRE(mappings.size() == 1);
    CHECK(mappings[0].path == "/a\nb");
}

TEST_CASE("lines that are no mappings are left out") {
    CHECK(parse_maps("").empty());
    CHECK(parse_maps("\n\n").empty());
    CHECK(parse_maps("hello\n1000-\n1000-2000\n1000-2000 r-xp\n1000-2000 r-xp xyz fe:01 1 /a\n").empty());
    CHECK(parse_maps("2000-1000 r-xp 00000000 fe:01 1 /backwards").empty());
    CHECK(parse_maps("10000000000000000-2 r-xp 00000000 fe:01 1 /too/large").empty());
}
