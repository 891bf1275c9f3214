#include "app/models/action_registry.h"

#include "app/models/action_deeds.h"
#include "app/models/action_table.h"
#include "app/models/panel_model.h"
#include "app/models/view_only.h"

#include <QGuiApplication>
#include <QInputMethodQueryEvent>
#include <QSettings>

#include <algorithm>

namespace glovebox::models {

namespace {

QString settingOf(const PanelAction &action)
{
    return QStringLiteral("keys/") + action.id();
}

/// Each page's own places: where two meet, their keys may not be alike.
constexpr unsigned kPagesPlaces[] = {Anywhere | Lists | ApprovalsPlace,
                                     Anywhere | Lists | SessionsPlace,
                                     Anywhere | SessionPlace,
                                     Anywhere | Lists | QueuePlace,
                                     Anywhere | Lists | SandboxesPlace,
                                     Anywhere | Lists | SnapshotsPlace,
                                     Anywhere | Lists | DefinedPlace,
                                     Anywhere | Lists | TemplatesPlace,
                                     Anywhere | Lists | ImagesPlace,
                                     Anywhere | Lists | EgressPlace,
                                     Anywhere | Lists | SecretsPlace,
                                     Anywhere | LogsPlace,
                                     Anywhere | Lists | CostsPlace,
                                     Anywhere | Lists | AuditPlace,
                                     Anywhere | EnvironmentsPlace,
                                     Anywhere | Lists | KeysPlace,
                                     Anywhere | TerminalPlace,
                                     Anywhere | OverviewPlace,
                                     Anywhere | SettingsPlace,
                                     Anywhere | DoctorPlace,
                                     Anywhere | SessionPlace | FilesPlace,
                                     Anywhere | SessionPlace | NetworkPlace,
                                     Anywhere | SessionPlace | OwnSnapshotsPlace,
                                     Anywhere | TerminalPlace | FilesPlace,
                                     Anywhere | TerminalPlace | NetworkPlace,
                                     Anywhere | TerminalPlace | OwnSnapshotsPlace};

unsigned placesWith(unsigned own)
{
    return *std::ranges::find_if(kPagesPlaces, [own](unsigned places) { return (places & own) != 0; });
}

/// Of what is in sight beside a session's events, or a sandbox's terminals.
unsigned partOf(PanelModel &panel)
{
    switch (panel.inside()->tab()) {
    case SandboxInside::Files:
        return FilesPlace;
    case SandboxInside::Network:
        return NetworkPlace;
    case SandboxInside::Snapshots:
        return OwnSnapshotsPlace;
    default:
        return NoPlace;
    }
}

} // namespace

bool meet(unsigned places, unsigned others)
{
    return std::ranges::any_of(kPagesPlaces,
                               [&](unsigned page) { return (page & places) != 0 && (page & others) != 0; });
}

unsigned placesOn(PanelModel &panel)
{
    switch (panel.page()) {
    case PanelModel::OverviewPage:
        return placesWith(OverviewPlace);
    case PanelModel::ApprovalsPage:
        return placesWith(ApprovalsPlace);
    case PanelModel::SessionsPage:
        return placesWith(SessionsPlace);
    case PanelModel::SessionPage:
        return placesWith(SessionPlace) | partOf(panel);
    case PanelModel::QueuePage:
        return placesWith(QueuePlace);
    case PanelModel::SandboxesPage:
        return placesWith(SandboxesPlace);
    case PanelModel::SnapshotsPage:
        return placesWith(SnapshotsPlace);
    case PanelModel::DefinedPage:
        return placesWith(DefinedPlace);
    case PanelModel::TemplatesPage:
        return placesWith(TemplatesPlace);
    case PanelModel::ImagesPage:
        return placesWith(ImagesPlace);
    case PanelModel::EgressPage:
        return placesWith(panel.secrets()->shown() ? SecretsPlace : EgressPlace);
    case PanelModel::LogsPage:
        return placesWith(LogsPlace);
    case PanelModel::CostsPage:
        return placesWith(CostsPlace);
    case PanelModel::AuditPage:
        return placesWith(AuditPlace);
    case PanelModel::EnvironmentsPage:
        return placesWith(panel.keys()->shown() ? KeysPlace : EnvironmentsPlace);
    case PanelModel::SettingsPage:
        return placesWith(SettingsPlace);
    case PanelModel::DoctorPage:
        return placesWith(DoctorPlace);
    case PanelModel::SetupPage:
        return placesWith(SetupPlace);
    case PanelModel::TerminalPage:
        break;
    }
    return placesWith(TerminalPlace) | partOf(panel);
}

ActionRegistry::ActionRegistry(PanelModel &panel)
    : m_panel(panel), m_pages(panel), m_palette(*this), m_sheet(*this), m_stop(panel)
{
    for (const auto table : {windowActions(), pageActions(), machineActions(), libraryActions()})
        for (const ActionDef &def : table) {
            m_actions.push_back(std::make_unique<PanelAction>(def, *this));
            m_byId.insert(m_actions.back()->id(), m_actions.back().get());
        }
    connectSelections();
    if (auto *application = qobject_cast<QGuiApplication *>(QCoreApplication::instance()))
        connect(application, &QGuiApplication::focusObjectChanged, this, &ActionRegistry::setTyping);
    connect(this, &ActionRegistry::keysChanged, this, &ActionRegistry::refreshLive);
    connect(this, &ActionRegistry::waitingChanged, this, &ActionRegistry::refreshLive);
    refreshLive();
}

ActionRegistry::~ActionRegistry() = default;

/// What the rules hang on: whoever shows a reason is told to read it again.
void ActionRegistry::connectSelections()
{
    connect(&m_panel, &PanelModel::pageChanged, this, &ActionRegistry::refreshLive);
    connect(m_panel.secrets(), &SecretsPanel::shownChanged, this, &ActionRegistry::refreshLive);
    connect(m_panel.keys(), &KeysPanel::shownChanged, this, &ActionRegistry::refreshLive);
    connect(m_panel.inside(), &SandboxInside::tabChanged, this, &ActionRegistry::refreshLive);
    const auto follow = [this](auto *detail, Subject subject) {
        connect(detail, &std::remove_pointer_t<decltype(detail)>::changed, this, [this, subject] {
            for (const auto &action : m_actions)
                if (action->def().subject == subject)
                    Q_EMIT action->changed();
        });
    };
    const auto note = [this](StableList *list, const QString &kind) {
        connect(list, &StableList::currentChanged, this, [this, list, kind] {
            if (!list->currentKey().isEmpty())
                m_palette.noteOpened(kind + QLatin1Char('/') + list->currentKey());
        });
    };
    note(m_panel.sessions(), QStringLiteral("session"));
    note(m_panel.sandboxes(), QStringLiteral("sandbox"));
    note(m_panel.snapshots(), QStringLiteral("snapshot"));
    note(m_panel.templates(), QStringLiteral("template"));
    note(m_panel.library()->templates(), QStringLiteral("template"));
    note(m_panel.library()->images(), QStringLiteral("image"));
    follow(m_panel.sandbox(), Subject::Sandbox);
    follow(m_panel.snapshot(), Subject::Snapshot);
    follow(m_panel.session(), Subject::Session);
    follow(m_panel.base(), Subject::Template);
    follow(m_panel.library()->made(), Subject::Defined);
    follow(m_panel.library()->image(), Subject::Image);
}

/// A text that can be written in, or a terminal.
void ActionRegistry::setTyping(QObject *focus)
{
    bool typing = false;
    if (focus) {
        QInputMethodQueryEvent query(Qt::ImEnabled);
        QCoreApplication::sendEvent(focus, &query);
        typing = query.value(Qt::ImEnabled).toBool();
    }
    if (std::exchange(m_typing, typing) != typing)
        refreshLive();
}

unsigned ActionRegistry::placesNow() const
{
    return placesOn(m_panel);
}

void ActionRegistry::refreshLive()
{
    const bool acts = letters() && !m_typing && !waiting();
    for (const auto &action : m_actions) {
        if (action->def().use != KeyUse::Page)
            continue;
        QStringList live;
        for (const QKeySequence &keys : action->keys())
            if (isHere(action->def()) && keys.count() == 1 && (!isLetter(keys) || acts))
                live += keys.toString(QKeySequence::PortableText);
        action->setLive(live);
    }
    if (std::exchange(m_leaderLive, acts) != acts)
        Q_EMIT liveChanged();
}

PanelAction *ActionRegistry::find(const QString &id) const
{
    PanelAction *action = m_byId.value(id);
    if (!action)
        qFatal("There is no action %s", qPrintable(id));
    return action;
}

QString ActionRegistry::whyNot(const ActionDef &def) const
{
    const QString select = whySelectFirst(def.subject);
    if (!select.isEmpty() && selectedId(m_panel, def.subject).isEmpty())
        return select;
    if (m_panel.settings()->viewOnly() && !onlyLooks(def.id))
        return bridge::EngineClient::viewOnlyReason();
    return def.why ? def.why(m_panel) : QString();
}

QString ActionRegistry::textOf(const ActionDef &def) const
{
    const QString word = def.word ? def.word(m_panel) : QString();
    return word.isEmpty() ? actionText(def.title) : word;
}

void ActionRegistry::refresh()
{
    for (const auto &action : m_actions)
        Q_EMIT action->changed();
}

void ActionRegistry::trigger(const QString &id)
{
    const ActionDef &def = find(id)->def();
    if (const QString why = whyNot(def); !why.isEmpty()) {
        const QString title = textOf(def);
        Q_EMIT toast(tr("%1: not now. %2").arg(title.endsWith(QChar(0x2026)) ? title.chopped(1) : title, why), true);
        return;
    }
    if (def.run)
        def.run(m_panel);
    else
        Q_EMIT asked(id);
}

QString ActionRegistry::actionFor(int key, int modifiers)
{
    const QKeySequence pressed(key | (modifiers & ~static_cast<int>(Qt::KeypadModifier)));
    if (waiting()) { // it was no key that may follow
        stopWaiting();
        return {};
    }
    if (isLetter(pressed) && !letters())
        return {};
    for (const auto &action : m_actions)
        if (action->def().use == KeyUse::List && isHere(action->def()) && action->keys().contains(pressed))
            return action->id();
    return {};
}

QStringList ActionRegistry::shortcutIds() const
{
    QStringList ids;
    for (const auto &action : m_actions)
        if (action->def().use == KeyUse::Page)
            ids += action->id();
    return ids;
}

QStringList ActionRegistry::followers() const
{
    QStringList all;
    for (const QVariant &hint : hints())
        all += hint.toMap().value(QStringLiteral("key")).toString();
    return all;
}

QVariantList ActionRegistry::hints() const
{
    QVariantList all;
    for (const auto &action : m_actions)
        for (const QKeySequence &keys : action->keys())
            if (keys.count() == 2 && isHere(action->def()))
                all += QVariantMap{{QStringLiteral("key"), QKeySequence(keys[1]).toString(QKeySequence::PortableText)},
                                   {QStringLiteral("text"), action->text()}};
    return all;
}

void ActionRegistry::wait()
{
    m_waiting = true;
    Q_EMIT waitingChanged();
}

void ActionRegistry::stopWaiting()
{
    if (!waiting())
        return;
    m_waiting = false;
    Q_EMIT waitingChanged();
}

void ActionRegistry::follow(const QString &second)
{
    const QKeySequence wanted(QKeyCombination(kLeader), QKeySequence(second, QKeySequence::PortableText)[0]);
    stopWaiting();
    for (const auto &action : m_actions)
        if (isHere(action->def()) && action->keys().contains(wanted))
            return trigger(action->id());
}

void ActionRegistry::setLetters(bool letters)
{
    m_panel.settings()->setLetters(letters);
}

bool ActionRegistry::letters() const
{
    return m_panel.settings()->letters();
}

void ActionRegistry::lettersChosen()
{
    Q_EMIT keysChanged();
    Q_EMIT find(QStringLiteral("setting.letters"))->changed();
}

/// No other action of the pages where it acts may have that key, and none of the controls' own.
QString ActionRegistry::whyNotKeys(const PanelAction &action, const QKeySequence &keys) const
{
    if (action.def().use == KeyUse::Fixed || action.def().use == KeyUse::Chosen)
        return tr("This key is fixed.");
    if (keys.isEmpty() || keys.count() > 2)
        return tr("One key, or two one after the other.");
    if (action.def().use == KeyUse::List && keys.count() == 2)
        return tr("One key alone, in a list.");
    if (action.def().kind == ActionKind::Destructive && isLetter(keys))
        return tr("What destroys something has no single letter.");
    if (keys.count() == 2 && keys[0] != QKeyCombination(kLeader))
        return tr("Two keys begin with %1.").arg(keyText(QKeySequence(kLeader)));
    for (const auto &other : m_actions) {
        if (other.get() == &action || !meet(action.def().places, other->def().places))
            continue;
        for (const QKeySequence &taken : other->keys())
            if (taken == keys || (keys == QKeySequence(kLeader) && taken.count() == 2))
                return tr("%1 is the key of “%2”.").arg(keyText(taken), other->text());
    }
    return {};
}

QString ActionRegistry::rebind(const QString &id, const QKeySequence &keys)
{
    PanelAction *action = find(id);
    if (const QString why = whyNotKeys(*action, keys); !why.isEmpty())
        return why;
    action->setKeys({keys});
    keep(*action);
    return {};
}

QString ActionRegistry::resetKeys(const QString &id)
{
    PanelAction *action = find(id);
    const auto made = keysFrom(QString::fromLatin1(action->def().keys));
    for (const QKeySequence &keys : made)
        if (const QString why = whyNotKeys(*action, keys); !why.isEmpty())
            return why;
    action->setKeys(made);
    keep(*action);
    return {};
}

void ActionRegistry::resetAllKeys()
{
    for (const auto &action : m_actions) {
        action->setKeys(keysFrom(QString::fromLatin1(action->def().keys)));
        keep(*action);
    }
}

void ActionRegistry::keep(const PanelAction &action)
{
    Q_EMIT keysChanged();
    if (m_memoryFile.isEmpty())
        return;
    QSettings memory(m_memoryFile, QSettings::IniFormat);
    if (action.keys() == keysFrom(QString::fromLatin1(action.def().keys)))
        memory.remove(settingOf(action));
    else
        memory.setValue(settingOf(action), action.keys().constFirst().toString(QKeySequence::PortableText));
}

void ActionRegistry::setMemoryFile(const QString &file)
{
    const QSettings memory(file, QSettings::IniFormat);
    for (const auto &action : m_actions) {
        const QKeySequence kept(memory.value(settingOf(*action)).toString(), QKeySequence::PortableText);
        if (!kept.isEmpty() && whyNotKeys(*action, kept).isEmpty()) // the file may be of another version
            action->setKeys({kept});
    }
    m_memoryFile = file;
    Q_EMIT keysChanged();
}

} // namespace glovebox::models
