#include "app/cli/terminal_stream.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace glovebox::cli {

namespace {

constexpr char kEscape = '\x1b';
constexpr char kBell = '\a';
constexpr char kEnquiry = '\x05';
constexpr std::size_t kSequenceMax = 64;
/// Those of xterm that outlive a program: application keys, blinking, the mouse, the other screen, reports of focus,
/// bracketed paste, and output that waits.
constexpr std::array kModes{1, 9, 47, 1000, 1002, 1003, 1004, 1005, 1006, 1015, 1016, 1047, 1049, 2004, 2026};
constexpr int kCursorShown = 25; // the one that is usually on
constexpr int kWraps = 7;        // likewise

/// "ctrl-a" is 1; none: it is no key.
std::optional<char> keyOf(const std::string &word)
{
    if (word.size() == 1 && word[0] > ' ' && word[0] < '\x7f')
        return word[0];
    if (!word.starts_with("ctrl-") || word.size() != 6)
        return std::nullopt;
    const char letter = word[5];
    if (letter >= 'a' && letter <= 'z')
        return static_cast<char>(letter - 'a' + 1);
    return letter >= '@' && letter <= '_' ? std::optional(static_cast<char>(letter - '@')) : std::nullopt;
}

bool isFinal(char byte)
{
    return byte >= '@' && byte <= '~';
}

/// Where what begins at `at` with ESC ends, behind its last byte; npos: not in here.
std::size_t endOfSequence(std::string_view text, std::size_t at)
{
    if (at + 1 >= text.size())
        return std::string_view::npos;
    const char kind = text[at + 1];
    if (kind == '[') {
        const auto last = std::find_if(text.begin() + static_cast<std::ptrdiff_t>(at) + 2, text.end(), isFinal);
        return last == text.end() ? std::string_view::npos : static_cast<std::size_t>(last - text.begin()) + 1;
    }
    if (kind != ']' && kind != 'P')
        return at + 2;
    for (auto i = at + 2; i < text.size(); ++i) {
        if (text[i] == kBell)
            return i + 1;
        if (text[i] == kEscape && i + 1 < text.size() && text[i + 1] == '\\')
            return i + 2;
    }
    return std::string_view::npos;
}

/// A sequence that a terminal answers.
bool isQuestion(std::string_view sequence)
{
    if (sequence.size() < 3)
        return false;
    const char last = sequence.back();
    if (sequence[1] == '[') // attributes, status and place, modes, versions, sizes
        return last == 'c' || last == 'n' || last == 't' || (last == 'u' && sequence[2] == '?') ||
               (last == 'q' && sequence[2] == '>') || (last == 'p' && sequence.find('$') != std::string_view::npos);
    if (sequence[1] == 'P') // settings and names of keys
        return sequence.starts_with("\x1bP$q") || sequence.starts_with("\x1bP+q");
    return sequence[1] == ']' && sequence.find(";?") != std::string_view::npos; // colours
}

} // namespace

Result<DetachKeys> DetachKeys::parse(const std::string &text)
{
    DetachKeys keys;
    for (std::size_t begin = 0; begin < text.size();) {
        const auto comma = std::min(text.find(',', begin), text.size());
        const auto key = keyOf(text.substr(begin, comma - begin));
        if (!key)
            return fail(ErrorCode::InvalidArgument, "--detach-keys takes keys like ctrl-p,ctrl-q, not '" + text + "'");
        keys.m_keys += *key;
        begin = comma + 1;
    }
    return keys;
}

std::string DetachKeys::pass(std::string_view typed)
{
    std::string out;
    for (const char byte : typed) {
        if (m_found || m_keys.empty()) {
            if (!m_found)
                out += byte;
            continue;
        }
        if (byte != m_keys[m_held]) {
            out += m_keys.substr(0, m_held);
            m_held = 0;
        }
        if (byte != m_keys[m_held]) {
            out += byte;
            continue;
        }
        m_found = ++m_held == m_keys.size();
    }
    return out;
}

void ScreenModes::see(std::string_view output)
{
    for (const char byte : output)
        take(byte);
}

void ScreenModes::take(char byte)
{
    if (byte == kEscape) {
        m_state = State::Escape;
        return;
    }
    if (m_state == State::Escape) {
        m_sequence.clear();
        m_state = byte == '[' ? State::Sequence : State::Ground;
        if (byte == '=' || byte == '>')
            m_keypad = byte == '=';
        if (byte == 'c') { // it is as new
            m_changed.clear();
            m_keypad = false;
        }
        return;
    }
    if (m_state != State::Sequence)
        return;
    m_sequence += byte;
    if (isFinal(byte)) {
        change();
        m_state = State::Ground;
    } else if (m_sequence.size() > kSequenceMax) {
        m_state = State::Ground;
    }
}

/// "?1049;25h"
void ScreenModes::change()
{
    const char how = m_sequence.back();
    if (m_sequence.front() != '?' || (how != 'h' && how != 'l'))
        return;
    const char *at = m_sequence.data() + 1;
    const char *end = m_sequence.data() + m_sequence.size() - 1;
    while (at < end) {
        int mode = 0;
        const auto [next, problem] = std::from_chars(at, end, mode);
        const bool isUsuallyOn = mode == kCursorShown || mode == kWraps;
        if (problem == std::errc() && (isUsuallyOn || std::ranges::find(kModes, mode) != kModes.end())) {
            if ((how == 'h') == isUsuallyOn)
                m_changed.erase(mode);
            else
                m_changed.insert(mode);
        }
        at = std::max(next, at) + 1;
    }
}

std::string ScreenModes::undo()
{
    std::string text;
    for (const int mode : m_changed)
        text += "\x1b[?" + std::to_string(mode) + (mode == kCursorShown || mode == kWraps ? "h" : "l");
    if (m_keypad)
        text += "\x1b>";
    if (!text.empty())
        text += "\x1b[0m";
    m_changed.clear();
    m_keypad = false;
    return text;
}

std::string withoutQuestions(std::string_view past)
{
    std::string out;
    out.reserve(past.size());
    for (std::size_t at = 0; at < past.size();) {
        if (past[at] != kEscape) {
            if (past[at] != kEnquiry)
                out += past[at];
            ++at;
            continue;
        }
        const auto end = std::min(endOfSequence(past, at), past.size());
        if (const auto sequence = past.substr(at, end - at); !isQuestion(sequence))
            out += sequence;
        at = end;
    }
    return out;
}

} // namespace glovebox::cli
