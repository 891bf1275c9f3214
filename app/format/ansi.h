// Role: a console's line with its colours: what SGR sequences say about the letters, as runs that a window can draw.
// Pure. Invariants: nothing but letters and their looks comes out: other sequences and control characters are shown as
// glyphs; the line has a bound (kShownLineMax).
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace glovebox::format {

struct AnsiRun {
    QString text;
    int color = -1; // 0 to 15 of the terminal's colours, kTrueColor + 0xRRGGBB, -1: as usual
    bool bold = false;
    bool dim = false;
    bool underline = false;

    static constexpr int kTrueColor = 0x1000000;
    friend bool operator==(const AnsiRun &, const AnsiRun &) = default;
};

/// `raw`: the sequences themselves, visible, in place of what they mean.
QList<AnsiRun> ansiRuns(const QString &line, bool raw = false);

/// The letters alone.
QString plainText(const QList<AnsiRun> &runs);

/// Styled text for a label: `palette` has the 16 colours as "#rrggbb"; colours of the guest's own are moved in
/// lightness until they can be read on `ground`. Nothing of the line can be markup.
QString styledText(const QList<AnsiRun> &runs, const QStringList &palette, const QString &ground);

} // namespace glovebox::format
