#include "app/models/terminal_screen.h"

#include "app/format/foreign_text.h"
#include "app/models/terminal_keys.h"

#include <vterm.h>

#include <algorithm>

namespace glovebox::models {

namespace {

constexpr qsizetype kTitleLettersMax = 120;

std::int32_t colorOf(const VTermColor &color, bool isInk)
{
    if (isInk ? VTERM_COLOR_IS_DEFAULT_FG(&color) : VTERM_COLOR_IS_DEFAULT_BG(&color))
        return TerminalStyle::kUsual;
    if (VTERM_COLOR_IS_INDEXED(&color))
        return color.indexed.idx;
    return TerminalStyle::kTrueColor + (color.rgb.red << 16 | color.rgb.green << 8 | color.rgb.blue);
}

VTermColor vtermColor(std::int32_t color, bool isInk)
{
    VTermColor out{};
    if (color >= TerminalStyle::kTrueColor)
        vterm_color_rgb(&out, static_cast<std::uint8_t>(color >> 16), static_cast<std::uint8_t>(color >> 8),
                        static_cast<std::uint8_t>(color));
    else
        vterm_color_indexed(&out, static_cast<std::uint8_t>(std::max(color, 0)));
    if (color == TerminalStyle::kUsual)
        out.type = static_cast<std::uint8_t>(out.type | (isInk ? VTERM_COLOR_DEFAULT_FG : VTERM_COLOR_DEFAULT_BG));
    return out;
}

/// Letters that are not seen would move others, or turn them round.
bool isDrawn(char32_t letter)
{
    return letter >= 0x20 && !(letter >= 0x7f && letter < 0xa0) && letter < 0x110000 &&
           !(letter >= 0xd800 && letter < 0xe000);
}

bool isMark(char32_t letter)
{
    return isDrawn(letter) && !(letter >= 0x200e && letter <= 0x200f) && !(letter >= 0x2028 && letter <= 0x202e) &&
           !(letter >= 0x2066 && letter <= 0x2069) && letter != 0x061c;
}

void appendLetter(QString &out, char32_t letter)
{
    out += QString::fromUcs4(&letter, 1);
}

constexpr std::uint32_t kRightHalf = 0xffffffff; // as libvterm marks it

TerminalStyle styleOf(const VTermScreenCell &cell)
{
    TerminalStyle style;
    style.ink = colorOf(cell.fg, true);
    style.ground = colorOf(cell.bg, false);
    style.bold = cell.attrs.bold;
    style.faint = cell.attrs.font == TerminalSequences::kFaintFont;
    style.italic = cell.attrs.italic;
    style.blink = cell.attrs.blink;
    style.reverse = cell.attrs.reverse;
    style.strike = cell.attrs.strike;
    style.underline = cell.attrs.underline & 3U;
    return style;
}

TerminalLine lineOf(const std::vector<VTermScreenCell> &cells)
{
    TerminalLine line;
    line.cells.reserve(cells.size());
    bool inWide = false;
    for (std::size_t column = 0; column < cells.size(); ++column) {
        const auto &from = cells[column];
        TerminalCell cell;
        cell.style = styleOf(from);
        if (inWide) {
            cell.width = 0;
            inWide = false;
        } else if (from.chars[0] != kRightHalf && isMark(from.chars[0])) {
            cell.letter = from.chars[0];
            inWide = from.width == 2 && column + 1 < cells.size();
            cell.width = inWide ? 2 : 1;
            QString marks;
            for (int i = 1; i < VTERM_MAX_CHARS_PER_CELL && from.chars[i] != 0; ++i)
                if (isMark(from.chars[i]))
                    appendLetter(marks, from.chars[i]);
            if (!marks.isEmpty())
                line.marks.emplace_back(static_cast<int>(column), marks);
        }
        line.cells.push_back(cell);
    }
    while (!line.cells.empty() && line.cells.back() == TerminalCell{})
        line.cells.pop_back();
    return line;
}

VTermScreenCell vtermCell(const TerminalLine &line, int column)
{
    VTermScreenCell out{};
    const bool isThere = column < static_cast<int>(line.cells.size());
    const TerminalCell cell = isThere ? line.cells[static_cast<std::size_t>(column)] : TerminalCell{};
    out.chars[0] = cell.letter;
    if (const QString *marks = line.marksAt(column)) {
        int at = 1;
        for (const char32_t letter : marks->toUcs4())
            if (at < VTERM_MAX_CHARS_PER_CELL)
                out.chars[at++] = letter;
    }
    out.width = static_cast<char>(cell.width == 2 ? 2 : 1);
    out.attrs.bold = cell.style.bold;
    out.attrs.font = cell.style.faint ? TerminalSequences::kFaintFont : 0;
    out.attrs.italic = cell.style.italic;
    out.attrs.blink = cell.style.blink;
    out.attrs.reverse = cell.style.reverse;
    out.attrs.strike = cell.style.strike;
    out.attrs.underline = cell.style.underline & 3U;
    out.fg = vtermColor(cell.style.ink, true);
    out.bg = vtermColor(cell.style.ground, false);
    return out;
}

domain::TerminalSize within(domain::TerminalSize size)
{
    return {std::clamp(size.columns, TerminalScreen::kColumnsMin, TerminalScreen::kColumnsMax),
            std::clamp(size.rows, TerminalScreen::kRowsMin, TerminalScreen::kRowsMax)};
}

} // namespace

/// What libvterm calls while it reads.
struct TerminalScreen::Hooks {
    static TerminalScreen &of(void *user) { return *static_cast<TerminalScreen *>(user); }

