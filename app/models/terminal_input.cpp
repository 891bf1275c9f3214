#include "app/models/terminal_item.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QStyleHints>

#include <algorithm>
#include <cmath>

namespace glovebox::models {

namespace {

constexpr int kWheelLines = 3;
constexpr qreal kWheelNotch = 120;

int vtermButton(Qt::MouseButton button)
{
    return button == Qt::LeftButton ? 1 : button == Qt::MiddleButton ? 2 : 3;
}

bool isModifierAlone(int key)
{
    return key == Qt::Key_Shift || key == Qt::Key_Control || key == Qt::Key_Alt || key == Qt::Key_Meta ||
           key == Qt::Key_AltGr || key == Qt::Key_CapsLock || key == Qt::Key_NumLock;
}

} // namespace

/// Nothing of what is typed here is a shortcut of the window.
bool TerminalItem::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride && m_session) {
        event->accept();
        return true;
    }
    return QQuickPaintedItem::event(event);
}

/// The few keys that are the window's while the terminal has the keyboard.
bool TerminalItem::windowKey(QKeyEvent *event)
{
    const auto modifiers = event->modifiers() & ~Qt::KeypadModifier;
    const int rows = std::max(1, m_size.rows - 1);
    if (modifiers == (Qt::ControlModifier | Qt::ShiftModifier)) {
        switch (event->key()) {
        case Qt::Key_C:
            copy();
            return true;
        case Qt::Key_V:
            paste();
            return true;
        case Qt::Key_A:
            selectAll();
            return true;
        case Qt::Key_K:
            Q_EMIT paletteRequested();
            return true;
        case Qt::Key_O:
            Q_EMIT ownWindowRequested();
            return true;
        case Qt::Key_Escape:
            Q_EMIT leaveRequested();
            return true;
        default:
            return false;
        }
    }
    if (modifiers != Qt::ShiftModifier)
        return false;
    switch (event->key()) {
    case Qt::Key_Insert:
        paste();
        return true;
    case Qt::Key_PageUp:
        scrollBack(m_back + rows);
        return true;
    case Qt::Key_PageDown:
        scrollBack(m_back - rows);
        return true;
    default:
        return false;
    }
}

void TerminalItem::keyPressEvent(QKeyEvent *event)
{
    if (!m_session) {
        event->ignore();
        return;
    }
    event->accept();
    if (windowKey(event) || isModifierAlone(event->key()))
        return;
    if (!m_session->typable()) {
        event->setAccepted(event->key() != Qt::Key_Tab && event->key() != Qt::Key_Backtab); // one can go on from here
        return;
    }
    const auto modifiers = event->modifiers();
    auto &screen = m_session->screen();
    if (!screen.key(event->key(), static_cast<int>(modifiers.toInt()))) {
        auto text = event->text();
        // Control has already made something of the letter, where Qt knows what.
        if (modifiers.testFlag(Qt::ControlModifier) && event->key() >= Qt::Key_Space &&
            event->key() <= Qt::Key_AsciiTilde)
            text = QChar(static_cast<char16_t>(event->key())).toLower();
        if (text.isEmpty())
            return;
        const bool composed = modifiers.testFlag(Qt::GroupSwitchModifier); // AltGr writes a sign of its own
        screen.type(text, composed ? 0 : static_cast<int>(modifiers.toInt()));
    }
    setSelection([](TerminalSelection &selection) { selection.clear(); });
    sent();
}

void TerminalItem::inputMethodEvent(QInputMethodEvent *event)
{
    m_preedit = event->preeditString();
    if (!event->commitString().isEmpty() && m_session && m_session->typable()) {
        m_session->screen().type(event->commitString(), 0);
        sent();
    }
    update();
    event->accept();
}

QVariant TerminalItem::inputMethodQuery(Qt::InputMethodQuery query) const
{
    switch (query) {
    case Qt::ImEnabled:
        return m_session && m_session->typable();
    case Qt::ImCursorRectangle:
        return cursorBox();
    case Qt::ImHints:
        return static_cast<int>(Qt::ImhNoPredictiveText | Qt::ImhNoAutoUppercase | Qt::ImhSensitiveData);
    default:
        return QQuickPaintedItem::inputMethodQuery(query);
    }
}

TerminalItem::Cell TerminalItem::cellAt(QPointF point) const
{
    const auto cell = m_painter.cell();
    return {std::clamp(static_cast<int>(std::floor((point.y() - kMargin) / cell.height())), 0, m_size.rows - 1),
            std::clamp(static_cast<int>(std::floor((point.x() - kMargin) / cell.width())), 0, m_size.columns - 1)};
}

TerminalSelection::Place TerminalItem::placeAt(QPointF point) const
{
    const auto cell = m_painter.cell();
    return {viewTop() + cellAt(point).row,
            std::clamp(static_cast<int>(std::lround((point.x() - kMargin) / cell.width())), 0, m_size.columns)};
}

/// Shift takes the mouse back from a program that listens to it.
bool TerminalItem::mouseIsTheirs(Qt::KeyboardModifiers modifiers) const
{
    return m_session && m_session->typable() && m_session->screen().mouse() != TerminalScreen::Mouse::Ours &&
           m_back == 0 && !modifiers.testFlag(Qt::ShiftModifier);
}

