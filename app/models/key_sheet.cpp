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

/// On which page it acts, for the list of all; empty: everywhere.
QString placeText(unsigned places)
{
    static constexpr std::pair<unsigned, PanelModel::Page> kPlaces[] = {
        {ApprovalsPlace, PanelModel::ApprovalsPage},
        {SessionsPlace, PanelModel::SessionsPage},
        {SessionPlace, PanelModel::SessionPage},
        {QueuePlace, PanelModel::QueuePage},
        {SandboxesPlace, PanelModel::SandboxesPage},
        {SnapshotsPlace, PanelModel::SnapshotsPage},
        {DefinedPlace, PanelModel::DefinedPage},
        {TemplatesPlace, PanelModel::TemplatesPage},
        {ImagesPlace, PanelModel::ImagesPage},
        {EgressPlace, PanelModel::EgressPage},
        {SecretsPlace, PanelModel::EgressPage},
        {LogsPlace, PanelModel::LogsPage},
        {CostsPlace, PanelModel::CostsPage},
        {AuditPlace, PanelModel::AuditPage},
        {EnvironmentsPlace, PanelModel::EnvironmentsPage},
        {KeysPlace, PanelModel::EnvironmentsPage},
        {TerminalPlace, PanelModel::TerminalPage},
        {OverviewPlace, PanelModel::OverviewPage}};
    if ((places & Anywhere) != 0)
        return {};
    QStringList names;
    for (const auto &[place, page] : kPlaces)
        if ((places & place) != 0 && !names.contains(PanelModel::nameOf(page)))
            names += PanelModel::nameOf(page);
    return (places & Lists) != 0 || names.size() > 2 ? KeySheet::tr("Lists") : names.join(QStringLiteral(", "));
}

QVariantMap rowOf(const PanelAction &action, const QString &title)
{
    QStringList keys;
    for (const QKeySequence &one : action.keys())
        keys += keyText(one);
    return {{QStringLiteral("id"), action.id()},
            {QStringLiteral("title"), title},
            {QStringLiteral("keys"), keys},
            {QStringLiteral("fixed"), action.def().use == KeyUse::Fixed},
            {QStringLiteral("changed"), isChanged(action)}};
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
        all += rowOf(*action, action->text());
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

QVariantList KeySheet::all() const
{
    QVariantList all;
    for (const auto &action : m_registry.actions()) {
        const QString place = placeText(action->def().places);
        if (!action->keys().isEmpty())
            all += rowOf(*action, place.isEmpty() ? action->text() : tr("%1: %2").arg(place, action->text()));
    }
    return all;
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
