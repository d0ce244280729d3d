// Writes the key with eight digits, and cuts that text.

#include <iomanip>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <string>

int main(int argc, char* argv[]) {
    if (argc != 2) return 2;
    const std::string text = argv[1];
    try {
        std::size_t read = 0;
        const long number = std::stol(text, &read, text.find("0x") == std::string::npos ? 10 : 16);
        if (read != text.size()) throw std::invalid_argument(text);
        if (number > 0xffffffffL || number < -0x80000000L) throw std::out_of_range(text);
        std::ostringstream out;
        out << std::hex << std::setfill('0') << std::setw(8) << (number & 0xffffffffL);
        const std::string digits = out.str();
        std::cout << "proj_id 0x" << digits.substr(0, 2) << " device 0x" << digits.substr(2, 2) << " inode 0x"
                  << digits.substr(4) << std::endl;
    } catch (const std::logic_error& error) {
        std::cerr << error.what() << ": no key\n";
        return 1;
    }
}