    static int damage(VTermRect rect, void *user)
    {
        of(user).damage(rect.start_row, rect.end_row);
        of(user).m_work += static_cast<std::size_t>(rect.end_row - rect.start_row) *
                           static_cast<std::size_t>(rect.end_col - rect.start_col);
        return 1;
    }
    static int moveCursor(VTermPos now, VTermPos before, int, void *user)
    {
        auto &screen = of(user);
        screen.m_cursor.row = std::clamp(now.row, 0, screen.m_size.rows - 1);
        screen.m_cursor.column = std::clamp(now.col, 0, screen.m_size.columns - 1);
        screen.damage(before.row, before.row + 1);
        screen.damage(now.row, now.row + 1);
        return 1;
    }
    static int property(VTermProp property, VTermValue *value, void *user)
    {
        auto &screen = of(user);
        switch (property) {
        case VTERM_PROP_CURSORVISIBLE:
            screen.m_cursor.visible = value->boolean != 0;
            break;
        case VTERM_PROP_CURSORBLINK:
            screen.m_cursor.blinks = value->boolean != 0;
            break;
        case VTERM_PROP_CURSORSHAPE:
            screen.m_cursor.shape = value->number == VTERM_PROP_CURSORSHAPE_UNDERLINE  ? TerminalCursorShape::Underline
                                    : value->number == VTERM_PROP_CURSORSHAPE_BAR_LEFT ? TerminalCursorShape::Bar
                                                                                       : TerminalCursorShape::Block;
            break;
        case VTERM_PROP_ALTSCREEN:
            screen.m_alternate = value->boolean != 0;
            screen.damage(0, screen.m_size.rows);
            break;
        case VTERM_PROP_REVERSE:
            screen.m_reversed = value->boolean != 0;
            screen.damage(0, screen.m_size.rows);
            break;
        case VTERM_PROP_TITLE:
            screen.m_title = format::firstLine(QString::fromUtf8(value->string)).left(kTitleLettersMax);
            break;
        case VTERM_PROP_MOUSE:
            screen.m_mouse = value->number == VTERM_PROP_MOUSE_CLICK  ? Mouse::Clicks
                             : value->number == VTERM_PROP_MOUSE_DRAG ? Mouse::Drags
                             : value->number == VTERM_PROP_MOUSE_MOVE ? Mouse::Moves
                                                                      : Mouse::Ours;
            break;
        default:
            return 0;
        }
        screen.damage(screen.m_cursor.row, screen.m_cursor.row + 1);
        return 1;
    }
    static int pushLine(int columns, const VTermScreenCell *cells, void *user)
    {
        of(user).push(lineOf(std::vector(cells, cells + columns)));
        return 1;
    }
    static int popLine(int columns, VTermScreenCell *cells, void *user)
    {
        auto &screen = of(user);
        if (screen.m_history.empty())
            return 0;
        const auto &line = screen.m_history.back();
        for (int column = 0; column < columns; ++column)
            cells[column] = vtermCell(line, column);
        if (columns > 0 && cells[columns - 1].width == 2) // its right half would be outside
            cells[columns - 1].width = 1;
        screen.m_historyCells -= line.cells.size();
        screen.m_history.pop_back();
        --screen.m_top;
        screen.damage(0, screen.m_size.rows);
        screen.m_damage->scrolled = true;
        return 1;
    }
    static void output(const char *bytes, std::size_t count, void *user)
    {
        auto &screen = of(user);
        if (screen.m_feeding) { // an answer to the program; a whole one or none
            if (count > screen.m_answersLeft)
                return;
            screen.m_answersLeft -= count;
        }
        screen.send({bytes, count});
    }

