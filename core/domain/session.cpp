#include "core/domain/session.h"

namespace glovebox::domain {

std::string_view word(SessionStatus status)
{
    switch (status) {
    case SessionStatus::Idle:
        return "idle";
    case SessionStatus::Running:
        return "running";
    case SessionStatus::Rescheduling:
        return "rescheduling";
    case SessionStatus::Terminated:
        return "terminated";
    case SessionStatus::Unknown:
        return "unknown";
    }
    return "unknown";
}

SessionStatus sessionStatusFrom(std::string_view text)
{
    for (const auto status :
         {SessionStatus::Idle, SessionStatus::Running, SessionStatus::Rescheduling, SessionStatus::Terminated})
        if (word(status) == text)
            return status;
    return SessionStatus::Unknown;
}

} // namespace glovebox::domain
