// Role: how a log's lines lie over time, for the chart above it and the marks beside it: counted piece by piece, newest
// first, while nobody waits for anything else. Thread: GUI; the desk answers there.
// Invariants: at most kSlotsMax stretches of time, all of one length, which doubles when they would be more; a line is
// counted once. Of a log whose oldest lines were deleted the count begins anew.
#pragma once

#include "app/bridge/log_desk.h"
#include "app/models/ticker.h"

#include <QList>
#include <QObject>
#include <QTimer>
#include <QtQml/qqmlregistration.h>

#include <deque>
#include <functional>
#include <map>

namespace glovebox::models {

class LogVolume : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the log")
    Q_PROPERTY(int count READ count NOTIFY changed)
    Q_PROPERTY(QList<qreal> lines READ lines NOTIFY changed)
    Q_PROPERTY(QList<qreal> warnings READ warnings NOTIFY changed)
    Q_PROPERTY(QList<qreal> errors READ errors NOTIFY changed)
    Q_PROPERTY(QString fromText READ fromText NOTIFY changed)
    Q_PROPERTY(QString toText READ toText NOTIFY changed)
    Q_PROPERTY(QString summary READ summary NOTIFY changed)

public:
    /// As many bars as can be told apart.
    static constexpr std::int64_t kSlotsMax = 120;

    explicit LogVolume(Ticker *ticker, QObject *parent = nullptr);

    void setDesk(bridge::LogDesk *desk) { m_desk = desk; }
    /// Another log, or the same from its beginning.
    void reset(const LogName &name);
    /// The next piece of what there is; false: all of it is counted. `then` is called when the piece is there.
    bool pump(const LogExtent &extent, std::function<void()> then);
    void stop();

    /// Stretches from the first line's to the last one's.
    int count() const { return m_slots.empty() ? 0 : static_cast<int>(lastSlot() - firstSlot() + 1); }
    /// Of the fullest stretch, 0 to 1.
    QList<qreal> lines() const;
    QList<qreal> warnings() const;
    QList<qreal> errors() const;
    QString fromText() const;
    QString toText() const;
    QString summary() const;
    /// Errors in order, as far as they are counted.
    const std::deque<LogNumber> &errorLines() const { return m_errors; }
    /// Where a stretch begins; count() gives the end of the last.
    WallTime timeOf(int slot) const;

    /// "14:02:00 to 14:02:30: 1,204 lines, warnings 3, errors 1", of some stretches.
    Q_INVOKABLE QString wordsOf(int first, int last) const;
    /// Which stretch a time is in, in ms since 1970; -1: none.
    Q_INVOKABLE int slotOf(double at) const;

Q_SIGNALS:
    void changed();

private:
    std::int64_t firstSlot() const { return m_slots.begin()->first; }
    std::int64_t lastSlot() const { return m_slots.rbegin()->first; }
    QList<qreal> shares(std::uint32_t LogSlot::*which) const;
    void begin(const LogExtent &extent, std::function<void()> then);
    void add(const LogTally &counted, bool older);
    void squeeze();
    QString timeText(WallTime at) const;

    Ticker *m_ticker;
    bridge::LogDesk *m_desk = nullptr;
    LogName m_name;
    std::chrono::milliseconds m_span{0}; // 0: not known yet
    std::map<std::int64_t, LogSlot> m_slots;
    std::deque<LogNumber> m_errors;
    LogNumber m_first = 1; // of the log, when the count began
    LogNumber m_from = 1;  // counted from here
    LogNumber m_to = 1;    // to here, not itself
    QTimer m_tellSoon;
    Call m_call;
};

} // namespace glovebox::models
