#include "app/format/foreign_text.h"

#include <QCoreApplication>

#include <algorithm>

namespace glovebox::format {

namespace {

struct ForeignText {
    Q_DECLARE_TR_FUNCTIONS(ForeignText)
};

constexpr char16_t kEscape = 0x1b;

/// Where the escape sequence that starts at `from` ends (one past). Unfinished ones run to the end of the line.
qsizetype endOfEscape(QStringView line, qsizetype from)
{
    qsizetype at = from + 1;
    if (at >= line.size())
        return line.size();
    const char16_t kind = line[at].unicode();
    if (kind == u'[') { // CSI: parameters, then one byte from @ to ~
        for (++at; at < line.size(); ++at)
            if (line[at].unicode() >= 0x40 && line[at].unicode() <= 0x7e)
                return at + 1;
        return line.size();
    }
    if (kind == u']' || kind == u'P' || kind == u'_' || kind == u'^') { // strings, ended by BEL or ESC backslash
        for (++at; at < line.size(); ++at) {
            if (line[at].unicode() == 0x07)
                return at + 1;
            if (line[at].unicode() == kEscape && at + 1 < line.size())
                return at + 2;
        }
        return line.size();
    }
    return std::min(at + 1, line.size());
}

bool changesDirection(char16_t c)
{
    return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f || c == 0x061c;
}

void appendShown(QString &out, char16_t c)
{
    if (c == u'\t')
        out += QLatin1String("    ");
    else if (c < 0x20)
        out += QChar(static_cast<char16_t>(0x2400 + c)); // the control picture
    else if (c == 0x7f)
        out += QChar(0x2421);
    else if ((c >= 0x80 && c < 0xa0) || changesDirection(c) || c == 0x2028 || c == 0x2029)
        out += QChar(0xfffd);
    else
        out += QChar(c);
}

} // namespace

QString shownLine(QStringView line)
{
    QString out;
    out.reserve(std::min(line.size(), kShownLineMax));
    qsizetype at = 0;
    while (at < line.size() && out.size() < kShownLineMax) {
        const char16_t c = line[at].unicode();
        if (c == kEscape) {
            at = endOfEscape(line, at);
            continue;
        }
        appendShown(out, c);
        ++at;
    }
    if (at < line.size()) {
        if (!out.isEmpty() && out.back().isHighSurrogate())
            out.chop(1);
        out += ForeignText::tr("… (%1 more characters)").arg(line.size() - at);
    }
    return out;
}

QStringList shownLines(const QString &text)
{
    QStringList lines;
    const QStringList raw = text.split(QLatin1Char('\n'));
    lines.reserve(raw.size());
    for (const QString &line : raw) {
        QStringView view = line;
        while (view.endsWith(QLatin1Char('\r')))
            view.chop(1);
        lines += shownLine(view.mid(view.lastIndexOf(QLatin1Char('\r')) + 1));
    }
    if (!lines.isEmpty() && lines.back().isEmpty())
        lines.removeLast();
    return lines;
}

QString firstLine(const QString &text)
{
    for (const QStringView line : QStringView(text).split(QLatin1Char('\n')))
        if (!line.trimmed().isEmpty())
            return shownLine(line.trimmed());
    return {};
}

} // namespace glovebox::format
