// A machine's record as somebody made it up. What is taken names nothing outside its folders, and comes back when
// written.
#include "core/qemu/machine_record.h"

#include <cstdlib>

using namespace glovebox;
using namespace glovebox::qemu;

namespace {

void demand(bool holds)
{
    if (!holds)
        std::abort();
}

void checkDisk(const std::string &name)
{
    demand(!name.empty() && name.front() != '.' && name.find('/') == std::string::npos);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const auto taken = parseMachineRecord({reinterpret_cast<const char *>(data), size});
    if (!taken)
        return 0;
    demand(isSafeToken(taken->machine) && (taken->base.empty() || isSafeToken(taken->base)));
    checkDisk(taken->disk);
    for (const auto &layer : taken->layers) {
        demand(isSafeToken(layer.id));
        checkDisk(layer.file);
    }
    if (taken->move)
        checkDisk(taken->move->file);
    const auto again = parseMachineRecord(recordText(*taken));
    demand(again.has_value() || recordText(*taken).size() > kMachineRecordMax.value);
    return 0;
}
