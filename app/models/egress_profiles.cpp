#include "app/models/egress_profiles.h"

#include "app/format/foreign_text.h"
#include "app/format/quantities.h"

#include <algorithm>

namespace glovebox::models {

namespace {

QString usesText(const domain::EgressRuleUse *use, WallTime now)
{
    if (!use)
        return EgressProfiles::tr("not used in %1 days").arg(EgressProfiles::kLookedBack.count());
    const QString ago = format::ago(use->last, now);
    return use->times == 1
               ? EgressProfiles::tr("once, %1").arg(ago)
               : EgressProfiles::tr("%1 times, %2").arg(format::count(static_cast<qint64>(use->times)), ago);
}

} // namespace

QString egressRuleText(const domain::EgressRule &rule)
{
    auto plain = rule;
    plain.action = domain::EgressRule::Action::Allow;
    const auto text = QString::fromStdString(domain::textOf(plain));
    return rule.action == domain::EgressRule::Action::Allow ? EgressProfiles::tr("allow %1").arg(text)
                                                            : EgressProfiles::tr("deny %1").arg(text);
}

EgressProfiles::EgressProfiles(bridge::EngineClient *client, Ticker *ticker, Counter users, QObject *parent)
    : QObject(parent), m_ticker(ticker), m_users(std::move(users)), m_ask(client)
{
    connect(ticker, &Ticker::ticked, this, [this] {
        if (m_isShown)
            show();
    });
}

void EgressProfiles::apply(const api::EgressProfilesView &view)
{
    const QString before = name();
    m_view = view;
    const auto same = names().indexOf(before); // others may have come before it
    m_current = same >= 0 ? static_cast<int>(same) : 0;
    show();
}

void EgressProfiles::apply(const api::HistoryReport &report)
{
    if (!m_ask.takes(report))
        return;
    m_problem.clear();
    if (report.problem)
        m_problem = format::shownLine(QString::fromStdString(describe(*report.problem)));
    else if (const auto *uses =
                 report.answer ? std::get_if<std::vector<domain::EgressRuleUse>>(&*report.answer) : nullptr)
        m_uses = format::RuleUses(*uses);
    show();
}

QStringList EgressProfiles::names() const
{
    QStringList out;
    for (const auto &each : m_view.profiles)
        out += QString::fromStdString(each.profile.name);
    return out;
}

const api::ShownEgressProfile *EgressProfiles::shown() const
{
    const bool isThere = m_current >= 0 && m_current < static_cast<int>(m_view.profiles.size());
    return isThere ? &m_view.profiles[static_cast<std::size_t>(m_current)] : nullptr;
}

void EgressProfiles::setCurrent(int current)
{
    if (std::exchange(m_current, current) != current)
        show();
}

QString EgressProfiles::name() const
{
    return shown() ? QString::fromStdString(shown()->profile.name) : QString();
}

QString EgressProfiles::description() const
{
    return shown() ? format::shownLine(QString::fromStdString(shown()->profile.description)) : QString();
}

QString EgressProfiles::detail() const
{
    const auto *one = shown();
    if (!one)
        return {};
    QStringList parts;
    parts += one->builtIn ? tr("every host has it") : tr("from the file of profiles");
    if (!one->added.empty())
        parts += one->added.size() == 1 ? tr("1 rule added here")
                                        : tr("%1 rules added here").arg(static_cast<int>(one->added.size()));
    if (one->profile.name == m_view.usual)
        parts += tr("usual");
    if (one->profile.name == m_view.ceiling)
        parts += tr("ceiling");
    parts += tr("version %1").arg(QString::fromStdString(one->version));
    const int users = m_users(one->profile.name);
    parts += users == 0   ? tr("no sandbox obeys it now")
             : users == 1 ? tr("1 sandbox obeys it")
                          : tr("%1 sandboxes obey it").arg(users);
    return parts.join(QStringLiteral(" · "));
}

QString EgressProfiles::note() const
{
    const bool isCeiling = shown() && shown()->profile.name == m_view.ceiling;
    return isCeiling
               ? tr("What a ceiling lets through is counted for the profile that allowed it; here, what it denied.")
               : QString();
}

QString EgressProfiles::unusedText() const
{
    if (!m_uses || m_rules.count() == 0)
        return {};
    const auto unused = std::ranges::count_if(m_rules.all(), &EgressRules::Row::unused);
    return unused == 0 ? tr("Each rule decided something in the last %1 days").arg(kLookedBack.count())
                       : tr("%1 of %2 rules decided nothing in the last %3 days")
                             .arg(static_cast<int>(unused))
                             .arg(m_rules.count())
                             .arg(kLookedBack.count());
}

void EgressProfiles::show()
{
    std::vector<EgressRules::Row> rows;
    if (const auto *one = shown())
        for (const auto &rule : one->profile.rules) {
            const auto *use = m_uses ? m_uses->of(one->profile.name, rule) : nullptr;
            const bool isAdded = std::ranges::find(one->added, rule) != one->added.end();
            rows.push_back({.text = egressRuleText(rule),
                            .note = format::shownLine(QString::fromStdString(rule.note)),
                            .uses = m_uses ? usesText(use, m_ticker->now()) : QString(),
                            .unused = m_uses && !use,
                            .added = isAdded});
        }
    m_rules.show(std::move(rows));
    Q_EMIT changed();
}

void EgressProfiles::setShown(bool shown)
{
    if (std::exchange(m_isShown, shown) != shown && shown)
        refresh();
}

void EgressProfiles::refresh()
{
    m_ask.ask(domain::EgressRuleUses{m_ticker->now() - kLookedBack}, this, [this](const QString &why) {
        m_problem = format::shownLine(why);
        Q_EMIT changed();
    });
    Q_EMIT changed();
}

void EgressProfiles::remove(int row)
{
    const auto *one = shown();
    if (!one || row < 0 || row >= static_cast<int>(one->profile.rules.size()))
        return;
    const auto rule = one->profile.rules[static_cast<std::size_t>(row)];
    if (std::ranges::find(one->added, rule) != one->added.end())
        Q_EMIT removeRequested(name(), rule);
}

} // namespace glovebox::models
