// Role: parts of sentences, as errors have them, made whole for people.
#pragma once

#include <string>

namespace glovebox::engine {

/// "no such name" becomes "No such name.".
inline std::string asSentence(std::string detail)
{
    if (!detail.empty() && detail.front() >= 'a' && detail.front() <= 'z')
        detail.front() = static_cast<char>(detail.front() - 'a' + 'A');
    return detail + '.';
}

} // namespace glovebox::engine
