#include "app/compose/transcript_printer.h"

#include "app/format/errors.h"
#include "app/format/foreign_text.h"
#include "app/format/quantities.h"
#include "app/format/sandboxes.h"
#include "app/format/snapshots.h"
#include "app/format/states.h"
#include "app/format/work.h"
#include "core/base/limits.h"

#include <QDateTime>

namespace glovebox::compose {

namespace {

constexpr int kWhoWidth = 24;
constexpr qsizetype kTextMax = 200;
/// Why something failed, or waits, may take two sentences, the second with what is possible.
constexpr qsizetype kReasonMax = 400;

/// Never half of a character.
QString cut(const QString &text, qsizetype max)
{
    if (text.size() <= max)
        return text;
    const bool halves = text[max - 1].isHighSurrogate();
    return text.left(halves ? max - 1 : max) + QStringLiteral("…");
}

QString safe(const std::string &text, qsizetype max = kTextMax)
{
    return cut(format::shownLine(QString::fromStdString(text).simplified()), max);
}

/// True the first time that this is said there.
bool isNews(QString &said, const QString &text)
{
    return std::exchange(said, text) != text;
}

WallTime now()
{
    return WallTime(std::chrono::milliseconds(QDateTime::currentMSecsSinceEpoch()));
}

} // namespace

void TranscriptPrinter::print(const bridge::Batch &batch)
{
    for (const auto &id : batch.goneSessions)
        m_sessions.erase(id.value());
    for (const auto &id : batch.goneSandboxes)
        m_sandboxes.erase(id.value());
    for (const auto &id : batch.goneTemplates)
        m_templates.erase(id.value());
    for (const auto &id : batch.goneSnapshots)
        if (m_snapshots.erase(id.value()) > 0)
            line(now(), QString::fromStdString(id.value()), QStringLiteral("Deleted"));
    if (batch.host)
        print(*batch.host);
    for (const auto &environment : batch.environments)
        print(environment);
    for (const auto &session : batch.sessions)
        print(session);
    for (const auto &base : batch.templates)
        print(base);
    for (const auto &snapshot : batch.snapshots)
        print(snapshot);
    for (const auto &sandbox : batch.sandboxes)
        print(sandbox);
    for (const auto &id : batch.goneWork)
        m_work.erase(id.value());
    for (const auto &work : batch.work)
        print(work);
    for (const auto &outputs : batch.outputs)
        print(outputs);
    for (const auto &entry : batch.entries)
        print(entry);
    if (batch.droppedEntries > 0)
        line(now(), QStringLiteral("transcript"),
             QStringLiteral("%1 entries came too fast to be shown").arg(batch.droppedEntries));
    std::fflush(m_out);
}

void TranscriptPrinter::line(WallTime at, const QString &who, const QString &text)
{
    const auto name = cut(who, who.size() > kWhoWidth ? kWhoWidth - 1 : kWhoWidth).leftJustified(kWhoWidth);
    std::fprintf(m_out, "%s  %s  %s\n", qUtf8Printable(format::clockTime(at, QTimeZone::systemTimeZone())),
                 qUtf8Printable(name), qUtf8Printable(text));
}

TranscriptPrinter::Session &TranscriptPrinter::sessionOf(const domain::SessionId &id)
{
    auto &session = m_sessions[id.value()];
    if (session.title.isEmpty())
        session.title = format::shortened(safe(id.value()), 16);
    return session;
}

void TranscriptPrinter::sessionLine(WallTime at, const Session &session, const QString &text)
{
    line(at, session.title, tag(session.environment) + text);
}

QString TranscriptPrinter::tag(const std::string &environment) const
{
    const auto known = m_environments.find(environment);
    return m_environments.size() > 1 && known != m_environments.end()
               ? QLatin1Char('[') + known->second.name + QStringLiteral("] ")
               : QString();
}

/// Which session, since its title may be anybody's, and who can answer.
QString TranscriptPrinter::approvalHint(const domain::SessionId &id, const Session &session) const
{
    const auto known = m_environments.find(session.environment);
    const bool hasKey = known != m_environments.end() && known->second.hasOperatorKey;
    return QStringLiteral(" (session %1; ").arg(safe(id.value())) +
           (hasKey ? QStringLiteral("allow or deny it in the panel or in the Console)")
                   : QStringLiteral(
                         "allow or deny it in the Console; the panel can answer too once it has the operator "
                         "key, which is missing: --operator-key-file, or operator_key_file in the environments file)"));
}

void TranscriptPrinter::print(const api::HostView &host)
{
    auto text = format::look(host.phase).word;
    if (host.phase == api::EnginePhase::Running && host.acceleration)
        text +=
            QStringLiteral(", %1 slots, %2").arg(host.slotsMax).arg(format::accelerationWord(host)) +
            (host.accelerationReason.empty() ? QString() : QStringLiteral(" (%1)").arg(safe(host.accelerationReason)));
    if (host.problem)
        text += QStringLiteral(": ") + safe(describe(*host.problem), kReasonMax);
    if (host.phase == api::EnginePhase::Preparing) {
        if (host.activity.empty() || m_lastActivity == host.activity)
            return;
        m_lastActivity = host.activity;
        text = safe(host.activity);
    }
    if (isNews(m_host, text))
        line(now(), QStringLiteral("engine"), text);
}

void TranscriptPrinter::print(const api::EnvironmentView &environment)
{
    auto &known = m_environments[environment.id.value()];
    known.name = safe(environment.name.empty() ? environment.id.value() : environment.name);
    known.hasOperatorKey = environment.hasOperatorKey;
    auto text = format::look(environment, QTimeZone::systemTimeZone()).word;
    auto key = text;
    if (environment.problem) { // tried again and again: its kind is news, not each attempt's words
        text += QStringLiteral(": ") + safe(describe(*environment.problem), kReasonMax);
        key = QString::fromUtf8(api::word(environment.state).data()) + QLatin1Char(' ') +
              QLatin1String(name(environment.problem->code));
    }
    if (isNews(known.said, key))
        line(environment.since, known.name, text);
}

void TranscriptPrinter::print(const api::SessionView &view)
{
    auto &session = sessionOf(view.id);
    if (!view.title.empty())
        session.title = safe(view.title);
    session.environment = view.environment.value();
    auto text = format::look(view, view.since).word;
    const auto problem = view.problem ? safe(describe(*view.problem), kReasonMax) : QString();
    const bool toldBefore = !problem.isEmpty() && session.problem == problem; // by a note
    session.problem = problem;
    if (!isNews(session.said, problem.isEmpty() ? text : text + QStringLiteral(": ") + problem))
        return;
    if (!problem.isEmpty() && !toldBefore)
        text += QStringLiteral(": ") + problem;
    sessionLine(now(), session, text);
}

void TranscriptPrinter::print(const api::SandboxView &sandbox)
{
    auto text = format::look(sandbox.state).word;
    auto &said = m_sandboxes[sandbox.id.value()];
    const auto again = QStringLiteral("Running again");
    if (sandbox.state == domain::SandboxState::Running) {
        const bool goesOn = said == again || said == format::look(domain::SandboxState::Paused).word ||
                            said == format::look(domain::SandboxState::Resuming).word ||
                            said == format::look(domain::SandboxState::Hibernating).word;
        if (goesOn)
            text = again; // how it was started was told then
        else if (sandbox.bootTime)
            text += QStringLiteral(", %1 in %2")
                        .arg(sandbox.base ? format::origin(sandbox) : QStringLiteral("booted"),
                             format::measured(*sandbox.bootTime));
    }
    if (sandbox.problem)
        text += QStringLiteral(": ") + safe(sandbox.problem->detail);
    if (isNews(said, text))
        line(sandbox.since, QString::fromStdString(sandbox.id.value()),
             (sandbox.session ? tag(sessionOf(*sandbox.session).environment) : QString()) + text);
}

/// A build's steps pass within seconds: its beginning and its end are told.
void TranscriptPrinter::print(const api::TemplateView &base)
{
    using enum domain::TemplateState;
    const auto size = format::size(base.size);
    auto text = base.state == Building ? QStringLiteral("Building the template of %1").arg(size)
                : base.state == Ready  ? QStringLiteral("Ready: sandboxes of %1 are cloned from it").arg(size)
                                       : QStringLiteral("Failed: sandboxes of %1 boot instead").arg(size);
    if (base.state == Ready && base.buildTime)
        text += QStringLiteral(", built in %1").arg(format::measured(*base.buildTime));
    if (base.problem)
        text += QStringLiteral(": ") + safe(describe(*base.problem), kReasonMax);
    if (isNews(m_templates[base.id.value()], text))
        line(base.since, QString::fromStdString(base.id.value()), text);
}

/// Its end is told: that it was taken, or why not. One whose taking was cancelled leaves no line.
void TranscriptPrinter::print(const api::SnapshotView &snapshot)
{
    using enum domain::SnapshotState;
    if (snapshot.state != Ready && snapshot.state != Failed)
        return;
    auto text = snapshot.state == Ready ? QStringLiteral("Taken of %1").arg(format::sandboxOf(snapshot))
                                        : QStringLiteral("Failed: no snapshot of %1").arg(format::sandboxOf(snapshot));
    if (!snapshot.name.empty())
        text += QStringLiteral(" as “%1”").arg(safe(snapshot.name));
    if (snapshot.state == Ready) {
        text += QStringLiteral(", %1").arg(format::bytes(ByteCount{snapshot.memory.value + snapshot.disk.value}));
        if (const auto still = format::stoodStill(snapshot); !still.isEmpty())
            text += QStringLiteral("; it stood still for %1").arg(still);
    }
    if (snapshot.problem)
        text += QStringLiteral(": ") + safe(describe(*snapshot.problem), kReasonMax);
    if (isNews(m_snapshots[snapshot.id.value()], text))
        line(snapshot.at, QString::fromStdString(snapshot.id.value()), text);
}

/// Only what does not move, and what became of a repair: the rest is the sessions' business.
void TranscriptPrinter::print(const api::WorkView &work)
{
    auto text = work.repair == api::Repair::None ? format::whyItWaits(work) : format::look(work.repair).word;
    // Some say for how long already; that alone is no news.
    const auto key = QString::fromUtf8(api::word(work.stuck).data()) + QLatin1Char(' ') +
                     QString::fromUtf8(api::word(work.repair).data());
    if (text.isEmpty() || !isNews(m_work[work.id.value()], key))
        return;
    if (work.problem)
        text += QStringLiteral(": ") + safe(describe(*work.problem));
    line(now(), format::shortened(safe(work.id.value()), kWhoWidth),
         tag(work.environment.value()) + cut(text, kReasonMax));
}

void TranscriptPrinter::print(const api::OutputsView &outputs)
{
    auto &session = sessionOf(outputs.session);
    if (outputs.collecting || (outputs.files.empty() && !outputs.problem))
        return;
    auto text = outputs.problem ? QStringLiteral("outputs were not collected: ") + safe(describe(*outputs.problem))
                                : QStringLiteral("%1 output %2 in %3")
                                      .arg(outputs.files.size())
                                      .arg(outputs.files.size() == 1 ? QStringLiteral("file") : QStringLiteral("files"),
                                           safe(outputs.folder));
    if (outputs.skipped > 0)
        text += QStringLiteral(", %1 not taken: no plain files, or over the limits").arg(outputs.skipped);
    if (isNews(session.outputs, text))
        sessionLine(now(), session, text);
}

void TranscriptPrinter::print(const api::TranscriptEntry &entry)
{
    auto &session = sessionOf(entry.session);
    auto &said = session.entries[entry.sequence];
    while (session.entries.size() > limits::kTranscriptEntriesMax && session.entries.begin()->first != entry.sequence)
        session.entries.erase(session.entries.begin());
    if (const auto *note = std::get_if<api::NoteView>(&entry.what)) {
        using Kind = api::NoteView::Kind;
        const auto prefix = note->kind == Kind::UserMessage    ? QStringLiteral("user: ")
                            : note->kind == Kind::AgentMessage ? QStringLiteral("agent: ")
                                                               : QString();
        const auto text = prefix + safe(note->text, note->kind == Kind::Error ? kReasonMax : kTextMax);
        const bool toldBefore = note->kind == Kind::Error && session.problem == text; // with the session's state
        if (note->kind == Kind::Error)
            session.problem = text;
        if (isNews(said, text) && !toldBefore)
            sessionLine(entry.at, session, text);
        return;
    }
    const auto &call = std::get<api::ToolCallView>(entry.what);
    // Running and posting pass too quickly to be worth lines of their own; waiting and ends are.
    if (!domain::isFinal(call.state) && call.state != domain::ToolCallState::NeedsApproval)
        return;
    const auto state = format::look(call).word;
    if (!isNews(said, state))
        return;
    auto text = QStringLiteral("%1 %2 → %3").arg(safe(call.name), safe(call.summary), state);
    if (domain::isFinal(call.state) && call.duration.count() > 0)
        text += QStringLiteral(" (%1)").arg(format::measured(call.duration));
    if (!call.note.empty())
        text += QStringLiteral(": ") + safe(call.note);
    if (call.state == domain::ToolCallState::NeedsApproval)
        text += approvalHint(entry.session, session);
    sessionLine(now(), session, text);
}

} // namespace glovebox::compose
