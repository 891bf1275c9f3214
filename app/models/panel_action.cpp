#include "app/models/panel_action.h"

#include "app/models/action_registry.h"

namespace glovebox::models {

QString keyText(const QKeySequence &keys)
{
    if (keys == QKeySequence(Qt::Key_Delete))
        return QObject::tr("Delete");
    if (keys == QKeySequence(Qt::Key_Return))
        return QObject::tr("Enter");
    QStringList chords; // in Qt's words: "Strg+Umschalt+N"
    for (int at = 0; at < keys.count(); ++at)
        chords += QKeySequence(keys[static_cast<uint>(at)]).toString(QKeySequence::NativeText);
    return chords.join(QLatin1Char(' '));
}

bool isLetter(const QKeySequence &keys)
{
    if (keys.isEmpty())
        return false;
    const QKeyCombination first = keys[0];
    return (first.keyboardModifiers() & ~Qt::ShiftModifier) == Qt::NoModifier && first.key() < Qt::Key_Escape &&
           first.key() != Qt::Key_Space;
}

QList<QKeySequence> keysFrom(const QString &text)
{
    QList<QKeySequence> all;
    for (const QString &one : text.split(QLatin1String(" | "), Qt::SkipEmptyParts))
        all += QKeySequence(one, QKeySequence::PortableText);
    return all;
}

PanelAction::PanelAction(const ActionDef &def, ActionRegistry &registry)
    : QObject(&registry), m_def(def), m_registry(registry), m_keys(keysFrom(QString::fromLatin1(def.keys)))
{
}

QString PanelAction::text() const
{
    return m_registry.textOf(m_def);
}

QString PanelAction::why() const
{
    return m_registry.whyNot(m_def);
}

QString PanelAction::keysText() const
{
    return m_keys.isEmpty() ? QString() : keyText(m_keys.constFirst());
}

void PanelAction::setKeys(const QList<QKeySequence> &keys)
{
    if (m_keys == keys)
        return;
    m_keys = keys;
    Q_EMIT keysChanged();
}

void PanelAction::setLive(const QStringList &keys)
{
    if (m_live == keys)
        return;
    m_live = keys;
    Q_EMIT liveChanged();
}

void PanelAction::trigger()
{
    m_registry.trigger(id());
}

} // namespace glovebox::models
