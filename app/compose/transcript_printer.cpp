#include "app/compose/transcript_printer.h"

#include "app/format/errors.h"
#include "app/format/foreign_text.h"
#include "app/format/quantities.h"
#include "app/format/states.h"

#include <QDateTime>

namespace glovebox::compose {

namespace {

constexpr int kWhoWidth = 24;
constexpr qsizetype kTextMax = 200;

QString safe(const std::string &text)
{
    const auto line = format::shownLine(QString::fromStdString(text).simplified());
    return line.size() > kTextMax ? line.left(kTextMax) + QStringLiteral("…") : line;
}

WallTime now()
{
    return WallTime(std::chrono::milliseconds(QDateTime::currentMSecsSinceEpoch()));
}

} // namespace

void TranscriptPrinter::print(const bridge::Batch &batch)
{
    if (batch.host)
        print(*batch.host);
    for (const auto &environment : batch.environments)
        print(environment);
    for (const auto &session : batch.sessions)
        print(session);
    for (const auto &sandbox : batch.sandboxes)
        print(sandbox);
    for (const auto &entry : batch.entries)
        print(entry);
    std::fflush(m_out);
}

void TranscriptPrinter::line(WallTime at, const QString &who, const QString &text)
{
    const auto name = who.size() > kWhoWidth ? who.left(kWhoWidth - 1) + QStringLiteral("…") : who.leftJustified(kWhoWidth);
    std::fprintf(m_out, "%s  %s  %s\n", qUtf8Printable(format::clockTime(at, QTimeZone::systemTimeZone())), qUtf8Printable(name), qUtf8Printable(text));
}

void TranscriptPrinter::print(const api::HostView &host)
{
    auto text = format::look(host.phase).word;
    if (host.phase == api::EnginePhase::Running && host.acceleration)
        text += QStringLiteral(", %1 slots, %2").arg(host.slotsMax).arg(format::accelerationWord(host))
            + (host.accelerationReason.empty() ? QString() : QStringLiteral(" (%1)").arg(safe(host.accelerationReason)));
    if (host.problem)
        text += QStringLiteral(". ") + format::plainText(format::explain(*host.problem, format::Area::Engine));
    if (host.phase == api::EnginePhase::Preparing) {
        if (host.activity.empty() || m_lastActivity == host.activity)
            return;
        m_lastActivity = host.activity;
        text = safe(host.activity);
    }
    if (std::exchange(m_said["host"], text.toStdString()) != text.toStdString())
        line(now(), QStringLiteral("engine"), text);
}

void TranscriptPrinter::print(const api::EnvironmentView &environment)
{
    auto text = format::look(environment, QTimeZone::systemTimeZone()).word;
    if (environment.problem)
        text += QStringLiteral(": ") + safe(describe(*environment.problem));
    const auto key = "environment " + environment.id.value();
    if (std::exchange(m_said[key], text.toStdString()) != text.toStdString())
        line(environment.since, QString::fromStdString(environment.id.value()), text);
}

void TranscriptPrinter::print(const api::SessionView &session)
{
    const auto id = session.id.value();
    m_titles[id] = session.title.empty() ? format::shortened(QString::fromStdString(id), 16) : safe(session.title);
    auto text = format::look(session, session.since).word;
    if (session.problem)
        text += QStringLiteral(": ") + safe(describe(*session.problem));
    if (std::exchange(m_said["session " + id], text.toStdString()) != text.toStdString())
        line(now(), m_titles[id], text);
}

void TranscriptPrinter::print(const api::SandboxView &sandbox)
{
    auto text = format::look(sandbox.state).word;
    if (sandbox.state == domain::SandboxState::Running && sandbox.bootTime)
        text += QStringLiteral(", booted in %1").arg(format::measured(*sandbox.bootTime));
    if (sandbox.problem)
        text += QStringLiteral(": ") + safe(sandbox.problem->detail);
    const auto id = sandbox.id.value();
    if (std::exchange(m_said["sandbox " + id], text.toStdString()) != text.toStdString())
        line(sandbox.since, QString::fromStdString(id), text);
}

void TranscriptPrinter::print(const api::TranscriptEntry &entry)
{
    const auto id = entry.session.value();
    const auto title = m_titles.contains(id) ? m_titles[id] : format::shortened(QString::fromStdString(id), 16);
    const auto key = "entry " + id + ' ' + std::to_string(entry.sequence);
    if (const auto *note = std::get_if<api::NoteView>(&entry.what)) {
        using Kind = api::NoteView::Kind;
        const auto prefix = note->kind == Kind::UserMessage ? QStringLiteral("user: ")
            : note->kind == Kind::AgentMessage              ? QStringLiteral("agent: ")
                                                            : QString();
        if (std::exchange(m_said[key], note->text) != note->text)
            line(entry.at, title, prefix + safe(note->text));
        return;
    }
    const auto &call = std::get<api::ToolCallView>(entry.what);
    const auto look = format::look(call);
    // Running and posting pass too quickly to be worth lines of their own; waiting and ends are.
    if (!domain::isFinal(call.state) && call.state != domain::ToolCallState::NeedsApproval)
        return;
    if (std::exchange(m_said[key], std::string(domain::word(call.state))) == domain::word(call.state))
        return;
    auto text = QStringLiteral("%1 %2 → %3").arg(safe(call.name), safe(call.summary), look.word);
    if (domain::isFinal(call.state) && call.duration.count() > 0)
        text += QStringLiteral(" (%1)").arg(format::measured(call.duration));
    if (!call.note.empty())
        text += QStringLiteral(": ") + safe(call.note);
    line(now(), title, text);
}

} // namespace glovebox::compose
