#include "app/models/notices_model.h"

#include "app/models/panel_model.h"

#include <algorithm>

namespace glovebox::models {

namespace {

/// What began before the window did, and is found this soon, is on screen when it opens.
constexpr std::chrono::minutes kOpening{1};
/// Notifications stay long on some desktops; those of more groups than this lead to the alerts' page only.
constexpr std::size_t kTargetsMax = 256;

const QString kTest = QStringLiteral("test");
const QString kSettings = QStringLiteral("settings");

} // namespace

NoticesModel::NoticesModel(PanelModel &panel) : m_panel(panel), m_startedAt(panel.ticker()->now())
{
    OverviewModel *overview = panel.overview();
    connect(overview->alerts(), &AlertsModel::added, this, &NoticesModel::note);
    connect(overview->alerts(), &AlertsModel::settled, this, [this](const QString &alert) { m_book.settle(alert); });
    connect(overview, &OverviewModel::needsChanged, this, &NoticesModel::look);
    connect(panel.ticker(), &Ticker::ticked, this, &NoticesModel::look);
    connect(panel.settings(), &PanelSettings::changed, this, &NoticesModel::look);
}

void NoticesModel::setWay(Way way)
{
    if (std::exchange(m_way, way) != way)
        Q_EMIT changed();
}

QString NoticesModel::stateText() const
{
    switch (m_way) {
    case Way::Portal:
        return tr("They go through the desktop's portal.");
    case Way::Service:
        return tr("They go to the desktop's notification service.");
    case Way::Nobody:
        break;
    }
    return tr("Nothing on this desktop shows notifications. In the window, alerts show all of it.");
}

int NoticesModel::muted() const
{
    return m_book.muted(m_panel.ticker()->now());
}

/// What was said in passing, in answer to somebody, leads nowhere.
void NoticesModel::note(const Alert &alert)
{
    const WallTime now = m_panel.ticker()->now();
    if (!alert.target.isEmpty())
        m_book.note(alert, groupOf(alert.target), alert.at >= m_startedAt || now - m_startedAt > kOpening);
}

/// "approval/sesn-1/call-1", "operation/sandbox/sbx-1": what is of a session has the session's name.
QString NoticesModel::groupOf(const QString &target) const
{
    const QString kind = target.section(QLatin1Char('/'), 0, 0);
    if (kind == QLatin1String("approval") || kind == QLatin1String("session"))
        return QStringLiteral("session/") + target.section(QLatin1Char('/'), 1, 1);
    const QString object = kind == QLatin1String("operation") ? target.section(QLatin1Char('/'), 1) : target;
    if (object.startsWith(QLatin1String("sandbox/")))
        if (const api::SandboxView *sandbox = m_panel.sandboxViews().find(object.section(QLatin1Char('/'), 1));
            sandbox && sandbox->session)
            return QStringLiteral("session/") + QString::fromStdString(sandbox->session->value());
    return object;
}

void NoticesModel::look()
{
    const PanelSettings &settings = *m_panel.settings();
    const DueNotices due = m_book.due(m_panel.ticker()->now(), {settings.notifyNeeds(), settings.notifyFailed(),
                                                                settings.notifyDone(), settings.quiet()});
    for (const QString &group : due.gone)
        Q_EMIT gone(group);
    for (const Notice &notice : due.shown)
        show(notice);
    if (const int now = muted(); std::exchange(m_muted, now) != now)
        Q_EMIT changed();
}

void NoticesModel::show(Notice notice)
{
    std::erase_if(m_targets, [&](const auto &each) { return each.first == notice.group; });
    m_targets.emplace_back(notice.group, notice.target);
    if (m_targets.size() > kTargetsMax)
        m_targets.erase(m_targets.begin());
    if (m_panel.isSample())
        notice.text += (notice.text.isEmpty() ? QString() : QStringLiteral("\n")) + tr("Sample data");
    Q_EMIT shown(notice);
}

void NoticesModel::test()
{
    show({kTest, tr("Glovebox can notify you"), tr("This is the test that you asked for."), kSettings, false});
}

void NoticesModel::unmuteAll()
{
    m_book.unmuteAll();
    look();
}

void NoticesModel::press(const QString &group, const QString &button)
{
    if (button == QLatin1String(kMute)) {
        m_book.mute(group, m_panel.ticker()->now());
        return look();
    }
    Q_EMIT forwardAsked();
    const auto found = std::ranges::find(m_targets, group, &std::pair<QString, QString>::first);
    if (found == m_targets.end())
        return;
    if (found->second == kSettings) {
        m_panel.settings()->setSection(PanelSettings::Notifications);
        m_panel.setPage(PanelModel::SettingsPage);
    } else {
        m_panel.overview()->follow(found->second);
    }
}

QString NoticesModel::wordOf(const QString &button)
{
    return button == QLatin1String(kMute) ? tr("Mute this session 1 h") : tr("Review");
}

} // namespace glovebox::models
