// Role: the handle of an operation under way. Whoever started it keeps the handle; letting go of it cancels.
// Invariants: after cancel() or destruction the operation's callback is not called any more; cancelling a finished
// operation does nothing. Thread: the engine's.
#pragma once

#include <functional>
#include <utility>

namespace glovebox {

class [[nodiscard]] Call {
public:
    Call() = default;
    explicit Call(std::function<void()> onCancel) : m_onCancel(std::move(onCancel)) {}
    Call(Call &&other) noexcept : m_onCancel(std::exchange(other.m_onCancel, nullptr)) {}
    Call &operator=(Call &&other) noexcept
    {
        if (this != &other) {
            cancel();
            m_onCancel = std::exchange(other.m_onCancel, nullptr);
        }
        return *this;
    }
    Call(const Call &) = delete;
    Call &operator=(const Call &) = delete;
    ~Call() { cancel(); }

    void cancel()
    {
        if (auto onCancel = std::exchange(m_onCancel, nullptr))
            onCancel();
    }

    /// True while there is something to cancel. It may already have finished.
    explicit operator bool() const { return static_cast<bool>(m_onCancel); }

private:
    std::function<void()> m_onCancel;
};

} // namespace glovebox
