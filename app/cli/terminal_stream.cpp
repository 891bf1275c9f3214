#include "app/cli/terminal_stream.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <optional>
#include <utility>

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
constexpr int kPushedMax = 100;

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

// What a key can be in a sequence: its number, or one of these.
constexpr int kNoKey = -1;
constexpr int kNothingPressed = -2; // one let go of, or a modifier by itself
constexpr std::size_t kKeySequenceMax = 32;

/// Of the first key in it; 0: only its beginning is there. ESC alone is one, and waits for nothing.
std::size_t sizeOfKey(std::string_view typed)
{
    if (typed.size() < 3 || typed[0] != kEscape || typed[1] != '[' || typed[2] < '0' || typed[2] > '9')
        return 1;
    const auto end = typed.substr(0, kKeySequenceMax).find_first_not_of("0123456789;:", 2);
    if (end == std::string_view::npos)
        return typed.size() < kKeySequenceMax ? 0 : 1;
    return typed[end] == '~' || typed[end] == 'u' ? end + 1 : 1;
}

/// Keys as programs ask for them to be told apart: "CSI 27;5;112~" of xterm, "CSI 112;5u" of kitty are ctrl-p.
int keyIn(std::string_view bytes)
{
    if (bytes.size() == 1)
        return static_cast<unsigned char>(bytes[0]);
    std::array<std::array<int, 2>, 3> numbers{}; // up to three, and what stands behind a ':' in each
    std::size_t number = 0;
    std::size_t part = 0;
    for (const char sign : bytes.substr(2, bytes.size() - 3)) {
        if (sign == ';' || sign == ':') {
            part = sign == ':' ? part + 1 : 0;
            number += sign == ';' ? 1 : 0;
        } else if (number < numbers.size() && part < 2) {
            auto &value = numbers[number][part];
            value = std::min(value * 10 + (sign - '0'), 1'000'000);
        }
    }
    const bool isXterms = bytes.back() == '~';
    if (isXterms && (numbers[0][0] != 27 || number != 2))
        return kNoKey;
    const int key = isXterms ? numbers[2][0] : numbers[0][0];
    constexpr int kReleased = 3;
    constexpr int kFirstModifier = 57441;
    constexpr int kLastModifier = 57454;
    if (!isXterms && (numbers[1][1] == kReleased || (key >= kFirstModifier && key <= kLastModifier)))
        return kNothingPressed;
    constexpr int kLocks = 64 | 128;
    constexpr int kControl = 4;
    const int modifiers = std::max(numbers[1][0] - 1, 0) & ~kLocks;
    if (modifiers == 0 && key < 0x80)
        return key;
    const bool isLetter = (key >= 'a' && key <= 'z') || (key >= '@' && key <= '_');
    return modifiers == kControl && isLetter ? key & 0x1f : kNoKey;
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
    if (m_keys.empty())
        return std::string(typed);
    std::string out;
    m_unread += typed;
    while (!m_found && !m_unread.empty()) {
        const auto size = sizeOfKey(m_unread);
        if (size == 0) // the rest of it comes
            break;
        const auto bytes = m_unread.substr(0, size);
        m_unread.erase(0, size);
        const auto key = keyIn(bytes);
        if (key == kNothingPressed) {
            (m_held > 0 ? m_heldBytes : out) += bytes;
            continue;
        }
        if (key != static_cast<unsigned char>(m_keys[m_held])) {
            out += std::exchange(m_heldBytes, {});
            m_held = 0;
        }
        if (key != static_cast<unsigned char>(m_keys[m_held])) {
            out += bytes;
            continue;
        }
        m_heldBytes += bytes;
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
        m_state = byte == '[' ? State::Sequence : byte == '(' ? State::Signs : State::Ground;
        if (byte == '=' || byte == '>')
            m_left.keypad = byte == '=';
        if (byte == 'c') // it is as new
            m_left = {};
        return;
    }
    if (m_state == State::Signs) {
        m_left.signs = byte != 'B';
        m_state = State::Ground;
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

/// "?1049;25h" and what else outlives a program.
void ScreenModes::change()
{
    const char how = m_sequence.back();
    const char first = m_sequence.front();
    const int count = std::max(std::atoi(m_sequence.c_str() + 1), 1);
    if (how == 'm' && first == '>')
        m_left.keysOfXterm = m_sequence != ">4m" && m_sequence != ">4;0m";
    else if (how == 'm' && first != '?')
        m_left.colours = m_sequence != "m" && m_sequence != "0m";
    else if (how == 'u' && first == '>')
        m_left.keysOfKitty = std::min(m_left.keysOfKitty + 1, kPushedMax);
    else if (how == 'u' && first == '<')
        m_left.keysOfKitty = std::max(m_left.keysOfKitty - count, 0);
    else if (how == 'q' && m_sequence.ends_with(" q"))
        m_left.cursor = m_sequence != " q" && m_sequence != "0 q";
    else if (how == 'r' && first != '?')
        m_left.margins = m_sequence != "r";
    else if (first == '?' && (how == 'h' || how == 'l'))
        switchModes(how == 'h');
}

void ScreenModes::switchModes(bool on)
{
    const char *at = m_sequence.data() + 1;
    const char *end = m_sequence.data() + m_sequence.size() - 1;
    while (at < end) {
        int mode = 0;
        const auto [next, problem] = std::from_chars(at, end, mode);
        const bool isUsuallyOn = mode == kCursorShown || mode == kWraps;
        if (problem == std::errc() && (isUsuallyOn || std::ranges::find(kModes, mode) != kModes.end())) {
            if (on == isUsuallyOn)
                m_left.modes.erase(mode);
            else
                m_left.modes.insert(mode);
        }
        at = std::max(next, at) + 1;
    }
}

std::string ScreenModes::undo()
{
    const auto left = std::exchange(m_left, {});
    std::string text;
    if (left.keysOfKitty > 0) // first: each of the two screens has its own
        text += "\x1b[<" + std::to_string(left.keysOfKitty) + "u";
    if (left.keysOfXterm)
        text += "\x1b[>4m";
    for (const int mode : left.modes)
        text += "\x1b[?" + std::to_string(mode) + (mode == kCursorShown || mode == kWraps ? "h" : "l");
    if (left.keypad)
        text += "\x1b>";
    if (left.cursor)
        text += "\x1b[0 q";
    if (left.margins) // which moves the cursor
        text += "\x1b"
                "7\x1b[r\x1b"
                "8";
    if (left.signs)
        text += "\x1b(B";
    return text + (text.empty() && !left.colours ? "" : "\x1b[0m");
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
