#include "core/guest/agent/tools/shell_output.h"

#include "core/base/text.h"
#include "core/guest/agent/tools/context.h"
#include "core/guest/agent/tools/utf16.h"

#include <algorithm>

namespace glovebox::agent {

namespace {

/// The limit is in UTF-16 units, of which each takes three bytes at most.
constexpr std::size_t kKeptMax = 3 * kOutputMax;
/// Kept beyond that so that the buffer is moved once in a while, not with every read.
constexpr std::size_t kSlack = 2 * kOutputMax;
/// Digits of an exit status and its newline.
constexpr std::size_t kStatusMax = 5;

bool isContinuation(char c)
{
    return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

/// Bytes at the end that begin a character which has not come whole.
std::size_t unfinishedCharacter(std::string_view text)
{
    for (std::size_t back = 1; back <= std::min<std::size_t>(3, text.size()); ++back) {
        const char c = text[text.size() - back];
        if (isContinuation(c))
            continue;
        const auto lead = static_cast<unsigned char>(c);
        const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
        return size > back ? back : 0;
    }
    return 0;
}

} // namespace

void ShellOutput::append(std::string_view bytes)
{
    if (m_status)
        return;
    const auto overlap = m_endMark.size() + kStatusMax;
    const auto from = m_kept.size() > overlap ? m_kept.size() - overlap : 0;
    m_kept.append(bytes);
    lookForEnd(from);
    if (m_kept.size() <= kKeptMax + kSlack)
        return;
    const auto cut = m_kept.size() - kKeptMax - overlap;
    m_kept.erase(0, cut);
    m_liveAt -= std::min(m_liveAt, cut);
    m_truncated = true;
}

void ShellOutput::lookForEnd(std::size_t from)
{
    if (m_endMark.empty())
        return;
    for (auto at = m_kept.find(m_endMark, from); at != std::string::npos; at = m_kept.find(m_endMark, at + 1)) {
        const auto digits = at + m_endMark.size();
        auto end = digits;
        int status = 0;
        while (end < m_kept.size() && end - digits < 3 && m_kept[end] >= '0' && m_kept[end] <= '9')
            status = status * 10 + (m_kept[end++] - '0');
        if (end == digits || end >= m_kept.size() || m_kept[end] != '\n')
            continue;
        m_status = status;
        m_markSize = end + 1 - at;
        m_behind = m_kept.substr(end + 1);
        m_kept.resize(at);
        m_liveAt = std::min(m_liveAt, at);
        return;
    }
}

/// A suffix that may become the end mark, or a character that has not come whole.
std::size_t ShellOutput::heldBack() const
{
    // Only the end of what came can be it: going through all of it with every read cost an emulated guest seconds.
    if (m_endMark.empty())
        return unfinishedCharacter(m_kept);
    const auto view = std::string_view(m_kept);
    const auto kept = view.substr(view.size() - std::min(view.size(), m_endMark.size() + kStatusMax));
    if (const auto at = kept.rfind(m_endMark); at != std::string_view::npos)
        return kept.size() - at;
    for (auto length = std::min(m_endMark.size() - 1, kept.size()); length > 0; --length)
        if (kept.ends_with(std::string_view(m_endMark).substr(0, length)))
            return length;
    return unfinishedCharacter(kept);
}

std::string ShellOutput::takeLive()
{
    const auto end = m_status ? m_kept.size() : m_kept.size() - heldBack();
    if (end <= m_liveAt)
        return {};
    auto live = m_kept.substr(m_liveAt, end - m_liveAt);
    m_liveAt = end;
    return live;
}

std::string ShellOutput::text() const
{
    const auto decoded = toValidUtf8(m_kept);
    // The official limit is of all that the shell writes, the end mark included.
    const auto kept = lastUnits(decoded, kOutputMax - m_markSize);
    const bool truncated = m_truncated || kept.size() < decoded.size();
    return (truncated ? "[output truncated]\n" : "") + shownText(kept);
}

std::string shownText(std::string_view decoded)
{
    auto text = withoutCsi(decoded);
    while (!text.empty() && text.back() == '\n')
        text.pop_back();
    return text;
}

std::string withoutCsi(std::string_view text)
{
    const auto isOneOf = [&](std::size_t at, std::string_view set) {
        return at < text.size() && set.find(text[at]) != std::string_view::npos;
    };
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto end = i + 2;
        if (text.substr(i, 2) == "\x1b[") {
            // Not all that terminals know ("<", ":", ">"): what the official tool leaves in stays in.
            while (isOneOf(end, "0123456789;?"))
                ++end;
            while (isOneOf(end, " !\"#$%&'()*+,-./"))
                ++end;
            if (end < text.size() && text[end] >= '@' && text[end] <= '~') {
                i = end;
                continue;
            }
        }
        out.push_back(text[i]);
    }
    return out;
}

} // namespace glovebox::agent
