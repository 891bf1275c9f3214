// Role: feeds what a guest's program may say to the gate's look at it, in pieces whose sizes the bytes choose.
// Must hold: no crash; the same outcome however the bytes are cut; what passes is a beginning of what was said; nothing
// passes of TLS before its hello was read; nothing is held beyond the bounds.
#include "core/egress/inspector.h"

#include <cstdint>
#include <cstdlib>

using namespace glovebox;
using namespace glovebox::egress;

namespace {

struct Outcome {
    std::string passed;
    std::string reason;
};

Outcome said(domain::EgressTraffic traffic, bool isAddress, std::string_view bytes, bool inPieces)
{
    Inspector inspector({.host = isAddress ? "203.0.113.7" : "good.test",
                         .isAddress = isAddress,
                         .port = 80,
                         .profile = "p",
                         .traffic = traffic,
                         .allowsName = [](const std::string &name) {
                             return name == "also.test";
                         }});
    Outcome out;
    for (std::size_t at = 0; at < bytes.size();) {
        const std::size_t length = inPieces ? 1 + static_cast<std::uint8_t>(bytes[at]) % 7 : bytes.size();
        out.passed += inspector.feed(bytes.substr(at, length));
        at += length;
        if (inspector.held() > 2 * kHelloMax + kHeadMax)
            std::abort();
    }
    if (inspector.objection())
        out.reason = inspector.objection()->reason;
    return out;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size < 1)
        return 0;
    const std::string_view bytes(reinterpret_cast<const char *>(data) + 1, size - 1);
    const bool isAddress = data[0] & 1;
    for (const auto traffic : {domain::EgressTraffic::Tls, domain::EgressTraffic::Http, domain::EgressTraffic::Any}) {
        const auto whole = said(traffic, isAddress, bytes, false);
        const auto cut = said(traffic, isAddress, bytes, true);
        if (whole.passed != cut.passed || whole.reason != cut.reason || !bytes.starts_with(whole.passed))
            std::abort();
        if (traffic == domain::EgressTraffic::Tls && !whole.passed.empty() &&
            TlsHello().feed(bytes) != TlsHello::Outcome::Read)
            std::abort();
    }
    return 0;
}
