#pragma once

/// @file
/// The rules' pages are Markdown; this shows them on a terminal. Headings, paragraphs, lists, tables, code blocks, `code` and
/// **strong**: that is what the pages use. Comments, each on a line of its own, are left out.

#include "report/terminal.h"

#include <string>
#include <string_view>

namespace ipclab::cli {

std::string rendered(std::string_view markdown, const report::Terminal& terminal);

/// The first heading's text and the first sentence after it, for lists.
struct PageHead {
    std::string title, sentence;
};
PageHead head_of(std::string_view markdown);

} // namespace ipclab::cli
