// Role: the note at the window's edge: what was said last and, for a while, one thing that can be done about it: taking
// back what was just done, or looking at what changed. What is said there is read out, too. Thread: GUI.
// Invariants: one note at a time, the newest; what it offers can be done once, and for kOfferedFor.
#pragma once

#include "app/models/announcer.h"
#include "app/models/offer.h"

namespace glovebox::models {

class EdgeNote : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(bool open READ isOpen NOTIFY changed)
    Q_PROPERTY(QString text READ text NOTIFY changed)
    Q_PROPERTY(bool isProblem READ isProblem NOTIFY changed)
    Q_PROPERTY(QString verb READ verb NOTIFY changed) // "Undo", "Review"; empty: nothing can be done about it
    Q_PROPERTY(glovebox::models::Announcer *announcer READ announcer CONSTANT)

public:
    static constexpr std::chrono::seconds kOfferedFor{10};

    explicit EdgeNote(Ticker *ticker, QObject *parent = nullptr);

    void say(const QString &text, bool isProblem);
    void offer(const Offer &offer);
    bool isOpen() const { return !m_note.text.isEmpty(); }
    QString text() const { return m_note.text; }
    bool isProblem() const { return m_note.isProblem; }
    QString verb() const { return m_note.verb; }
    Announcer *announcer() { return &m_announcer; }
    /// What is offered, if something still is.
    Q_INVOKABLE void act();
    Q_INVOKABLE void close();

Q_SIGNALS:
    void changed();

private:
    Ticker *m_ticker;
    Offer m_note; // without text: none
    WallTime m_offeredAt{};
    Announcer m_announcer;
};

} // namespace glovebox::models
