// A template's definition as anybody made it up. One that is accepted is the same when it is written and read again.
#include "core/images/template_file.h"

#include <cstdint>
#include <cstdlib>

using namespace glovebox::images;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const auto parsed = parseTemplate({reinterpret_cast<const char *>(data), size});
    if (!parsed)
        return parsed.error().empty() ? (std::abort(), 0) : 0;
    const auto again = parseTemplate(toToml(*parsed));
    if (!again || contentOf(*again) != contentOf(*parsed) || again->description != parsed->description)
        std::abort();
    return 0;
}
