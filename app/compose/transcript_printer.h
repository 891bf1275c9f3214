// Role: what happens, as lines on a terminal: for `gloveboxctl serve`, and for the demo on a host without a display.
// Thread: the one that reads the batches. Prints each state once, when it is reached.
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
    void print(const api::TranscriptEntry &entry);
    void line(WallTime at, const QString &who, const QString &text);

    std::FILE *m_out;
    std::map<std::string, std::string> m_said; // key of an object → its last line
    std::map<std::string, QString> m_titles;   // session id → what it is called here
    std::string m_lastActivity;
};

} // namespace glovebox::compose
