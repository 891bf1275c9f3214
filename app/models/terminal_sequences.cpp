#include "app/models/terminal_sequences.h"

#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

namespace glovebox::models {

namespace {

constexpr char kEsc = '\x1b';
constexpr char kBell = '\a';
constexpr char kCancel = '\x18';
constexpr char kSubstitute = '\x1a';

bool endsAnything(char c)
{
    return c == kCancel || c == kSubstitute;
}

constexpr std::ptrdiff_t kParametersMax = 15;
constexpr std::size_t kIntermediatesMax = 2;

bool isSeparator(char c)
{
    return c == ';' || c == ':';
}

bool isIntermediate(char c)
{
    return c >= ' ' && c <= '/';
}

bool isFinal(char c)
{
    return c >= '@' && c <= '~';
}

std::vector<std::string_view> parts(std::string_view text)
{
    std::vector<std::string_view> out;
    for (;;) {
        const auto end = text.find(';');
        out.push_back(text.substr(0, end));
        if (end == std::string_view::npos)
            return out;
        text.remove_prefix(end + 1);
    }
}

/// Each number within its bound.
std::string bounded(std::string_view parameters)
{
    std::string out;
    long number = -1;
    const auto close = [&] {
        if (number >= 0)
            out += std::to_string(std::exchange(number, -1));
    };
    for (const char c : parameters) {
        if (c >= '0' && c <= '9') {
            number = std::min(std::max(number, 0L) * 10 + (c - '0'), TerminalSequences::kNumberMax);
            continue;
        }
        close();
        out += c;
    }
    close();
    return out;
}

/// How many parameters belong to a colour that begins at `at`, itself included.
std::size_t colorLength(const std::vector<std::string_view> &codes, std::size_t at)
{
    if (at + 1 >= codes.size())
        return 1;
    const std::size_t length = codes[at + 1] == "5" ? 3 : codes[at + 1] == "2" ? 5 : 1;
    return std::min(length, codes.size() - at);
}

} // namespace

std::string TerminalSequences::take(std::string_view bytes)
{
    std::string out;
    out.reserve(bytes.size() + m_held.size());
    for (const char c : bytes) {
        switch (m_where) {
        case Where::Text:
            text(c, out);
            break;
        case Where::Escape:
            escape(c, out);
            break;
        case Where::Control:
            control(c, out);
            break;
        case Where::Skip:
            if (c == kEsc)
                begin(Where::Escape);
            else if (isFinal(c) || endsAnything(c))
                m_where = Where::Text;
            break;
        case Where::Title:
        case Where::TitleEnd:
            title(c, out);
            break;
        case Where::Ignored:
            if (c == kEsc)
                m_where = Where::IgnoredEnd;
            else if (c == kBell || endsAnything(c))
                m_where = Where::Text;
            break;
        case Where::IgnoredEnd:
            begin(c == '\\' ? Where::Text : Where::Escape);
            if (c != '\\')
                escape(c, out);
            break;
        }
    }
    return out;
}

bool TerminalSequences::takeForget()
{
    return std::exchange(m_forget, false);
}

void TerminalSequences::reset()
{
    *this = {};
}

void TerminalSequences::text(char c, std::string &out)
{
    if (c == kEsc) {
        begin(Where::Escape);
        return;
    }
    out += c;
    m_letter = c >= ' ' && c <= '~' ? c : '\0';
}

void TerminalSequences::begin(Where where)
{
    m_where = where;
    m_held.clear();
}

void TerminalSequences::escape(char c, std::string &out)
{
    if (c == kEsc)
        return begin(Where::Escape);
    if (endsAnything(c)) {
        m_where = Where::Text;
        return;
    }
    if (static_cast<unsigned char>(c) < ' ') { // done at once, in the middle of it
        out += c;
        return;
    }
    if (static_cast<unsigned char>(c) > '~') { // no part of one
        m_where = Where::Text;
        return text(c, out);
    }
    if (isIntermediate(c)) {
        if (m_held.size() < kSequenceMax)
            m_held += c;
        return;
    }
    if (m_held.empty() && introduces(c))
        return;
    m_where = Where::Text;
    if (m_held.size() > kIntermediatesMax)
        return;
    out += kEsc;
    out += m_held;
    out += c;
    if (c == '8') // a place that was kept on a larger screen: libvterm 0.1 brings it within this one with the next
        out += kHarmless;
}

/// Whether a longer one begins with it.
bool TerminalSequences::introduces(char c)
{
    switch (c) {
    case '[':
        begin(Where::Control);
        return true;
    case ']':
        begin(Where::Title);
        return true;
    case 'P': // a device's string: what is asked with one is answered by none here
    case '_':
    case '^':
    case 'X':
        begin(Where::Ignored);
        return true;
    default:
        return false;
    }
}

void TerminalSequences::control(char c, std::string &out)
{
    if (c == kEsc)
        return begin(Where::Escape);
    if (endsAnything(c)) {
        m_where = Where::Text;
        return;
    }
    if (static_cast<unsigned char>(c) < ' ') { // done at once, in the middle of it
        out += c;
        return;
    }
    if (static_cast<unsigned char>(c) > '~') { // no part of one
        m_where = Where::Text;
        return text(c, out);
    }
    if (isFinal(c)) {
        m_where = Where::Text;
        finish(c, out);
        return;
    }
    m_held += c;
    if (m_held.size() > kSequenceMax)
        m_where = Where::Skip;
}

void TerminalSequences::finish(char last, std::string &out)
{
    const bool isPlain = m_held.find_first_not_of("0123456789;:") == std::string::npos;
    m_held = bounded(m_held);
    if (isPlain && last == 'J' && m_held == "3")
        m_forget = true;
    if (isPlain && last == 'b')
        return repeat(out);
    if (isPlain && last == 'm') {
        rendition(out);
        return;
    }
    if (std::ranges::count_if(m_held, isSeparator) >= kParametersMax) // libvterm 0.1 has no room for more, and no check
        return;
    out += kEsc;
    out += '[';
    out += m_held;
    out += last;
}

/// The last letter again. Not told to libvterm 0.1: what has no width it would repeat for ever.
void TerminalSequences::repeat(std::string &out) const
{
    long count = 0;
    std::from_chars(m_held.data(), m_held.data() + m_held.size(), count);
    if (m_letter != 0)
        out.append(static_cast<std::size_t>(std::clamp(count, 1L, kRepeatsMax)), m_letter);
}

/// Letters' looks, with faint ones told as a font, in as many sequences as it takes. Colours of underlines are left out
/// with what belongs to them: read one by one their numbers would mean something else.
void TerminalSequences::rendition(std::string &out) const
{
    const auto codes = parts(m_held);
    std::string group;
    std::ptrdiff_t used = 0;
    const auto close = [&] {
        if (used > 0)
            out += std::string("\x1b[") + group + 'm';
        group.clear();
        used = 0;
    };
    const auto add = [&](const std::string &what) { // what belongs together stays so
        const auto count = 1 + std::ranges::count_if(what, isSeparator);
        if (count > kParametersMax)
            return;
        if (used + count > kParametersMax)
            close();
        group += (used > 0 ? ";" : "") + what;
        used += count;
    };
    for (std::size_t at = 0; at < codes.size(); ++at) {
        const auto code = codes[at];
        int number = 0;
        const auto read = std::from_chars(code.data(), code.data() + code.size(), number);
        const bool isWhole = read.ptr == code.data() + code.size();
        if (number == 58) {
            at += isWhole ? colorLength(codes, at) - 1 : 0;
        } else if (isWhole && (number == 38 || number == 48)) {
            std::string color(code);
            for (std::size_t left = colorLength(codes, at) - 1; left > 0; --left)
                color += ';' + std::string(codes[++at]);
            add(color);
        } else if (isWhole && number == 2) {
            add("19");
        } else if (isWhole && number == 22) {
            add("22;10");
        } else if (!isWhole || number < 10 || number > 19) {
            add(std::string(code));
        }
    }
    close();
}

void TerminalSequences::title(char c, std::string &out)
{
    if (m_where == Where::TitleEnd && c != '\\') { // broken off by another sequence
        begin(Where::Escape);
        return escape(c, out);
    }
    if (c == kEsc) {
        m_where = Where::TitleEnd;
        return;
    }
    if (endsAnything(c)) {
        m_where = Where::Text;
        return;
    }
    if (m_where != Where::TitleEnd && c != kBell) {
        if (m_held.size() < kTitleMax)
            m_held += c;
        return;
    }
    m_where = Where::Text;
    if (m_held.size() < 2 || m_held[1] != ';' || (m_held[0] != '0' && m_held[0] != '2'))
        return;
    out += kEsc;
    out += "]2;";
    out += std::string_view(m_held).substr(2);
    out += kBell;
}

} // namespace glovebox::models
