#include "app/models/key_sheet.h"

#include "app/models/action_registry.h"
#include "app/models/panel_model.h"

#include <algorithm>

namespace glovebox::models {

namespace {

bool isModifierAlone(int key)
{
    return key == Qt::Key_Shift || key == Qt::Key_Control || key == Qt::Key_Alt || key == Qt::Key_Meta ||
           key == Qt::Key_AltGr || key == Qt::Key_CapsLock || key == Qt::Key_NumLock;
}

bool isChanged(const PanelAction &action)
{
    return action.keys() != keysFrom(QString::fromLatin1(action.def().keys));
}

} // namespace

KeySheet::KeySheet(ActionRegistry &registry) : m_registry(registry) {}

QString KeySheet::pageName() const
{
    return PanelModel::nameOf(m_registry.panel().page());
}

QVariantList KeySheet::rows(bool anywhere) const
{
    QVariantList all;
    const unsigned now = m_registry.placesNow();
    for (const auto &action : m_registry.actions()) {
        const ActionDef &def = action->def();
        if (action->keys().isEmpty() || (def.places & now) == 0 || (def.places == Anywhere) != anywhere)
            continue;
        QStringList keys;
        for (const QKeySequence &one : action->keys())
            keys += keyText(one);
        all += QVariantMap{{QStringLiteral("id"), action->id()},
                           {QStringLiteral("title"), action->text()},
                           {QStringLiteral("keys"), keys},
                           {QStringLiteral("fixed"), def.use == KeyUse::Fixed},
                           {QStringLiteral("changed"), isChanged(*action)}};
    }
    return all;
}

QVariantList KeySheet::everywhere() const
{
    return rows(true);
}

QVariantList KeySheet::here() const
{
    return rows(false);
}

bool KeySheet::anyChanged() const
{
    return std::ranges::any_of(m_registry.actions(), [](const auto &action) { return isChanged(*action); });
}

void KeySheet::begin()
{
    endChange();
}

void KeySheet::change(const QString &id)
{
    m_changing = id;
    m_first = {};
    m_problem.clear();
    Q_EMIT changed();
}

void KeySheet::endChange()
{
    change({});
}

void KeySheet::press(int key, int modifiers)
{
    if (m_changing.isEmpty() || isModifierAlone(key))
        return;
    if (key == Qt::Key_Escape)
        return endChange();
    // A letter's or a sign's capital is the sign itself: "?" is no Shift+/.
    const bool isSign = key < Qt::Key_Escape && (key < Qt::Key_A || key > Qt::Key_Z);
    const int chord =
        key | (modifiers & ~static_cast<int>(Qt::KeypadModifier) & ~(isSign ? static_cast<int>(Qt::ShiftModifier) : 0));
    const QKeySequence wanted = m_first.isEmpty() ? QKeySequence(chord) : QKeySequence(m_first[0].toCombined(), chord);
    if (m_first.isEmpty() && wanted == QKeySequence(ActionRegistry::kLeader)) { // the second follows
        m_first = wanted;
        m_problem.clear();
        Q_EMIT changed();
        return;
    }
    const QString id = m_changing;
    const QString why = m_registry.rebind(id, wanted);
    m_first = {};
    m_problem = why;
    if (why.isEmpty())
        m_changing.clear();
    Q_EMIT changed();
}

void KeySheet::reset(const QString &id)
{
    endChange();
    m_problem = m_registry.resetKeys(id);
    Q_EMIT changed();
}

void KeySheet::resetAll()
{
    m_registry.resetAllKeys();
    endChange();
}

} // namespace glovebox::models
