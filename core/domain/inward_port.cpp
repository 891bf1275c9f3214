#include "core/domain/inward_port.h"

#include "core/domain/words.h"

namespace glovebox::domain {

namespace {

constexpr std::array kPortKindWords{
    Word<PortKind>{PortKind::Http, "http"},
    Word<PortKind>{PortKind::Tcp, "tcp"},
};

} // namespace

std::string_view word(PortKind kind)
{
    return wordOf(kPortKindWords, kind);
}

std::optional<PortKind> portKindFrom(std::string_view word)
{
    return valueOf(kPortKindWords, word);
}

} // namespace glovebox::domain
