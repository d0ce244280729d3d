#pragma once

/// @file
/// The objects that a run has made and not removed, in memory that outlives the process that runs it: without an IPC namespace
/// of its own, a run whose worker was killed must still be cleaned up, object by object.

#include "sysv/object.h"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace ipclab::engine {

/// Shared between the grader and its worker (mmap(2), MAP_SHARED). One writer; read after the writer's end.
class Ledger {
public:
    /// Throws std::system_error where there is no memory.
    Ledger();

    /// Notes an object that the run made.
    void add(sysv::ObjectId id);
    /// Forgets one that is gone.
    void drop(sysv::ObjectId id);
    [[nodiscard]] std::vector<sysv::ObjectId> objects() const;

private:
    static constexpr std::size_t most = 4096;
    /// 0: free; else kind + 1 in the high half and the id in the low half.
    struct Page {
        std::array<std::atomic<std::uint64_t>, most> objects;
    };
    struct Unmap {
        void operator()(Page* page) const;
    };
    std::unique_ptr<Page, Unmap> page_;
};

} // namespace ipclab::engine
