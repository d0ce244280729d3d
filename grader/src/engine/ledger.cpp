#include "engine/ledger.h"

#include <sys/mman.h>

#include <cerrno>
#include <new>
#include <system_error>

namespace ipclab::engine {
namespace {

std::uint64_t packed(sysv::ObjectId id) {
    return (static_cast<std::uint64_t>(id.kind) + 1) << 32 | static_cast<std::uint32_t>(id.id);
}

} // namespace

void Ledger::Unmap::operator()(Page* page) const { munmap(page, sizeof(Page)); }

Ledger::Ledger() {
    void* memory = mmap(nullptr, sizeof(Page), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::system_error(errno, std::generic_category(), "mmap");
    page_.reset(::new (memory) Page{});
}

void Ledger::add(sysv::ObjectId id) {
    drop(id);
    // A run makes at most a few; more than there are slots are lost only if the worker is killed as well.
    for (auto& slot : page_->objects) {
        if (slot != 0) continue;
        slot = packed(id);
        return;
    }
}

void Ledger::drop(sysv::ObjectId id) {
    for (auto& slot : page_->objects)
        if (slot == packed(id)) slot = 0;
}

std::vector<sysv::ObjectId> Ledger::objects() const {
    std::vector<sysv::ObjectId> ids;
    for (const auto& slot : page_->objects)
        if (const auto value = slot.load(); value != 0)
            ids.push_back({.kind = static_cast<sysv::Kind>((value >> 32) - 1), .id = static_cast<int>(value & 0xffffffff)});
    return ids;
}

} // namespace ipclab::engine
