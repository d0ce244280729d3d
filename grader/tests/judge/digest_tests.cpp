#include "judge/digest.h"

#include "folder.h"

#include <sys/stat.h>
#include <system_error>

using namespace ipclab::judge;

TEST_CASE("digests are SHA-256", "[digest]") {
    // The examples of FIPS 180-2, appendix B.
    CHECK(digest_of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(digest_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    CHECK(digest_of(std::string(1'000'000, 'a')) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    CHECK(digest_of("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_CASE("lengths around a block's end are padded right", "[digest]") {
    for (const std::size_t length : {55, 56, 63, 64, 65, 119, 120}) {
        const std::string bytes(length, 'x');
        Digest parts;
        for (const char byte : bytes)
            parts.add({&byte, 1});
        CHECK(parts.text() == digest_of(bytes));
    }
}

TEST_CASE("fields cannot be mistaken for each other", "[digest]") {
    CHECK(Digest{}.field("ab").field("c").text() != Digest{}.field("a").field("bc").text());
}

TEST_CASE("only ordinary files have contents", "[digest]") {
    const Folder folder;
    folder.write("text", std::string("a\0b", 3));
    CHECK(contents_of(folder.path() / "text") == std::string("a\0b", 3));
    CHECK_THROWS_AS(contents_of(folder.path() / "missing"), std::system_error);
    CHECK_THROWS_AS(contents_of(folder.path()), std::system_error);
    // Nobody writes to this one: opening it in the plain way would wait for ever.
    REQUIRE(::mkfifo((folder.path() / "fifo").c_str(), 0600) == 0);
    CHECK_THROWS_AS(contents_of(folder.path() / "fifo"), std::system_error);
}
