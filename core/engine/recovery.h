// Role: what this start found of the run before it, in figures and in sentences, and what was done with it. Told to
// whoever watches, and to the log. Thread: the engine's.
// Invariants: of the program's first start only; what a stop leaves to the next start is no recovery.
#pragma once

#include "core/api/engine_control.h"
#include "core/ports/clock.h"

#include <map>
#include <string>

namespace glovebox::engine {

class Recovery {
public:
    Recovery(ports::Clock &clock, api::Observer observer) : m_clock(clock), m_observer(std::move(observer)) {}

    bool isUnderWay() const { return !m_isOver; }
    void adopted(const api::SandboxView &view);
    void hibernated(const api::SandboxView &view);
    void stopped(const api::SandboxView &view);
    void lost(const std::string &sandbox, const std::string &why);
    void interrupted(int operations);
    void leaseResumed(const std::string &item);
    void leaseReleased(const std::string &item, const std::string &why);
    void resultKept(const std::string &session, const domain::EventId &call, const std::string &tool);
    void effectsUnknown(const std::string &session, const domain::EventId &call, const std::string &tool);
    /// The server has the answer to a call, which may be one of those.
    void delivered(const domain::EventId &call);
    void said(std::string line);

    /// The sandboxes are known; from here on each addition is told.
    void opened();
    /// Empty: there was nothing to take up.
    std::string summary() const;

private:
    void changed();

    ports::Clock &m_clock;
    api::Observer m_observer;
    api::RecoveryView m_view;
    std::map<domain::EventId, int api::RecoveryView::*> m_toDeliver; // what each of them counts as
    bool m_isOver = false;
    bool m_isTold = false;
};

} // namespace glovebox::engine
