#include "app/models/approval_detail.h"

#include "app/format/foreign_text.h"
#include "app/format/quantities.h"
#include "app/format/sandboxes.h"
#include "app/format/tool_input.h"
#include "app/format/work.h"

#include <algorithm>

namespace glovebox::models {

using Answer = ApprovalsModel::Answer;

namespace {

/// Where the guest's agent lets tools begin; the file tools resolve paths from there.
const QString kSessionFolder = QStringLiteral("/mnt/session");

} // namespace

ApprovalDetail::ApprovalDetail(ApprovalsModel *approvals, const TranscriptStore *store, SessionsModel *sessions,
                               EnvironmentsModel *environments, Ticker *ticker, QObject *parent)
    : QObject(parent), m_approvals(approvals), m_store(store), m_sessions(sessions), m_environments(environments),
      m_ticker(ticker)
{
    connect(approvals, &ApprovalsModel::changed, this, [this](const QString &call) {
        if (call == m_call)
            refresh();
    });
    connect(approvals, &ApprovalsModel::waitingChanged, this, &ApprovalDetail::changed);
    connect(environments, &EnvironmentsModel::changed, this, &ApprovalDetail::changed);
    connect(ticker, &Ticker::ticked, this, [this] {
        if (!m_call.isEmpty())
            refresh();
    });
}

void ApprovalDetail::open(const QString &call)
{
    if (call == m_call)
        return;
    m_call = call;
    setDenyReason({});
    m_shownInput.clear();
    m_input.setLines({});
    m_seen.clear();
    m_inputWhole = false;
    refresh();
}

void ApprovalDetail::refresh()
{
    const api::ToolCallView *one = view();
    if (one && (one->input != m_shownInput || m_seen.empty())) {
        const format::ToolInput input = format::toolInput(one->input);
        m_shownInput = one->input;
        m_inputWhole = input.whole;
        m_seen.assign(static_cast<std::size_t>(input.lines.size()), false); // another input was not seen at all
        m_input.setLines(input.lines);
    }
    if (one)
        refreshFacts(*one);
    Q_EMIT changed();
}

void ApprovalDetail::refreshFacts(const api::ToolCallView &one)
{
    const api::SessionView *session = sessionView();
    const QString sandbox = session && session->sandbox ? QString::fromStdString(session->sandbox->value()) : QString();
    const QString thread = one.thread ? threadName(session, *one.thread) : tr("main");
    const QString agent = session ? format::firstLine(QString::fromStdString(session->agentName)) : QString();
    std::vector<Fact> where{{tr("Agent"), agent.isEmpty() ? tr("unknown") : agent}};
    if (one.thread || (session && !session->threads.empty()))
        where.push_back({tr("Thread"), thread});
    where.push_back({tr("Runs in"), sandbox.isEmpty() ? tr("a new sandbox") : sandbox, !sandbox.isEmpty()});
    where.push_back({tr("Working directory"), one.name == "bash"
                                                  ? tr("%1, or where cd has led its shell").arg(kSessionFolder)
                                                  : kSessionFolder});
    const api::SandboxView *machine = m_sandboxes ? m_sandboxes->find(sandbox) : nullptr;
    if (machine && !machine->egress.empty())
        where.push_back({tr("Egress profile"), format::egress(*machine), false, {}, format::isEgressOpen(*machine)});
    else
        where.push_back({tr("Egress profile"), sandbox.isEmpty() ? tr("as its environment gives") : tr("not known")});
    m_where.setFacts(std::move(where));

    std::vector<Fact> facts{{tr("Session id"), format::shortened(sessionId(), 26), true, sessionId()}};
    if (!sandbox.isEmpty())
        facts.push_back({tr("Sandbox id"), sandbox, true, sandbox});
    facts.push_back({tr("Environment"), role(ApprovalsModel::EnvironmentRole)});
    facts.push_back({tr("Policy"), tr("asks before it runs")});
    facts.push_back({tr("Requested"), format::fullTime(one.requestedAt, m_ticker->zone())});
    if (const QString earlier = earlierAnswers(); !earlier.isEmpty())
        facts.push_back({tr("Before"), earlier});
    const QString id = QString::fromStdString(one.id.value());
    facts.push_back({tr("Event id"), format::shortened(id, 26), true, id});
    if (one.thread) {
        const QString threadId = QString::fromStdString(one.thread->value());
        facts.push_back({tr("Thread id"), format::shortened(threadId, 26), true, threadId});
    }
    m_facts.setFacts(std::move(facts));
}

const api::SessionView *ApprovalDetail::sessionView() const
{
    return m_sessions->find(sessionId());
}

QString ApprovalDetail::role(int role) const
{
    const int row = m_approvals->rowOf(m_call);
    return row < 0 ? QString() : m_approvals->index(row).data(role).toString();
}

/// How the session's earlier questions about this tool were answered.
QString ApprovalDetail::earlierAnswers() const
{
    const Transcript *transcript = m_store->find(sessionId());
    if (!transcript || !view())
        return {};
    int allowed = 0;
    int denied = 0;
    for (const auto &[sequence, entry] : transcript->entries) {
        const auto *call = std::get_if<api::ToolCallView>(&entry.what);
        if (!call || !call->askedForApproval || call->name != view()->name || call->id == view()->id)
            continue;
        if (call->state == domain::ToolCallState::Denied)
            ++denied;
        else if (call->state != domain::ToolCallState::NeedsApproval)
            ++allowed;
    }
    if (allowed + denied == 0)
        return {};
    return tr("%1 was allowed %2 times and denied %3 times in this session").arg(tool()).arg(allowed).arg(denied);
}

QString ApprovalDetail::tool() const
{
    return role(ApprovalsModel::ToolRole);
}

QString ApprovalDetail::waitedText() const
{
    return waiting() ? tr("waiting %1").arg(role(ApprovalsModel::WaitedRole)) : QString();
}

QString ApprovalDetail::sessionId() const
{
    return role(ApprovalsModel::SessionIdRole);
}

QString ApprovalDetail::sessionTitle() const
{
    return role(ApprovalsModel::SessionTitleRole);
}

domain::SessionId ApprovalDetail::session() const
{
    return domain::SessionId(sessionId().toStdString());
}

QString ApprovalDetail::context() const
{
    const Transcript *transcript = m_store->find(sessionId());
    const api::TranscriptEntry *own = m_approvals->entry(m_call);
    if (!transcript || !own)
        return {};
    for (auto at = transcript->entries.lower_bound(own->sequence); at != transcript->entries.begin();) {
        --at;
        const auto *note = std::get_if<api::NoteView>(&at->second.what);
        if (note && note->kind == api::NoteView::Kind::AgentMessage)
            return format::shownLines(QString::fromStdString(note->text)).join(QLatin1Char('\n'));
    }
    return {};
}

QString ApprovalDetail::more() const
{
    const int others = m_approvals->waitingOf(sessionId()) - (waiting() ? 1 : 0);
    if (others <= 0)
        return {};
    return others == 1 ? tr("1 more call of this session waits") : tr("%1 more calls of this session wait").arg(others);
}

int ApprovalDetail::waitingInSession() const
{
    return m_approvals->waitingOf(sessionId());
}

QString ApprovalDetail::word() const
{
    return role(ApprovalsModel::WordRole);
}

QString ApprovalDetail::tone() const
{
    return role(ApprovalsModel::ToneRole);
}

QString ApprovalDetail::symbol() const
{
    return role(ApprovalsModel::SymbolRole);
}

bool ApprovalDetail::waiting() const
{
    return known() && m_approvals->answerOf(m_call) != Answer::Confirmed;
}

bool ApprovalDetail::hasKey() const
{
    const api::SessionView *session = sessionView();
    return session && m_environments->hasOperatorKey(session->environment);
}

QString ApprovalDetail::keyMissing() const
{
    return format::operatorKeyMissing();
}

bool ApprovalDetail::sending() const
{
    return m_approvals->answerOf(m_call) == Answer::Sending;
}

bool ApprovalDetail::canDeny() const
{
    return known() && m_approvals->canAnswer(m_call);
}

bool ApprovalDetail::canAllow() const
{
    return canDeny() && m_inputWhole && unseen() == 0;
}

int ApprovalDetail::unseen() const
{
    return static_cast<int>(std::ranges::count(m_seen, false));
}

int ApprovalDetail::firstUnseen() const
{
    if (!canDeny() || !m_inputWhole)
        return -1;
    const auto found = std::ranges::find(m_seen, false);
    return found == m_seen.end() ? -1 : static_cast<int>(found - m_seen.begin());
}

QString ApprovalDetail::allowHint() const
{
    if (!canDeny())
        return {};
    if (!m_inputWhole)
        return tr("The input is longer than what is kept here; allow it in the Console");
    return unseen() > 0 ? tr("Scroll through the whole input first") : tr("Run it");
}

QString ApprovalDetail::statusText() const
{
    switch (m_approvals->answerOf(m_call)) {
    case Answer::Sending:
        return tr("The answer is on its way to the control plane.");
    case Answer::Sent:
        return tr("The control plane has the answer; the session has not gone on yet.");
    case Answer::Confirmed:
        return tr("Answered.");
    case Answer::Failed:
    case Answer::None:
        break;
    }
    if (!known() || !hasKey())
        return {};
    if (!m_inputWhole)
        return tr("This is not the whole input: it is longer than what is kept here. Read and allow it in the Console; "
                  "denying is possible here.");
    if (const int rest = unseen(); rest > 0)
        return rest == 1 ? tr("1 of %1 lines has not been in view yet.").arg(m_seen.size())
                         : tr("%1 of %2 lines have not been in view yet.").arg(rest).arg(m_seen.size());
    return {};
}

QString ApprovalDetail::problem() const
{
    const QString why = m_approvals->refusalOf(m_call);
    if (m_approvals->answerOf(m_call) != Answer::Failed)
        return {};
    return why.isEmpty() ? tr("The answer was not sent.") : tr("The answer was not sent. %1").arg(why);
}

QString ApprovalDetail::link() const
{
    return known() ? QStringLiteral("glovebox://session/%1?call=%2").arg(sessionId(), role(ApprovalsModel::CallIdRole))
                   : QString();
}

void ApprovalDetail::setDenyReason(const QString &reason)
{
    const QString kept = reason.left(kDenyReasonMax);
    if (kept == m_denyReason)
        return;
    m_denyReason = kept;
    Q_EMIT denyReasonChanged();
}

void ApprovalDetail::saw(int first, int last)
{
    const int before = unseen();
    const int end = std::min(last, static_cast<int>(m_seen.size()) - 1);
    for (int line = std::max(0, first); line <= end; ++line)
        m_seen[static_cast<std::size_t>(line)] = true;
    if (unseen() != before)
        Q_EMIT changed();
}

} // namespace glovebox::models
