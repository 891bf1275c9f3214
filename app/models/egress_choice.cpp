#include "app/models/egress_choice.h"

#include "app/format/foreign_text.h"

#include <algorithm>

namespace glovebox::models {

void EgressChoice::setProfiles(const api::EgressProfilesView &profiles)
{
    std::vector<Entry> entries;
    for (const api::ShownEgressProfile &shown : profiles.profiles) {
        const QString name = format::shownLine(QString::fromStdString(shown.profile.name));
        entries.push_back({name, name, format::shownLine(QString::fromStdString(shown.profile.description))});
    }
    if (entries == m_profiles)
        return;
    m_profiles = std::move(entries);
    Q_EMIT changed();
}

void EgressChoice::setNone(const QString &title, const QString &detail)
{
    Entry none{{}, title, detail};
    if (m_none == none)
        return;
    m_none = std::move(none);
    Q_EMIT changed();
}

void EgressChoice::setName(const QString &name)
{
    if (name == m_name)
        return;
    m_name = name;
    Q_EMIT changed();
}

/// What somebody wrote and this host does not have is in the list, too: choosing begins from what is so.
std::vector<EgressChoice::Entry> EgressChoice::entries() const
{
    std::vector<Entry> all;
    if (m_none)
        all.push_back(*m_none);
    all.insert(all.end(), m_profiles.begin(), m_profiles.end());
    if (std::ranges::find(all, m_name, &Entry::name) == all.end())
        all.push_back({m_name, m_name.isEmpty() ? tr("none given") : format::shownLine(m_name),
                       m_profiles.empty() ? QString() : tr("This host has no such profile.")});
    return all;
}

QStringList EgressChoice::titles() const
{
    QStringList titles;
    for (const Entry &entry : entries())
        titles += entry.title;
    return titles;
}

QStringList EgressChoice::details() const
{
    QStringList details;
    for (const Entry &entry : entries())
        details += entry.detail;
    return details;
}

int EgressChoice::current() const
{
    const std::vector<Entry> all = entries();
    return static_cast<int>(std::ranges::find(all, m_name, &Entry::name) - all.begin());
}

void EgressChoice::setCurrent(int index)
{
    const std::vector<Entry> all = entries();
    if (index < 0 || index >= static_cast<int>(all.size()) || all[static_cast<std::size_t>(index)].name == m_name)
        return;
    m_name = all[static_cast<std::size_t>(index)].name;
    Q_EMIT changed();
    Q_EMIT chosen();
}

QString EgressChoice::text() const
{
    const std::vector<Entry> all = entries();
    return all[static_cast<std::size_t>(current())].detail;
}

bool EgressChoice::open() const
{
    return m_name == QLatin1String(domain::kOpenEgress);
}

bool EgressChoice::unknown() const
{
    return !m_profiles.empty() && !(m_name.isEmpty() && m_none) &&
           std::ranges::find(m_profiles, m_name, &Entry::name) == m_profiles.end();
}

} // namespace glovebox::models
