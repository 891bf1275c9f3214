// Role: what a command has printed so far: finds the end mark, keeps the tail, cuts live pieces. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace glovebox::agent {

class ShellOutput {
public:
    /// Empty: no mark will come; the end is known from elsewhere.
    explicit ShellOutput(std::string endMark) : m_endMark(std::move(endMark)) {}

    void append(std::string_view bytes);
    /// What has come since the last call and can be shown: whole characters, nothing of the end mark.
    std::string takeLive();

    /// The command's exit status, once its mark has come.
    std::optional<int> exitStatus() const { return m_status; }
    /// The result's text: reference 4.2.
    std::string text() const;

private:
    void lookForEnd(std::size_t from);
    std::size_t heldBack() const;

    std::string m_endMark; // newline and sentinel; a number and a newline follow
    std::string m_kept;
    std::size_t m_liveAt = 0; // in m_kept
    bool m_truncated = false;
    std::optional<int> m_status;
};

/// Without CSI escapes: ESC [ … final byte.
std::string withoutCsi(std::string_view text);

} // namespace glovebox::agent
