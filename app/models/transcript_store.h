// Role: what is kept of every session's history, so that a session can be opened at any time. Bounded per session in
// entries and bytes; the oldest go first, and their number is known.
// Thread: GUI.
#pragma once

#include "core/api/views.h"
#include "core/base/limits.h"

#include <QObject>

#include <map>

namespace glovebox::models {

/// Of one session. 2,000 entries of 128 KiB each would be 256 MB; no session is worth that in a window.
inline constexpr std::size_t kTranscriptBytesMax = 16u << 20;

struct Transcript {
    std::map<std::uint64_t, api::TranscriptEntry> entries; // by sequence
    std::size_t bytes = 0;
    std::size_t forgotten = 0;
};

class TranscriptStore : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    void apply(const api::TranscriptEntry &entry);
    void remove(const domain::SessionId &session);
    const Transcript *find(const QString &session) const;
    /// Results that are there, and that the control plane does not have yet.
    int resultsWaiting() const;

Q_SIGNALS:
    void entryChanged(const QString &session, quint64 sequence);
    void entryForgotten(const QString &session, quint64 sequence);
    void sessionRemoved(const QString &session);

private:
    std::map<std::string, Transcript> m_sessions;
};

} // namespace glovebox::models
