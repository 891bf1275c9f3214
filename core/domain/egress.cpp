#include "core/domain/egress.h"

#include "core/domain/words.h"

namespace glovebox::domain {

namespace {

constexpr std::array kEgressKindWords{
    Word<EgressKind>{EgressKind::Name, "name"},
    Word<EgressKind>{EgressKind::Connection, "connection"},
};
constexpr std::array kEgressVerdictWords{
    Word<EgressVerdict>{EgressVerdict::Allowed, "allowed"},
    Word<EgressVerdict>{EgressVerdict::Denied, "denied"},
};

} // namespace

std::string_view word(EgressKind kind)
{
    return wordOf(kEgressKindWords, kind);
}

std::string_view word(EgressVerdict verdict)
{
    return wordOf(kEgressVerdictWords, verdict);
}

std::optional<EgressKind> egressKindFrom(std::string_view word)
{
    return valueOf(kEgressKindWords, word);
}

std::optional<EgressVerdict> egressVerdictFrom(std::string_view word)
{
    return valueOf(kEgressVerdictWords, word);
}

} // namespace glovebox::domain
