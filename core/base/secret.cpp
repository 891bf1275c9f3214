#include "core/base/secret.h"

#include <cstring>

namespace glovebox {

std::string SecretString::masked() const
{
    constexpr std::size_t shown = 4;
    constexpr std::size_t hiddenMin = 12;
    const std::string dots = "\u2022\u2022\u2022\u2022";
    // The prefix names the kind of credential ("sk-ant-oat01-"): it ends at the third hyphen.
    std::size_t prefix = 0;
    for (int hyphens = 0; hyphens < 3; ++hyphens) {
        const auto at = m_value.find('-', prefix);
        if (at == std::string::npos) {
            prefix = 0;
            break;
        }
        prefix = at + 1;
    }
    if (m_value.size() < prefix + hiddenMin + shown)
        return dots;
    return m_value.substr(0, prefix) + dots + m_value.substr(m_value.size() - shown);
}

void SecretString::wipe()
{
    // explicit_bzero is not optimised away, a plain memset of a dying object would be.
    explicit_bzero(m_value.data(), m_value.size());
}

} // namespace glovebox
