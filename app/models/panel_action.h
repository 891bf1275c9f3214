// Role: one action of the window, as menus, buttons, keys and the palette see it. Thread: GUI.
// Invariant: what it is called, what its key is, whether it can be done and why not are the registry's answers.
#pragma once

#include "app/models/action_def.h"

#include <QKeySequence>
#include <QObject>
#include <QStringList>
#include <QVariant>
#include <QtQml/qqmlregistration.h>

namespace glovebox::models {

class ActionRegistry;

class PanelAction : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the registry")
    Q_PROPERTY(QString id READ id CONSTANT)
    Q_PROPERTY(QString text READ text NOTIFY changed)
    Q_PROPERTY(QString symbol READ symbol CONSTANT)
    Q_PROPERTY(QString why READ why NOTIFY changed)                       // empty: it can be done
    Q_PROPERTY(QString keysText READ keysText NOTIFY keysChanged)         // its first: "G S"; empty: none
    Q_PROPERTY(QVariantList liveKeys READ liveKeyList NOTIFY liveChanged) // those that act now, wherever the focus is

public:
    PanelAction(const ActionDef &def, ActionRegistry &registry);

    const ActionDef &def() const { return m_def; }
    QString id() const { return QString::fromLatin1(m_def.id); }
    QString text() const;
    QString symbol() const { return QString::fromLatin1(m_def.symbol); }
    QString why() const;
    QString keysText() const;
    QStringList liveKeys() const { return m_live; }
    QVariantList liveKeyList() const { return {m_live.begin(), m_live.end()}; } // as Shortcut takes them
    const QList<QKeySequence> &keys() const { return m_keys; }
    void setKeys(const QList<QKeySequence> &keys);
    void setLive(const QStringList &keys);

    Q_INVOKABLE void trigger();

Q_SIGNALS:
    void changed();
    void keysChanged();
    void liveChanged();

private:
    const ActionDef &m_def;
    ActionRegistry &m_registry;
    QList<QKeySequence> m_keys;
    QStringList m_live;
};

/// As on a keyboard's caps: "Ctrl+Shift+N", "G S", "Delete".
QString keyText(const QKeySequence &keys);
/// Keys that write something where one can write: they are switched off as a group.
bool isLetter(const QKeySequence &keys);
/// "G, S | Ctrl+1", as the tables write them.
QList<QKeySequence> keysFrom(const QString &text);

} // namespace glovebox::models
