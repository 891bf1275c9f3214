#include "app/models/transcript_store.h"

namespace glovebox::models {

namespace {

std::size_t weight(const api::TranscriptEntry &entry)
{
    if (const auto *call = std::get_if<api::ToolCallView>(&entry.what))
        return sizeof entry + call->input.size() + call->output.size() + call->summary.size() + call->note.size();
    return sizeof entry + std::get<api::NoteView>(entry.what).text.size();
}

} // namespace

void TranscriptStore::apply(const api::TranscriptEntry &entry)
{
    Transcript &transcript = m_sessions[entry.session.value()];
    const QString session = QString::fromStdString(entry.session.value());
    const auto found = transcript.entries.find(entry.sequence);
    if (found != transcript.entries.end()) {
        transcript.bytes -= weight(found->second);
        found->second = entry;
    } else {
        transcript.entries.emplace(entry.sequence, entry);
    }
    transcript.bytes += weight(entry);
    Q_EMIT entryChanged(session, entry.sequence);

    while (transcript.entries.size() > 1 &&
           (transcript.entries.size() > limits::kTranscriptEntriesMax || transcript.bytes > kTranscriptBytesMax)) {
        const auto oldest = transcript.entries.begin();
        const quint64 sequence = oldest->first;
        transcript.bytes -= weight(oldest->second);
        transcript.entries.erase(oldest);
        ++transcript.forgotten;
        Q_EMIT entryForgotten(session, sequence);
    }
}

void TranscriptStore::remove(const domain::SessionId &session)
{
    if (m_sessions.erase(session.value()) > 0)
        Q_EMIT sessionRemoved(QString::fromStdString(session.value()));
}

const Transcript *TranscriptStore::find(const QString &session) const
{
    const auto found = m_sessions.find(session.toStdString());
    return found == m_sessions.end() ? nullptr : &found->second;
}

int TranscriptStore::resultsWaiting() const
{
    int waiting = 0;
    for (const auto &[session, transcript] : m_sessions)
        for (const auto &[sequence, entry] : transcript.entries)
            if (const auto *call = std::get_if<api::ToolCallView>(&entry.what))
                waiting += call->state == domain::ToolCallState::Posting ? 1 : 0;
    return waiting;
}

} // namespace glovebox::models
