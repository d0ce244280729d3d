#include "words.h"

#include "text.h"

namespace ipclab::site {

Words::Words(const std::filesystem::path& file) : file_{file} {
    int number = 0;
    for (const auto& line : lines_of(read_file(file))) {
        ++number;
        if (trimmed(line).empty() || line.starts_with('#')) continue;
        const auto sign = line.find('=');
        if (sign == std::string::npos)
            throw Problem(file.string() + ":" + std::to_string(number) + ": this is not \"name = text\"");
        words_[std::string{trimmed(line.substr(0, sign))}] = trimmed(line.substr(sign + 1));
    }
}

const std::string& Words::operator[](const std::string& name) const {
    const auto found = words_.find(name);
    if (found == words_.end()) throw Problem(file_.string() + " has no text for \"" + name + "\"");
    return found->second;
}

std::string Words::filled(const std::string& text) const {
    std::string result;
    std::size_t at = 0;
    for (auto begin = text.find("{{"); begin != std::string::npos; begin = text.find("{{", at)) {
        const auto end = text.find("}}", begin);
        if (end == std::string::npos) throw Problem("{{ without }}");
        result += text.substr(at, begin - at) + (*this)[text.substr(begin + 2, end - begin - 2)];
        at = end + 2;
    }
    return result + text.substr(at);
}

std::string Words::for_script() const {
    std::string object = "const words = {\n";
    for (const auto& [name, text] : words_)
        if (name.starts_with("js-")) object += "  " + as_literal(name.substr(3)) + ": " + as_literal(text) + ",\n";
    return object + "};\n";
}

} // namespace ipclab::site
