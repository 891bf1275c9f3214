// Role: what a guest's program prints, made fit for the emulator behind: faint letters are told in words that it knows,
// strings that nobody here listens to are taken out, numbers and lengths have bounds. Pure; bytes may come in any
// pieces. Source of the sequences: ECMA-48, and xterm's list of control sequences. Invariants: what comes out has no
// operating system command but titles, no sequence longer than kSequenceMax, and no number above kNumberMax; sequences
// come out whole, so that the emulator never is within one that is not known of here. Everything else is as it was, in
// its order.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace glovebox::models {

class TerminalSequences {
public:
    static constexpr std::size_t kSequenceMax = 512;
    static constexpr std::size_t kTitleMax = 1024;
    static constexpr long kNumberMax = 9999;
    static constexpr long kRepeatsMax = 500; // a row of the widest screen
    /// An answer to a question that nobody asked: it does nothing, but that the emulator looks after its cursor.
    static constexpr std::string_view kHarmless = "\x1b[0n";
    /// A font of ECMA-48 that stands for faint letters, which the emulator does not know. A guest's own fonts are not
    /// let through.
    static constexpr int kFaintFont = 9;

    /// To be given to the emulator. What is not whole yet is kept until it is.
    std::string take(std::string_view bytes);
    /// It was asked to forget the lines above the screen, since the last time.
    bool takeForget();
    void reset();

private:
    enum class Where { Text, Escape, Control, Skip, Title, TitleEnd, Ignored, IgnoredEnd };

    void begin(Where where);
    void text(char c, std::string &out);
    void escape(char c, std::string &out);
    bool introduces(char c);
    void control(char c, std::string &out);
    void title(char c, std::string &out);
    void finish(char last, std::string &out);
    void repeat(std::string &out) const;
    void rendition(std::string &out) const;

    Where m_where = Where::Text;
    std::string m_held; // of a sequence, behind what it begins with
    bool m_forget = false;
    char m_letter = 0; // the last thing printed, when that was a plain letter
};

} // namespace glovebox::models
