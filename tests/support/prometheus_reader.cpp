#include "tests/support/prometheus_reader.h"

#include <algorithm>
#include <utility>

namespace testsupport {

namespace {

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/// Undoes `\\` and `\n`, and in labels `\"`; false at any other escape.
bool unescape(std::string_view text, bool isLabel, std::string &out)
{
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\') {
            out += text[i];
            continue;
        }
        if (++i == text.size() || !(text[i] == '\\' || text[i] == 'n' || (isLabel && text[i] == '"')))
            return false;
        out += text[i] == 'n' ? '\n' : text[i];
    }
    return true;
}

bool number(std::string_view text, double &out)
{
    if (text == "NaN" || text == "+Inf" || text == "-Inf") {
        out = text == "NaN" ? std::nan("") : text == "+Inf" ? HUGE_VAL : -HUGE_VAL;
        return true;
    }
    const std::string whole(text);
    char *end = nullptr;
    out = std::strtod(whole.c_str(), &end);
    return !whole.empty() && end == whole.c_str() + whole.size() &&
           whole.find_first_not_of("0123456789+-.eE") == whole.npos;
}

} // namespace

PrometheusReader::PrometheusReader(std::string_view text)
{
    if (text.empty() || text.back() != '\n')
        wrong("the last line has no end");
    while (!text.empty() && m_problem.empty()) {
        ++m_line;
        const auto end = std::min(text.find('\n'), text.size());
        const auto line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.find('\r') != line.npos)
            wrong("a carriage return");
        else if (line.starts_with('#'))
            comment(line);
        else if (!line.empty())
            sample(line);
    }
    for (const auto &[name, family] : m_families)
        if (family.type == "histogram")
            checkHistogram(name, family);
}

bool PrometheusReader::isName(std::string_view name, bool colons)
{
    const auto fits = [&](char c) {
        return isLetter(c) || (colons && c == ':');
    };
    return !name.empty() && fits(name[0]) &&
           std::ranges::all_of(name, [&](char c) { return fits(c) || (c >= '0' && c <= '9'); });
}

void PrometheusReader::comment(std::string_view line)
{
    const bool isHelp = line.starts_with("# HELP ");
    if (!isHelp && !line.starts_with("# TYPE "))
        return;
    line.remove_prefix(7);
    const auto end = line.find(' ');
    const std::string name(line.substr(0, end));
    const auto rest = end == line.npos ? std::string_view() : line.substr(end + 1);
    if (!isName(name, true))
        return wrong("no name of a metric: " + name);
    if (m_closed.contains(name) || m_open == name)
        return wrong(name + " is described after its samples");
    if (isHelp) {
        if (!m_helped.insert(name).second)
            wrong("a second HELP of " + name);
        if (!unescape(rest, false, m_families[name].help))
            wrong("an escape in the HELP of " + name);
        return;
    }
    auto &family = m_families[name];
    if (!family.type.empty())
        return wrong("a second TYPE of " + name);
    family.type = rest;
    if (!std::set<std::string>{"counter", "gauge", "histogram", "summary", "untyped"}.contains(family.type))
        wrong("no type: " + family.type);
}

std::string PrometheusReader::familyOf(const std::string &sampleName) const
{
    for (const std::string_view suffix : {"_bucket", "_sum", "_count"})
        if (sampleName.ends_with(suffix)) {
            const auto base = sampleName.substr(0, sampleName.size() - suffix.size());
            const auto known = m_families.find(base);
            if (known != m_families.end() && known->second.type == "histogram")
                return base;
        }
    return sampleName;
}

bool PrometheusReader::labels(std::string_view &rest, std::map<std::string, std::string> &out)
{
    rest.remove_prefix(1);
    while (!rest.starts_with('}')) {
        const auto equals = rest.find("=\"");
        if (equals == rest.npos || !isName(rest.substr(0, equals), false))
            return false;
        const std::string name(rest.substr(0, equals));
        rest.remove_prefix(equals + 2);
        std::size_t end = 0;
        while (end < rest.size() && rest[end] != '"')
            end += rest[end] == '\\' ? 2 : 1;
        std::string value;
        if (end >= rest.size() || !unescape(rest.substr(0, end), true, value) || !out.emplace(name, value).second)
            return false;
        rest.remove_prefix(end + 1);
        if (rest.starts_with(','))
            rest.remove_prefix(1);
        else if (!rest.starts_with('}'))
            return false;
    }
    rest.remove_prefix(1);
    return true;
}

void PrometheusReader::sample(std::string_view line)
{
    const auto end = line.find_first_of("{ ");
    if (end == line.npos || !isName(line.substr(0, end), true))
        return wrong("no sample: " + std::string(line));
    PrometheusSample sample{.name = std::string(line.substr(0, end))};
    auto rest = line.substr(end);
    if (rest.starts_with('{') && !labels(rest, sample.labels))
        return wrong("labels that are none: " + std::string(line));
    if (!rest.starts_with(' ') || !number(rest.substr(1), sample.value))
        return wrong("no value: " + std::string(line));
    std::string key = sample.name;
    for (const auto &[name, value] : sample.labels)
        key += '\0' + name + '\0' + value;
    if (!m_seen.insert(key).second)
        return wrong("told twice: " + std::string(line));
    const auto name = familyOf(sample.name);
    auto &family = m_families[name];
    if (family.type.empty() || !m_helped.contains(name))
        return wrong(name + " has no TYPE or no HELP");
    if (m_closed.contains(name))
        return wrong("samples of " + name + " do not stand together");
    if (m_open != name && !m_open.empty())
        m_closed.insert(m_open);
    m_open = name;
    if (family.type == "counter" && (!name.ends_with("_total") || !(sample.value >= 0)))
        return wrong("no counter: " + std::string(line));
    family.samples.push_back(std::move(sample));
}

void PrometheusReader::checkHistogram(const std::string &name, const PrometheusFamily &family)
{
    struct Seen {
        double bound = -HUGE_VAL;
        double below = 0;
        double count = -1;
        bool sum = false;
    };
    std::map<std::map<std::string, std::string>, Seen> series;
    for (const auto &sample : family.samples) {
        auto own = sample.labels;
        const bool isBucket = sample.name == name + "_bucket";
        double bound = 0;
        if (isBucket != own.contains("le") || (isBucket && !number(own["le"], bound)))
            return wrong(name + ": 'le' is missing or misplaced");
        own.erase("le");
        auto &seen = series[own];
        if (isBucket) {
            if (bound <= seen.bound || sample.value < seen.below)
                return wrong(name + ": buckets do not rise");
            seen.bound = bound;
            seen.below = sample.value;
        } else if (sample.name == name + "_count") {
            seen.count = sample.value;
        } else if (sample.name == name + "_sum") {
            seen.sum = true;
        } else {
            return wrong(name + ": a sample that is none of a histogram's");
        }
    }
    for (const auto &[own, seen] : series)
        if (!std::isinf(seen.bound) || seen.below != seen.count || !seen.sum)
            wrong(name + ": +Inf, _sum or _count is missing, or they differ");
}

double PrometheusReader::value(const std::string &name, const std::map<std::string, std::string> &labels) const
{
    const auto family = m_families.find(familyOf(name));
    if (family != m_families.end())
        for (const auto &sample : family->second.samples)
            if (sample.name == name && sample.labels == labels)
                return sample.value;
    return std::nan("");
}

} // namespace testsupport
