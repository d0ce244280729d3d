#include "sysv/object.h"

#include <type_traits>

namespace ipclab::sysv {

ObjectId id_of(const ObjectState& state) {
    return std::visit(
        [](const auto& object) {
            using State = std::decay_t<decltype(object)>;
            if constexpr (std::is_same_v<State, QueueState>) {
                return ObjectId{Kind::queue, object.id};
            } else if constexpr (std::is_same_v<State, SemaphoreSetState>) {
                return ObjectId{Kind::semaphores, object.id};
            } else {
                return ObjectId{Kind::segment, object.id};
            }
        },
        state);
}

const Permissions& permissions_of(const ObjectState& state) {
    return std::visit([](const auto& object) -> const Permissions& { return object.perm; }, state);
}

std::string_view name_of(Kind kind) {
    switch (kind) {
    case Kind::queue: return "message queue";
    case Kind::semaphores: return "semaphore set";
    case Kind::segment: return "shared memory segment";
    }
    return "object";
}

char letter_of(Kind kind) {
    switch (kind) {
    case Kind::queue: return 'Q';
    case Kind::semaphores: return 'S';
    case Kind::segment: return 'M';
    }
    return '?';
}

} // namespace ipclab::sysv
