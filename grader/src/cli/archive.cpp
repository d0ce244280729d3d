#include "cli/archive.h"

#include "cli/options.h"

#include <cstdio>
#include <memory>
#include <set>

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>
#include <unistd.h>

namespace ipclab::cli {
namespace fs = std::filesystem;
namespace {

constexpr int file_mode = 0644, executable_mode = 0755;
constexpr time_t same_time = 1'767'225'600; // 2026-01-01: tools that compare times want none that is nearly zero

class Archive {
public:
    explicit Archive(const std::string& file) : file_{file}, to_{archive_write_new()} {
        check(archive_write_add_filter_gzip(to_.get()));
        check(archive_write_set_options(to_.get(), "gzip:!timestamp"));
        check(archive_write_set_format_pax_restricted(to_.get()));
        check(archive_write_open_filename(to_.get(), file.c_str()));
    }

    void add(const Packed& packed) {
        const std::unique_ptr<archive_entry, void (*)(archive_entry*)> entry{archive_entry_new(), archive_entry_free};
        archive_entry_set_pathname(entry.get(), packed.name.c_str());
        archive_entry_set_size(entry.get(), static_cast<la_int64_t>(packed.text.size()));
        archive_entry_set_filetype(entry.get(), AE_IFREG);
        archive_entry_set_perm(entry.get(), packed.executable ? executable_mode : file_mode);
        archive_entry_set_mtime(entry.get(), same_time, 0);
        check(archive_write_header(to_.get(), entry.get()));
        if (archive_write_data(to_.get(), packed.text.data(), packed.text.size()) < 0) fail();
    }

    void close() { check(archive_write_close(to_.get())); }

private:
    void check(int result) const {
        if (result < ARCHIVE_WARN) fail();
    }
    [[noreturn]] void fail() const {
        const char* why = archive_error_string(to_.get());
        throw OurFailure{fmt::format("{} cannot be written: {}", file_, why != nullptr ? why : "no reason is known")};
    }

    struct Free {
        void operator()(archive* one) const { archive_write_free(one); }
    };
    std::string file_;
    std::unique_ptr<archive, Free> to_;
};

} // namespace

void write_archive(const fs::path& file, const std::vector<Packed>& entries) {
    const std::string beside = file.string() + fmt::format(".{}", getpid());
    try {
        Archive archive(beside);
        for (const Packed& packed : entries)
            archive.add(packed);
        archive.close();
    } catch (const OurFailure&) {
        std::remove(beside.c_str());
        throw;
    }
    if (std::rename(beside.c_str(), file.c_str()) != 0) {
        std::remove(beside.c_str());
        throw OurFailure{fmt::format("{} cannot be written", file.string())};
    }
}

} // namespace ipclab::cli
