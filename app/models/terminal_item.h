// Role: a terminal as it is seen and typed into: draws a session's screen, turns keys, mouse and paste into what its
// program reads, selects and copies. Where it scrolls to, and what is asked before a paste, is its page's.
// Thread: GUI. Invariants: while it has the keyboard every key is the guest's, but the few that ux.md gives the window;
// Ctrl+Shift+Esc always leaves it.
#pragma once

#include "app/models/terminal_painter.h"
#include "app/models/terminal_selection.h"
#include "app/models/terminal_session.h"
#include "app/models/text_lines.h"

#include <QPointer>
#include <QQuickPaintedItem>
#include <QTimer>

#include <optional>

namespace glovebox::models {

class TerminalItem : public QQuickPaintedItem {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(glovebox::models::TerminalSession *session READ session WRITE setSession NOTIFY sessionChanged)
    Q_PROPERTY(QColor ink READ ink WRITE setInk NOTIFY lookChanged)
    Q_PROPERTY(QColor ground READ ground WRITE setGround NOTIFY lookChanged)
    Q_PROPERTY(QColor selected READ selected WRITE setSelected NOTIFY lookChanged)
    Q_PROPERTY(QVariantList table READ table WRITE setTable NOTIFY lookChanged) // sixteen, from black to bright white
    Q_PROPERTY(QString family READ family WRITE setFamily NOTIFY lookChanged)
    Q_PROPERTY(int pixels READ pixels WRITE setPixels NOTIFY lookChanged)
    Q_PROPERTY(bool still READ still WRITE setStill NOTIFY lookChanged) // nothing blinks
    Q_PROPERTY(int columns READ columns NOTIFY gridChanged)
    Q_PROPERTY(int rows READ rows NOTIFY gridChanged)
    Q_PROPERTY(
        qreal position READ position WRITE setPosition NOTIFY scrolled) // of the view in all lines, 0 to 1 - share
    Q_PROPERTY(qreal share READ share NOTIFY scrolled)                  // of all lines that is in view
    Q_PROPERTY(bool atEnd READ atEnd NOTIFY scrolled)
    Q_PROPERTY(bool hasSelection READ hasSelection NOTIFY selectionChanged)

public:
    static constexpr qreal kMargin = 8;
    static constexpr qsizetype kPasteMax = qsizetype{1} * 1024 * 1024;

    explicit TerminalItem(QQuickItem *parent = nullptr);
    ~TerminalItem() override;

    TerminalSession *session() const { return m_session; }
    void setSession(TerminalSession *session);
    QColor ink() const { return QColor::fromRgb(m_colors.theme().ink); }
    void setInk(const QColor &color);
    QColor ground() const { return QColor::fromRgb(m_colors.theme().ground); }
    void setGround(const QColor &color);
    QColor selected() const { return QColor::fromRgb(m_colors.theme().selected); }
    void setSelected(const QColor &color);
    QVariantList table() const;
    void setTable(const QVariantList &table);
    QString family() const { return m_family; }
    void setFamily(const QString &family);
    int pixels() const { return m_pixels; }
    void setPixels(int pixels);
    bool still() const { return m_still; }
    void setStill(bool still);
    int columns() const { return m_size.columns; }
    int rows() const { return m_size.rows; }
    qreal position() const;
    void setPosition(qreal position);
    qreal share() const;
    bool atEnd() const { return m_back == 0; }
    bool hasSelection() const { return !m_selection.empty(); }

    Q_INVOKABLE void copy();
    Q_INVOKABLE void selectAll();
    /// Of the clipboard; pasteAsked() first, when its program would run each line as it comes.
    Q_INVOKABLE void paste();
    Q_INVOKABLE void pasteText(const QString &text);
    /// It was answered: nothing of what was asked about stays.
    Q_INVOKABLE void forgetPaste() { m_pasted.setLines({}); }
    Q_INVOKABLE void toEnd();
    /// A line of what is in view, from 0, as text. For tests and readers.
    Q_INVOKABLE QString lineText(int row) const;

    void paint(QPainter *painter) override;

Q_SIGNALS:
    void sessionChanged();
    void lookChanged();
    void gridChanged();
    void scrolled();
    void selectionChanged();
    void pasteAsked(const QString &text, glovebox::models::TextLines *lines); // and all of it, as it can be shown
    void refused(const QString &why);
    void copied();
    void leaveRequested();
    void paletteRequested();
    void ownWindowRequested();
    void menuRequested(const QPointF &where);

protected:
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void inputMethodEvent(QInputMethodEvent *event) override;
    QVariant inputMethodQuery(Qt::InputMethodQuery query) const override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void hoverMoveEvent(QHoverEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void geometryChange(const QRectF &now, const QRectF &before) override;
    void itemChange(ItemChange change, const ItemChangeData &value) override;

private:
    struct Cell {
        int row = 0;
        int column = 0;
    };

    void changeTheme(const std::function<void(TerminalTheme &)> &change);
    void remeasure();
    void regrid();
    void onDrawn();
    void scrollBack(std::int64_t lines);
    std::int64_t viewTop() const;
    void sent();
    bool windowKey(QKeyEvent *event);
    bool mouseIsTheirs(Qt::KeyboardModifiers modifiers) const;
    Cell cellAt(QPointF point) const;
    TerminalSelection::Place placeAt(QPointF point) const;
    QRectF cursorBox() const;
    void setSelection(const std::function<void(TerminalSelection &)> &change);
    void restartBlink();
    void offerPaste(const QString &copied);

    QPointer<TerminalSession> m_session;
    TextLines m_pasted; // that is asked about
    TerminalColors m_colors;
    TerminalPainter m_painter;
    TerminalSelection m_selection;
    QString m_family = QStringLiteral("JetBrains Mono");
    int m_pixels = 13;
    bool m_still = false;
    domain::TerminalSize m_size{80, 24};
    std::int64_t m_back = 0;    // lines that the view stands above the screen
    std::int64_t m_topSeen = 0; // of the screen, when the view was placed
    QString m_preedit;
    bool m_selecting = false;
    int m_pressed = 0; // the button that its program knows to be down
    qreal m_wheel = 0; // of a line, that is not scrolled yet
    bool m_blinkedAway = false;
    bool m_anyBlinks = false; // of the letters in view
    QTimer m_blink;
    QTimer m_triple; // while a third click makes it a line
};

} // namespace glovebox::models
