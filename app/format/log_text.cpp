#include "app/format/log_text.h"

#include "app/format/ansi.h"
#include "app/format/foreign_text.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>

namespace glovebox::format {

namespace {

struct LogText {
    Q_DECLARE_TR_FUNCTIONS(LogText)
};

/// A piece that stays below kShownLineMax also when it is all tabs.
constexpr qsizetype kPiece = kShownLineMax / 4;
/// A screen or two of them is read; more is exported.
constexpr qsizetype kJsonLinesMax = 1000;
/// What is laid out and taken apart again recurses; a guest may print any.
constexpr int kJsonDepthMax = 64;
/// Indented, a short line may become a very long text.
constexpr std::size_t kLaidOutMax = std::size_t{1024} * 1024;

/// Whether it can be laid out without going deep or long, were it JSON. Brackets in its strings are text.
bool isModest(const std::string &text)
{
    int depth = 0;
    bool inString = false;
    std::size_t size = text.size();
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (inString) {
            if (c == '\\')
                ++i; // what follows ends nothing
            inString = c != '"';
            continue;
        }
        inString = c == '"';
        const bool opens = c == '{' || c == '[';
        const bool closes = c == '}' || c == ']';
        depth += opens ? 1 : closes ? -1 : 0;
        if (depth < 0 || depth > kJsonDepthMax)
            return false;
        if (opens || closes || c == ',') // a line more, indented
            size += 1 + 2 * static_cast<std::size_t>(depth);
    }
    return size <= kLaidOutMax;
}

} // namespace

QString logText(const std::string &message, bool raw)
{
    if (message.find('\x1b') == std::string::npos) // most lines
        return shownLine(QString::fromStdString(message));
    return plainText(ansiRuns(QString::fromStdString(message), raw));
}

QString wholeLogText(const std::string &message, bool raw)
{
    const auto all = QString::fromStdString(message);
    QString text;
    for (qsizetype at = 0; at < all.size();) {
        auto size = std::min(kPiece, all.size() - at);
        // A sequence is not cut in two.
        const auto escape = all.lastIndexOf(QChar(0x1b), at + size - 1);
        if (at + size < all.size() && escape > at + size - 32 && escape > at)
            size = escape - at;
        text += plainText(ansiRuns(all.mid(at, size), raw));
        at += size;
    }
    return text;
}

bool looksLikeJson(const std::string &message)
{
    const auto first = message.find_first_not_of(' ');
    const auto last = message.find_last_not_of(" \r");
    return first != std::string::npos &&
           ((message[first] == '{' && message[last] == '}') ||
            (message[first] == '[' && message[last] == ']' && last > first + 1 &&
             std::string_view("{[\"").find(message[first + 1]) != std::string_view::npos));
}

QString laidOutJson(const std::string &message)
{
    if (!looksLikeJson(message) || !isModest(message))
        return {};
    const auto value = nlohmann::ordered_json::parse(message, nullptr, false);
    if (!value.is_structured())
        return {};
    const auto text =
        QString::fromStdString(value.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
    QStringList lines;
    for (const auto &line : text.split(QLatin1Char('\n'))) {
        if (lines.size() == kJsonLinesMax) {
            lines += LogText::tr("… more; copy the line, or export");
            break;
        }
        lines += wholeLogText(line.toStdString(), true);
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace glovebox::format
