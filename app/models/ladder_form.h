// Role: an idle ladder as somebody edits it: three steps, each a choice of times, the present one always among them.
// Thread: GUI. Invariants: what was set and is not changed comes back to the millisecond.
#pragma once

#include "core/domain/idle_ladder.h"

#include <QObject>
#include <QStringList>
#include <QtQml/qqmlregistration.h>

#include <vector>

namespace glovebox::models {

/// "never", some times, and one of one's own in minutes.
class LadderStep : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Part of a ladder")
    Q_PROPERTY(QStringList choices READ choices NOTIFY changed)
    Q_PROPERTY(int current READ current WRITE setCurrent NOTIFY changed)
    Q_PROPERTY(bool custom READ custom NOTIFY changed) // the last choice: minutes are typed
    Q_PROPERTY(QString minutes READ minutes WRITE setMinutes NOTIFY changed)
    Q_PROPERTY(bool wrong READ wrong NOTIFY changed)

public:
    using Time = std::optional<std::chrono::milliseconds>; // none: never

    explicit LadderStep(QObject *parent = nullptr);

    void set(Time time);
    QStringList choices() const;
    int current() const { return m_current; }
    void setCurrent(int index);
    bool custom() const { return m_current == static_cast<int>(m_times.size()); }
    QString minutes() const { return m_minutes; }
    void setMinutes(const QString &text);
    bool wrong() const { return custom() && !typed(); }
    /// Of a step that is not wrong.
    Time time() const;

Q_SIGNALS:
    void changed();

private:
    Time typed() const;

    std::vector<Time> m_times;
    int m_current = 0;
    QString m_minutes;
};

class LadderForm : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(glovebox::models::LadderStep *pauseStep READ pause CONSTANT)
    Q_PROPERTY(glovebox::models::LadderStep *hibernateStep READ hibernate CONSTANT)
    Q_PROPERTY(glovebox::models::LadderStep *destroyStep READ destroy CONSTANT)
    Q_PROPERTY(bool byDefault READ byDefault WRITE setByDefault NOTIFY changed) // none of its own
    Q_PROPERTY(bool wrong READ wrong NOTIFY changed)
    Q_PROPERTY(QString minutesHint READ minutesHint CONSTANT)

public:
    explicit LadderForm(QObject *parent = nullptr);

    /// `fallback` stands in the steps while there is no ladder of its own.
    void set(const std::optional<domain::IdleLadder> &ladder, const domain::IdleLadder &fallback = {});

    LadderStep *pause() { return &m_pause; }
    LadderStep *hibernate() { return &m_hibernate; }
    LadderStep *destroy() { return &m_destroy; }
    bool byDefault() const { return m_byDefault; }
    void setByDefault(bool byDefault);
    bool wrong() const;
    QString minutesHint() const;
    /// Of a form that is not wrong; none: by default.
    std::optional<domain::IdleLadder> ladder() const;

Q_SIGNALS:
    void changed();

private:
    LadderStep m_pause;
    LadderStep m_hibernate;
    LadderStep m_destroy;
    bool m_byDefault = false;
};

} // namespace glovebox::models
