#include "core/rest/prometheus_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace glovebox::rest {

namespace {

std::string_view typeWord(PrometheusText::Type type)
{
    switch (type) {
    case PrometheusText::Type::Counter:
        return "counter";
    case PrometheusText::Type::Gauge:
        return "gauge";
    case PrometheusText::Type::Histogram:
        return "histogram";
    }
    return "untyped";
}

/// In labels quotes are escaped, too. A carriage return would end a line for some readers, and is a blank.
void putEscaped(std::string &out, std::string_view text, bool isLabel)
{
    for (const char c : text) {
        if (c == '\\')
            out += "\\\\";
        else if (c == '\n')
            out += "\\n";
        else if (c == '"' && isLabel)
            out += "\\\"";
        else
            out += c == '\r' ? ' ' : c;
    }
}

/// The shortest that is read back as the same; as whole numbers what are some.
std::string numberText(double value)
{
    if (std::isnan(value))
        return "NaN";
    if (std::isinf(value))
        return value > 0 ? "+Inf" : "-Inf";
    char digits[32];
    const auto end = std::abs(value) < 1e15 && value == std::trunc(value)
                         ? std::to_chars(digits, digits + sizeof digits, static_cast<std::int64_t>(value)).ptr
                         : std::to_chars(digits, digits + sizeof digits, value).ptr;
    return {digits, end};
}

} // namespace

void Histogram::add(double seconds)
{
    const auto bucket = std::ranges::lower_bound(m_bounds, seconds) - m_bounds.begin();
    ++m_counts[static_cast<std::size_t>(bucket)];
    ++m_count;
    m_sum += seconds;
}

void PrometheusText::family(std::string_view name, Type type, std::string_view help)
{
    m_family = name;
    m_text.append("# HELP ").append(name).append(" ");
    putEscaped(m_text, help, false);
    m_text.append("\n# TYPE ").append(name).append(" ").append(typeWord(type)).append("\n");
}

void PrometheusText::sample(const Labels &labels, double value)
{
    line({}, labels, {}, value);
}

void PrometheusText::histogram(const Labels &labels, const Histogram &measured)
{
    std::uint64_t below = 0;
    for (std::size_t i = 0; i < measured.bounds().size(); ++i) {
        below += measured.counts()[i];
        line("_bucket", labels, numberText(measured.bounds()[i]), static_cast<double>(below));
    }
    line("_bucket", labels, "+Inf", static_cast<double>(measured.count()));
    line("_sum", labels, {}, measured.sum());
    line("_count", labels, {}, static_cast<double>(measured.count()));
}

void PrometheusText::line(std::string_view suffix, const Labels &labels, std::string_view bound, double value)
{
    m_text.append(m_family).append(suffix);
    char before = '{';
    const auto put = [&](std::string_view name, std::string_view text) {
        m_text += std::exchange(before, ',');
        m_text.append(name).append("=\"");
        putEscaped(m_text, text, true);
        m_text += '"';
    };
    for (const auto &[name, text] : labels)
        put(name, text);
    if (!bound.empty())
        put("le", bound);
    if (before == ',')
        m_text += '}';
    m_text.append(" ").append(numberText(value)).append("\n");
}

} // namespace glovebox::rest
