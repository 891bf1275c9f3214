// Role: signals as bytes that can be polled for, in a loop without Qt. Thread: the main one; one at a time.
#pragma once

#include <csignal>
#include <initializer_list>
#include <optional>
#include <utility>
#include <vector>

namespace glovebox::cli {

class SignalPipe {
public:
    /// These are not what they usually are for as long as this lives. System calls that wait are interrupted by them.
    explicit SignalPipe(std::initializer_list<int> signals);
    ~SignalPipe();
    SignalPipe(const SignalPipe &) = delete;
    SignalPipe &operator=(const SignalPipe &) = delete;

    /// Readable when one has come.
    int descriptor() const;
    /// The next that has come.
    std::optional<int> next() const;

private:
    std::vector<std::pair<int, struct sigaction>> m_before;
};

} // namespace glovebox::cli
