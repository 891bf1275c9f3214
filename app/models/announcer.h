// Role: what a screen reader is told without being asked: calls that wait, the state of what is selected, what came of
// one's own actions, pages. Politely: nobody is interrupted more often than every kEvery. Thread: GUI.
// Invariants: of each subject only the newest is said; so many at most wait, and what did not fit is counted.
#pragma once

#include "app/models/ticker.h"

#include <QtQml/qqmlregistration.h>

#include <optional>
#include <vector>

namespace glovebox::models {

class Announcer : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the notices")
    Q_PROPERTY(QString text READ text NOTIFY told) // said last

public:
    static constexpr std::chrono::seconds kEvery{5};
    static constexpr std::size_t kMost = 4;

    explicit Announcer(Ticker *ticker, QObject *parent = nullptr);

    /// `subject`: what it is about; it takes the place of what waits to be said of the same.
    void say(const QString &subject, const QString &text);
    /// What waits of that is not true any more.
    void drop(const QString &subject);
    QString text() const { return m_text; }
    /// The item whose name is the text: assistive programs are told to read it.
    Q_INVOKABLE void raise(QObject *item) const;

Q_SIGNALS:
    void told();

private:
    struct Waiting {
        QString subject;
        QString text;
    };

    void tell();

    Ticker *m_ticker;
    std::vector<Waiting> m_waiting;
    int m_dropped = 0;
    std::optional<WallTime> m_toldAt;
    QString m_text;
};

} // namespace glovebox::models
