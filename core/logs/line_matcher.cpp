#include "core/logs/line_matcher.h"

#include <algorithm>
#include <cstring>

namespace glovebox::logs {

namespace {

/// An expression that tries for longer than this on one line finds nothing there: a slip must not stop the reader.
constexpr const char *kTries = "(*LIMIT_MATCH=200000)";

} // namespace

LineMatcher::Needle::Needle(const std::string &text, bool byCase, bool isNot)
    : folded(text), isPlain(std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; })),
      matchCase(byCase), without(isNot)
{
    if (!isPlain)
        wide = QString::fromStdString(text);
    else if (!matchCase)
        std::ranges::transform(folded, folded.begin(), lower);
}

bool LineMatcher::Needle::isIn(std::string_view text) const
{
    if (matchCase)
        return text.find(folded) != std::string_view::npos;
    if (!isPlain)
        return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())).contains(wide, Qt::CaseInsensitive);
    if (folded.size() > text.size())
        return false;
    // Most lines do not have it: look for its first letter, in both its cases, before comparing.
    const char first = folded.front();
    const auto upper = static_cast<char>(first >= 'a' && first <= 'z' ? first - ('a' - 'A') : first);
    const auto last = text.size() - folded.size();
    for (std::size_t at = 0; at <= last; ++at) {
        if (text[at] != first && text[at] != upper)
            continue;
        std::size_t same = 1;
        while (same < folded.size() && lower(text[at + same]) == folded[same])
            ++same;
        if (same == folded.size())
            return true;
    }
    return false;
}

Result<LineMatcher> LineMatcher::make(const LogQuery &query)
{
    LineMatcher matcher;
    matcher.m_filter = query.filter;
    for (const auto &word : query.filter.words) {
        const bool without = word.size() > 1 && word.front() == '-';
        if (!word.empty())
            matcher.m_words.emplace_back(without ? word.substr(1) : word, false, without);
        if (!without)
            matcher.expect(word, false);
    }
    if (query.find.text.empty())
        return matcher;
    if (!query.find.isExpression) {
        matcher.m_text.emplace(query.find.text, query.find.matchCase, false);
        matcher.expect(query.find.text, query.find.matchCase);
        return matcher;
    }
    const auto pattern = QString::fromStdString(query.find.text);
    const auto options =
        query.find.matchCase ? QRegularExpression::NoPatternOption : QRegularExpression::CaseInsensitiveOption;
    // As it was written first: the place of a mistake is counted in that.
    if (const QRegularExpression asked(pattern, options); !asked.isValid())
        return fail(ErrorCode::InvalidArgument, asked.errorString().toStdString() + " at character " +
                                                    std::to_string(asked.patternErrorOffset() + 1));
    matcher.m_expression.emplace(QLatin1String(kTries) + pattern, options);
    return matcher;
}

/// Of the texts that a line has to have, the longest.
void LineMatcher::expect(const std::string &text, bool matchCase)
{
    auto finder = ByteFinder::make(text, matchCase);
    if (finder && (!m_likely || finder->size() > m_likely->size()))
        m_likely = std::move(finder);
}

bool LineMatcher::found(std::string_view message) const
{
    if (m_text)
        return m_text->isIn(message);
    return !m_expression ||
           m_expression->match(QString::fromUtf8(message.data(), static_cast<qsizetype>(message.size()))).hasMatch();
}

bool LineMatcher::matches(std::string_view line) const
{
    const auto raw = splitLine(line);
    if (!raw) { // shown as it is, where nothing of it is asked
        const bool asked = !m_filter.source.empty() || m_filter.from || m_filter.until;
        return !asked && found(line) &&
               std::ranges::all_of(m_words, [&](const Needle &word) { return word.isIn(line) != word.without; });
    }
    if (raw->level < m_filter.atLeast || (m_filter.from && raw->at < *m_filter.from) ||
        (m_filter.until && raw->at >= *m_filter.until))
        return false;
    std::string plain; // of a message with escapes
    auto message = raw->message;
    if (std::memchr(message.data(), '\\', message.size()) != nullptr)
        message = plain = unescaped(message);
    if (!m_filter.source.empty() && unescaped(raw->source) != m_filter.source)
        return false;
    return std::ranges::all_of(
               m_words,
               [&](const Needle &word) { return (word.isIn(message) || word.isIn(raw->source)) != word.without; }) &&
           found(message);
}

} // namespace glovebox::logs