    static constexpr VTermScreenCallbacks kCallbacks{.damage = damage,
                                                     .moverect = nullptr,
                                                     .movecursor = moveCursor,
                                                     .settermprop = property,
                                                     .bell = nullptr,
                                                     .resize = nullptr,
                                                     .sb_pushline = pushLine,
                                                     .sb_popline = popLine};
};

void TerminalScreen::Free::operator()(VTerm *terminal) const
{
    vterm_free(terminal);
}

TerminalScreen::TerminalScreen(domain::TerminalSize size) : m_size(within(size))
{
    make();
}

TerminalScreen::~TerminalScreen() = default;

void TerminalScreen::make()
{
    m_terminal.reset(vterm_new(m_size.rows, m_size.columns));
    vterm_set_utf8(m_terminal.get(), 1);
    vterm_output_set_callback(m_terminal.get(), &Hooks::output, this);
    m_screen = vterm_obtain_screen(m_terminal.get());
    vterm_screen_set_callbacks(m_screen, &Hooks::kCallbacks, this);
    vterm_screen_set_damage_merge(m_screen, VTERM_DAMAGE_ROW);
    vterm_screen_enable_altscreen(m_screen, 1);
    vterm_screen_reset(m_screen, 1);
}

void TerminalScreen::reset()
{
    m_sequences.reset();
    m_history.clear();
    m_historyCells = 0;
    m_cursor = {};
    m_title.clear();
    m_alternate = m_reversed = false;
    m_mouse = Mouse::Ours;
    make();
    damage(0, m_size.rows);
    m_damage->scrolled = true;
}

void TerminalScreen::feed(std::string_view bytes)
{
    const auto known = m_sequences.take(bytes);
    m_feeding = true;
    vterm_input_write(m_terminal.get(), known.data(), known.size());
    vterm_screen_flush_damage(m_screen);
    m_feeding = false;
    if (m_sequences.takeForget()) {
        m_history.clear();
        m_historyCells = 0;
        damage(0, m_size.rows);
        m_damage->scrolled = true;
    }
}

void TerminalScreen::resize(domain::TerminalSize size)
{
    const auto wanted = within(size);
    if (wanted == m_size)
        return;
    m_size = wanted;
    vterm_set_size(m_terminal.get(), wanted.rows, wanted.columns);
    // Its cursor may be outside by now; the end of any sequence brings it back.
    vterm_input_write(m_terminal.get(), TerminalSequences::kHarmless.data(), TerminalSequences::kHarmless.size());
    vterm_screen_flush_damage(m_screen);
    m_cursor.row = std::clamp(m_cursor.row, 0, wanted.rows - 1);
    m_cursor.column = std::clamp(m_cursor.column, 0, wanted.columns - 1);
    damage(0, wanted.rows);
    m_damage->scrolled = true;
}

void TerminalScreen::push(TerminalLine line)
{
    m_historyCells += line.cells.size();
    m_history.push_back(std::move(line));
    ++m_top;
    trim();
    damage(0, m_size.rows);
    m_damage->scrolled = true;
}

void TerminalScreen::trim()
{
    while (m_history.size() > kHistoryLinesMax || m_historyCells > kHistoryCellsMax) {
        m_historyCells -= m_history.front().cells.size();
        m_history.pop_front();
    }
}

void TerminalScreen::damage(int first, int last)
{
    first = std::clamp(first, 0, m_size.rows);
    last = std::clamp(last, first, m_size.rows);
    if (m_damage)
        m_damage = Damage{std::min(first, m_damage->first), std::max(last, m_damage->last), m_damage->scrolled};
    else
        m_damage = Damage{first, last, false};
}

std::optional<TerminalScreen::Damage> TerminalScreen::takeDamage()
{
    return std::exchange(m_damage, std::nullopt);
}

std::string TerminalScreen::takeOutput()
{
    return std::exchange(m_output, {});
}

TerminalLine TerminalScreen::line(std::int64_t number) const
{
    if (number < firstLine() || number >= m_top + m_size.rows)
        return {};
    if (number < m_top)
        return m_history[static_cast<std::size_t>(number - firstLine())];
    std::vector<VTermScreenCell> cells(static_cast<std::size_t>(m_size.columns));
    const int row = static_cast<int>(number - m_top);
    for (int column = 0; column < m_size.columns; ++column)
        vterm_screen_get_cell(m_screen, {row, column}, &cells[static_cast<std::size_t>(column)]);
    return lineOf(cells);
}

QString TerminalScreen::text(std::int64_t number, int from, int to) const
{
    const auto line = this->line(number);
    QString out;
    const int end = std::min(to, static_cast<int>(line.cells.size()));
    for (int column = std::max(from, 0); column < end; ++column) {
        const auto &cell = line.cells[static_cast<std::size_t>(column)];
        if (cell.width == 0)
            continue;
        appendLetter(out, cell.letter == 0 ? U' ' : cell.letter);
        if (const QString *marks = line.marksAt(column))
            out += *marks;
    }
    while (out.endsWith(QLatin1Char(' ')))
        out.chop(1);
    return out;
}

bool TerminalScreen::goesOn(std::int64_t number) const
{
    if (m_alternate && number >= m_top)
        return false;
    const auto line = this->line(number);
    return static_cast<int>(line.cells.size()) == m_size.columns &&
           (line.cells.back().letter != 0 || line.cells.back().width == 0);
}

/// libvterm does not tell, but it brackets nothing when nothing was asked for.
bool TerminalScreen::bracketsPaste()
{
    const auto before = m_output.size();
    vterm_keyboard_start_paste(m_terminal.get());
    const bool brackets = m_output.size() > before;
    m_output.resize(before);
    return brackets;
}

bool TerminalScreen::key(int key, int modifiers)
{
    allowAnswers();
    const auto bytes = plainKey(key, modifiers);
    if (!bytes.empty()) {
        send(bytes);
        return true;
    }
    const int code = vtermKey(key);
    if (code == VTERM_KEY_NONE)
        return false;
    vterm_keyboard_key(m_terminal.get(), static_cast<VTermKey>(code),
                       static_cast<VTermModifier>(vtermModifiers(modifiers)));
    return true;
}

void TerminalScreen::type(const QString &text, int modifiers)
{
    allowAnswers();
    send(typedBytes(text, modifiers));
}

QString TerminalScreen::pasteable(QString text)
{
    text.replace(QLatin1String("\r\n"), QLatin1String("\n"));
    text.replace(QLatin1Char('\r'), QLatin1Char('\n'));
    text.removeIf([](QChar c) { return c.category() == QChar::Other_Control && c != u'\n' && c != u'\t'; });
    return text;
}

void TerminalScreen::paste(const QString &text)
{
    allowAnswers();
    auto clean = pasteable(text).toStdString();
    std::ranges::replace(clean, '\n', '\r'); // as the key is
    vterm_keyboard_start_paste(m_terminal.get());
    send(clean);
    vterm_keyboard_end_paste(m_terminal.get());
}

void TerminalScreen::mouseButton(int button, bool pressed, int row, int column, int modifiers)
{
    if (m_mouse == Mouse::Ours) // libvterm would tell all the same
        return;
    allowAnswers();
    const auto keys = static_cast<VTermModifier>(vtermModifiers(modifiers));
    vterm_mouse_move(m_terminal.get(), row, column, keys);
    vterm_mouse_button(m_terminal.get(), button, pressed, keys);
}

void TerminalScreen::mouseMove(int row, int column, int modifiers)
{
    if (m_mouse == Mouse::Ours)
        return;
    vterm_mouse_move(m_terminal.get(), row, column, static_cast<VTermModifier>(vtermModifiers(modifiers)));
}

void TerminalScreen::focus(bool in)
{
    auto *state = vterm_obtain_state(m_terminal.get());
    if (in)
        vterm_state_focus_in(state);
    else
        vterm_state_focus_out(state);
}

} // namespace glovebox::models
