// What must be true of an object, in an expectation and where a play looks at it.

#include "course/expectation_fields.h"
#include "course/nearest.h"
#include "course/scenario.h"
#include "sysv/names.h"

#include <algorithm>

#include <fmt/format.h>

namespace ipclab::course {

ExpectObject read_object(Table& table, const Node& object, std::string_view key, const Known& known, const Scope& scope,
                         Problems& problems) {
    ExpectObject expect;
    expect.key = as_text(object, fmt::format("\"{}\"", key), problems).value_or("");
    const bool named = std::find(known.key_tables.begin(), known.key_tables.end(), expect.key) != known.key_tables.end();
    if (object.kind == Node::Kind::text && !named)
        problems.add(object.span, fmt::format("[keys] has no {}", sysv::quoted(expect.key)),
                     did_you_mean(expect.key, known.key_tables, "the keys"));
    expect.exists = table.yes_no("exists");
    const auto found =
        std::find_if(known.keys.begin(), known.keys.end(), [&](const Key& one) { return one.name == expect.key; });
    if (found == known.keys.end()) {
        for (const Member& member : table.node().members)
            table.find(member.key); // of which kind? so nothing to check
        return expect;
    }
    const FieldReader fields{scope, problems};
    fields.read_state(table, found->kind, expect.fields);
    if (expect.exists == false && !expect.fields.empty())
        problems.add(table.key_span("exists"), "an object that does not exist has no state",
                     "make an expectation of each, or take one away");
    if (!expect.fields.empty() && !expect.exists) expect.exists = true;
    return expect;
}

std::string read_because(Table& table, const Scope& scope, Problems& problems) {
    const Node* because = table.find("because");
    if (because == nullptr) return {};
    if (because->kind == Node::Kind::text) check_placeholders(*because, scope, Filled::after, problems);
    return as_text(*because, "\"because\"", problems).value_or("");
}

} // namespace ipclab::course
