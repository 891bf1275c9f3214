// Role: one terminal of a sandbox in the window: its screen, what becomes of it, and the way of its bytes both ways.
// Thread: GUI.
// Invariants: what a guest prints is drawn in slices, so that a flood never stops the window; the guest is asked for
// more only as slices are done. What somebody types is sent once, in order; the terminal lives in the guest, and goes
// on when this does not.
#pragma once

#include "app/bridge/terminal_desk.h"
#include "app/models/terminal_screen.h"

#include <QObject>
#include <QTimer>
#include <QtQml/qqmlregistration.h>

#include <map>
#include <memory>
#include <string>

namespace glovebox::models {

class TerminalSession : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the terminals' panel")
    Q_PROPERTY(QString title READ title NOTIFY changed)
    Q_PROPERTY(State state READ state NOTIFY changed)
    Q_PROPERTY(QString note READ note NOTIFY changed)           // of what is not usual about it; may be empty
    Q_PROPERTY(QString problem READ problem NOTIFY changed)     // why it is not there, or takes nothing
    Q_PROPERTY(bool typable READ typable NOTIFY changed)        // what is typed goes to its program
    Q_PROPERTY(QString spoken READ spoken NOTIFY spokenChanged) // the cursor's line, for those who hear it

public:
    enum State { Opening, Live, Asleep, Ended, Failed };
    Q_ENUM(State)

    /// Of what is drawn between two looks at the window's events: bytes, or the cells that they moved.
    static constexpr std::size_t kSlice = std::size_t{64} * 1024;
    static constexpr std::size_t kSliceWork = std::size_t{3} * 1024 * 1024;
    static constexpr std::size_t kPiece = 64; // in which the work is measured
    static constexpr std::size_t kBacklogMax = std::size_t{4} * 1024 * 1024;
    static constexpr std::size_t kTypedMax = std::size_t{2} * 1024 * 1024;
    static constexpr std::chrono::milliseconds kPause{2};

    /// `desk` may be null, for pictures. With `known`, one that is there; else one is opened.
    TerminalSession(bridge::TerminalDesk *desk, std::string sandbox, domain::TerminalWish wish,
                    const domain::GuestTerminal *known, QObject *parent = nullptr);
    ~TerminalSession() override;

    TerminalScreen &screen() { return m_screen; }
    const TerminalScreen &screen() const { return m_screen; }
    domain::TerminalNumber number() const { return m_number; }
    const domain::TerminalWish &wish() const { return m_wish; }
    QString title() const;
    State state() const { return m_state; }
    QString note() const;
    QString problem() const { return m_problem; }
    bool typable() const { return m_state == Live || m_state == Asleep; }
    QString spoken() const { return m_spoken; }

    /// Bytes of its program: what the desk does. Drawn from the event loop, slice by slice.
    void receive(std::string_view bytes);
    /// What keys made of the screen goes to the guest.
    void flush();
    void resize(domain::TerminalSize size);
    /// Nobody has seen what it printed last.
    bool unseen() const { return m_unseen; }
    void setSeen(bool seen);

Q_SIGNALS:
    void changed();
    void spokenChanged();
    void drawn(); // the screen's damage tells what
    void refused(const QString &why);

private:
    void open();
    void watch();
    void drawSlice();
    void present(bool there);
    void end(const Result<domain::ProgramEnd> &end);
    void failed(const Error &error);
    void set(State state);

    bridge::TerminalDesk *m_desk;
    domain::SandboxId m_sandbox;
    domain::TerminalWish m_wish;
    domain::TerminalNumber m_number = 0;
    QString m_program; // until it gives itself a title
    TerminalScreen m_screen;
    State m_state = Opening;
    domain::ProgramEnd m_end;
    std::optional<Result<domain::ProgramEnd>> m_ending; // once all before it is drawn
    QString m_problem;
    QString m_spoken;
    bool m_waking = false; // by what was typed
    bool m_seen = false;   // it is shown
    bool m_unseen = false;
    std::string m_backlog;
    std::shared_ptr<ReadPace> m_pace;
    QTimer m_slices;
    QTimer m_speech;
    Call m_opening;
    Call m_watching;
    std::map<std::uint64_t, Call> m_typing;
    std::uint64_t m_nextTyped = 1;
    std::size_t m_typed = 0; // bytes that are not taken yet
};

} // namespace glovebox::models
