#include "app/models/setup_test.h"

#include "app/format/foreign_text.h"
#include "app/format/quantities.h"
#include "app/format/states.h"
#include "app/models/roles.h"

#include <QPointer>

#include <algorithm>

namespace glovebox::models {

using namespace std::chrono_literals;
using domain::SandboxState;
using domain::SnapshotState;

namespace {

struct TestStep {
    const char *title;
    std::chrono::seconds usual; // what takes longer says so
};

constexpr std::array<TestStep, SetupTest::kSteps> kDefs{{
    {QT_TRANSLATE_NOOP("glovebox::models::SetupTest", "Start a sandbox"), 60s},
    {QT_TRANSLATE_NOOP("glovebox::models::SetupTest", "Run a command in it"), 10s},
    {QT_TRANSLATE_NOOP("glovebox::models::SetupTest", "Take a snapshot"), 60s},
    {QT_TRANSLATE_NOOP("glovebox::models::SetupTest", "Hibernate it"), 60s},
    {QT_TRANSLATE_NOOP("glovebox::models::SetupTest", "Resume it"), 30s},
    {QT_TRANSLATE_NOOP("glovebox::models::SetupTest", "Destroy it and its snapshot"), 30s},
}};

constexpr std::chrono::seconds kCommandMax{30};
constexpr const char *kCommand = "uname -a";
constexpr const char *kName = "Set-up test";

QString titleOf(int step)
{
    return SetupTest::tr(kDefs[static_cast<std::size_t>(step)].title);
}

QString idIn(const api::Verdict &verdict)
{
    return QString::fromStdString(verdict.object).section(QLatin1Char('/'), 1);
}

} // namespace

SetupTest::SetupTest(bridge::EngineClient *client, const SandboxesModel &sandboxes, const SnapshotsModel &snapshots,
                     Ticker *ticker)
    : m_client(client), m_sandboxes(sandboxes), m_snapshots(snapshots), m_ticker(ticker)
{
    connect(ticker, &Ticker::ticked, this, [this] {
        if (busy())
            refresh();
    });
}

bool SetupTest::busy() const
{
    return m_state == TestState::Running || tidying();
}

/// Outside the last step: because somebody cancelled, or before another run.
bool SetupTest::tidying() const
{
    return m_state == TestState::Cleaning || m_state == TestState::Restarting;
}

bool SetupTest::happen(TestEvent event)
{
    const auto next = domain::follow(kTestEdges, m_state, event);
    if (!next)
        return false;
    m_state = *next;
    return true;
}

void SetupTest::begin()
{
    if (!happen(TestEvent::Begin))
        return;
    if (m_state == TestState::Running)
        startOver();
    else
        tidy();
    refresh();
}

void SetupTest::startOver()
{
    ++m_run;
    m_rows = {};
    m_error = {};
    m_sandboxAsked = m_snapshotAsked = m_wasHibernating = false;
    enter(Start);
}

void SetupTest::cancel()
{
    if (!happen(TestEvent::Cancel))
        return;
    m_program.cancel();
    tidy();
    refresh();
}

void SetupTest::enter(int step)
{
    m_step = step;
    m_rows[static_cast<std::size_t>(step)].begun = m_ticker->now();
    ask(step);
}

/// Not after this, and not in a later run.
bridge::EngineClient::Answered SetupTest::ifMeant(std::function<void(const api::Verdict &)> then)
{
    return [self = QPointer(this), run = m_run, then = std::move(then)](const api::Verdict &verdict) {
        if (self && self->m_run == run)
            then(verdict);
    };
}

bridge::EngineClient::Answered SetupTest::stepAnswer(int step)
{
    return ifMeant([this, step](const api::Verdict &verdict) { answered(step, verdict); });
}

/// What is there no more went by itself; what may not go is told.
bridge::EngineClient::Answered SetupTest::tidyAnswer(bool SetupTest::*asked, QString SetupTest::*id)
{
    return ifMeant([this, asked, id](const api::Verdict &verdict) {
        if (verdict.kind != api::Verdict::Kind::Denied)
            return;
        this->*asked = false;
        if (verdict.code != ErrorCode::NotFound)
            return fail(verdict);
        (this->*id).clear();
        look();
    });
}

void SetupTest::ask(int step)
{
    if (!m_client)
        return;
    const domain::SandboxId sandbox(m_sandbox.toStdString());
    switch (step) {
    case Start:
        m_ownsLate = true;
        return m_client->createSandbox({.name = kName}, stepAnswer(step));
    case Command:
        if (m_desk)
            m_program = m_desk->run(sandbox, {.arguments = {"/bin/sh", "-c", kCommand}, .timeout = kCommandMax},
                                    [this](const Result<bridge::ProgramOutcome> &outcome) { ran(outcome); });
        return;
    case Snapshot:
        return m_client->act(api::TakeSnapshot{sandbox, kName}, stepAnswer(step));
    case Hibernate:
        return m_client->act(api::HibernateSandbox{sandbox}, stepAnswer(step));
    case Resume:
        return m_client->resumeSandbox(sandbox, stepAnswer(step));
    default:
        tidy();
    }
}

void SetupTest::answered(int step, const api::Verdict &verdict)
{
    const bool denied = verdict.kind == api::Verdict::Kind::Denied;
    if (step == Start) {
        m_ownsLate = false;
        m_sandbox = denied ? QString() : idIn(verdict);
    }
    if (step == Snapshot && !denied)
        m_snapshot = idIn(verdict);
    if (m_state == TestState::Running && m_step == step && denied)
        return fail(verdict);
    look();
}

void SetupTest::ran(const Result<bridge::ProgramOutcome> &outcome)
{
    if (m_state != TestState::Running || m_step != Command)
        return;
    if (!outcome)
        return fail(outcome.error(), format::Area::Sandbox);
    const QString line = format::firstLine(QString::fromStdString(outcome->output));
    if (outcome->end.status == 0)
        return done(Command, m_ticker->now(), line);
    format::Explanation why = format::explain({ErrorCode::HostToolFailed, {}}, format::Area::Sandbox);
    why.why = outcome->end.timedOut ? tr("The command was not done within %1.").arg(format::duration(kCommandMax))
              : outcome->end.status ? tr("The command ended with status %1.").arg(*outcome->end.status)
                                    : tr("The command was ended by signal %1.").arg(outcome->end.signal);
    why.todo = tr("Look at the sandbox's log, then try again.");
    why.detail = line;
    fail(std::move(why));
}

void SetupTest::apply(const bridge::Batch &batch)
{
    if (m_state == TestState::Idle)
        return;
    for (const auto &gone : batch.goneSandboxes)
        if (gone.value() == m_sandbox.toStdString() && m_sandboxAsked)
            m_sandbox.clear();
    for (const auto &gone : batch.goneSnapshots)
        if (gone.value() == m_snapshot.toStdString() && m_snapshotAsked)
            m_snapshot.clear();
    look();
}

/// What the engine's views say of what the step waits for.
void SetupTest::look()
{
    if (tidying() || (running() && m_step == Destroy)) {
        tidy();
    } else if (running() && !m_sandbox.isEmpty()) {
        if (const auto *view = m_sandboxes.find(m_sandbox))
            lookAtSandbox(*view);
        if (const auto *view = m_snapshots.find(m_snapshot); view && running() && m_step == Snapshot)
            lookAtSnapshot(*view);
    }
    refresh();
}

void SetupTest::lookAtSandbox(const api::SandboxView &view)
{
    const bool runs = view.state == SandboxState::Running;
    if (view.state == SandboxState::Failed || view.state == SandboxState::Destroyed ||
        view.state == SandboxState::Destroying)
        return fail(view.problem.value_or(Error{ErrorCode::GuestExited, view.reason}), format::Area::Sandbox);
    if (m_step == Start && runs)
        return done(Start, view.since,
                    view.bootTime && view.base
                        ? tr("cloned, its guest answered after %1").arg(format::measured(*view.bootTime))
                    : view.bootTime ? tr("booted, its guest answered after %1").arg(format::measured(*view.bootTime))
                                    : QString());
    if (m_step == Hibernate && view.state == SandboxState::Hibernated)
        return done(Hibernate, view.since,
                    view.stored.value > 0 ? tr("%1 on disk, no process and no slot").arg(format::bytes(view.stored))
                                          : tr("on disk, no process and no slot"));
    if (m_step == Hibernate && view.state == SandboxState::Hibernating)
        m_wasHibernating = true;
    else if (m_step == Hibernate && runs && std::exchange(m_wasHibernating, false))
        return fail(Error{ErrorCode::InvalidState, "it went on running instead"}, format::Area::Sandbox);
    if (m_step == Resume && runs)
        done(Resume, view.since, tr("as it was, with its memory"));
}

void SetupTest::lookAtSnapshot(const api::SnapshotView &view)
{
    if (view.state == SnapshotState::Failed)
        return fail(view.problem.value_or(Error{}), format::Area::Snapshot);
    if (view.state == SnapshotState::Ready)
        done(Snapshot, m_ticker->now(),
             tr("%1, the guest stood still for %2")
                 .arg(format::bytes(ByteCount{view.memory.value + view.disk.value}),
                      format::measuredFinely(view.stopped)));
}

/// Both clocks are this host's; what the view says may still be of before.
void SetupTest::done(int step, WallTime at, const QString &detail)
{
    auto &row = m_rows[static_cast<std::size_t>(step)];
    const auto now = m_ticker->now();
    row.ended = at < *row.begun || at > now ? now : at;
    row.detail = detail;
    if (step == Destroy)
        happen(TestEvent::AllDone);
    else
        enter(step + 1);
    refresh();
}

void SetupTest::fail(format::Explanation why)
{
    const bool wasTidying = tidying();
    if (!happen(TestEvent::StepFailed))
        return;
    auto &row = m_rows[static_cast<std::size_t>(m_step)];
    if (!wasTidying) {
        row.failed = true;
        row.ended = m_ticker->now();
    }
    why.what = wasTidying
                   ? tr("What the test made could not be destroyed.")
                   : tr("The test stopped at “%1” after %2.").arg(titleOf(m_step), format::measured(lengthOf(row)));
    m_error = std::move(why);
    refresh();
}

void SetupTest::fail(const api::Verdict &verdict)
{
    auto why = format::explain({verdict.code, {}}, format::Area::Sandbox);
    why.why = format::shownLine(QString::fromStdString(verdict.reason));
    why.todo = tr("Put that right, then try again.");
    fail(std::move(why));
}

void SetupTest::fail(const Error &error, format::Area area)
{
    auto why = format::explain(error, area, QString::fromStdString(kName));
    why.todo = tr("Look at the sandbox's log, then try again."); // no session waits for it
    fail(std::move(why));
}

/// First the sandbox, which may stand on the snapshot. Asked for again after each change, until nothing is left.
void SetupTest::tidy()
{
    if (m_ownsLate) // its answer comes, and leads here again
        return;
    if (!m_sandbox.isEmpty()) {
        const auto *view = m_sandboxes.find(m_sandbox);
        if (m_sandboxAsked && (!view || view->state == SandboxState::Destroyed))
            m_sandbox.clear();
        else if (!std::exchange(m_sandboxAsked, true) && m_client)
            m_client->destroySandbox(domain::SandboxId(m_sandbox.toStdString()),
                                     tidyAnswer(&SetupTest::m_sandboxAsked, &SetupTest::m_sandbox));
    }
    if (m_sandbox.isEmpty() && !m_snapshot.isEmpty()) {
        const auto *view = m_snapshots.find(m_snapshot);
        if (m_snapshotAsked && (!view || m_snapshots.goneAt(m_snapshot) || view->state == SnapshotState::Gone))
            m_snapshot.clear();
        else if (!std::exchange(m_snapshotAsked, true) && m_client)
            m_client->act(api::DeleteSnapshots{{domain::SnapshotId(m_snapshot.toStdString())}},
                          tidyAnswer(&SetupTest::m_snapshotAsked, &SetupTest::m_snapshot));
    }
    if (m_sandbox.isEmpty() && m_snapshot.isEmpty())
        tidied();
}

void SetupTest::tidied()
{
    if (running())
        return done(Destroy, m_ticker->now(), tr("nothing of it is left on this host"));
    if (!happen(TestEvent::Cleaned))
        return;
    if (running())
        startOver();
}

std::chrono::milliseconds SetupTest::lengthOf(const Row &row) const
{
    return row.begun ? std::max(0ms, row.ended.value_or(m_ticker->now()) - *row.begun) : 0ms;
}

QString SetupTest::summary() const
{
    auto all = 0ms;
    for (const Row &row : m_rows)
        all += lengthOf(row);
    switch (m_state) {
    case TestState::Idle:
        return tr("One sandbox of its own is started, used and destroyed. Nothing of it stays.");
    case TestState::Running:
        return tr("Step %1 of %2: %3").arg(m_step + 1).arg(kSteps).arg(titleOf(m_step));
    case TestState::Failed:
        return tr("The test did not pass.");
    case TestState::Cleaning:
        return tr("Cancelled: what the test made is being destroyed…");
    case TestState::Restarting:
        return tr("What the last run left is being destroyed first…");
    case TestState::Cancelled:
        return tr("Cancelled. Nothing of the test is left on this host.");
    case TestState::Passed:
        break;
    }
    return tr("All %1 steps passed in %2.").arg(kSteps).arg(format::measured(all));
}

QString SetupTest::detailOf(int step) const
{
    const Row &row = m_rows[static_cast<std::size_t>(step)];
    if (!row.begun || row.ended || !running())
        return row.detail;
    if (lengthOf(row) > kDefs[static_cast<std::size_t>(step)].usual)
        return tr("Taking longer than usual");
    const auto *view = m_sandboxes.find(m_sandbox);
    if (step == Start && view && !view->waitsFor.empty())
        return tr("Waits for %1").arg(format::shownLine(QString::fromStdString(view->waitsFor)));
    return {};
}

QVariant SetupTest::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const int step = index.row();
    const Row &row = m_rows[static_cast<std::size_t>(step)];
    const bool isNow = row.begun && !row.ended && running();
    const bool isCut = row.begun && !row.ended && !running();
    const auto longest = std::ranges::max(m_rows, {}, [this](const Row &each) { return lengthOf(each); });
    const auto most = lengthOf(longest);
    const QString word = row.failed  ? tr("Failed")
                         : isNow     ? tr("Under way")
                         : isCut     ? tr("Cancelled")
                         : row.ended ? tr("Done")
                                     : tr("To come");
    const QString time = row.begun && !isCut ? format::measured(lengthOf(row)) : QString();
    switch (role) {
    case TitleRole:
        return titleOf(step);
    case ToneRole:
        return QLatin1String(row.failed ? "failed" : isNow ? "progress" : row.ended ? "live" : "neutral");
    case SymbolRole:
        return QLatin1String(row.failed  ? "octagon-cross"
                             : isNow     ? "arc"
                             : isCut     ? "circle-slash"
                             : row.ended ? "check-circle"
                                         : "circle");
    case WordRole:
        return word;
    case TimeRole:
        return time;
    case ShareRole:
        return most.count() > 0 && !isCut
                   ? static_cast<double>(lengthOf(row).count()) / static_cast<double>(most.count())
                   : 0.0;
    case DetailRole:
        return detailOf(step);
    case SpokenRole:
        return time.isEmpty() ? tr("%1: %2").arg(titleOf(step), word) : tr("%1: %2, %3").arg(titleOf(step), word, time);
    default:
        return {};
    }
}

QHash<int, QByteArray> SetupTest::roleNames() const
{
    return roleTable({{TitleRole, "title"},
                      {ToneRole, "tone"},
                      {SymbolRole, "symbol"},
                      {WordRole, "word"},
                      {TimeRole, "time"},
                      {ShareRole, "share"},
                      {DetailRole, "detail"},
                      {SpokenRole, "spoken"}});
}

void SetupTest::refresh()
{
    Q_EMIT dataChanged(index(0), index(kSteps - 1));
    Q_EMIT changed();
}

} // namespace glovebox::models
