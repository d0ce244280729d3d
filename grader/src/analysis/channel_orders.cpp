#include "analysis/channel_orders.h"

#include <string_view>

namespace ipclab::analysis {

namespace {

/// The least that a pipe can hold (F_SETPIPE_SZ in fcntl(2)): before so much was written, no writer had to wait.
constexpr std::uint64_t least_room = 4096;

bool is_write(const trace::Transfer& transfer) {
    return transfer.name.find("write") != std::string::npos || transfer.name.find("send") != std::string::npos;
}

/// The two ends of a socket have names of their own, and what is no pipe (an eventfd) no stream of bytes: all of a kind are one.
std::string key_of(const trace::Transfer& transfer) {
    const auto kind = transfer.channel.substr(0, transfer.channel.find(' '));
    return kind == "pipe" ? transfer.channel : kind;
}

} // namespace

bool ChannelOrders::completed(const trace::Transfer& transfer, const trace::Called& called, const Clock& everybody,
                              Clock& caller) {
    auto& channel = channels_[key_of(transfer)];
    const bool pipe = transfer.channel.starts_with("pipe");
    if (is_write(transfer)) {
        if (!called.result.ok()) return caller.join(everybody); // EAGAIN, EPIPE: of the readers, something is known
        channel.bytes += transfer.bytes.size();
        const bool news = (called.blocked || !pipe || channel.bytes > least_room) && caller.join(channel.read);
        channel.written.join(caller);
        if (pipe) channel.pieces.push_back({transfer.bytes, caller});
        if (transfer.bytes.empty()) channel.followed = false;
        return news;
    }
    // An end of file says that all writers have closed, which is no event; and a person at a terminal has seen who knows what.
    const bool nothing = !called.result.ok() || called.result.value == 0;
    if (nothing || transfer.channel.starts_with("terminal")) return caller.join(everybody);
    const bool news = pipe ? take(channel, transfer.bytes, caller) : caller.join(channel.written);
    channel.read.join(caller);
    return news;
}

bool ChannelOrders::take(Channel& channel, const std::string& bytes, Clock& caller) {
    bool news = false;
    std::string_view rest = bytes;
    while (channel.followed && !rest.empty()) {
        channel.followed = !channel.pieces.empty() && (rest.starts_with(channel.pieces.front().bytes) ||
                                                       std::string_view(channel.pieces.front().bytes).starts_with(rest));
        if (!channel.followed) break;
        auto& piece = channel.pieces.front();
        news = caller.join(piece.clock) || news;
        if (piece.bytes.size() > rest.size()) {
            piece.bytes.erase(0, rest.size());
            rest = {};
        } else {
            rest.remove_prefix(piece.bytes.size());
            channel.pieces.pop_front();
        }
    }
    return channel.followed && !bytes.empty() ? news : caller.join(channel.written) || news;
}

} // namespace ipclab::analysis
