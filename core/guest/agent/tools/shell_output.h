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
    /// What came behind the end mark: of background jobs.
    const std::string &behind() const { return m_behind; }

private:
    void lookForEnd(std::size_t from);
    std::size_t heldBack() const;

    std::string m_endMark; // newline and sentinel; a number and a newline follow
    std::string m_kept;
    std::size_t m_liveAt = 0; // in m_kept
    bool m_truncated = false;
    std::optional<int> m_status;
    std::size_t m_markSize = 0; // with its number and newline, once it has come
    std::string m_behind;
};

/// As a result shows it: without escapes and without newlines at the end. `decoded` is valid UTF-8.
std::string shownText(std::string_view decoded);
/// Without CSI escapes: ESC [, digits and the like, final byte.
std::string withoutCsi(std::string_view text);

} // namespace glovebox::agent
