#include "core/domain/audit.h"

#include "core/domain/words.h"

namespace glovebox::domain {

namespace {

constexpr std::array kActorWords{
    Word<AuditActor>{AuditActor::Operator, "operator"},
    Word<AuditActor>{AuditActor::Engine, "engine"},
    Word<AuditActor>{AuditActor::ControlPlane, "control-plane"},
    Word<AuditActor>{AuditActor::ApiClient, "api-client"},
};
constexpr std::array kOutcomeWords{
    Word<AuditOutcome>{AuditOutcome::Done, "done"},
    Word<AuditOutcome>{AuditOutcome::Denied, "denied"},
    Word<AuditOutcome>{AuditOutcome::Failed, "failed"},
};

} // namespace

std::string_view word(AuditActor value)
{
    return wordOf(kActorWords, value);
}

std::optional<AuditActor> auditActorFrom(std::string_view word)
{
    return valueOf(kActorWords, word);
}

std::string_view word(AuditOutcome value)
{
    return wordOf(kOutcomeWords, value);
}

std::optional<AuditOutcome> auditOutcomeFrom(std::string_view word)
{
    return valueOf(kOutcomeWords, word);
}

} // namespace glovebox::domain
