// Role: what is to come in the sample, by the time at which it comes. The only clock that the sample has.
// Thread: the sample engine's. Invariants: what is due at the same time happens in the order in which it was put down;
// while something happens, now() is the time that it was put down for, however late that is looked at.
#pragma once

#include "core/base/units.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <utility>

namespace glovebox::sample {

class Agenda {
public:
    using What = std::function<void()>;

    explicit Agenda(WallTime now) : m_now(now) {}

    WallTime now() const { return m_now; }

    void after(std::chrono::milliseconds delay, What what)
    {
        m_todo.emplace(std::pair(m_now + std::max(delay, std::chrono::milliseconds(0)), ++m_put), std::move(what));
    }
    /// Everything up to then happens, what it puts down as well.
    void advance(WallTime to)
    {
        while (!m_todo.empty() && m_todo.begin()->first.first <= to) {
            auto next = m_todo.extract(m_todo.begin());
            m_now = std::max(m_now, next.key().first);
            next.mapped()();
        }
        m_now = std::max(m_now, to);
    }

private:
    WallTime m_now;
    std::uint64_t m_put = 0;
    std::map<std::pair<WallTime, std::uint64_t>, What> m_todo;
};

} // namespace glovebox::sample
