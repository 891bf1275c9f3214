// Role: the window in other words, for its tests and pictures. GLOVEBOX_TEST_WORDS says which: "pseudo" makes each
// string of ours 40 % longer, with accents, and marked at both ends; "de" is a language that the window has; none is
// English as it is written. WordCheck finds what was never marked, so cannot be translated. Thread: GUI.
#pragma once

#include <QObject>
#include <QQuickItem>
#include <QStringList>
#include <QTranslator>

/// Before the first window. QML's tests have WordCheck then.
void speakTestWords();

class PseudoWords : public QTranslator {
    Q_OBJECT

public:
    using QTranslator::QTranslator;

    bool isEmpty() const override { return false; }
    QString translate(const char *context, const char *source, const char *disambiguation, int n) const override;

    static QString of(const QString &source);
};

class WordCheck : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    /// Visible texts below `root` that are words, are not marked, and are ours. Not ours is what one can tell by its
    /// form (ids, hosts, paths, commands: no space but digits or signs in it), what lies in an item of a `foreign` type
    /// (lines of a log), and what one of the regular expressions in `data` matches whole: what the samples made up.
    Q_INVOKABLE QStringList unmarked(QQuickItem *root, const QStringList &foreign, const QStringList &data) const;
};
