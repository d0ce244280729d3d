#include "trace/fields.h"
#include "trace/trace.h"

namespace ipclab::trace {

namespace {

struct NameOf {
    std::string_view operator()(const sysv::Call& call) const { return sysv::name_of(call); }
    template <class Other>
    std::string_view operator()(const Other& call) const {
        return call.name;
    }
};

} // namespace

std::string_view name_of(const Call& call) { return std::visit(NameOf{}, call); }

std::string_view name_of(Outcome outcome) {
    return names_of(std::type_identity<Outcome>{}).at(static_cast<std::size_t>(outcome));
}

} // namespace ipclab::trace
