#include "core/egress/secret_echo.h"

#include "core/egress/http_text.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace glovebox::egress {

namespace {

/// Of a server that frames each byte by itself: then the search is given up, not the bound.
constexpr std::size_t kFramesMax = 64 << 10;
constexpr char kFill = '*';
/// As many of a value's first bytes at the end of a text are more than chance.
constexpr std::size_t kBeginningMin = 8;

} // namespace

Echo echoOf(const SecretString &value, const std::string &placeholder)
{
    auto instead = placeholder.substr(0, value.reveal().size());
    instead.resize(value.reveal().size(), kFill);
    return {value, std::move(instead)};
}

Echoes echoesInBase64(const SecretString &value, const std::string &placeholder)
{
    Echoes out;
    const auto size = value.reveal().size();
    for (std::size_t before = 0; before < 3; ++before) {
        auto text = toBase64(std::string(before, 'x') + value.reveal());
        const auto first = (before * 8 + 5) / 6;
        const auto last = (before + size) * 8 / 6;
        out.push_back(echoOf(SecretString(text.substr(first, last - first)), placeholder));
        std::ranges::replace(text, '+', '-');
        std::ranges::replace(text, '/', '_');
        if (auto other = text.substr(first, last - first); other != out.back().value.reveal())
            out.push_back(echoOf(SecretString(std::move(other)), placeholder));
        explicit_bzero(text.data(), text.size());
    }
    return out;
}

void takeOut(std::string &text, const Echoes &echoes)
{
    for (const auto &[value, instead, isOfOne] : echoes)
        for (auto at = text.find(value.reveal()); at != std::string::npos && !value.empty();
             at = text.find(value.reveal(), at + instead.size()))
            text.replace(at, instead.size(), instead);
}

std::string EchoStream::content(std::string_view bytes)
{
    if (m_echoes.empty())
        return std::string(bytes);
    m_text += bytes;
    takeOut(m_text, m_echoes);
    return release(m_text.size() - beginningAtEnd());
}

std::string EchoStream::framing(std::string_view bytes)
{
    if (m_text.empty())
        return std::string(bytes);
    m_frames.emplace_back(m_text.size(), bytes);
    m_framesSize += bytes.size();
    return m_framesSize > kFramesMax ? end() : std::string();
}

std::string EchoStream::end()
{
    if (const auto beginning = beginningAtEnd(); beginning >= kBeginningMin)
        m_text.replace(m_text.size() - beginning, beginning, beginning, kFill);
    return release(m_text.size());
}

/// How much of the end could be the beginning of a value.
std::size_t EchoStream::beginningAtEnd() const
{
    std::size_t longest = 0;
    for (const auto &each : m_echoes) {
        const std::string_view value = each.value.reveal();
        for (auto size = std::min(value.size() - (value.empty() ? 0 : 1), m_text.size()); size > longest; --size)
            if (std::string_view(m_text).substr(m_text.size() - size) == value.substr(0, size))
                longest = size;
    }
    return longest;
}

std::string EchoStream::release(std::size_t count)
{
    std::string out;
    std::size_t done = 0;
    const bool all = count == m_text.size();
    auto frame = m_frames.begin();
    for (; frame != m_frames.end() && (all || frame->first <= count); ++frame) {
        out.append(m_text, done, frame->first - done).append(frame->second);
        done = frame->first;
        m_framesSize -= frame->second.size();
    }
    out.append(m_text, done, count - done);
    m_frames.erase(m_frames.begin(), frame);
    for (auto &each : m_frames)
        each.first -= count;
    m_text.erase(0, count);
    return out;
}

} // namespace glovebox::egress
