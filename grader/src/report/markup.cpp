#include "report/markup.h"

#include "report/terminal.h"

namespace ipclab::report {

std::string markup(std::string_view text) {
    std::string escaped;
    for (const char c : Terminal{}.safe(text)) {
        switch (c) {
        case '&': escaped += "&amp;"; break;
        case '<': escaped += "&lt;"; break;
        case '>': escaped += "&gt;"; break;
        case '"': escaped += "&quot;"; break;
        case '\'': escaped += "&#39;"; break;
        default: escaped += c;
        }
    }
    return escaped;
}

} // namespace ipclab::report
