// Role: what of a copy could not be had. Each is said on standard error as it happens, the others go on, and the copy
// is no success in the end. Thread: the main one.
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <string>

namespace glovebox::cli {

class LeftOut {
public:
    /// An error that is about this file or folder alone is said here, and none any more. The others end the copy: the
    /// connection, the key, space.
    Result<> without(const std::string &path, Result<> result);
    std::size_t count() const { return m_count; }

private:
    std::size_t m_count = 0;
};

} // namespace glovebox::cli
