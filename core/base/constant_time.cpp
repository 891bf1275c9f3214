#include "core/base/constant_time.h"

namespace glovebox {

bool equalInConstantTime(std::string_view left, std::string_view right)
{
    if (left.size() != right.size())
        return false;
    // Volatile reads: the compiler may neither skip one nor leave the loop early.
    const volatile char *a = left.data();
    const volatile char *b = right.data();
    unsigned difference = 0;
    for (std::size_t at = 0; at < left.size(); ++at)
        difference |= static_cast<unsigned char>(a[at]) ^ static_cast<unsigned char>(b[at]);
    return difference == 0;
}

} // namespace glovebox
