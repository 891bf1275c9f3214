// What a guest's program may say to its proxy, cut into pieces of a size that the first byte says. However it is cut
// the same comes of it, what is held is bounded, and what goes on is one request to one host.
#include "core/guest/agent/network/proxy_request.h"
#include "core/guest/agent/network/refusal.h"

#include <algorithm>
#include <array>
#include <cstdlib>

using namespace glovebox::agent;

namespace {

struct Outcome {
    ProxyRequest::State state = ProxyRequest::State::Reading;
    bool isBroken = false; // behind its head
    std::string where;
    std::string passed;

    friend bool operator==(const Outcome &, const Outcome &) = default;
};

void drain(ProxyRequest &request, std::string &into)
{
    std::array<char, 100> buffer{};
    while (const auto size = request.takeAhead(buffer.data(), buffer.size()))
        into.append(buffer.data(), size);
}

Outcome asked(std::string_view bytes, std::size_t step)
{
    ProxyRequest request;
    Outcome out;
    for (std::size_t at = 0; at < bytes.size() && !out.isBroken; at += step) {
        const auto piece = bytes.substr(at, step);
        if (request.state() == ProxyRequest::State::Reading) {
            request.take(piece);
        } else if (request.state() == ProxyRequest::State::Known) {
            const auto passes = request.passing(piece);
            if (passes && *passes > piece.size())
                std::abort();
            out.isBroken = !passes;
            out.passed.append(piece.substr(0, passes.value_or(0)));
        }
        if (request.held() > kHeadMax + step + 4096)
            std::abort();
        drain(request, out.passed);
    }
    out.state = request.state();
    out.where = request.host() + ':' + std::to_string(request.port());
    return out;
}

std::size_t count(std::string_view text, std::string_view what)
{
    std::size_t found = 0;
    for (auto at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1))
        ++found;
    return found;
}

std::string lowered(std::string_view text)
{
    std::string out(text);
    std::ranges::transform(out, out.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

/// One head, for one host, which is asked nothing more.
void check(const Outcome &outcome, std::string_view bytes)
{
    if (outcome.state != ProxyRequest::State::Known || bytes.starts_with("CONNECT "))
        return;
    const auto end = outcome.passed.find("\r\n\r\n");
    if (end == std::string::npos)
        std::abort();
    const auto head = lowered(std::string_view(outcome.passed).substr(0, end + 2));
    if (count(head, "\r\nhost:") != 1 || count(head, "\r\nconnection:") != 1 ||
        !head.ends_with("\r\nconnection: close\r\n") || count(head, "\r\nproxy-") != 0 ||
        count(head, "\r\nupgrade:") != 0 || count(head, "\r\ncontent-length:") > 1 ||
        count(head, "\r\n") != count(head, "\n") || count(head, "\r\n") != count(head, "\r"))
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size == 0)
        return 0;
    const std::string_view bytes(reinterpret_cast<const char *>(data) + 1, size - 1);
    const auto whole = asked(bytes, bytes.size() + 1);
    const auto cut = asked(bytes, 1 + data[0] % 64);
    check(whole, bytes);
    // A bad body is found with its head when it comes with that, and behind it otherwise.
    if (whole != cut && !(cut.isBroken && whole.state == ProxyRequest::State::Refused))
        std::abort();
    return 0;
}
