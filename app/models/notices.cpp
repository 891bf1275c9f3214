#include "app/models/notices.h"

#include "app/format/foreign_text.h"

#include <QCoreApplication>

#include <algorithm>

namespace glovebox::models {

namespace {

struct Notices {
    Q_DECLARE_TR_FUNCTIONS(Notices)
};

/// Tool names and titles are of whoever made the session.
QString bounded(const QString &foreign)
{
    const QString line = format::firstLine(foreign);
    return line.size() <= kNoticeTextMax ? line : line.left(kNoticeTextMax - 1) + QChar(0x2026);
}

} // namespace

void NoticeBook::note(const Alert &alert, const QString &group, bool isNews)
{
    if (alert.level == AlertLevel::Info || (alert.level == AlertLevel::Done && !isNews))
        return;
    m_groups[group].standing.push_back(
        {alert.id, alert.level, bounded(alert.look.word), bounded(alert.object), alert.target, !isNews});
}

void NoticeBook::settle(const QString &alert)
{
    for (auto &[name, group] : m_groups)
        std::erase_if(group.standing, [&](const Entry &entry) { return entry.alert == alert; });
}

bool NoticeBook::isChosen(AlertLevel level, const NoticeChoices &choices)
{
    switch (level) {
    case AlertLevel::NeedsYou:
        return choices.needs;
    case AlertLevel::Failed:
        return choices.failed;
    case AlertLevel::Done:
        return choices.done;
    case AlertLevel::Info:
        break;
    }
    return false;
}

DueNotices NoticeBook::due(WallTime now, const NoticeChoices &choices)
{
    DueNotices due;
    for (auto it = m_groups.begin(); it != m_groups.end();) {
        auto &[name, group] = *it;
        if (group.mutedUntil && now >= *group.mutedUntil)
            group.mutedUntil.reset();
        const bool named = !group.headline.isEmpty();
        if (named && std::ranges::find(group.standing, group.headline, &Entry::alert) == group.standing.end()) {
            due.gone += name;
            group.headline.clear();
        }
        if (auto notice = say(name, group, now, choices))
            due.shown.push_back(*std::move(notice));
        it = group.standing.empty() && !isSoon(group, now) && !group.mutedUntil ? m_groups.erase(it) : std::next(it);
    }
    return due;
}

bool NoticeBook::isSoon(const Group &group, WallTime now)
{
    return group.saidAt && now >= *group.saidAt && now - *group.saidAt < kNoticePause;
}

std::optional<Notice> NoticeBook::say(const QString &name, Group &group, WallTime now, const NoticeChoices &choices)
{
    for (Entry &entry : group.standing)
        entry.said = entry.said || !isChosen(entry.level, choices);
    const bool isKept = choices.quiet || group.mutedUntil;
    // The most urgent of what was not said yet, of equals the newest.
    const auto first =
        std::min_element(group.standing.rbegin(), group.standing.rend(), [](const Entry &a, const Entry &b) {
            return std::pair(a.said, a.level) < std::pair(b.said, b.level);
        });
    std::optional<Notice> notice;
    if (!isKept && !isSoon(group, now) && first != group.standing.rend() && !first->said) {
        notice = Notice{name, first->what, first->object, first->target, name.startsWith(QLatin1String("session/"))};
        if (const auto more = group.standing.size() - 1; more > 0)
            notice->text +=
                (notice->text.isEmpty() ? QString() : QStringLiteral("\n")) + Notices::tr("and %1 more").arg(more);
        group.saidAt = now;
        // What is done stands nowhere: its notice is the desktop's to take away.
        group.headline = first->level == AlertLevel::Done ? QString() : first->alert;
        for (Entry &entry : group.standing)
            entry.said = true;
    }
    std::erase_if(group.standing,
                  [&](const Entry &entry) { return entry.level == AlertLevel::Done && (entry.said || isKept); });
    return notice;
}

void NoticeBook::mute(const QString &group, WallTime now)
{
    m_groups[group].mutedUntil = now + kNoticeMute;
}

void NoticeBook::unmuteAll()
{
    for (auto &[name, group] : m_groups)
        group.mutedUntil.reset();
}

int NoticeBook::muted(WallTime now) const
{
    return static_cast<int>(std::ranges::count_if(
        m_groups, [now](const auto &each) { return each.second.mutedUntil && now < *each.second.mutedUntil; }));
}

} // namespace glovebox::models
