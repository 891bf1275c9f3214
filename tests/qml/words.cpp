#include "tests/qml/words.h"

#include "app/panel/language.h"

#include <QCoreApplication>
#include <QLocale>
#include <QQmlEngine>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>

namespace {

// The bundled font has them, so that they are no taller than its letters; no text of ours does.
constexpr char16_t kBegin = u'\u00AB';
constexpr char16_t kEnd = u'\u00BB';
constexpr char16_t kUnseen = u'\u200B';
constexpr double kGrowth = 1.4;

QChar accented(QChar letter)
{
    static const QString plain = QStringLiteral("aeiouyAEIOUYcnC");
    static const QString dressed = QStringLiteral("áéíöüýÅÉÎÖÜÝçñÇ");
    const auto at = plain.indexOf(letter);
    return at < 0 ? letter : dressed.at(at);
}

/// What the program puts in its place, or reads back: %1, %n, {secret}, `a command`, --a-flag, A_VARIABLE.
const QRegularExpression &kept()
{
    static const QRegularExpression kept(
        QStringLiteral("%L?\\d+|%n|\\{\\w+\\}|`[^`]*`|--[a-z-]+|\\b[A-Z]+_[A-Z_]+\\b|\\b\\w+://\\S*"));
    return kept;
}

bool isData(const QString &text, const QStringList &data)
{
    static const QRegularExpression id(QStringLiteral("\\S*[^A-Za-z\\s]\\S*"));
    const auto matches = [&](const QRegularExpression &form) {
        return QRegularExpression(QRegularExpression::anchoredPattern(form.pattern())).match(text).hasMatch();
    };
    return matches(id) ||
           std::ranges::any_of(data, [&](const QString &one) { return matches(QRegularExpression(one)); });
}

void collect(QQuickItem *item, const QStringList &foreign, const QStringList &data, QStringList &found)
{
    if (!item->isVisible() || item->opacity() == 0)
        return;
    const QString type = QString::fromLatin1(item->metaObject()->className()).section(QLatin1Char('_'), 0, 0);
    if (foreign.contains(type) || foreign.contains(item->objectName()))
        return;
    if (item->inherits("QQuickText")) {
        static const QRegularExpression words(QStringLiteral("[A-Za-z]{2,}"));
        const QString text = item->property("text").toString();
        if (words.match(text).hasMatch() && !text.contains(QChar(kBegin)) && !text.contains(QChar(kUnseen)) &&
            !isData(text, data))
            found += text;
    }
    const QList<QQuickItem *> children = item->childItems();
    for (QQuickItem *child : children)
        collect(child, foreign, data, found);
}

} // namespace

void speakTestWords()
{
    qmlRegisterType<WordCheck>("Glovebox.Test", 1, 0, "WordCheck");
    const QString words = qEnvironmentVariable("GLOVEBOX_TEST_WORDS");
    if (words == QLatin1String("pseudo"))
        QCoreApplication::installTranslator(new PseudoWords(QCoreApplication::instance()));
    else if (!words.isEmpty() && !glovebox::panel::speak(words, QLocale(words)))
        qFatal("The window does not speak %s", qPrintable(words));
}

QString PseudoWords::translate(const char *context, const char *source, const char *, int) const
{
    // Units are as short in every language: marked, but no longer.
    if (qstrcmp(context, "Quantities") == 0)
        return QChar(kUnseen) + QString::fromUtf8(source);
    return of(QString::fromUtf8(source));
}

QString PseudoWords::of(const QString &source)
{
    QString said(kBegin);
    qsizetype from = 0;
    const auto dress = [&](QStringView part) {
        for (const QChar letter : part)
            said += accented(letter);
    };
    for (auto it = kept().globalMatch(source); it.hasNext();) {
        const auto match = it.next();
        dress(QStringView(source).mid(from, match.capturedStart() - from));
        said += match.captured();
        from = match.capturedEnd();
    }
    dress(QStringView(source).mid(from));
    // Room is needed in words of usual length: what has no space in it grows as one.
    const auto whole = static_cast<qsizetype>(std::ceil(static_cast<double>(source.size()) * kGrowth)) - 1;
    const bool oneWord = !source.contains(QLatin1Char(' '));
    while (said.size() < whole)
        said += !oneWord && said.size() % 7 == 0 ? QLatin1Char(' ') : QLatin1Char('o');
    return said + QChar(kEnd);
}

QStringList WordCheck::unmarked(QQuickItem *root, const QStringList &foreign, const QStringList &data) const
{
    QStringList found;
    collect(root, foreign, data, found);
    found.removeDuplicates();
    return found;
}
