// Role: interim
#pragma once
#include "core/api/engine_control.h"
#include "core/ports/clock.h"
#include "core/ports/guest_files.h"
#include "core/ports/output_store.h"
namespace glovebox::engine {
class OutputCollector {
public:
    struct Parts {
        ports::OutputStore &store;
        ports::Clock &clock;
        api::Observer observer;
    };
    OutputCollector(Parts parts, domain::SessionId) : m_parts(std::move(parts)) {}
    void collect(ports::GuestFiles &) {}
    void whenIdle(std::function<void()> then)
    {
        m_call = m_parts.clock.after(std::chrono::milliseconds{0}, std::move(then));
    }
    void cancel() {}
    Parts m_parts;
    Call m_call;
};
} // namespace glovebox::engine
