// Role: the window in other words, for its tests and pictures. GLOVEBOX_TEST_WORDS says which: "pseudo" makes each
// string of ours 40 % longer, with accents, and marked at both ends; "de" is a language that the window has; none is
// English as it is written. WordCheck finds what was never marked, so cannot be translated. Thread: GUI.
#pragma once

#include <QObject>
#include <QQuickItem>
#include <QStringList>
#include <QTranslator>

/// Before the first window.
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

    /// Visible texts below `root` that are words, are not marked, and are nobody's but ours. Foreign is what the model
    /// hands on as it came: what `foreign` names by its whole text or, ending in *, by its beginning.
    Q_INVOKABLE QStringList unmarked(QQuickItem *root, const QStringList &foreign) const;
};
