#include "core/engine/build_output.h"

#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/engine/build_log.h"

namespace glovebox::engine {

namespace {

/// A screen of it: more is in the log.
constexpr std::size_t kLastMax = 2000;

} // namespace

void BuildOutput::take(ports::ExecStream stream, std::string_view chunk)
{
    auto &line = stream == ports::ExecStream::Output ? m_output : m_errors;
    while (!chunk.empty()) {
        const auto end = chunk.find('\n');
        const auto room = limits::kLogLineMax.value - line.size();
        const auto length = std::min<std::size_t>({end, chunk.size(), room});
        line += chunk.substr(0, length);
        const bool isWhole = length == end;
        chunk.remove_prefix(length + (isWhole ? 1 : 0));
        if (isWhole || line.size() >= limits::kLogLineMax.value)
            emit(stream, line);
    }
}

void BuildOutput::finish()
{
    if (!m_output.empty())
        emit(ports::ExecStream::Output, m_output);
    if (!m_errors.empty())
        emit(ports::ExecStream::Error, m_errors);
}

void BuildOutput::emit(ports::ExecStream stream, std::string &line)
{
    const auto text = toOneLine(std::exchange(line, {}));
    m_last = endOf(m_last + text + '\n', kLastMax);
    m_line(stream, text);
}

} // namespace glovebox::engine
