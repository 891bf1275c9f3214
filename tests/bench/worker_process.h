// Role: a worker of the benchmark as a process of its own, and the processor time that it and its children take.
// Thread: one with a Qt event loop. Invariants: the process is gone when the object is.
#pragma once

#include "core/base/result.h"

#include <QProcess>
#include <QTemporaryDir>

#include <functional>
#include <string>

namespace bench {

struct WorkerSpec {
    std::string program;
    QStringList arguments;
    QList<std::pair<QString, QString>> environment; // beside ours
    bool endsBySignal = false;                      // otherwise by the end of its standard input
    QString folder;                                 // its machines' supervisor works in it; empty: it has none
    QString saysWhenReady;                          // a line on its standard output; empty: it is not waited for
};

/// Since the process was started.
struct ProcessorTime {
    double own = 0; // of the worker's process alone, seconds
    double all = 0; // with its children and its supervisor's: shells, machines
};

class WorkerProcess {
public:
    /// `died`: it ended by itself.
    static glovebox::Result<std::unique_ptr<WorkerProcess>> start(const WorkerSpec &spec,
                                                                  std::function<void(std::string)> died);
    ~WorkerProcess();

    ProcessorTime spent() const;
    /// "kvm" or "tcg", as its machines were started; empty: it has none.
    std::string acceleration() const;
    /// Lets it give everything back and waits for its end.
    void stop();

private:
    explicit WorkerProcess(const WorkerSpec &spec) : m_folder(spec.folder.toUtf8()), m_endsBySignal(spec.endsBySignal)
    {
    }
    std::string lastWords() const;

    QProcess m_process;
    QTemporaryDir m_log;
    QByteArray m_folder;
    bool m_endsBySignal;
};

} // namespace bench
