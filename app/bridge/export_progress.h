// Role: how far a file is that is written on another thread. Thread: any.
#pragma once

#include <atomic>

namespace glovebox::bridge {

class ExportProgress {
public:
    void set(double part) { m_part.store(part, std::memory_order_relaxed); }
    /// 0 to 1.
    double part() const { return m_part.load(std::memory_order_relaxed); }

private:
    std::atomic<double> m_part{0};
};

} // namespace glovebox::bridge
