// Role: feeds both sides of an opened TLS connection what a guest and a server may say inside it, in pieces whose sizes
// the bytes choose. The first byte says how the rest is shared between the two, and which form the secret has; 1 and 2
// in it stand for the secret's value and its placeholder, which no fuzzer finds by itself.
// Must hold: no crash; the same outcome however the bytes are cut; a placeholder in a head does not reach the server;
// an answer is never longer than it was; nothing is held beyond the bounds; after a problem nothing passes.
#include "core/egress/opened_http.h"

#include <cstdint>
#include <cstdlib>

using namespace glovebox;
using namespace glovebox::egress;

namespace {

constexpr const char *kHost = "good.test";
const std::string kValue = "the-value-of-it";
const std::string kPlaceholder = "gbx-" + std::string(domain::kPlaceholderRandom, 'p');

std::string spelled(std::string_view bytes)
{
    std::string out;
    for (const char c : bytes)
        out += c == 1 ? kValue : c == 2 ? kPlaceholder : std::string(1, c);
    return out;
}

ports::LineSecrets secretsOf(unsigned which)
{
    const domain::SecretForm forms[] = {domain::BearerForm(), domain::BasicForm(), domain::HeaderForm{"X-Key"},
                                        domain::CustomForm{"Authorization", "token {secret}"}};
    std::vector<ports::LineSecret> out{
        {{.name = "key", .description = {}, .hosts = {kHost}, .form = forms[which % 4], .variable = "KEY"},
         kPlaceholder,
         SecretString(kValue)}};
    return std::make_shared<const std::vector<ports::LineSecret>>(std::move(out));
}

struct Outcome {
    std::string forServer;
    std::string forGuest;
    std::string problem;
    std::string serverProblem;
};

Outcome played(const ports::LineSecrets &secrets, std::string_view guest, std::string_view server, bool inPieces)
{
    OpenedHttp http(kHost, 443, [&] { return secrets; });
    const auto feed = [&](std::string_view bytes, auto &&each) {
        for (std::size_t at = 0; at < bytes.size();) {
            const std::size_t length = inPieces ? 1 + static_cast<std::uint8_t>(bytes[at]) % 7 : bytes.size();
            each(bytes.substr(at, length));
            at += length;
            if (http.held() > 4 * kHeadMax + bytes.size())
                std::abort();
        }
    };
    Outcome out;
    feed(guest, [&](std::string_view some) { out.forServer += http.fromGuest(some); });
    feed(server, [&](std::string_view some) {
        out.forGuest += http.fromServer(some);
        out.forServer += http.takeForServer();
    });
    out.forGuest += http.serverEnded();
    if (http.problem()) {
        out.problem = http.problem()->sentence;
        if (!http.fromGuest("more").empty())
            std::abort();
    }
    out.serverProblem = http.serverProblem().value_or("");
    return out;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size < 1)
        return 0;
    const std::string_view bytes(reinterpret_cast<const char *>(data) + 1, size - 1);
    const auto secrets = secretsOf(data[0]);
    const auto share = bytes.size() * (data[0] / 4) / 63;
    const auto guest = spelled(bytes.substr(0, share));
    const auto server = spelled(bytes.substr(share));
    const auto whole = played(secrets, guest, server, false);
    const auto cut = played(secrets, guest, server, true);
    // What came before a problem has passed when it came by itself.
    const bool same =
        whole.problem.empty() ? cut.forServer == whole.forServer : cut.forServer.starts_with(whole.forServer);
    if (!same || cut.problem != whole.problem)
        std::abort();
    if (whole.problem.empty() && (cut.forGuest != whole.forGuest || cut.serverProblem != whole.serverProblem))
        std::abort();
    if (whole.forGuest.size() > server.size())
        std::abort();
    if (const auto head = whole.forServer.substr(0, whole.forServer.find("\r\n\r\n"));
        head.find(kPlaceholder) != std::string::npos)
        std::abort();
    return 0;
}
