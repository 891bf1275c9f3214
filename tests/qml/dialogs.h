// Role: the window's dialogs by name, also those that nobody has asked for yet: the window makes each when it is first
// opened. Thread: GUI.
#pragma once

#include <QQuickItem>

namespace glovebox::testing {

inline QObject *dialogOf(QObject *window, const QString &name)
{
    QObject *found = window->findChild<QObject *>(name);
    for (QQuickItem *lazy : window->findChildren<QQuickItem *>()) {
        if (found)
            break;
        QVariant made;
        if (qstrncmp(lazy->metaObject()->className(), "LazyDialog_", 11) == 0 &&
            QMetaObject::invokeMethod(lazy, "get", Q_RETURN_ARG(QVariant, made)))
            found = window->findChild<QObject *>(name);
    }
    return found;
}

} // namespace glovebox::testing

/// The same for QML: `Dialogs.of(window, "forkDialog")`.
class Dialogs : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;
    Q_INVOKABLE QObject *of(QObject *window, const QString &name) { return glovebox::testing::dialogOf(window, name); }
};
