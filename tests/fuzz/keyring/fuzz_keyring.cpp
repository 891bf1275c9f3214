// What the program that asks the keyring printed, with words of the keyring's in it. A value is taken as it came; an
// error is short, one line, and has nothing of what stood behind the first line.
#include "core/secrets/keyring_answer.h"

#include <cstdint>
#include <cstdlib>

using namespace glovebox;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string printed(reinterpret_cast<const char *>(data), size);
    const auto answer = secrets::parseKeyringAnswer(SecretString(printed));
    if (answer && "done\n" + answer->reveal() != printed)
        std::abort();
    if (!answer && (answer.error().detail.size() > 600 || answer.error().detail.find('\n') != std::string::npos))
        std::abort();
    return 0;
}
