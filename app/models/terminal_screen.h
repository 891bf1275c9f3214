// Role: a terminal's screen: bytes of a guest's program in, cells out, and the bytes that keys, mouse and paste make.
// No window, no time. The emulation is libvterm's (docs/decisions/0075); what it does not know is told to it in what it
// knows (terminal_sequences.h).
// Thread: GUI, one at a time.
// Invariants: a guest is hostile: lines above the screen, answers and texts have bounds, and nothing of it reaches a
// clipboard. Lines have numbers that stay while others come and go: the screen's first row is line top().
#pragma once

#include "app/models/terminal_lines.h"
#include "app/models/terminal_sequences.h"
#include "core/domain/terminal.h"

#include <QString>

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

struct VTerm;
struct VTermScreen;

namespace glovebox::models {

class TerminalScreen {
public:
    static constexpr std::size_t kHistoryLinesMax = 10'000;
    static constexpr std::size_t kHistoryCellsMax = std::size_t{2} * 1024 * 1024; // 16 bytes each
    /// What a program may be answered before somebody types again: it asks where the cursor is, and what we are.
    static constexpr std::size_t kAnswersMax = 1024;
    static constexpr int kColumnsMin = 10;
    static constexpr int kRowsMin = 2;
    static constexpr int kColumnsMax = 500;
    static constexpr int kRowsMax = 300;

    /// What a mouse does here is the program's business.
    enum class Mouse { Ours, Clicks, Drags, Moves };
    /// Rows of the screen that changed: from `first` to before `last`. Scrolled: all lines have other places.
    struct Damage {
        int first = 0;
        int last = 0;
        bool scrolled = false;
    };

    explicit TerminalScreen(domain::TerminalSize size);
    ~TerminalScreen();
    TerminalScreen(const TerminalScreen &) = delete;
    TerminalScreen &operator=(const TerminalScreen &) = delete;

    void feed(std::string_view bytes);
    /// Cells that were moved or written since the last time: a line end at the bottom moves a whole screen, so that
    /// bytes alone do not tell how long they take.
    std::size_t takeWork() { return std::exchange(m_work, 0); }
    /// As new, with nothing above it; the size stays.
    void reset();
    /// Brought within the bounds above.
    void resize(domain::TerminalSize size);

    domain::TerminalSize size() const { return m_size; }
    std::int64_t top() const { return m_top; }
    std::int64_t firstLine() const { return m_top - static_cast<std::int64_t>(m_history.size()); }
    /// One from firstLine() to top() + rows - 1; an empty one elsewhere.
    TerminalLine line(std::int64_t number) const;
    /// Of a line from column to before column, without blanks at its end.
    QString text(std::int64_t number, int from, int to) const;
    /// The line goes on in the next one, as far as can be told.
    bool goesOn(std::int64_t number) const;

    const TerminalCursor &cursor() const { return m_cursor; }
    bool onAlternate() const { return m_alternate; }
    bool reversed() const { return m_reversed; }
    Mouse mouse() const { return m_mouse; }
    QString title() const { return m_title; } // one clean line; empty: the program gave none
    bool bracketsPaste();

    std::optional<Damage> takeDamage();
    /// For the guest. Empty: nothing.
    std::string takeOutput();
    /// Its questions are answered from here on, up to kAnswersMax, as after every key.
    void allowAnswers() { m_answersLeft = kAnswersMax; }
    /// Nothing that it asks is: what is fed is of before, and was answered then.
    void refuseAnswers() { m_answersLeft = 0; }

    // What somebody does makes output. Keys and modifiers as Qt names them.
    bool key(int key, int modifiers);
    void type(const QString &text, int modifiers);
    /// What a paste sends of it: each kind of line end is '\n', which runs a line, and no control characters but tabs.
    static QString pasteable(QString text);
    void paste(const QString &text);
    void mouseButton(int button, bool pressed, int row, int column, int modifiers); // 1 to 3; 4, 5: the wheel
    void mouseMove(int row, int column, int modifiers);
    void focus(bool in);

private:
    struct Hooks;
    struct Free {
        void operator()(VTerm *terminal) const;
    };

    void make();
    void push(TerminalLine line);
    void trim();
    void send(std::string_view bytes) { m_output += bytes; }
    void damage(int first, int last);

    domain::TerminalSize m_size;
    TerminalSequences m_sequences;
    std::unique_ptr<VTerm, Free> m_terminal;
    VTermScreen *m_screen = nullptr; // the terminal's
    std::deque<TerminalLine> m_history;
    std::size_t m_historyCells = 0;
    std::int64_t m_top = 0;
    TerminalCursor m_cursor;
    std::string m_rawTitle;
    QString m_title;
    bool m_alternate = false;
    bool m_reversed = false;
    Mouse m_mouse = Mouse::Ours;
    std::optional<Damage> m_damage;
    std::size_t m_work = 0;
    bool m_feeding = false; // what is made now are answers
    std::size_t m_answersLeft = kAnswersMax;
    std::string m_output;
};

} // namespace glovebox::models
