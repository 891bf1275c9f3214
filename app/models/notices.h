// Role: which alerts are worth a notification of the desktop, and when: the levels that somebody chose, one at a time
// for each session and no more than one a minute, none while nothing may disturb or its session is muted. Pure: times
// and choices are handed in. Thread: GUI. Invariants: what may not be said now waits, and is said when it may be, if it
// still stands; what is done is news, and does not wait for long; a notice never holds a tool's input, and is plain
// text within kNoticeTextMax.
#pragma once

#include "app/models/alerts_model.h"

#include <map>
#include <optional>
#include <vector>

namespace glovebox::models {

inline constexpr std::chrono::minutes kNoticePause{1};
inline constexpr std::chrono::hours kNoticeMute{1};
inline constexpr qsizetype kNoticeTextMax = 120;

struct NoticeChoices {
    bool needs = true;
    bool failed = true;
    bool done = false;
    bool quiet = false; // do not disturb
};

/// What the desktop is to show, in the place of what it shows of the same group.
struct Notice {
    QString group;
    QString title;  // "Approve bash"
    QString text;   // whose, and how many more
    QString target; // where it leads, as OverviewModel::follow() takes it
    bool isOfSession = false;

    friend bool operator==(const Notice &, const Notice &) = default;
};

struct DueNotices {
    std::vector<Notice> shown;
    QStringList gone; // groups of which the notice names what is settled
};

class NoticeBook {
public:
    /// `group`: "session/…" of what belongs to a session, else what it is about. News is said, the rest only counted.
    void note(const Alert &alert, const QString &group, bool isNews);
    /// The alert needs nobody any more.
    void settle(const QString &alert);
    /// To be called whenever something was noted, settled or chosen, and once a second.
    DueNotices due(WallTime now, const NoticeChoices &choices);

    void mute(const QString &group, WallTime now);
    void unmuteAll();
    int muted(WallTime now) const;

private:
    struct Entry {
        QString alert;
        AlertLevel level = AlertLevel::Info;
        QString what;
        QString object;
        QString target;
        bool said = false;
    };
    struct Group {
        std::vector<Entry> standing;
        std::optional<WallTime> saidAt;
        std::optional<WallTime> mutedUntil;
        QString headline; // the alert that the notice names; empty: none is shown
    };

    static bool isChosen(AlertLevel level, const NoticeChoices &choices);
    static bool isSoon(const Group &group, WallTime now);
    static std::optional<Notice> say(const QString &name, Group &group, WallTime now, const NoticeChoices &choices);

    std::map<QString, Group> m_groups;
};

} // namespace glovebox::models
