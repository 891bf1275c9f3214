// A target that dies of a bad access at its tenth input: fixed_count.cpp has to say at which, also under a sanitizer,
// which ends the program itself.
#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t * /*data*/, std::size_t /*size*/)
{
    static int calls = 0;
    static volatile std::uint8_t *nowhere = nullptr;
    if (++calls == 10)
        *nowhere = 1;
    return 0;
}
