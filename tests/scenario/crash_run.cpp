#include "tests/scenario/crash_run.h"

#include "core/system/real_clock.h"

#include <QEventLoop>
#include <QFile>
#include <QTimer>

#include <algorithm>
#include <array>
#include <csignal>

namespace scenario {

using namespace glovebox;
using namespace std::chrono_literals;
using namespace testsupport;

namespace {

/// Calls alone and in a bundle; the agent takes whatever it is told, so that a session goes on after a crash.
constexpr const char *kScenario = R"({
  "name": "crash", "title": "Crash", "description": "Five calls.", "system": "You call tools.", "prompt": "Go.",
  "permissions": {"default": "always_allow"},
  "start": "work",
  "states": {"work": [
    {"call": {"label": "a", "tool": "bash", "input": {"command": "a ${message}"}}},
    {"calls": [
      {"label": "b", "tool": "bash", "input": {"command": "b ${message}"}},
      {"label": "c", "tool": "bash", "input": {"command": "c ${message}"}},
      {"label": "d", "tool": "bash", "input": {"command": "d ${message}"}}]},
    {"call": {"label": "e", "tool": "bash", "input": {"command": "e ${message}"}}},
    {"end": "well"}]}
})";

/// Shorter than most lives are apart, so that leases lapse over a kill as well as hold.
constexpr std::chrono::milliseconds kLeaseTtl = 4s;
/// A life without the request that was aimed at ends by time: long enough for a start and some sessions.
constexpr int kLifeMaxMs = 900;
constexpr const char *kSandboxes = "4";
/// Facts that nobody waits for wait that long for others, and some for the commit: a kill may take both ends of a life.
constexpr std::chrono::milliseconds kToldWithin = 1s;
constexpr const char *kIdleSeconds = "0.05";
constexpr const char *kCallMilliseconds = "25";

system::RealClock &realClock()
{
    static system::RealClock clock;
    return clock;
}

bool runUntil(const std::function<bool()> &condition, int limitMs)
{
    QEventLoop loop;
    QTimer look;
    bool met = false;
    QObject::connect(&look, &QTimer::timeout, &loop, [&] {
        if ((met = condition()))
            loop.quit();
    });
    look.start(10);
    QTimer::singleShot(limitMs, &loop, [&] { loop.quit(); });
    loop.exec();
    return met || condition();
}

} // namespace

CrashRun::CrashRun(CrashPlan plan) : m_plan(plan), m_random(plan.seed), m_clock(realClock())
{
    FaultPlan calm{.seed = plan.seed, .rate = 0, .cutsStreams = false, .mischief = 0};
    m_controlPlane = std::make_unique<FaultyControlPlane>(
        m_clock, FaultyControlPlane::Options{.plan = calm, .leaseTtl = kLeaseTtl, .scenario = kScenario});
    m_controlPlane->onRequest = [this](const RelayedRequest &request, Moment moment) {
        if (m_dead || !m_aim || request.route != m_aim->route || moment != m_aim->moment || m_aim->nth-- > 0)
            return;
        kill(std::string(word(request.route)) + (moment == Moment::Asked ? ", not heard" : ", answer under way"));
    };
}

CrashRun::~CrashRun()
{
    if (m_engine)
        m_engine->kill();
    if (m_engine)
        m_engine->waitForFinished();
}

void CrashRun::addSessions()
{
    const auto &sessions = m_controlPlane->model().sessions();
    auto open = std::ranges::count_if(sessions, [](const auto &session) { return session->isTurnOpen(); });
    for (; open < m_plan.sessionsAtOnce; ++open, ++m_sessions)
        m_controlPlane->addSession("Session " + std::to_string(m_sessions), "number-" + std::to_string(m_sessions));
}

bool CrashRun::isOver()
{
    return std::ranges::none_of(m_controlPlane->model().sessions(),
                                [](const auto &session) { return session->isTurnOpen(); }) &&
           m_controlPlane->isQuiet();
}

void CrashRun::startEngine()
{
    auto &model = m_controlPlane->model();
    m_engine = std::make_unique<QProcess>();
    m_engine->setProcessChannelMode(QProcess::ForwardedChannels);
    m_engine->start(qEnvironmentVariable("FAKE_GUEST_ENGINE"),
                    {QString::fromStdString(m_controlPlane->url()), QString::fromStdString(model.environmentId()),
                     QString::fromStdString(model.environmentKey().reveal()), QString::fromLatin1(kSandboxes),
                     QString::fromStdString(ledgerFile()), QString::fromLatin1(kIdleSeconds),
                     QString::fromLatin1(kCallMilliseconds), m_folder.filePath(QStringLiteral("journal"))});
    if (!m_engine->waitForStarted())
        qFatal("the engine does not start");
    m_dead = false;
}

/// Two of three shots are aimed at a request, since the moments that matter are short; the others fall anywhere, most
/// of them early, while what the life before left is taken up.
void CrashRun::aim()
{
    static constexpr std::array routes{Route::Poll,    Route::Acknowledge, Route::Heartbeat, Route::Stop,
                                       Route::Session, Route::History,     Route::Results,   Route::Stream};
    const auto below = [this](std::uint64_t most) {
        return static_cast<int>(m_random() % most);
    };
    m_aim.reset();
    if (below(3) > 0)
        m_aim = {.route = routes.at(static_cast<std::size_t>(below(routes.size()))),
                 .moment = below(2) == 0 ? Moment::Asked : Moment::Answered,
                 .nth = below(8)};
}

void CrashRun::kill(const std::string &when)
{
    m_dead = true;
    ::kill(static_cast<pid_t>(m_engine->processId()), SIGKILL);
    ++m_killedAt[when];
}

