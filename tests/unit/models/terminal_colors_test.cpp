// Whatever colours a guest asks for, its letters can be read, in each theme and on each ground.
#include "app/format/contrast.h"
#include "app/models/terminal_boxes.h"
#include "app/models/terminal_colors.h"

#include <QTest>

#include <algorithm>

using namespace glovebox;
using namespace glovebox::models;

class TerminalColorsTest : public QObject {
    Q_OBJECT

private:
    static TerminalTheme dark()
    {
        TerminalTheme theme;
        theme.table = {0xff7d8794, 0xffff7f75, 0xff5fd19a, 0xfff2c14e, 0xff6cb6ff, 0xffd9a5f2, 0xff5ccfe6, 0xffd5dbe3,
                       0xff8f99a6, 0xffffa59e, 0xff8cf0c0, 0xffffdd7a, 0xff9ccbff, 0xffebcbfa, 0xff9be7f5, 0xffffffff};
        return theme;
    }
    static TerminalTheme light()
    {
        TerminalTheme theme{.ink = 0xff15191e, .ground = 0xfffbfcfd, .table = {}, .selected = 0xffd6e6fb};
        theme.table = {0xff3a4048, 0xffb3261e, 0xff17693f, 0xff6e4c00, 0xff0b57b0, 0xff7a1fa2, 0xff00616f, 0xff4a525c,
                       0xff5b6572, 0xff8c1d18, 0xff0e5231, 0xff553a00, 0xff083f80, 0xff5b1579, 0xff004a55, 0xff15191e};
        return theme;
    }
    static double contrastOf(const TerminalColors::Pair &pair)
    {
        return format::contrast(static_cast<int>(pair.ink & RGB_MASK), static_cast<int>(pair.ground & RGB_MASK));
    }

private Q_SLOTS:
    void everyPairCanBeRead()
    {
        for (const auto &theme : {dark(), light()}) {
            TerminalColors colors;
            colors.setTheme(theme);
            std::vector<std::int32_t> wanted{TerminalStyle::kUsual};
            for (int i = 0; i < 256; i += 5)
                wanted.push_back(i);
            for (const int rgb : {0x000000, 0xffffff, 0x808080, 0x767676, 0xff0000, 0x00ff00, 0x0000ff, 0x14171b})
                wanted.push_back(TerminalStyle::kTrueColor + rgb);
            for (const auto ink : wanted)
                for (const auto ground : wanted)
                    for (const bool faint : {false, true}) {
                        const TerminalStyle style{.ink = ink, .ground = ground, .faint = faint};
                        QVERIFY(contrastOf(colors.of(style, false)) >= format::kContrastMin);
                        QVERIFY(contrastOf(colors.of(style, true)) >= format::kContrastMin);
                        QVERIFY(contrastOf(colors.of(style, false, true)) >= format::kContrastMin);
                    }
        }
    }

    void whatCanBeReadStaysAsItIs()
    {
        TerminalColors colors;
        colors.setTheme(dark());
        for (int i = 0; i < 16; ++i)
            QCOMPARE(colors.of({.ink = i}, false).ink, dark().table[static_cast<std::size_t>(i)]);
        QCOMPARE(colors.of({}, false).ink, dark().ink);
        QCOMPARE(colors.of({.reverse = true}, false).ground, dark().ink);
        QCOMPARE(colors.of({.reverse = true}, true).ground, dark().ground); // turned twice
        QVERIFY(colors.of({.faint = true}, false).ink != dark().ink);
    }

    void framesMeetAtTheirEdges()
    {
        const QSizeF cell(8, 17);
        const auto touches = [&](char32_t letter, auto isThere) {
            const auto parts = boxParts(letter, cell, 1, 1);
            return parts && std::ranges::any_of(parts->rectangles, isThere);
        };
        const auto left = [](const QRectF &part) {
            return part.left() == 0;
        };
        const auto right = [&](const QRectF &part) {
            return part.right() == cell.width();
        };
        const auto up = [](const QRectF &part) {
            return part.top() == 0;
        };
        const auto down = [&](const QRectF &part) {
            return part.bottom() == cell.height();
        };
        for (const char32_t letter : {U'─', U'━', U'═', U'┼', U'╬', U'╋', U'█'})
            QVERIFY(touches(letter, left) && touches(letter, right));
        for (const char32_t letter : {U'│', U'┃', U'║', U'┼', U'╬', U'╋', U'█'})
            QVERIFY(touches(letter, up) && touches(letter, down));
        QVERIFY(touches(U'┌', right) && touches(U'┌', down) && !touches(U'┌', left) && !touches(U'┌', up));
        QVERIFY(touches(U'╚', right) && touches(U'╚', up) && !touches(U'╚', left) && !touches(U'╚', down));
        QVERIFY(!boxParts(U'a', cell, 1, 1));
        QVERIFY(!boxParts(U'╱', cell, 1, 1)); // the font's
        for (char32_t letter = 0x2500; letter < 0x25a0; ++letter)
            if (const auto parts = boxParts(letter, cell, 1, 1))
                for (const QRectF &part : parts->rectangles)
                    QVERIFY2(QRectF(QPointF(), cell).contains(part) && !part.isEmpty(),
                             qPrintable(QString::number(letter, 16)));
    }
};

QTEST_MAIN(TerminalColorsTest)
#include "terminal_colors_test.moc"
