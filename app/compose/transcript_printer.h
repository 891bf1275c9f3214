// Role: what happens, as lines on a terminal: for `gloveboxctl serve`, and for the demo on a host without a display.
// Thread: the one that reads the batches.
// Invariants: prints each state once, when it is reached; one line each, whatever a session or a guest puts into it.
// Remembers what the engine shows and no more: what is gone there is forgotten here.
#pragma once

#include "app/bridge/mailbox.h"

#include <QTimeZone>

#include <cstdio>
#include <map>
#include <string>

namespace glovebox::compose {

class TranscriptPrinter {
public:
    explicit TranscriptPrinter(std::FILE *out) : m_out(out) {}

    void print(const bridge::Batch &batch);

private:
    void print(const api::HostView &host);
    void print(const api::EnvironmentView &environment);
    void print(const api::SessionView &session);
    void print(const api::SandboxView &sandbox);
    void print(const api::TemplateView &base);
    void print(const api::SnapshotView &snapshot);
    void print(const api::WorkView &work);
    void print(const api::OutputsView &outputs);
    void print(const api::TranscriptEntry &entry);
    void line(WallTime at, const QString &who, const QString &text);

    struct Environment {
        QString name; // or its id
        QString said;
        bool hasOperatorKey = false;
    };
    struct Session {
        QString title; // what it is called here
        std::string environment;
        QString said;
        QString problem; // the last one that was printed, with its state or by itself
        QString outputs;
        std::map<std::uint64_t, QString> entries;
    };

    Session &sessionOf(const domain::SessionId &id);
    void sessionLine(WallTime at, const Session &session, const QString &text);
    /// "[Staging] " where there are several to tell apart.
    QString tag(const std::string &environment) const;
    QString approvalHint(const domain::SessionId &id, const Session &session) const;

    std::FILE *m_out;
    QString m_host; // the last line of each
    std::map<std::string, Environment> m_environments;
    std::map<std::string, Session> m_sessions;
    std::map<std::string, QString> m_sandboxes;
    std::map<std::string, QString> m_templates;
    std::map<std::string, QString> m_snapshots;
    std::map<std::string, QString> m_work;
    std::string m_lastActivity;
};

} // namespace glovebox::compose
