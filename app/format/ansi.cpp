#include "app/format/ansi.h"

#include "app/format/contrast.h"
#include "app/format/foreign_text.h"

#include <algorithm>

namespace glovebox::format {

namespace {

constexpr char16_t kEscape = 0x1b;
QString hexOf(int color)
{
    return QStringLiteral("#%1").arg(color, 6, 16, QLatin1Char('0'));
}

/// Of the 256: the first 16 are the palette's, then a cube, then greys.
int ofTable(int index)
{
    if (index < 16)
        return index;
    if (index >= 232) {
        const int grey = 8 + 10 * (index - 232);
        return AnsiRun::kTrueColor + (grey << 16 | grey << 8 | grey);
    }
    const auto level = [](int step) {
        return step == 0 ? 0 : 55 + 40 * step;
    };
    index -= 16;
    return AnsiRun::kTrueColor + (level(index / 36) << 16 | level(index / 6 % 6) << 8 | level(index % 6));
}

void colorOf(const QList<int> &codes, qsizetype &at, AnsiRun &look, bool isForeground)
{
    int color = look.color;
    if (at + 2 < codes.size() && codes[at + 1] == 5) {
        color = ofTable(std::clamp(codes[at + 2], 0, 255));
        at += 2;
    } else if (at + 4 < codes.size() && codes[at + 1] == 2) {
        color = AnsiRun::kTrueColor + (std::clamp(codes[at + 2], 0, 255) << 16 |
                                       std::clamp(codes[at + 3], 0, 255) << 8 | std::clamp(codes[at + 4], 0, 255));
        at += 4;
    }
    if (isForeground)
        look.color = color;
}

void apply(const QList<int> &codes, AnsiRun &look)
{
    for (qsizetype at = 0; at < codes.size(); ++at) {
        const int code = codes[at];
        if (code == 0)
            look = {};
        else if (code == 1)
            look.bold = true;
        else if (code == 2)
            look.dim = true;
        else if (code == 4)
            look.underline = true;
        else if (code == 22)
            look.bold = look.dim = false;
        else if (code == 24)
            look.underline = false;
        else if (code >= 30 && code <= 37)
            look.color = code - 30;
        else if (code >= 90 && code <= 97)
            look.color = code - 90 + 8;
        else if (code == 39)
            look.color = -1;
        else if (code == 38 || code == 48) // grounds are read over, with their arguments
            colorOf(codes, at, look, code == 38);
    }
}

/// Reads "[1;31m" at `at`; nothing is taken when it is another sequence.
bool takeSgr(QStringView line, qsizetype &at, AnsiRun &look)
{
    if (at + 1 >= line.size() || line[at + 1] != QLatin1Char('['))
        return false;
    QList<int> codes{0};
    for (qsizetype i = at + 2; i < line.size() && codes.size() <= 32; ++i) {
        const char16_t c = line[i].unicode();
        if (c >= u'0' && c <= u'9') {
            codes.back() = std::min(codes.back() * 10 + (c - u'0'), 9999);
        } else if (c == u';' || c == u':') {
            codes += 0;
        } else {
            if (c != u'm')
                return false;
            apply(codes, look);
            at = i + 1;
            return true;
        }
    }
    return false;
}

} // namespace

QList<AnsiRun> ansiRuns(const QString &line, bool raw)
{
    QList<AnsiRun> runs;
    AnsiRun look;
    QString letters;
    qsizetype shown = 0;
    const auto close = [&] {
        if (letters.isEmpty())
            return;
        auto run = look;
        run.text = shownLine(std::exchange(letters, {}));
        runs += std::move(run);
    };
    for (qsizetype at = 0; at < line.size() && shown <= kShownLineMax;) {
        if (line[at].unicode() == kEscape) {
            auto next = look;
            qsizetype behind = at;
            if (!raw && takeSgr(line, behind, next)) {
                if (!(next == look))
                    close();
                look = next;
                at = behind;
                continue;
            }
            letters += QChar(0x241b); // the control picture: what follows stays to be read
        } else {
            letters += line[at];
        }
        ++at;
        ++shown;
    }
    close();
    return runs;
}

QString plainText(const QList<AnsiRun> &runs)
{
    QString text;
    for (const auto &run : runs)
        text += run.text;
    return text;
}

QString styledText(const QList<AnsiRun> &runs, const QStringList &palette, const QString &ground)
{
    bool isHex = false;
    const int below = ground.mid(1).toInt(&isHex, 16);
    QString html;
    for (const auto &run : runs) {
        auto text = run.text.toHtmlEscaped();
        text.replace(QLatin1Char(' '), QLatin1String("&nbsp;")); // several in a row would become one
        if (run.bold)
            text = QLatin1String("<b>") + text + QLatin1String("</b>");
        if (run.underline)
            text = QLatin1String("<u>") + text + QLatin1String("</u>");
        QString color;
        if (run.color >= AnsiRun::kTrueColor)
            color = hexOf(readable(run.color - AnsiRun::kTrueColor, below));
        else if (run.color >= 0 && run.color < palette.size())
            color = palette[run.color];
        else if (run.dim && palette.size() > 8)
            color = palette[8];
        if (!color.isEmpty())
            text = QStringLiteral("<font color=\"%1\">%2</font>").arg(color, text);
        html += text;
    }
    return html;
}

} // namespace glovebox::format
