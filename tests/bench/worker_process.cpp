#include "tests/bench/worker_process.h"

#include "core/base/text.h"

#include <QDir>
#include <QEventLoop>
#include <QFile>
#include <QTimer>

#include <set>
#include <time.h>
#include <unistd.h>

namespace bench {

using namespace glovebox;

namespace {

/// Installing the npm packages is in it.
constexpr int kReadyWithinMs = 300'000;
constexpr int kEndsWithinMs = 60'000;
constexpr ByteCount kLastWordsMax{2000};

struct ProcessLine {
    qint64 id = 0;
    qint64 parent = 0;
    double seconds = 0;         // its own
    double childrenSeconds = 0; // of those that have ended
};

/// proc(5), stat: the name is in brackets and may hold anything, so that one counts from the last of them.
std::optional<ProcessLine> readProcess(const QString &id)
{
    QFile file(QStringLiteral("/proc/%1/stat").arg(id));
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt; // it has ended
    const auto line = file.readAll();
    const auto fields = line.mid(line.lastIndexOf(')') + 2).split(' ');
    if (fields.size() < 15)
        return std::nullopt;
    const auto ticks = [&](int at) {
        return fields[at].toDouble() / static_cast<double>(::sysconf(_SC_CLK_TCK));
    };
    return ProcessLine{id.toLongLong(), fields[1].toLongLong(), ticks(11) + ticks(12), ticks(13) + ticks(14)};
}

/// Exact; the ticks of /proc would be a tenth of a short round.
std::optional<double> processorTimeOf(qint64 process)
{
    clockid_t clock{};
    timespec time{};
    if (::clock_getcpuclockid(static_cast<pid_t>(process), &clock) != 0 || ::clock_gettime(clock, &time) != 0)
        return std::nullopt;
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

QByteArray commandLine(qint64 process)
{
    QFile file(QStringLiteral("/proc/%1/cmdline").arg(process));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// A process and all that come from it, and from the supervisor that works in its folder, which is nobody's child.
std::vector<ProcessLine> familyOf(qint64 root, const QByteArray &folder)
{
    std::vector<ProcessLine> everybody;
    for (const auto &id : QDir(QStringLiteral("/proc")).entryList({QStringLiteral("[0-9]*")}, QDir::Dirs))
        if (const auto process = readProcess(id))
            everybody.push_back(*process);
    std::vector<ProcessLine> family;
    std::set<qint64> members{root};
    for (const auto &process : everybody)
        if (const auto words = folder.isEmpty() ? QByteArray() : commandLine(process.id);
            words.contains("glovebox-supervisor") && words.contains(folder))
            members.insert(process.id);
    for (bool grown = true; std::exchange(grown, false);)
        for (const auto &process : everybody)
            if (members.contains(process.parent))
                grown = members.insert(process.id).second || grown;
    for (const auto &process : everybody)
        if (members.contains(process.id))
            family.push_back(process);
    return family;
}

} // namespace

Result<std::unique_ptr<WorkerProcess>> WorkerProcess::start(const WorkerSpec &spec,
                                                            std::function<void(std::string)> died)
{
    std::unique_ptr<WorkerProcess> worker(new WorkerProcess(spec));
    auto &process = worker->m_process;
    process.setProgram(QString::fromStdString(spec.program));
    process.setArguments(spec.arguments);
    auto environment = QProcessEnvironment::systemEnvironment();
    for (const auto &[name, value] : spec.environment)
        environment.insert(name, value);
    process.setProcessEnvironment(environment);
    process.setStandardErrorFile(worker->m_log.filePath(QStringLiteral("stderr")));
    process.start();
    if (!process.waitForStarted())
        return fail(ErrorCode::HostToolFailed, spec.program + ": " + process.errorString().toStdString());
    QByteArray said;
    while (!spec.saysWhenReady.isEmpty() && !said.contains(spec.saysWhenReady.toUtf8())) {
        if (!process.waitForReadyRead(kReadyWithinMs))
            return fail(ErrorCode::HostToolFailed, spec.program + " is not ready: " + worker->lastWords());
        said += process.readAllStandardOutput();
    }
    // What it prints later is nobody's; without a reader it would pile up in our memory.
    QObject::connect(&process, &QProcess::readyReadStandardOutput, &process,
                     [&process] { process.readAllStandardOutput(); });
    QObject::connect(&process, &QProcess::finished, &process,
                     [self = worker.get(), died = std::move(died), program = spec.program](int status) {
                         died(program + " ended with status " + std::to_string(status) + ": " + self->lastWords());
                     });
    return worker;
}

WorkerProcess::~WorkerProcess()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.disconnect();
    m_process.kill();
    m_process.waitForFinished();
}

std::string WorkerProcess::lastWords() const
{
    QFile log(m_log.filePath(QStringLiteral("stderr")));
    return log.open(QIODevice::ReadOnly) ? lastOf(log.readAll().toStdString(), kLastWordsMax) : std::string();
}

ProcessorTime WorkerProcess::spent() const
{
    ProcessorTime spent;
    for (const auto &process : familyOf(m_process.processId(), m_folder)) {
        const double own = processorTimeOf(process.id).value_or(process.seconds);
        spent.all += own + process.childrenSeconds;
        if (process.id == m_process.processId())
            spent.own = own;
    }
    return spent;
}

std::string WorkerProcess::acceleration() const
{
    for (const auto &process : familyOf(m_process.processId(), m_folder)) {
        const auto line = commandLine(process.id);
        if (!line.contains("qemu-system"))
            continue;
        return line.contains("accel=kvm") || line.contains(QByteArray("-accel\0kvm", 10)) ? "kvm" : "tcg";
    }
    return {};
}

void WorkerProcess::stop()
{
    m_process.disconnect();
    QEventLoop loop; // not waitForFinished(): the server that it says goodbye to is on this thread
    QObject::connect(&m_process, &QProcess::finished, &loop, &QEventLoop::quit);
    QTimer::singleShot(kEndsWithinMs, &loop, [this] {
        std::fprintf(stderr, "glovebox_worker_bench: a worker does not end and is killed\n");
        m_process.kill();
    });
    m_endsBySignal ? m_process.terminate() : m_process.closeWriteChannel();
    if (m_process.state() != QProcess::NotRunning)
        loop.exec();
}

} // namespace bench