void CrashRun::killOnce()
{
    addSessions();
    aim();
    const int life = m_aim ? kLifeMaxMs : 20 + static_cast<int>(m_random() % (kLifeMaxMs / 2));
    startEngine();
    if (!runUntil([this] { return m_dead; }, life))
        kill("any moment");
    m_engine->waitForFinished();
    if (m_engine->exitStatus() != QProcess::CrashExit)
        qFatal("the engine ended by itself: %d", m_engine->exitCode());
    m_books.look(ledgerFile());
    m_outlived += static_cast<int>(LastingMachines::left(machineFolder()).size());
}

bool CrashRun::finish(int limitMs)
{
    m_aim.reset();
    startEngine();
    const bool over = runUntil([this] { return isOver(); }, limitMs);
    m_engine->closeWriteChannel();
    return m_engine->waitForFinished() && m_engine->exitStatus() == QProcess::NormalExit && over;
}

void CrashRun::readJournal(CrashReckoning &reckoning) const
{
    QFile journal(m_folder.filePath(QStringLiteral("journal")));
    if (!journal.open(QIODevice::ReadOnly))
        qFatal("no call has run");
    std::map<QByteArray, int> times;
    for (const auto &line : journal.readAll().split('\n'))
        if (!line.isEmpty())
            ++times[line];
    reckoning.computed = static_cast<int>(times.size());
    for (const auto &[call, count] : times)
        if (count > 1)
            reckoning.isWrong(call.toStdString(), " ran ", std::to_string(count), " times");
}

CrashReckoning CrashRun::reckon()
{
    CrashReckoning reckoning;
    reckoning.killedAt = m_killedAt;
    for (const auto &session : m_controlPlane->model().sessions()) {
        ++reckoning.sessions;
        std::map<std::string, int> results;
        for (const auto &event : session->events().all()) {
            if (event.at("type") == "agent.tool_use") {
                results.emplace(event.at("id").get<std::string>(), 0);
            } else if (event.at("type") == "user.tool_result") {
                ++results[event.at("tool_use_id").get<std::string>()];
                reckoning.unknown += event.value("is_error", false) ? 1 : 0;
            }
        }
        for (const auto &[call, count] : results) {
            ++reckoning.calls;
            if (count == 1)
                ++reckoning.answered;
            else
                reckoning.isWrong(call, " of ", session->id(), " has ", std::to_string(count), " results");
        }
        if (results.size() != kCallsPerSession || session->outcome().kind != demo::Outcome::Kind::EndedWell)
            reckoning.isWrong(session->id(), " did not end well: ", session->outcome().why);
    }
    for (const auto &item : (*m_controlPlane->model().queue(m_controlPlane->model().environmentId()))
                                ->items(m_controlPlane->model().now()))
        if (item.state != domain::WorkState::Stopped)
            reckoning.isWrong(item.id, " is ", std::string(word(item.state)));
    for (const auto &sentence : m_controlPlane->violations())
        reckoning.isWrong(sentence);
    readJournal(reckoning);
    readBooks(reckoning);
    return reckoning;
}

/// What a kill took of the machines' use: nothing of those that lived on. One that ended just before a kill, or with
/// it, is told by its last slice alone.
void CrashRun::readBooks(CrashReckoning &reckoning) const
{
    for (const auto &sentence : m_books.wrong())
        reckoning.isWrong(sentence);
    for (const auto &sandbox : LastingMachines::left(machineFolder()))
        reckoning.isWrong(sandbox, " is left over");
    const auto books = sandboxesOf(ledgerFile());
    std::map<std::string, LastingMachines::Ended> counted;
    for (const auto &one : LastingMachines::ended(machineFolder()))
        counted.insert_or_assign(one.sandbox, one);
    reckoning.sandboxes = static_cast<int>(books.size());
    reckoning.outlived = m_outlived;
    for (const auto &[sandbox, line] : books) {
        reckoning.booked += line.running;
        if (line.isOpen)
            reckoning.isWrong(sandbox, " is open in the books");
        if (const auto own = counted.find(sandbox); own != counted.end()) {
            ++reckoning.measured;
            if (const auto difference = line.differsFrom(own->second); !difference.empty())
                reckoning.isWrong(sandbox, difference);
        } else if (!line.isLost && line.running > kMetersAgree) {
            reckoning.isWrong(sandbox, " ran, and no machine ended");
        }
    }
    for (const auto &[sandbox, own] : counted)
        if (!books.contains(sandbox) && own.lived > kToldWithin)
            reckoning.isWrong(sandbox, " is not in the books");
    if (const auto why = whatAuditLacks(ledgerFile()); !why.empty())
        reckoning.isWrong(why);
}

std::string CrashRun::ledgerFile() const
{
    return m_folder.filePath(QStringLiteral("ledger.db")).toStdString();
}

std::string CrashRun::machineFolder() const
{
    return m_folder.filePath(QStringLiteral("journal.machines")).toStdString();
}

std::string CrashRun::whatIsLeft()
{
    std::string text;
    auto &model = m_controlPlane->model();
    for (const auto &item : (*model.queue(model.environmentId()))->items(model.now()))
        if (item.state != domain::WorkState::Stopped && text.size() < 4000)
            text += item.subject + ": item " + item.id + ' ' + std::string(word(item.state)) + '\n';
    for (const auto &session : model.sessions())
        if (session->isTurnOpen() && text.size() < 4000)
            text += session->id() + ": " + session->status() + ", turn open\n";
    return text;
}

} // namespace scenario
