// A result log as somebody made it up. What is found in it comes back when written.
#include "core/ledger/result_log.h"

#include <cstdlib>

using namespace glovebox::ledger;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    std::uint64_t number = 0;
    std::string again;
    const auto found = resultsIn({reinterpret_cast<const char *>(data), size});
    for (const auto &kept : found)
        again += resultRecord(++number, kept);
    if (resultsIn(again).size() != found.size())
        std::abort();
    return 0;
}
