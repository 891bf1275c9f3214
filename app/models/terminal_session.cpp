#include "app/models/terminal_session.h"

#include "app/format/foreign_text.h"

#include <algorithm>

namespace glovebox::models {

namespace {

constexpr std::chrono::milliseconds kSpeech{400}; // after the last change: what runs through is not read out
constexpr char kCancelSequence = '\x18';

QString sentence(const Error &error)
{
    if (error.code == ErrorCode::Unsupported)
        return TerminalSession::tr("This sandbox's agent is of before terminals. A new sandbox has them.");
    if (error.code == ErrorCode::NotFound)
        return TerminalSession::tr("It is not there any more.");
    const auto text = format::firstLine(QString::fromStdString(error.detail));
    return text.isEmpty() ? QString::fromLatin1(name(error.code)) : text;
}

} // namespace

TerminalSession::TerminalSession(bridge::TerminalDesk *desk, std::string sandbox, domain::TerminalWish wish,
                                 const domain::GuestTerminal *known, QObject *parent)
    : QObject(parent), m_desk(desk), m_sandbox(std::move(sandbox)), m_wish(std::move(wish)), m_screen(m_wish.size)
{
    m_slices.setSingleShot(true);
    connect(&m_slices, &QTimer::timeout, this, &TerminalSession::drawSlice);
    m_speech.setSingleShot(true);
    m_speech.setInterval(kSpeech);
    connect(&m_speech, &QTimer::timeout, this, [this] {
        const auto line = m_screen.top() + m_screen.cursor().row;
        if (std::exchange(m_spoken, m_screen.text(line, 0, m_screen.size().columns)) != m_spoken)
            Q_EMIT spokenChanged();
    });
    if (!known) {
        m_program = m_wish.arguments.empty() ? tr("shell") : QString::fromStdString(m_wish.arguments.front());
        open();
        return;
    }
    m_number = known->number;
    m_program = format::firstLine(QString::fromStdString(known->program));
    m_screen.resize(known->size);
    m_screen.refuseAnswers(); // what it keeps was answered when it was new
    watch();
}

TerminalSession::~TerminalSession() = default;

void TerminalSession::open()
{
    if (!m_desk)
        return;
    m_opening = m_desk->open(m_sandbox, m_wish, [this](Result<domain::TerminalNumber> opened) {
        if (!opened)
            return failed(opened.error());
        m_number = *opened;
        watch();
    });
}

void TerminalSession::watch()
{
    if (!m_desk)
        return;
    m_pace = std::make_shared<ReadPace>();
    set(Live);
    m_watching = m_desk->watch(m_sandbox, m_number,
                               {.output = [this](std::string_view bytes) { receive(bytes); },
                                .ended = [this](Result<domain::ProgramEnd> how) { end(how); },
                                .pace = m_pace,
                                .present =
                                    [this](bool there) {
                                        present(there);
                                    }});
}

QString TerminalSession::title() const
{
    return m_screen.title().isEmpty() ? m_program : m_screen.title();
}

QString TerminalSession::note() const
{
    switch (m_state) {
    case Opening:
        return tr("Opening…");
    case Asleep:
        return m_waking ? tr("The sandbox is waking up; what you typed arrives then.")
                        : tr("The sandbox is asleep. Typing wakes it.");
    case Ended:
        if (m_end.signal != 0)
            return tr("Ended by signal %1").arg(m_end.signal);
        return m_end.status.value_or(0) == 0 ? tr("Ended") : tr("Ended with status %1").arg(*m_end.status);
    default:
        return {};
    }
}

void TerminalSession::set(State state)
{
    m_state = state;
    if (state != Asleep)
        m_waking = false;
    Q_EMIT changed();
}

void TerminalSession::failed(const Error &error)
{
    m_problem = sentence(error);
    set(Failed);
}

void TerminalSession::receive(std::string_view bytes)
{
    m_backlog += bytes;
    if (m_backlog.size() > kBacklogMax) { // somebody does not keep to the pace: the newest is what counts
        m_backlog.erase(0, m_backlog.size() - kBacklogMax / 2);
        m_backlog.front() = kCancelSequence; // nothing half is read as something else
    }
    if (!m_slices.isActive())
        m_slices.start(0);
}

void TerminalSession::drawSlice()
{
    if (!m_backlog.empty()) {
        const auto title = m_screen.title();
        std::size_t count = 0;
        for (std::size_t work = 0; count < std::min(m_backlog.size(), kSlice) && work < kSliceWork;) {
            const auto piece = std::string_view(m_backlog).substr(count, kPiece);
            m_screen.feed(piece);
            count += piece.size();
            work += m_screen.takeWork();
        }
        m_backlog.erase(0, count);
        if (m_state == Live)
            flush();
        else
            static_cast<void>(m_screen.takeOutput()); // an answer wakes nobody
        Q_EMIT drawn();
        m_speech.start();
        const bool news = !m_seen && !std::exchange(m_unseen, true);
        if (news || title != m_screen.title())
            Q_EMIT changed();
        if (const auto pace = m_pace)
            pace->used(count);
    }
    if (!m_backlog.empty())
        m_slices.start(kPause);
    else if (m_ending)
        end(*std::exchange(m_ending, std::nullopt));
}

/// Back again it gives what it keeps once more: that takes the place of what is shown.
void TerminalSession::present(bool there)
{
    if (!there)
        return set(Asleep);
    m_backlog.clear();
    m_screen.reset();
    m_screen.refuseAnswers();
    set(Live);
    Q_EMIT drawn();
}

void TerminalSession::end(const Result<domain::ProgramEnd> &end)
{
    if (!m_backlog.empty()) {
        m_ending = end;
        return;
    }
    if (!end)
        return failed(end.error());
    m_end = *end;
    set(Ended);
    Q_EMIT drawn(); // without its cursor
}

void TerminalSession::flush()
{
    auto bytes = m_screen.takeOutput();
    if (bytes.empty() || !m_desk || !typable())
        return;
    if (m_typed + bytes.size() > kTypedMax) {
        Q_EMIT refused(tr("The terminal's program does not read what is typed; the last of it was left out."));
        return;
    }
    const auto count = bytes.size();
    const auto ticket = m_nextTyped++;
    m_typed += count;
    m_typing[ticket] =
        m_desk->type(m_sandbox, m_number, std::move(bytes), [this, ticket, count](const Result<> &typed) {
            m_typed -= count;
            const auto open = m_typing.extract(ticket); // goes with the end of this
            if (!typed) {
                m_waking = false;
                Q_EMIT changed();
                Q_EMIT refused(tr("What was typed did not arrive. %1").arg(sentence(typed.error())));
            }
        });
    if (m_state == Asleep && !std::exchange(m_waking, true))
        Q_EMIT changed();
}

void TerminalSession::resize(domain::TerminalSize size)
{
    m_screen.resize(size);
    m_wish.size = m_screen.size();
    if (m_desk && m_number != 0 && typable())
        m_desk->resize(m_sandbox, m_number, m_screen.size());
    Q_EMIT drawn();
}

void TerminalSession::setSeen(bool seen)
{
    m_seen = seen;
    if (seen && std::exchange(m_unseen, false))
        Q_EMIT changed();
}

} // namespace glovebox::models
