#include "app/models/setup_panel.h"

#include "app/models/panel_model.h"

#include <array>

namespace glovebox::models {

namespace {

constexpr std::array<const char *, SetupPanel::kSteps> kTitles{
    QT_TRANSLATE_NOOP("glovebox::models::SetupPanel", "Welcome"),
    QT_TRANSLATE_NOOP("glovebox::models::SetupPanel", "Host check"),
    QT_TRANSLATE_NOOP("glovebox::models::SetupPanel", "Environment key"),
    QT_TRANSLATE_NOOP("glovebox::models::SetupPanel", "Template"),
    QT_TRANSLATE_NOOP("glovebox::models::SetupPanel", "Test run")};

} // namespace

SetupPanel::SetupPanel(PanelModel &panel, bridge::EngineClient *client)
    : m_panel(panel), m_key(*panel.environments()),
      m_base(*panel.host(), panel.library()->imageViews(), panel.templateViews(), panel.ticker()),
      m_test(client, panel.sandboxViews(), panel.snapshotViews(), panel.ticker())
{
    connect(&m_key, &SetupKey::changed, this, &SetupPanel::changed);
    connect(&m_base, &SetupBase::changed, this, &SetupPanel::changed);
    connect(&m_test, &SetupTest::changed, this, &SetupPanel::changed);
    connect(panel.doctor(), &DoctorPanel::changed, this, &SetupPanel::changed);
    connect(panel.environments(), &EnvironmentsModel::countChanged, this, &SetupPanel::changed);
    connect(&panel, &PanelModel::titleChanged, this, &SetupPanel::changed);
    connect(&panel, &PanelModel::engineBusyChanged, this, &SetupPanel::changed);
    connect(&panel, &PanelModel::loadedChanged, this, &SetupPanel::shownChanged);
    connect(&panel, &PanelModel::loadedChanged, this, &SetupPanel::changed);
    connect(&panel, &PanelModel::pageChanged, this, [this] {
        if (m_panel.page() != PanelModel::SetupPage)
            m_from = m_panel.page();
        Q_EMIT shownChanged();
    });
}

void SetupPanel::setDesks(bridge::SetupDesk *desk, bridge::KeyTrialDesk *trial)
{
    m_key.setDesk(desk);
    m_key.setTrialDesk(trial);
    m_test.setDesk(desk);
}

void SetupPanel::apply(const bridge::Batch &batch)
{
    m_base.apply(batch);
    m_test.apply(batch);
    if (m_attaching && m_base.ready() && m_panel.environment()->known())
        finish(); // what the other program served is here now
}

bool SetupPanel::shown() const
{
    const auto page = m_panel.page();
    return page == PanelModel::SetupPage ||
           (m_panel.firstTime() && page != PanelModel::SettingsPage && page != PanelModel::DoctorPage);
}

QStringList SetupPanel::steps() const
{
    QStringList all;
    for (const char *title : kTitles)
        all += tr(title);
    return all;
}

QString SetupPanel::title() const
{
    return tr("Step %1 of %2: %3").arg(m_step + 1).arg(kSteps).arg(tr(kTitles[static_cast<std::size_t>(m_step)]));
}

void SetupPanel::setAttaching(bool attaching)
{
    if (std::exchange(m_attaching, attaching) == attaching)
        return;
    Q_EMIT changed();
    Q_EMIT stepChanged();
}

QString SetupPanel::whyNotCheck() const
{
    const auto *doctor = m_panel.doctor();
    if (doctor->running() || doctor->count() == 0)
        return tr("The host is being checked.");
    return doctor->failed() > 0 ? tr("What failed keeps sandboxes from running here.") : QString();
}

/// Empty: next() does what nextText() says.
QString SetupPanel::whyNotNext() const
{
    switch (m_step) {
    case HostCheck:
        return whyNotCheck();
    case EnvironmentKey:
        if (m_key.trying() || m_key.adding())
            return m_key.trying() ? tr("The key is being tested.") : tr("The environment is being added.");
        return {};
    case Template:
        if (m_base.ready() || (m_base.canPrepare() && !m_panel.engineBusy()))
            return {};
        return tr("No sandbox can start before the guest image is ready.");
    case TestRun:
        return m_test.busy() ? tr("The test runs.") : QString();
    default:
        return m_attaching && m_panel.engineBusy() ? tr("The engine is being started.") : QString();
    }
}

QString SetupPanel::nextText() const
{
    switch (m_step) {
    case Welcome:
        return m_attaching ? tr("Take over") : tr("Set up");
    case EnvironmentKey:
        if (m_key.trying())
            return tr("Testing…");
        if (m_key.good() || m_key.adding())
            return tr("Add environment");
        return m_key.touched() || !m_panel.environment()->known() ? tr("Test key") : tr("Next");
    case Template:
        return m_base.ready() || !m_base.canPrepare() ? tr("Next") : tr("Prepare now");
    case TestRun:
        return m_test.passed()                     ? tr("Open Glovebox")
               : m_test.untried() || m_test.busy() ? tr("Run the test")
                                                   : tr("Try again");
    default:
        return tr("Next");
    }
}

bool SetupPanel::canContinueAnyway() const
{
    return m_step == HostCheck && !m_panel.doctor()->running() && m_panel.doctor()->failed() > 0;
}

/// Without an environment there is nothing to go back to.
bool SetupPanel::canLeave() const
{
    return m_panel.page() == PanelModel::SetupPage && !m_panel.firstTime();
}

bool SetupPanel::offersSample() const
{
    return !m_panel.isSample();
}

QString SetupPanel::served() const
{
    const auto &environments = *m_panel.environments();
    QStringList names;
    for (int row = 0; row < environments.count(); ++row)
        names += environments.nameOf(environments.at(row).id);
    if (names.isEmpty())
        return {};
    return names.size() == 1 ? tr("%1 is served already. Go on with it, or add another.").arg(names.front())
                             : tr("%1 environments are served already: %2. Go on with them, or add another.")
                                   .arg(names.size())
                                   .arg(names.join(QStringLiteral(", ")));
}

void SetupPanel::open()
{
    m_panel.setPage(PanelModel::SetupPage);
}

void SetupPanel::leave()
{
    if (canLeave())
        m_panel.setPage(PanelModel::Page(m_from));
}

void SetupPanel::show(int step)
{
    m_panel.setPage(PanelModel::SetupPage); // stays, though an environment comes
    m_step = step;
    m_reached = std::max(m_reached, step);
    m_attaching = false;
    if (step == HostCheck)
        m_panel.doctor()->open();
    if (step == Template && m_base.canPrepare() && !m_base.failed() && !m_panel.engineBusy())
        m_panel.startEngine();
    Q_EMIT changed();
    Q_EMIT stepChanged();
}

void SetupPanel::go(int step)
{
    if (step >= Welcome && isReached(step) && step != m_step)
        show(step);
}

void SetupPanel::back()
{
    if (m_attaching)
        setAttaching(false);
    else if (m_step > Welcome)
        show(m_step - 1);
}

void SetupPanel::next()
{
    if (!canNext())
        return;
    switch (m_step) {
    case Welcome:
        return m_attaching ? m_panel.startEngine() : show(HostCheck);
    case EnvironmentKey:
        if (m_key.good()) {
            m_panel.setPage(PanelModel::SetupPage); // stays, though an environment comes
            return m_key.add();
        }
        return m_key.touched() || !m_panel.environment()->known() ? m_key.tryKey() : show(Template);
    case Template:
        return m_base.ready() ? show(TestRun) : m_panel.startEngine();
    case TestRun:
        return m_test.passed() ? finish() : m_test.begin();
    default:
        show(m_step + 1);
    }
}

void SetupPanel::continueAnyway()
{
    if (canContinueAnyway())
        show(EnvironmentKey);
}

void SetupPanel::finish()
{
    m_attaching = false;
    m_panel.setPage(PanelModel::OverviewPage);
    Q_EMIT changed();
}

void SetupPanel::exploreSample()
{
    if (offersSample())
        Q_EMIT sampleRequested();
}

void SetupPanel::copyKeyError()
{
    m_panel.copyText(m_key.errorText());
}

void SetupPanel::copyBaseError()
{
    m_panel.copyText(m_base.errorText());
}

void SetupPanel::copyTestError()
{
    m_panel.copyText(m_test.errorText());
}

} // namespace glovebox::models