void TerminalItem::mousePressEvent(QMouseEvent *event)
{
    forceActiveFocus(Qt::MouseFocusReason);
    event->accept();
    if (!m_session)
        return;
    if (mouseIsTheirs(event->modifiers())) {
        const auto cell = cellAt(event->position());
        m_pressed = vtermButton(event->button());
        m_session->screen().mouseButton(m_pressed, true, cell.row, cell.column,
                                        static_cast<int>(event->modifiers().toInt()));
        m_session->flush();
        return;
    }
    if (event->button() == Qt::MiddleButton) {
        auto *clipboard = QGuiApplication::clipboard();
        offerPaste(clipboard->text(clipboard->supportsSelection() ? QClipboard::Selection : QClipboard::Clipboard));
        return;
    }
    if (event->button() == Qt::RightButton)
        Q_EMIT menuRequested(event->position());
    if (event->button() != Qt::LeftButton)
        return;
    const auto place = placeAt(event->position());
    m_selecting = true;
    setSelection([&](TerminalSelection &selection) {
        if (event->modifiers().testFlag(Qt::ShiftModifier) && !selection.empty())
            selection.extend(m_session->screen(), place);
        else
            selection.begin(m_session->screen(), place,
                            m_triple.isActive() ? TerminalSelection::Unit::Lines : TerminalSelection::Unit::Letters);
    });
}

void TerminalItem::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (!m_session || event->button() != Qt::LeftButton || mouseIsTheirs(event->modifiers())) {
        mousePressEvent(event);
        return;
    }
    event->accept();
    m_selecting = true;
    const auto cell = cellAt(event->position());
    setSelection([&](TerminalSelection &selection) {
        selection.begin(m_session->screen(), {viewTop() + cell.row, cell.column}, TerminalSelection::Unit::Words);
    });
    m_triple.start(QGuiApplication::styleHints()->mouseDoubleClickInterval());
}

void TerminalItem::mouseMoveEvent(QMouseEvent *event)
{
    if (!m_session)
        return;
    if (m_pressed != 0) {
        const auto cell = cellAt(event->position());
        m_session->screen().mouseMove(cell.row, cell.column, static_cast<int>(event->modifiers().toInt()));
        m_session->flush();
        return;
    }
    if (!m_selecting)
        return;
    if (event->position().y() < 0) // over the edge it scrolls
        scrollBack(m_back + 1);
    else if (event->position().y() > height())
        scrollBack(m_back - 1);
    setSelection(
        [&](TerminalSelection &selection) { selection.extend(m_session->screen(), placeAt(event->position())); });
}

void TerminalItem::mouseReleaseEvent(QMouseEvent *event)
{
    if (m_session && m_pressed != 0) {
        const auto cell = cellAt(event->position());
        m_session->screen().mouseButton(std::exchange(m_pressed, 0), false, cell.row, cell.column,
                                        static_cast<int>(event->modifiers().toInt()));
        m_session->flush();
    }
    auto *clipboard = QGuiApplication::clipboard();
    if (std::exchange(m_selecting, false) && m_session && hasSelection() && clipboard->supportsSelection())
        clipboard->setText(m_selection.text(m_session->screen()), QClipboard::Selection);
}

void TerminalItem::hoverMoveEvent(QHoverEvent *event)
{
    if (!mouseIsTheirs(event->modifiers()) || m_session->state() != TerminalSession::Live ||
        m_session->screen().mouse() != TerminalScreen::Mouse::Moves)
        return;
    const auto cell = cellAt(event->position());
    m_session->screen().mouseMove(cell.row, cell.column, static_cast<int>(event->modifiers().toInt()));
    m_session->flush();
}

/// The program's that listens; arrows for one that fills the screen; else the lines above are looked at.
void TerminalItem::wheelEvent(QWheelEvent *event)
{
    event->accept();
    if (!m_session)
        return;
    const qreal lines = event->pixelDelta().isNull() ? event->angleDelta().y() / kWheelNotch * kWheelLines
                                                     : event->pixelDelta().y() / m_painter.cell().height();
    m_wheel += lines;
    const int whole = static_cast<int>(m_wheel);
    m_wheel -= whole;
    if (whole == 0)
        return;
    auto &screen = m_session->screen();
    if (mouseIsTheirs(event->modifiers())) {
        const auto cell = cellAt(event->position());
        for (int i = 0; i < std::max(1, std::abs(whole) / kWheelLines); ++i)
            screen.mouseButton(whole > 0 ? 4 : 5, true, cell.row, cell.column,
                               static_cast<int>(event->modifiers().toInt()));
        m_session->flush();
    } else if (screen.onAlternate() && m_session->typable()) {
        for (int i = 0; i < std::abs(whole); ++i)
            screen.key(whole > 0 ? Qt::Key_Up : Qt::Key_Down, 0);
        m_session->flush();
    } else {
        scrollBack(m_back + whole);
    }
}

void TerminalItem::focusInEvent(QFocusEvent *event)
{
    QQuickPaintedItem::focusInEvent(event);
    if (m_session && m_session->state() == TerminalSession::Live) { // it wakes nobody
        m_session->screen().focus(true);
        m_session->flush();
    }
    restartBlink();
}

void TerminalItem::focusOutEvent(QFocusEvent *event)
{
    QQuickPaintedItem::focusOutEvent(event);
    if (m_session && m_session->state() == TerminalSession::Live) { // it wakes nobody
        m_session->screen().focus(false);
        m_session->flush();
    }
    m_selecting = false;
    m_pressed = 0;
    restartBlink();
}

} // namespace glovebox::models
