#include "app/models/terminal_item.h"

#include "app/format/foreign_text.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QPainter>
#include <QQuickWindow>
#include <QStyleHints>

#include <algorithm>
#include <cmath>

namespace glovebox::models {

namespace {

constexpr std::chrono::milliseconds kBlink{600};

/// Nothing runs that could not be read before. A tab is shown as four signs.
bool isShownWhole(const QString &text)
{
    const auto lines = QStringView(text).split(QLatin1Char('\n'));
    return std::ranges::all_of(lines, [](QStringView line) {
        return line.size() + 3 * line.count(QLatin1Char('\t')) <= format::kShownLineMax;
    });
}

} // namespace

TerminalItem::TerminalItem(QQuickItem *parent) : QQuickPaintedItem(parent)
{
    setOpaquePainting(true);
    setAcceptedMouseButtons(Qt::LeftButton | Qt::MiddleButton | Qt::RightButton);
    setAcceptHoverEvents(true);
    setFlag(ItemAcceptsInputMethod);
    setFlag(ItemIsFocusScope, false);
    setActiveFocusOnTab(true);
    setCursor(Qt::IBeamCursor);
    m_blink.setInterval(kBlink);
    connect(&m_blink, &QTimer::timeout, this, [this] {
        m_blinkedAway = !m_blinkedAway;
        if (m_anyBlinks)
            update();
        else
            update(cursorBox().toAlignedRect());
    });
    m_triple.setSingleShot(true);
    remeasure();
}

TerminalItem::~TerminalItem() = default;

void TerminalItem::setSession(TerminalSession *session)
{
    if (session == m_session)
        return;
    if (m_session) {
        m_session->setSeen(false);
        disconnect(m_session, nullptr, this, nullptr);
    }
    m_session = session;
    m_back = 0;
    m_preedit.clear();
    m_pressed = 0;
    m_selecting = false;
    m_selection.clear();
    if (session) {
        session->setSeen(true);
        connect(session, &TerminalSession::drawn, this, &TerminalItem::onDrawn);
        connect(session, &TerminalSession::changed, this, [this] {
            restartBlink();
            update();
        });
        connect(session, &TerminalSession::refused, this, &TerminalItem::refused);
        m_topSeen = session->screen().top();
        regrid();
    }
    restartBlink();
    update();
    Q_EMIT sessionChanged();
    Q_EMIT scrolled();
    Q_EMIT selectionChanged();
}

void TerminalItem::changeTheme(const std::function<void(TerminalTheme &)> &change)
{
    auto theme = m_colors.theme();
    change(theme);
    if (theme == m_colors.theme())
        return;
    m_colors.setTheme(theme);
    setFillColor(QColor::fromRgb(theme.ground));
    update();
    Q_EMIT lookChanged();
}

void TerminalItem::setInk(const QColor &color)
{
    changeTheme([&](TerminalTheme &theme) { theme.ink = color.rgb(); });
}

void TerminalItem::setGround(const QColor &color)
{
    changeTheme([&](TerminalTheme &theme) { theme.ground = color.rgb(); });
}

void TerminalItem::setSelected(const QColor &color)
{
    changeTheme([&](TerminalTheme &theme) { theme.selected = color.rgb(); });
}

QVariantList TerminalItem::table() const
{
    QVariantList out;
    for (const QRgb color : m_colors.theme().table)
        out += QColor::fromRgb(color);
    return out;
}

void TerminalItem::setTable(const QVariantList &table)
{
    changeTheme([&](TerminalTheme &theme) {
        for (std::size_t i = 0; i < theme.table.size() && static_cast<qsizetype>(i) < table.size(); ++i)
            theme.table[i] = table[static_cast<qsizetype>(i)].value<QColor>().rgb();
    });
}

void TerminalItem::setFamily(const QString &family)
{
    m_family = family;
    remeasure();
}

void TerminalItem::setPixels(int pixels)
{
    m_pixels = std::clamp(pixels, 6, 72);
    remeasure();
}

void TerminalItem::setStill(bool still)
{
    m_still = still;
    restartBlink();
    Q_EMIT lookChanged();
}

void TerminalItem::remeasure()
{
    m_painter.setFont(m_family, m_pixels, window() ? window()->effectiveDevicePixelRatio() : 1);
    regrid();
    update();
    Q_EMIT lookChanged();
}

/// As many cells as there is room for; the guest is told.
void TerminalItem::regrid()
{
    const auto cell = m_painter.cell();
    const auto fit = [](qreal room, qreal one, int least, int most) {
        return std::clamp(static_cast<int>((room - 2 * kMargin) / one), least, most);
    };
    if (width() <= 2 * kMargin || height() <= 2 * kMargin)
        return;
    m_size = {fit(width(), cell.width(), TerminalScreen::kColumnsMin, TerminalScreen::kColumnsMax),
              fit(height(), cell.height(), TerminalScreen::kRowsMin, TerminalScreen::kRowsMax)};
    if (m_session && m_session->screen().size() != m_size) {
        m_session->resize(m_size);
        setSelection([](TerminalSelection &selection) { selection.clear(); });
    }
    Q_EMIT gridChanged();
    Q_EMIT scrolled();
}

void TerminalItem::geometryChange(const QRectF &now, const QRectF &before)
{
    QQuickPaintedItem::geometryChange(now, before);
    if (now.size() != before.size())
        regrid();
}

void TerminalItem::itemChange(ItemChange change, const ItemChangeData &value)
{
    QQuickPaintedItem::itemChange(change, value);
    if (change == ItemDevicePixelRatioHasChanged || (change == ItemSceneChange && value.window))
        remeasure();
}

std::int64_t TerminalItem::viewTop() const
{
    return m_session ? m_session->screen().top() - m_back : 0;
}

/// Who looks at lines above the screen keeps them while others come.
void TerminalItem::onDrawn()
{
    const auto &screen = m_session->screen();
    if (m_back > 0)
        m_back = std::clamp<std::int64_t>(m_back + screen.top() - m_topSeen, 0, screen.top() - screen.firstLine());
    const bool moved = std::exchange(m_topSeen, screen.top()) != screen.top();
    const auto damage = m_session->screen().takeDamage();
    if (m_blink.isActive() && m_blinkedAway)
        restartBlink();
    if (!damage)
        return;
    if (damage->scrolled || moved || m_back > 0) {
        update();
        Q_EMIT scrolled();
        return;
    }
    const qreal tall = m_painter.cell().height();
    update(QRectF(0, kMargin + damage->first * tall, width(), (damage->last - damage->first) * tall).toAlignedRect());
}

qreal TerminalItem::share() const
{
    if (!m_session)
        return 1;
    const auto &screen = m_session->screen();
    const auto all = screen.top() - screen.firstLine() + screen.size().rows;
    return static_cast<qreal>(screen.size().rows) / static_cast<qreal>(all);
}

qreal TerminalItem::position() const
{
    if (!m_session)
        return 0;
    const auto &screen = m_session->screen();
    const auto all = screen.top() - screen.firstLine() + screen.size().rows;
    return static_cast<qreal>(viewTop() - screen.firstLine()) / static_cast<qreal>(all);
}

void TerminalItem::setPosition(qreal position)
{
    if (!m_session)
        return;
    const auto &screen = m_session->screen();
    const auto all = static_cast<qreal>(screen.top() - screen.firstLine() + screen.size().rows);
    scrollBack(screen.top() - screen.firstLine() - std::llround(position * all));
}

void TerminalItem::scrollBack(std::int64_t lines)
{
    const auto &screen = m_session->screen();
    const auto wanted = std::clamp<std::int64_t>(lines, 0, screen.top() - screen.firstLine());
    if (std::exchange(m_back, wanted) == wanted)
        return;
    update();
    Q_EMIT scrolled();
}

void TerminalItem::toEnd()
{
    if (m_session)
        scrollBack(0);
}

QString TerminalItem::lineText(int row) const
{
    return m_session ? m_session->screen().text(viewTop() + row, 0, m_size.columns) : QString();
}

void TerminalItem::paint(QPainter *painter)
{
    const QRectF all(0, 0, width(), height());
    painter->fillRect(all, QColor::fromRgb(m_colors.theme().ground));
    if (!m_session)
        return;
    const auto &screen = m_session->screen();
    const auto cell = m_painter.cell();
    const auto clip = painter->hasClipping() ? painter->clipBoundingRect() : all;
    const int rows = screen.size().rows;
    const int first = std::clamp(static_cast<int>((clip.top() - kMargin) / cell.height()), 0, rows);
    const int last = std::clamp(static_cast<int>(std::ceil((clip.bottom() - kMargin) / cell.height())), first, rows);
    const auto &cursor = screen.cursor();
    const bool cursorShown = cursor.visible && m_session->typable();
    painter->setRenderHint(QPainter::TextAntialiasing);
    if (first == 0 && last == rows)
        m_anyBlinks = false;
    for (int row = first; row < last; ++row) {
        const auto number = viewTop() + row;
        const auto line = screen.line(number);
        const QPointF at(kMargin, kMargin + row * cell.height());
        for (const auto &each : line.cells)
            m_anyBlinks = m_anyBlinks || each.style.blink;
        m_painter.drawLine(*painter, line, at, screen.size().columns, m_colors, screen.reversed(),
                           m_selection.on(number, screen.size().columns), m_blinkedAway);
        const bool blinked = m_blinkedAway && cursor.blinks && hasActiveFocus();
        if (cursorShown && !blinked && number == screen.top() + cursor.row)
            m_painter.drawCursor(*painter, line, cursor, at, m_colors, screen.reversed(), hasActiveFocus());
    }
    if (m_preedit.isEmpty())
        return;
    TerminalLine typed; // what an input method shows before it is taken
    for (const char32_t letter : m_preedit.toUcs4())
        typed.cells.push_back({.letter = letter, .style = {.underline = 1}});
    const int room = screen.size().columns - cursor.column;
    m_painter.drawLine(*painter, typed, cursorBox().topLeft(), std::min(room, static_cast<int>(typed.cells.size())),
                       m_colors, screen.reversed(), {}, false);
}

QRectF TerminalItem::cursorBox() const
{
    if (!m_session)
        return {};
    const auto &cursor = m_session->screen().cursor();
    const auto cell = m_painter.cell();
    return {kMargin + cursor.column * cell.width(), kMargin + static_cast<qreal>(cursor.row + m_back) * cell.height(),
            cell.width(), cell.height()};
}

void TerminalItem::restartBlink()
{
    m_blinkedAway = false;
    if (m_still || !m_session || !m_session->typable() || !isVisible())
        m_blink.stop();
    else
        m_blink.start();
    update();
}

void TerminalItem::setSelection(const std::function<void(TerminalSelection &)> &change)
{
    const bool had = hasSelection();
    change(m_selection);
    update();
    if (had || hasSelection())
        Q_EMIT selectionChanged();
}

void TerminalItem::selectAll()
{
    if (m_session)
        setSelection([this](TerminalSelection &selection) { selection.all(m_session->screen()); });
}

void TerminalItem::copy()
{
    if (!m_session || m_selection.empty())
        return;
    QGuiApplication::clipboard()->setText(m_selection.text(m_session->screen()));
    Q_EMIT copied();
}

void TerminalItem::paste()
{
    offerPaste(QGuiApplication::clipboard()->text());
}

/// What is asked about and shown is what will be sent.
void TerminalItem::offerPaste(const QString &copied)
{
    if (!m_session || !m_session->typable())
        return;
    const auto text = TerminalScreen::pasteable(copied);
    if (text.isEmpty())
        return;
    if (text.size() > kPasteMax) {
        Q_EMIT refused(tr("What was copied is too large to be pasted: put it into a file of the sandbox instead."));
        return;
    }
    if (!text.contains(QLatin1Char('\n')) || m_session->screen().bracketsPaste())
        return pasteText(text);
    if (!isShownWhole(text)) {
        Q_EMIT refused(tr("A line of what was copied is too long to be shown before it runs: put it into a file of the "
                          "sandbox instead."));
        return;
    }
    m_pasted.setText(text);
    Q_EMIT pasteAsked(text, &m_pasted);
}

void TerminalItem::pasteText(const QString &text)
{
    if (!m_session || !m_session->typable())
        return;
    m_session->screen().paste(text);
    sent();
}

/// What somebody typed is seen where it arrives.
void TerminalItem::sent()
{
    m_session->flush();
    scrollBack(0);
    restartBlink();
}

} // namespace glovebox::models
