// Role: one run of gloveboxctl as a user would start it: a real process, with an environment that holds nothing of
// ours, and what it prints. Destroying it ends the process the hard way. Thread: the test's, with an event loop.
#pragma once

#include <QMap>
#include <QProcess>
#include <QTemporaryDir>

namespace testcli {

using Variables = QMap<QString, QString>;

class Program {
public:
    /// Who reads what it prints: we, or nobody any more, as when a pager was closed.
    enum class Reader { Here, Gone };
    Program(const QStringList &arguments, const Variables &variables = {}, Reader reader = Reader::Here,
            const QString &program = qEnvironmentVariable("GLOVEBOXCTL"));
    ~Program();

    /// Until the text was printed. False: it ended without it, or half a minute passed.
    bool prints(const QByteArray &text, int times = 1);
    /// Waits for the end. -1: it was killed, or did not end.
    int status();
    void terminate() { m_process.terminate(); }
    /// The hard way, to its end.
    void kill();
    /// Standard input, all of it.
    void hear(const QByteArray &text)
    {
        m_process.write(text);
        m_process.closeWriteChannel();
    }

    bool isRunning() const { return m_process.state() == QProcess::Running; }
    bool hasEnded() const { return m_process.state() == QProcess::NotRunning; }
    qint64 processId() const { return m_process.processId(); }
    const QByteArray &output() const { return m_output; }
    const QByteArray &errors() const { return m_errors; }
    QByteArray everything() const { return m_output + m_errors; }

private:
    QProcess m_process;
    QByteArray m_output;
    QByteArray m_errors;
};

/// An environment key, and the part of it that nobody may see.
inline constexpr const char *kKey = "sk-ant-oat01-recognisable-part-that-nobody-may-see-7Q2c";
inline constexpr const char *kKeyMiddle = "recognisable-part";

/// Its value marks a program and what that starts; see processesMarked().
inline const QString kMark = QStringLiteral("GLOVEBOX_TEST_MARK");

/// A worker that can start: the image below `scratch`, which is never booted, an environment, a folder of its own.
Variables workerVariables(const QTemporaryDir &scratch, const QString &url, const QString &mark);

/// A part of a guest image that passes for one as long as nothing boots from it.
void makeStandInImage(const QString &folder);

/// Processes that were started with this mark in their environment, or by one that was.
QList<qint64> processesMarked(const QByteArray &mark);

/// What any file below the folder holds.
bool anyFileHolds(const QString &folder, const QByteArray &text);

/// A port on 127.0.0.1 where nobody listens.
QString closedPort();

} // namespace testcli
