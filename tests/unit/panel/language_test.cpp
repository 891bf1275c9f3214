// The language that the window speaks: who decides it, its words with their plural forms, and its forms of numbers.
#include "app/format/history.h"
#include "app/format/quantities.h"
#include "app/format/usage.h"
#include "app/panel/language.h"

#include <QSettings>
#include <QTemporaryDir>
#include <QtTest>

using namespace glovebox;
using namespace glovebox::panel;

namespace {

QString said(const char *context, const char *text, int n = -1)
{
    return QCoreApplication::translate(context, text, nullptr, n);
}

/// What the test before installed goes.
struct Speaking {
    Speaking(const QString &language, const QLocale &forms) { spoken = speak(language, forms); }
    ~Speaking()
    {
        const auto translators = QCoreApplication::instance()->findChildren<QTranslator *>();
        for (QTranslator *one : translators)
            delete one; // which takes it out
        format::setLocale(QLocale(QLocale::English));
        QLocale::setDefault(QLocale(QLocale::C));
    }
    bool spoken = false;
};

} // namespace

class LanguageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whoDecides()
    {
        const QStringList german{QStringLiteral("de-AT"), QStringLiteral("en-US")};
        QCOMPARE(languageFor({}, german), QStringLiteral("de"));
        QCOMPARE(languageFor({QStringLiteral("auto"), QString()}, german), QStringLiteral("de"));
        QCOMPARE(languageFor({QStringLiteral("auto"), QStringLiteral("en")}, german), QStringLiteral("en"));
        QCOMPARE(languageFor({QStringLiteral("de"), QStringLiteral("en")}, {}), QStringLiteral("de"));
        QCOMPARE(languageFor({QStringLiteral("xx")}, {QStringLiteral("fr-FR")}), QStringLiteral("en"));
        QCOMPARE(languageFor({}, {QStringLiteral("fr-FR"), QStringLiteral("de-DE")}), QStringLiteral("de"));
        QCOMPARE(languageFor({}, {QStringLiteral("den")}), QStringLiteral("en")); // Slavey
    }
    void itIsRemembered()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("panel.ini"));
        QCOMPARE(rememberedLanguage(file), QString());
        QSettings(file, QSettings::IniFormat).setValue(QStringLiteral("language"), QStringLiteral("de"));
        QCOMPARE(rememberedLanguage(file), QStringLiteral("de"));
        QCOMPARE(rememberedLanguage({}), QString());
    }
    void formsAreTheDesktopsUnlessAnotherLanguageIsAskedFor()
    {
        const QLocale swiss(QLocale::German, QLocale::Switzerland);
        QCOMPARE(formsFor(QStringLiteral("de"), true, swiss), swiss);
        QCOMPARE(formsFor(QStringLiteral("en"), true, swiss).language(), QLocale::English);
        QCOMPARE(formsFor(QStringLiteral("en"), false, QLocale(QLocale::French)), QLocale(QLocale::French));
        QCOMPARE(formsFor(QStringLiteral("en"), false, QLocale::c()).language(), QLocale::English);
    }
    void german()
    {
        const Speaking in(QStringLiteral("de"), QLocale(QLocale::German, QLocale::Germany));
        QVERIFY(in.spoken);
        QCOMPARE(said("Rail", "Sessions"), QStringLiteral("Sitzungen"));
        QCOMPARE(said("glovebox::models::SessionsModel", "Session %1, %2, %n tool calls", 1),
                 QStringLiteral("Sitzung %1, %2, 1 Werkzeugaufruf"));
        QCOMPARE(said("glovebox::models::SessionsModel", "Session %1, %2, %n tool calls", 2),
                 QStringLiteral("Sitzung %1, %2, 2 Werkzeugaufrufe"));
        QCOMPARE(format::bytes(ByteCount{1932735283}), QStringLiteral("1,8 GiB"));
        QCOMPARE(format::count(1204), QStringLiteral("1.204"));
        QCOMPARE(format::percent(2.4), QStringLiteral("2,4%"));
        QCOMPARE(format::measured(std::chrono::milliseconds(1240)), QStringLiteral("1,24 s"));
        QCOMPARE(format::money(123456), QStringLiteral("$1.234,56"));
        QCOMPARE(format::localCost(479'700), QStringLiteral("$0,4797"));
        // In tables and copies it has one form everywhere.
        QCOMPARE(format::fullTime(WallTime(std::chrono::milliseconds(0)), QTimeZone::utc()),
                 QStringLiteral("1970-01-01 00:00:00 UTC"));
    }
    void englishHasPluralForms()
    {
        const Speaking in(QStringLiteral("en"), QLocale(QLocale::English));
        QVERIFY(in.spoken);
        QCOMPARE(said("Rail", "Sessions"), QStringLiteral("Sessions"));
        QCOMPARE(said("glovebox::models::SessionsModel", "Session %1, %2, %n tool calls", 1),
                 QStringLiteral("Session %1, %2, 1 tool call"));
        QCOMPARE(said("glovebox::models::SessionsModel", "Session %1, %2, %n tool calls", 2),
                 QStringLiteral("Session %1, %2, 2 tool calls"));
    }
    void whatIsNotThereIsSaid()
    {
        const Speaking in(QStringLiteral("fr"), QLocale(QLocale::French));
        QVERIFY(!in.spoken);
    }
};

QTEST_GUILESS_MAIN(LanguageTest)

#include "language_test.moc"
