// The monitor's bytes as a QEMU that its guest has taken over would send them.
#include "core/qemu/qmp_line.h"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    using namespace glovebox::qemu;
    // The first byte says how the stream is cut, since a line may come in any number of pieces.
    if (size == 0)
        return 0;
    const std::size_t step = 1 + data[0];
    const std::string_view bytes(reinterpret_cast<const char *>(data) + 1, size - 1);
    QmpLines lines;
    for (std::size_t at = 0; at < bytes.size(); at += step) {
        if (!lines.append(bytes.substr(at, step)))
            return 0;
        while (const auto line = lines.next())
            static_cast<void>(parseQmpLine(*line));
    }
    return 0;
}
