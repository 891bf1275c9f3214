// Role: a webhook delivery from anybody: the bytes choose headers and body, a line each. Must hold: no crash; nothing
// is believed that our key did not sign; what it did sign is believed however it is surrounded.
#include "core/rest/webhook_event.h"
#include "core/rest/webhook_signature.h"

#include <cstdint>
#include <cstdlib>

using namespace glovebox;

namespace {

std::string_view line(std::string_view &rest)
{
    const auto end = std::min(rest.find('\n'), rest.size());
    const auto found = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return found;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static const auto key = rest::SigningKey::parse(SecretString("whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="));
    const WallTime now(std::chrono::seconds(1767225600));
    std::string_view left(reinterpret_cast<const char *>(data), size);
    const auto id = line(left);
    const auto timestamp = line(left);
    const auto signatures = line(left);
    (void)rest::SigningKey::parse(SecretString(std::string(signatures)));
    const auto good = key->sign(id, 1767225600, left);
    const bool holdsGood = signatures.find(good) != std::string_view::npos;
    if (rest::verify(*key, {id, timestamp, signatures, left}, now) && !holdsGood && timestamp == "1767225600")
        std::abort();
    const auto mixed = std::string(signatures) + " v1," + good;
    if (!id.empty() && id.size() <= rest::kWebhookIdMax && !rest::verify(*key, {id, "1767225600", mixed, left}, now))
        std::abort();
    (void)rest::decodeWebhookEvent(left);
    return 0;
}
