#include "app/panel/language.h"

#include "app/format/quantities.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLoggingCategory>
#include <QSettings>
#include <QTranslator>

namespace glovebox::panel {

namespace {

Q_LOGGING_CATEGORY(lcLanguage, "glovebox.language", QtInfoMsg)

constexpr auto kLanguageKey = "language"; // panel.ini

bool install(const QString &file, const QString &folder)
{
    auto *translator = new QTranslator(QCoreApplication::instance());
    if (translator->load(file, folder) && QCoreApplication::installTranslator(translator))
        return true;
    delete translator;
    return false;
}

bool isOurs(const QString &language)
{
    return languageNames().indexOf(language) > 0; // "auto" is none
}

} // namespace

const QStringList &languageNames()
{
    static const QStringList names{QStringLiteral("auto"), QStringLiteral("en"), QStringLiteral("de")};
    return names;
}

QString languageFor(const QStringList &asked, const QStringList &desktop)
{
    for (const QString &language : asked)
        if (isOurs(language))
            return language;
    for (const QString &name : desktop) // "de-AT", "de_AT"
        if (const QString language = name.left(2); isOurs(language) && (name.size() == 2 || !name.at(2).isLetter()))
            return language;
    return QStringLiteral("en");
}

QString rememberedLanguage(const QString &memoryFile)
{
    return memoryFile.isEmpty()
               ? QString()
               : QSettings(memoryFile, QSettings::IniFormat).value(QLatin1String(kLanguageKey)).toString();
}

QLocale formsFor(const QString &language, bool asked, const QLocale &desktop)
{
    const bool none = desktop.language() == QLocale::C; // a machine that was told nothing
    const QLocale own(language);
    return none || (asked && desktop.language() != own.language()) ? own : desktop;
}

bool speak(const QString &language, const QLocale &forms)
{
    QLocale::setDefault(forms);
    format::setLocale(forms);
    // Qt's own words (file dialogs, names of keys) are where Qt is; without them those stay English.
    const QString qts = QLibraryInfo::path(QLibraryInfo::TranslationsPath);
    install(QStringLiteral("qtbase_") + language, qts);
    install(QStringLiteral("qtdeclarative_") + language, qts);
    return install(QStringLiteral("glovebox_") + language, QStringLiteral(":/glovebox/translations"));
}

void speakAsAsked(const QString &flag, const QString &memoryFile)
{
    const QStringList asked{flag, rememberedLanguage(memoryFile)};
    const QLocale desktop = QLocale::system();
    const QString language = languageFor(asked, desktop.uiLanguages());
    if (!speak(language, formsFor(language, asked.contains(language), desktop)))
        qCWarning(lcLanguage) << "There are no words for language" << language;
}

} // namespace glovebox::panel
