// Messages at the supervisor's socket, as any process of the same user could send them.
#include "core/qemu/supervisor/codec.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    using namespace glovebox::qemu::supervisor;
    const std::string_view bytes(reinterpret_cast<const char *>(data), size);
    static_cast<void>(versionOf(bytes));
    const auto message = decode(bytes);
    if (!message)
        return 0;
    // What was read is what would be written: nothing is read in two ways. Only the version may differ.
    const auto again = encode(*message);
    if (!again || again->substr(0, 4) != bytes.substr(0, 4) || again->substr(6) != bytes.substr(6))
        std::abort();
    return 0;
}
