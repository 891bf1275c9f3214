// Role: the language that the window speaks: which one, its words with Qt's own, and the forms of its numbers and
// dates. Once a process, before anything is said: another language takes another start. Thread: GUI.
#pragma once

#include <QLocale>
#include <QStringList>

namespace glovebox::panel {

/// "auto", "en", "de": what --language takes.
const QStringList &languageNames();

/// The first of what was asked for (the flag, then panel.ini) that is a language of ours, else the first of the
/// desktop's that is, else English.
QString languageFor(const QStringList &asked, const QStringList &desktop);

/// What `language` says in panel.ini; empty: nothing.
QString rememberedLanguage(const QString &memoryFile);

/// Numbers and dates have the desktop's form, unless another language than the desktop's was asked for.
QLocale formsFor(const QString &language, bool asked, const QLocale &desktop);

/// From here on the window's words are in `language`. False: they are not in this program; it stays English.
bool speak(const QString &language, const QLocale &forms);

/// The three above for a start: `flag` is what --language says, the desktop's part is this machine's.
void speakAsAsked(const QString &flag, const QString &memoryFile);

} // namespace glovebox::panel
