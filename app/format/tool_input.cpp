#include "app/format/tool_input.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <string_view>

namespace glovebox::format {

namespace {

/// What is read first stands first; the rest follows by name.
constexpr std::array<std::string_view, 8> kFirstKeys{"command",    "file_path",  "path",    "pattern",
                                                     "old_string", "new_string", "content", "query"};

bool hides(char32_t c)
{
    return c == 0xad || c == 0x61c || c == 0x180e || (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
           (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c >= 0x80 && c < 0xa0) || (c >= 0xe0000 && c <= 0xe0fff);
}

QString shown(char32_t c)
{
    if (c == U'\t')
        return QStringLiteral("    ");
    if (c < 0x20)
        return QString(QChar(static_cast<char16_t>(0x2400 + c))); // the control picture
    if (c == 0x7f)
        return QString(QChar(0x2421));
    if (hides(c))
        return QStringLiteral("⟨U+%1⟩").arg(static_cast<uint>(c), 4, 16, QLatin1Char('0')).toUpper();
    return QString::fromUcs4(&c, 1);
}

/// One line in pieces; an empty line is one empty piece.
void appendLine(QStringList &lines, const QString &indent, QStringView line)
{
    QString piece = indent;
    for (const char32_t c : line.toUcs4()) {
        piece += shown(c);
        if (piece.size() >= kInputPieceMax) {
            lines += piece;
            piece = indent;
        }
    }
    if (piece.size() > indent.size() || line.isEmpty())
        lines += piece;
}

void appendText(QStringList &lines, const QString &indent, const QString &text)
{
    for (const QStringView line : QStringView(text).split(QLatin1Char('\n')))
        appendLine(lines, indent, line);
}

void appendValue(QStringList &lines, const std::string &key, const nlohmann::json &value)
{
    const QString name = QString::fromStdString(key);
    const QString text =
        QString::fromStdString(value.is_string() ? value.get_ref<const std::string &>()
                                                 : value.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
    const bool isOld = key == "old_string";
    const bool isNew = key == "new_string";
    if (!isOld && !isNew && !text.contains(QLatin1Char('\n'))) {
        appendLine(lines, {}, QString(name + QStringLiteral(": ") + text));
        return;
    }
    appendLine(lines, {}, QString(name + QLatin1Char(':')));
    appendText(lines, isOld ? QStringLiteral("  − ") : isNew ? QStringLiteral("  + ") : QStringLiteral("    "), text);
}

} // namespace

ToolInput toolInput(const std::string &json)
{
    ToolInput input;
    const nlohmann::json value = nlohmann::json::parse(json, nullptr, false);
    if (value.is_discarded()) {
        appendText(input.lines, {}, QString::fromStdString(json));
        return input;
    }
    input.whole = true;
    if (!value.is_object()) {
        appendText(input.lines, {}, QString::fromStdString(json));
        return input;
    }
    for (const std::string_view key : kFirstKeys)
        if (const auto found = value.find(key); found != value.end())
            appendValue(input.lines, found.key(), *found);
    for (const auto &[key, one] : value.items())
        if (std::ranges::find(kFirstKeys, std::string_view(key)) == kFirstKeys.end())
            appendValue(input.lines, key, one);
    if (input.lines.isEmpty())
        input.lines += QStringLiteral("{}");
    return input;
}

} // namespace glovebox::format
